package desk

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"parvis/i18n"
)

// TestEveryKeyHasItsWords reads this package's own source: each key of a
// catalogue that it names exists, and each text of its catalogue serves.
func TestEveryKeyHasItsWords(t *testing.T) {
	keyed := regexp.MustCompile(`^(desk|lots|library|relay|error|shell)\.[a-z_.]+$`)
	words := i18n.New("fr")
	used, prefixes := map[string]bool{}, []string{}
	for _, name := range sources(t) {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			key, err := strconv.Unquote(lit.Value)
			switch {
			case err != nil || !keyed.MatchString(key):
			case strings.HasSuffix(key, "."):
				prefixes = append(prefixes, key)
			default:
				used[key] = true
				if !words.Has(key) {
					t.Errorf("%s: no words for %s", name, key)
				}
			}
			return true
		})
	}
	catalogue, err := os.ReadFile("../../i18n/catalog/fr/desk.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)^ "([a-z_.]+)":`).FindAllSubmatch(catalogue, -1) {
		key := string(m[1])
		base := key
		for _, ending := range []string{".text", ".key", ".title", ".kiosk"} {
			base = strings.TrimSuffix(base, ending)
		}
		if used[key] || used[base] || strings.HasPrefix(key, "error.desk_") {
			continue
		}
		known := false
		for _, p := range prefixes {
			known = known || strings.HasPrefix(key, p)
		}
		if !known {
			t.Errorf("%s is in the catalogue and nowhere on screen", key)
		}
	}
}

func sources(t *testing.T) (names []string) {
	t.Helper()
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasSuffix(f.Name(), ".go") && !strings.HasSuffix(f.Name(), "_test.go") {
			names = append(names, f.Name())
		}
	}
	return names
}

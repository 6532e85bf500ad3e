package guide

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"parvis/i18n"
)

// raised lists every code and variant the sources raise, read from the
// sources themselves: `add(line, codeX, "variant", …)` and `fail(…)`.
func raised(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]string{}
	out := map[string]bool{}
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	each := func(visit func(ast.Node) bool) {
		for _, file := range files {
			ast.Inspect(file, visit)
		}
	}
	each(func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == 1 && strings.HasPrefix(spec.Names[0].Name, "code") {
			if lit, ok := spec.Values[0].(*ast.BasicLit); ok {
				names[spec.Names[0].Name], _ = strconv.Unquote(lit.Value)
			}
		}
		return true
	})
	each(func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) < 3 {
			return true
		}
		if f, ok := call.Fun.(*ast.SelectorExpr); !ok || (f.Sel.Name != "add" && f.Sel.Name != "fail") {
			return true
		}
		code, okCode := call.Args[1].(*ast.Ident)
		variant, okVariant := call.Args[2].(*ast.BasicLit)
		if okCode && okVariant && names[code.Name] != "" {
			v, _ := strconv.Unquote(variant.Value)
			out[strings.TrimSuffix(names[code.Name]+"."+v, ".")] = true
		}
		return true
	})
	return out
}

func TestEveryFindingHasWordsInBothLanguages(t *testing.T) {
	keys := raised(t)
	if len(keys) < 60 {
		t.Fatalf("only %d codes found in the sources", len(keys))
	}
	for key := range keys {
		for _, lang := range []string{"fr", "en"} {
			if !i18n.New(lang).Has("guide.lint." + key) {
				t.Errorf("no words for guide.lint.%s", key)
			}
		}
		if code, _, _ := strings.Cut(key, "."); !slices.Contains(Codes(), code) {
			t.Errorf("%s is not among the codes", code)
		}
	}
}

func TestEveryCodeIsExplained(t *testing.T) {
	l := i18n.New("fr")
	for _, code := range Codes() {
		if text, ok := Explain(l, code); !ok || text == "guide.explain."+code {
			t.Errorf("%s is not explained", code)
		}
	}
	if _, ok := Explain(l, "E999"); ok {
		t.Error("E999 should not exist")
	}
}

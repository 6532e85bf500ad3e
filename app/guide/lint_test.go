package guide

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"parvis/i18n"
)

const testHeader = `# Essai
id: essai
version: 2026-11
publics: borne
thématiques: email
source: https://www.caf.fr/, lue le 2026-11-01
relu: non
---
`

// codesOf gives the codes found, with their lines: "E021:12".
func codesOf(findings []Finding) []string {
	out := []string{}
	for _, f := range findings {
		out = append(out, fmt.Sprintf("%s:%d", f.Code, f.Line))
	}
	return out
}

// errorsOf keeps the errors.
func errorsOf(findings []Finding) []Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f Finding) bool { return f.Severity() != SeverityError })
}

// structureCases are bodies (the header has 8 lines: the body starts at line
// 9) with the exact errors they must raise.
func structureCases() map[string]struct {
	body string
	want []string
} {
	return map[string]struct {
		body string
		want []string
	}{
		"sound":            {"## a : A\n- x : X -> f\n- y : Y -> f\n## f (fin) : F\n", nil},
		"missing target":   {"## a : A\n- x : X -> ff\n- y : Y -> f\n## f (fin) : F\n", []string{"E021:10"}},
		"unreachable":      {"## a : A\n-> f\n## b : B\n-> f\n## f (fin) : F\n", []string{"E022:11"}},
		"dead end":         {"## a : A\n-> b\n## b : B\nTexte.\n", []string{"E023:11"}},
		"no step":          {"Rien.\n", []string{"E020:1"}},
		"self loop":        {"## a : A\n- x : X -> a\n- y : Y -> f\n## f (fin) : F\n", []string{"E024:9"}},
		"long loop":        {"## a : A\n-> b\n## b : B\n- x : X -> c\n- y : Y -> f\n## c : C\n-> b\n## f (fin) : F\n", []string{"E024:11"}},
		"duplicate step":   {"## a : A\n-> f\n## f (fin) : F\n## f (fin) : F2\n", []string{"E013:12"}},
		"duplicate choice": {"## a : A\n- x : X -> f\n- x : Y -> f\n## f (fin) : F\n", []string{"E013:11"}},
		"unsatisfiable": {
			"## n : N ? (nombre, ans, 0..120)\nsi n > 200 -> f\nsinon -> f\n## f (fin) : F\n",
			[]string{"E025:10"},
		},
		"whole numbers leave no gap": {
			"## n : N ? (nombre, ans, 0..120)\nsi n < 18 -> f\nsi n > 17 -> f\n## f (fin) : F\n", nil,
		},
		"decimals leave a gap": {
			"## n : N ? (nombre, €, 0.0..120.0)\nsi n < 18 -> f\nsi n > 18 -> f\n## f (fin) : F\n",
			[]string{"E029:9"},
		},
		"shadowed": {
			"## n : N ? (nombre, ans, 0..120)\nsi n < 18 -> f\nsi n < 10 -> f\nsinon -> f\n## f (fin) : F\n",
			[]string{"E026:11"},
		},
		"shadowed last resort": {
			"## o : O ? (oui/non)\nsi o = oui -> f\nsi o = non -> f\nsinon -> f\n## f (fin) : F\n",
			[]string{"E026:12"},
		},
		"optional is not covered": {
			"## o : O ? (oui/non, facultatif)\nsi o = oui -> f\nsi o = non -> f\n## f (fin) : F\n",
			[]string{"E029:9"},
		},
		"optional is covered": {
			"## o : O ? (oui/non, facultatif)\nsi o = oui -> f\nsi o = non -> f\nsi o est inconnu -> f\n## f (fin) : F\n", nil,
		},
		"impossible on this path": {
			"## n : N ? (nombre, ans, 0..120)\nsi n < 18 -> jeune\nsinon -> f\n" +
				"## jeune : J\nsi n ≥ 18 -> f\nsinon -> f\n## f (fin) : F\n",
			[]string{"E025:13"},
		},
		"item never shown": {
			"## o : O\n- x : X -> l\n- y : Y -> f\n## l (liste) : L\n- si o = y : Jamais\n- si o = x : Toujours\n-> f\n## f (fin) : F\n",
			[]string{"E025:13"},
		},
		"used before set": {
			"## a : A\n- x : X -> n\n- y : Y -> l\n## n : N ? (nombre)\n-> l\n## l : L\nsi n < 3 -> f\nsinon -> f\n## f (fin) : F\n",
			[]string{"E027:15"},
		},
		"asked whether unknown": {
			"## a : A\n- x : X -> n\n- y : Y -> l\n## n : N ? (nombre)\n-> l\n## l : L\nsi n est inconnu ou n < 3 -> f\nsinon -> f\n## f (fin) : F\n", nil,
		},
		"guarded by the way taken": {
			"## a : A\n- x : X -> n\n- y : Y -> l\n## n : N ? (nombre)\n-> l\n## l : L\nsi a = x et n < 3 -> f\nsinon -> f\n## f (fin) : F\n", nil,
		},
		"type order":     {"## a : A\n- x : X -> b\n- y : Y -> b\n## b : B\nsi a < x -> f\nsinon -> f\n## f (fin) : F\n", []string{"E028:13"}},
		"type number":    {"## n : N ? (nombre)\nsi n = oui -> f\nsinon -> f\n## f (fin) : F\n", []string{"E028:10"}},
		"type date":      {"## n : N ? (date)\nsi n < 2026-13-01 -> f\nsinon -> f\n## f (fin) : F\n", []string{"E028:10"}},
		"type choice":    {"## a : A\n- xa : X -> b\n- y : Y -> b\n## b : B\nsi a = xb -> f\nsinon -> f\n## f (fin) : F\n", []string{"E028:13"}},
		"dates":          {"## d : D ? (date)\nsi d < 2026-01-01 -> f\nsi d ≥ 2026-01-01 -> f\n## f (fin) : F\n", nil},
		"communes":       {"## c : C ? (commune)\nsi c = 13055 -> f\nsi c != 13055 -> f\n## f (fin) : F\n", nil},
		"unknown var":    {"## a : A\nsi b = 3 -> f\nsinon -> f\n## f (fin) : F\n", []string{"E033:10"}},
		"text not asked": {"## a : A\n-> b\n## b : B\nsi a = 3 -> f\nsinon -> f\n## f (fin) : F\n", []string{"E028:12"}},
		"parentheses": {
			"## n : N ? (nombre)\nsi (n = 1 ou (n = 2 et (n = 2 ou n = 3))) -> f\nsinon -> f\n## f (fin) : F\n",
			[]string{"E030:10"},
		},
		"end leads":        {"## a : A\n-> f\n## f (fin) : F\n-> a\n", []string{"E024:9", "E037:12"}},
		"private misspelt": {"## a : A\nmediatuer: secret\n-> f\n## f (fin) : F\n", []string{"E007:10"}},
		"unknown step key": {"## a : A\nconseil: venez tôt\n-> f\n## f (fin) : F\n", []string{"E007:10"}},
		"prose with colon": {"## a : A\nRemarque : venez tôt.\nIl faut deux pièces : la carte, le livret.\n-> f\n## f (fin) : F\n", nil},
		"failing trial":    {"## a : A\n- x : X -> f\n- y : Y -> g\n## f (fin) : F\n## g (fin) : G\n# Essais\na=x => g\n", []string{"E031:15"}},
		"short trial":      {"## a : A\n- x : X -> f\n- y : Y -> f\n## f (fin) : F\n# Essais\n=> f\n", []string{"E032:14"}},
		"bad value trial":  {"## a : A\n- x : X -> f\n- y : Y -> f\n## f (fin) : F\n# Essais\na=z => f\n", []string{"E031:14"}},
		"not a trial":      {"## a : A\n-> f\n## f (fin) : F\n# Essais\na=z\n", []string{"E019:13"}},
		"empty list":       {"## a (liste) : A\n-> f\n## f (fin) : F\n", []string{"E034:9"}},
		"link without":     {"## a (lien) : A\n-> f\n## f (fin) : F\n", []string{"E034:9"}},
		"nothing right":    {"## a (exercice) : A\n- x : X\n-> f\n## f (fin) : F\n", []string{"E034:9"}},
		"picture":          {"## a : A\nimage: a.png\n-> f\n## f (fin) : F\n", []string{"E035:10"}},
		"kind misspelt":    {"## a : A ? (nombr, ans)\n-> f\n## f (fin) : F\n", []string{"E014:9"}},
		"words in title":   {"## a : Votre carte (CNI)\n-> f\n## f (fin) : F\n", nil},
		"no arrow":         {"## a : A\nsi vous voulez\n-> f\n## f (fin) : F\n", []string{"E016:10"}},
		"two faults":       {"## a : A\n- x : X -> ff\n- y : Y -> b\n## b : B ? (nombre, 0..9)\nsi b > 9 -> f\nsinon -> f\n## f (fin) : F\n", []string{"E021:10", "E025:13"}},
	}
}

func TestStructure(t *testing.T) {
	for name, c := range structureCases() {
		t.Run(name, func(t *testing.T) {
			_, findings := LintText("essai.guide.md", []byte(testHeader+c.body), Options{})
			got := codesOf(errorsOf(findings))
			if !slices.Equal(got, c.want) && len(got)+len(c.want) > 0 {
				l := i18n.New("fr")
				for _, f := range findings {
					t.Log(f.Text(l))
				}
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestHeaderFindings(t *testing.T) {
	body := "---\n## a (fin) : A\n"
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"missing keys stand after the title": {"# T\nid: a\nversion: 2026-11\n" + body, []string{"E008:2", "E008:2", "E008:2", "E008:2"}},
		"no title":                           {"id: a\n", []string{"E004:1", "E008:2", "E008:2", "E008:2", "E008:2", "E008:2", "E020:1"}},
		"empty file":                         {"", []string{"E004:1", "E008:2", "E008:2", "E008:2", "E008:2", "E008:2", "E008:2", "E020:1"}},
		"never closed":                       {strings.Replace(testHeader, "---\n", "", 1) + "## a (fin) : A\n", []string{"E005:2"}},
		"bad version":                        {strings.Replace(testHeader, "2026-11\n", "2026-13\n", 1) + "## a (fin) : A\n", []string{"E010:3"}},
		"bad theme":                          {strings.Replace(testHeader, ": email", ": emial", 1) + "## a (fin) : A\n", []string{"E010:5"}},
		"source undated":                     {strings.Replace(testHeader, ", lue le 2026-11-01", "", 1) + "## a (fin) : A\n", []string{"E010:6"}},
		"unknown key":                        {strings.Replace(testHeader, "relu:", "opérateurs: caf\nrelu:", 1) + "## a (fin) : A\n", []string{"E007:7"}},
		"key twice":                          {strings.Replace(testHeader, "relu:", "id: b\nrelu:", 1) + "## a (fin) : A\n", []string{"E009:7"}},
		"capitals, spaces":                   {strings.NewReplacer("id:", "ID :", "thématiques:", "Thematiques\u00a0:").Replace(testHeader) + "## a (fin) : A\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			_, findings := LintText("x", []byte(c.text), Options{})
			got := codesOf(errorsOf(findings))
			slices.Sort(got)
			if !slices.Equal(got, c.want) && len(got)+len(c.want) > 0 {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestMessageHasFileLineSuggestionAndCode(t *testing.T) {
	body := "## motif : M\n- x : X -> fin-rdvs\n- y : Y -> fin-rdv\n## fin-rdv (fin) : F\n"
	_, findings := LintText("carte.guide.md", []byte(testHeader+body), Options{})
	got := errorsOf(findings)[0].Text(i18n.New("fr"))
	want := "carte.guide.md:10 — L’étape « fin-rdvs », visée depuis « motif », n’existe pas. Vouliez-vous écrire « fin-rdv » ? [E021]"
	if strings.ReplaceAll(got, nbsp, " ") != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	rows := Rows(i18n.New("en"), findings)
	if rows[0].Severity != SeverityError && rows[0].Severity != SeverityWarning {
		t.Errorf("severity %q", rows[0].Severity)
	}
}

func TestTooManyCombinationsIsSaid(t *testing.T) {
	build := func(n int) string {
		var b, all strings.Builder
		b.WriteString(testHeader)
		for i := range n {
			fmt.Fprintf(&b, "## q%d : Q ? (oui/non)\n-> q%d\n", i, i+1)
			if i > 0 {
				all.WriteString(" et ")
			}
			fmt.Fprintf(&all, "q%d = oui", i)
		}
		fmt.Fprintf(&b, "## q%d : Bilan\nsi %s -> f\nsinon -> f\n## f (fin) : F\n", n, &all)
		return b.String()
	}
	for n, want := range map[int]bool{12: false, 17: true} {
		_, findings := LintText("x", []byte(build(n)), Options{})
		if got := slices.Contains(codesOf(findings), "W090:1"); got != want {
			t.Errorf("%d questions: W090 %v, want %v", n, got, want)
		}
		if HasErrors(findings) {
			t.Errorf("%d questions: %v", n, codesOf(findings))
		}
	}
}

// Keeping to the structure loses no error.
func TestStructureAloneFindsEveryError(t *testing.T) {
	for name, c := range structureCases() {
		text := []byte(testHeader + c.body)
		_, all := LintText("x", text, Options{})
		_, structure := LintText("x", text, Options{Structure: true})
		if want, got := codesOf(errorsOf(all)), codesOf(errorsOf(structure)); !slices.Equal(want, got) {
			t.Errorf("%s: %v instead of %v", name, got, want)
		}
	}
}

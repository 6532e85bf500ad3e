package guide

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"parvis/app"
)

func TestBadInputGivesAMessageWithThePlace(t *testing.T) {
	body := "## a (fin) : A\n"
	for name, c := range map[string]struct {
		data string
		want string
	}{
		"broken UTF-8":         {testHeader + body + "abc\xff\xfe\n", "E002:10"},
		"null character":       {testHeader + body + "a\x00b\n", "E003:10"},
		"direction override":   {testHeader + body + "a\u202eb\n", "E003:10"},
		"direction mark in fr": {testHeader + body + "a\u200fb\n", "E003:10"},
		"50 MB":                {strings.Repeat("x", 50<<20), "E001:1"},
		"one endless line":     {testHeader + "## a (fin) : " + strings.Repeat("a ", 1<<20), "W101:9"},
		"a deep condition":     {testHeader + "## a : A\nsi " + strings.Repeat("(", 5000) + "a = 1 -> f\n## f (fin) : F\n", "E017:10"},
		"a long condition":     {testHeader + "## a : A\nsi " + strings.Repeat("non ", 5000) + "a = 1 -> f\n## f (fin) : F\n", "E017:10"},
		"itself":               {testHeader + "## a : A\n-> a\n", "E024:9"},
	} {
		t.Run(name, func(t *testing.T) {
			f, findings := LintText("x.guide.md", []byte(c.data), Options{})
			if f.Guide == nil || !slices.Contains(codesOf(findings), c.want) {
				t.Errorf("got %v, want %s", codesOf(findings)[:min(5, len(findings))], c.want)
			}
		})
	}
}

func TestDirectionMarksAreKeptInArabic(t *testing.T) {
	text := "# بطاقة\ntraduction de: a\nlangue: ar\nversion source: 2026-11\n---\nنص \u200f\u2067x\u2069\n"
	f := Parse("a.ar.guide.md", []byte(text))
	if len(f.Findings) > 0 || !strings.Contains(f.Translation.Intro, "\u200f") {
		t.Errorf("%v %q", codesOf(f.Findings), f.Translation.Intro)
	}
}

func TestMarkAndLineEndsOfWindows(t *testing.T) {
	plain := testHeader + "## a (fin) : A\nTexte.\n"
	windows := "\ufeff" + strings.ReplaceAll(plain, "\n", "\r\n")
	if diff := sameGuide(Parse("a", []byte(plain)).Guide, Parse("a", []byte(windows)).Guide); diff != "" {
		t.Error(diff)
	}
}

// longGuide makes a guide of n steps in a row, each with a question.
func longGuide(n int) []byte {
	var b bytes.Buffer
	b.WriteString(testHeader)
	for i := range n {
		fmt.Fprintf(&b, "## q%d : Une question ?\n- a : Oui -> q%d\n- b : Non -> q%d\n", i, i+1, min(i+2, n))
	}
	fmt.Fprintf(&b, "## q%d (fin) : Fin\n", n)
	return b.Bytes()
}

func TestTenThousandSteps(t *testing.T) {
	start := time.Now()
	f, findings := LintText("x", longGuide(10_000), Options{})
	if HasErrors(findings) || len(f.Guide.Steps) != 10_001 {
		t.Fatalf("%v", codesOf(errorsOf(findings)))
	}
	if !slices.Contains(codesOf(findings), "W015:1") {
		t.Error("nobody is told that the guide is too long")
	}
	g, _ := Compile(f.Guide)
	r := NewRun(g, still)
	if r.graph.Depth("q0") != 10_000 || len(r.Reachable()) != 10_001 {
		t.Errorf("depth %d, %d reachable", r.graph.Depth("q0"), len(r.Reachable()))
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("took %s", took)
	}
}

func TestTwoGuidesWithOneID(t *testing.T) {
	text := []byte(testHeader + "## a (fin) : A\n")
	findings := LintAll([]Input{{"a.guide.md", text}, {"b.guide.md", text}}, Options{})
	errors := errorsOf(findings)
	if len(errors) != 1 || errors[0].File != "b.guide.md" || errors[0].Line != 2 || errors[0].Code != codeTwinGuide {
		t.Errorf("%+v", errors)
	}
}

func TestLoadRefusesWithThePlace(t *testing.T) {
	_, err := Load("x.guide.md", []byte(testHeader+"## a : A\n-> b\n"))
	if app.KindOf(err) != app.Rejected || !strings.HasPrefix(err.Error(), "x.guide.md:10: ") {
		t.Errorf("%v", err)
	}
}

func TestAPrivateNoteStaysPrivate(t *testing.T) {
	for _, text := range []string{
		"médiateur: secret\n", "Mediateur : secret\n", "médiateur\u00a0: début\nsecret\n", "medaiteur: secret\n",
		"médiateur: début\n// remarque\nsecret\n", "médiateur:\nsecret\n",
	} {
		f := Parse("x", []byte(testHeader+"## a (fin) : A\n"+text))
		s := f.Guide.Steps[0]
		if !strings.Contains(s.Mediator, "secret") || strings.Contains(s.Body+s.Help+s.Title, "secret") {
			t.Errorf("%q leaks: %+v", text, s.Texts)
		}
		if public := Print(f.Guide.Public()); bytes.Contains(public, []byte("secret")) || f.Guide.Steps[0].Mediator == "" {
			t.Errorf("the public copy of %q tells:\n%s", text, public)
		}
	}
}

func TestCSVOfAnythingElseIsRefused(t *testing.T) {
	for name, data := range map[string]string{
		"text": "bonjour\n", "empty": "", "other table": "nom;âge\nA;3\n", "binary": "\x00\x01\"\n",
	} {
		if _, err := ReadCSV(name, []byte(data)); data != "" && app.KindOf(err) != app.Rejected {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCSVWithCommasAndOtherOrder(t *testing.T) {
	data := "élément,étape,texte,vers,id,détail\ntitre,,Essai,,,\nid,,essai,,,\nétape,a,\"Quoi, encore ?\",,,\n" +
		"choix,a,Oui,f,x,\nchoix,a,Non,f,y,\nétape,f,Fin,,,fin\nessai,,a=x,f,,\n"
	f, err := ReadCSV("x.csv", []byte(data))
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Guide.Steps) != 2 || f.Guide.Steps[0].Title != "Quoi, encore ?" || f.Guide.Steps[0].Choices[1].ID != "y" || len(f.Guide.Trials) != 1 {
		t.Errorf("%+v", f.Guide)
	}
	if got := codesOf(errorsOf(Lint(f, Options{}))); !slices.Contains(got, "E008:2") {
		t.Errorf("%v", got)
	}
}

func FuzzParse(f *testing.F) {
	for _, name := range []string{"carte", "canonical"} {
		data, err := os.ReadFile("testdata/" + name + ".guide.md")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, c := range structureCases() {
		f.Add([]byte(testHeader + c.body))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, findings := LintText("x", data, Options{Today: "2026-11-23"})
		for _, found := range findings {
			if found.Line < 1 || found.Code == "" {
				t.Fatalf("a finding without place: %+v", found)
			}
		}
		if _, n := Fix(data); n < 0 {
			t.Fatal("negative count")
		}
		if file.Guide == nil {
			return
		}
		again := Parse("x", Print(file.Guide))
		if !HasErrors(file.Findings) {
			if diff := sameGuide(file.Guide, again.Guide); diff != "" {
				t.Fatalf("%s\n%s", diff, Print(file.Guide))
			}
		}
		table, err := ReadCSV("x.csv", WriteCSV(file.Guide))
		if err != nil {
			t.Fatal(err)
		}
		if !HasErrors(file.Findings) {
			if diff := sameGuide(file.Guide, table.Guide); diff != "" {
				t.Fatalf("%s\n%s", diff, WriteCSV(file.Guide))
			}
		}
	})
}

func FuzzCond(f *testing.F) {
	for _, s := range []string{"a = 1 et non (b ≥ 2 ou c est inconnu)", "non non a != x", "((a=1))", "a <= 2026-11-23"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, _, err := ParseCond(s)
		if err != nil {
			return
		}
		again, _, err := ParseCond(c.String())
		if err != nil || again.String() != c.String() {
			t.Fatalf("%q printed %q read %v %v", s, c, again, err)
		}
	})
}

func FuzzCSV(f *testing.F) {
	data, err := os.ReadFile("testdata/canonical.guide.md")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(WriteCSV(Parse("x", data).Guide))
	f.Add([]byte("étape,élément,texte\n,titre,\"x\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := ReadCSV("x.csv", data)
		if err != nil {
			return
		}
		for _, found := range Lint(file, Options{}) {
			if found.Line < 1 {
				t.Fatalf("a finding without place: %+v", found)
			}
		}
	})
}

// BenchmarkLint reads, compiles, proves and checks a guide of ordinary size,
// as the editor does at each pause.
func BenchmarkLint(b *testing.B) {
	data, err := os.ReadFile("testdata/carte.guide.md")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, findings := LintText("x", data, Options{Today: "2026-11-23"}); HasErrors(findings) {
			b.Fatal(codesOf(findings))
		}
	}
}

// BenchmarkParse reads alone, as the shelf does at start.
func BenchmarkParse(b *testing.B) {
	data, err := os.ReadFile("testdata/carte.guide.md")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if f := Parse("x", data); f.Guide.ID == "" {
			b.Fatal("not read")
		}
	}
}

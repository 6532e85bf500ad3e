package dila

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parvis/app"
	"parvis/app/guide"
)

// FuzzSheet reads any bytes as a sheet; what it accepts must give a draft that
// can be read back.
func FuzzSheet(f *testing.F) {
	for _, raw := range files(f) {
		f.Add(raw)
	}
	f.Add([]byte(`<Publication ID="F1"><dc:title>x</dc:title><Texte><BlocCas><Cas><Condition><et/></Condition></Cas></BlocCas></Texte></Publication>`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := ParseSheet(raw, "F1")
		if err != nil {
			if app.KindOf(err) != app.Rejected {
				t.Fatalf("refused with %v", err)
			}
			return
		}
		facts := NewFacts()
		facts.Learn(s)
		d := Convert(s, facts)
		if len(d.Text) == 0 || d.Guide == nil || len(d.Findings) > 0 {
			t.Fatalf("no sound draft: %v\n%s", d.Findings, d.Text)
		}
		back := guide.Parse("f1", d.Text)
		if back.Guide == nil || string(guide.Print(back.Guide)) != string(guide.Print(d.Guide)) {
			t.Fatalf("the draft does not read back:\n%s", d.Text)
		}
		for _, text := range append([]string{d.Guide.Intro}, texts(d.Guide)...) {
			if amount.MatchString(text) && !strings.Contains(text, s.dated()[1:]) {
				t.Fatalf("an amount without its date: %q", text)
			}
		}
	})
}

// FuzzSource reads any bytes as an archive.
func FuzzSource(f *testing.F) {
	sheet := map[string][]byte{"F90003.json": files(f)["F90003.json"]}
	for _, path := range []string{zipOf(f, sheet), tgzOf(f, sheet)} {
		raw, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
		f.Add(bytes.ReplaceAll(raw, []byte("F90003"), []byte("../F03")))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		path := filepath.Join(t.TempDir(), "source")
		if err := os.WriteFile(path, raw, 0o644); err != nil {
			t.Fatal(err)
		}
		out := filepath.Join(t.TempDir(), "out")
		if _, err := Import(t.Context(), path, Options{Out: out}); err != nil && app.KindOf(err) != app.Rejected {
			t.Fatalf("refused with %v", err)
		}
	})
}

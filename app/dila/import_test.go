package dila

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"parvis/app"
	"parvis/i18n"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// files are the sheets of testdata, by name.
func files(t testing.TB) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	names, _ := filepath.Glob(filepath.Join("testdata", "fiches", "*"))
	for _, n := range names {
		raw, err := os.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(n)] = raw
	}
	return out
}

func zipOf(t testing.TB, entries map[string][]byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "fiches.zip")
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, raw := range entries {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(raw)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(z.Close(), os.WriteFile(path, b.Bytes(), 0o644)); err != nil {
		t.Fatal(err)
	}
	return path
}

func tgzOf(t testing.TB, entries map[string][]byte, headers ...*tar.Header) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "fiches.tgz")
	var b bytes.Buffer
	gz := gzip.NewWriter(&b)
	w := tar.NewWriter(gz)
	for name, raw := range entries {
		headers = append(headers, &tar.Header{Name: name, Mode: 0o644, Size: int64(len(raw)), Typeflag: tar.TypeReg})
	}
	for _, h := range headers {
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(entries[h.Name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), gz.Close(), os.WriteFile(path, b.Bytes(), 0o644)); err != nil {
		t.Fatal(err)
	}
	return path
}

func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(p)
		out[strings.TrimPrefix(p, dir)] = string(raw)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestFolderZipAndArchiveGiveTheSameDrafts(t *testing.T) {
	want := map[string]string(nil)
	for name, src := range map[string]string{
		"folder": filepath.Join("testdata", "fiches"),
		"zip":    zipOf(t, files(t)),
		"tgz":    tgzOf(t, files(t)),
	} {
		out := t.TempDir()
		r, err := Import(t.Context(), src, Options{Out: out})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got := r.Totals()
		if got.Sheets != 4 || got.Sound != 4 || got.Skipped != 1 || got.Added != 4 || got.Broken != 0 {
			t.Errorf("%s: %+v", name, got)
		}
		if drafts := tree(t, out); want == nil {
			want = drafts
		} else if len(drafts) != len(want) {
			t.Errorf("%s: %d drafts", name, len(drafts))
		} else {
			for f := range want {
				if drafts[f] != want[f] {
					t.Errorf("%s: %s differs", name, f)
				}
			}
		}
	}
}

func TestImportingTwiceChangesNothingAndAChangeIsShown(t *testing.T) {
	out := t.TempDir()
	entries := files(t)
	for i := range 2 {
		r, err := Import(t.Context(), zipOf(t, entries), Options{Out: out})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Totals(); i == 1 && (got.Same != 4 || got.Added+got.Changed != 0) {
			t.Errorf("the second import: %+v", got)
		}
	}
	entries["F90003.json"] = bytes.ReplaceAll(entries["F90003.json"], []byte("le jour même"), []byte("sous deux jours"))
	delete(entries, "F90004.xml")
	r, err := Import(t.Context(), zipOf(t, entries), Options{Out: out})
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Totals(); got.Changed != 1 || got.Same != 2 || len(r.Absent) != 1 || r.Absent[0] != "f90004" {
		t.Errorf("changes: %+v, absent %v", got, r.Absent)
	}
	news := strings.Join(r.News(i18n.New("fr"), false), "\n")
	if !strings.Contains(news, "– F90003 — Que faire si le vélo est volé ? — texte") || !strings.Contains(news, "– f90004") {
		t.Errorf("the news does not name what changed:\n%s", news)
	}
	for _, row := range r.Rows {
		if row.Change == Changed && (len(row.Changes) != 1 || row.Changes[0].Field != "texte" || !strings.Contains(row.Changes[0].New, "sous deux jours")) {
			t.Errorf("what changed: %+v", row.Changes)
		}
	}
	if _, err := os.Stat(filepath.Join(out, "particuliers", "f90004.guide.md")); err != nil {
		t.Errorf("a draft the source no longer has was removed: %v", err)
	}
}

func TestBrokenSheetsAreNamedAndTheOthersGoOn(t *testing.T) {
	good := files(t)["F90003.json"]
	cases := map[string]struct {
		name string
		raw  []byte
		code string
		at   string
	}{
		"cut XML":        {"F1.xml", files(t)["F90001.xml"][:900], "dila_cut", "F1.xml:"},
		"cut JSON":       {"F1.json", good[:200], "dila_cut", "F1.json:"},
		"wrong closing":  {"F1.xml", []byte("<Publication>\n<a></b></Publication>"), "dila_bad_xml", "F1.xml:2"},
		"entities":       {"F1.xml", []byte("<!DOCTYPE x [<!ENTITY a \"aaaa\">]><Publication>&a;</Publication>"), "dila_doctype", "F1.xml"},
		"unknown entity": {"F1.xml", []byte("<Publication ID=\"F1\"><dc:title>&secret;</dc:title></Publication>"), "dila_bad_xml", "F1.xml"},
		"not UTF-8":      {"F1.xml", []byte("<Publication>\xff</Publication>"), "dila_not_utf8", "F1.xml"},
		"another XML":    {"F1.xml", []byte("<html/>"), "dila_not_a_sheet", "F1.xml"},
		"no title":       {"F1.xml", []byte(`<Publication ID="F1"/>`), "dila_no_title", "F1.xml"},
		"empty":          {"F1.xml", nil, "dila_not_a_sheet", "F1.xml"},
		"a list":         {"F1.json", []byte(`[1,2]`), "dila_not_a_sheet", "F1.json"},
		"wrong types":    {"F1.json", []byte(`{"children": 3}`), "dila_bad_json", "F1.json"},
		"very deep":      {"F1.xml", []byte(strings.Repeat("<a>", 500)), "dila_too_deep", "F1.xml"},
		"too large":      {"F1.xml", bytes.Repeat([]byte(" "), maxSheet+1), "dila_sheet_too_big", "F1.xml"},
	}
	fr := i18n.New("fr")
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			out := t.TempDir()
			r, err := Import(t.Context(), zipOf(t, map[string][]byte{"F90003.json": good, c.name: c.raw}), Options{Out: out})
			if err != nil {
				t.Fatal(err)
			}
			if got := r.Totals(); got.Sheets != 1 || got.Broken != 1 {
				t.Errorf("%+v", got)
			}
			for _, row := range r.Rows {
				if row.Err == nil {
					continue
				}
				if !errors.Is(row.Err, app.E(app.Rejected, c.code)) || !strings.Contains(row.Line(fr), c.at) {
					t.Errorf("%v — %s", row.Err, row.Line(fr))
				}
			}
			if news := r.News(fr, false); len(news) != 2 || !strings.Contains(news[1], c.at) {
				t.Errorf("the news does not name the sheet: %q", news)
			}
			if app.KindOf(r.Err()) != app.Rejected {
				t.Errorf("the command would not end with 3: %v", r.Err())
			}
			if len(tree(t, out)) != 1 {
				t.Error("the sound sheet has no draft")
			}
		})
	}
}

// Whatever the order in which two workers end, the first of the source is kept.
func TestASheetThatIsThereTwiceIsSaidOnce(t *testing.T) {
	first := files(t)["F90003.json"]
	two := bytes.ReplaceAll(first, []byte("le jour même"), []byte("demain"))
	dir := t.TempDir()
	for name, raw := range map[string][]byte{"a": first, "b": two} {
		if err := errors.Join(os.Mkdir(filepath.Join(dir, name), 0o755), os.WriteFile(filepath.Join(dir, name, "F90003.json"), raw, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	out := t.TempDir()
	for round := range 40 {
		if round < 20 { // the others come back to what is there
			out = t.TempDir()
		}
		r, err := Import(t.Context(), dir, Options{Out: out, Workers: 2})
		if err != nil || r.Err() != nil {
			t.Fatal(err, r.Err())
		}
		if got := r.Totals(); got.Sheets != 1 || got.Added != one(round < 20) || got.Same != one(round >= 20) || r.Rows[1].Twin != "a/F90003.json" {
			t.Fatalf("%+v %+v", got, r.Rows)
		}
		if !strings.Contains(r.Rows[1].Line(i18n.New("fr")), "b/F90003.json") {
			t.Errorf("the twin is not named: %s", r.Rows[1].Line(i18n.New("fr")))
		}
		for _, text := range tree(t, out) {
			if !strings.Contains(text, "le jour même") {
				t.Fatal("the second sheet was kept")
			}
		}
	}
}

func TestPathsThatClimbAreRefused(t *testing.T) {
	good := files(t)["F90003.json"]
	for name, src := range map[string]string{
		"zip":       zipOf(t, map[string][]byte{"../../F1.json": good}),
		"backslash": zipOf(t, map[string][]byte{`..\..\F1.json`: good}),
		"absolute":  tgzOf(t, map[string][]byte{"/etc/F1.json": good}),
		"link":      tgzOf(t, nil, &tar.Header{Name: "F1.json", Linkname: "/etc/passwd", Typeflag: tar.TypeSymlink}),
	} {
		out := t.TempDir()
		r, err := Import(t.Context(), src, Options{Out: out})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(r.Rows) != 1 || !errors.Is(r.Rows[0].Err, app.E(app.Rejected, "dila_unsafe_path")) || len(tree(t, out)) != 0 {
			t.Errorf("%s: %+v", name, r.Rows)
		}
	}
}

func TestBombsStopEarly(t *testing.T) {
	bomb := zipOf(t, map[string][]byte{"F1.xml": bytes.Repeat([]byte{'<'}, 64<<20)})
	r, err := Import(t.Context(), bomb, Options{Out: t.TempDir()})
	if err != nil || !errors.Is(r.Rows[0].Err, app.E(app.Rejected, "dila_sheet_too_big")) {
		t.Errorf("64 MB of one sign: %v %+v", err, r.Rows)
	}
	for name, raw := range map[string][]byte{"cut gzip": {0x1f, 0x8b, 8, 0, 0}, "cut zip": []byte("PK\x03\x04abc"), "text": []byte("bonjour")} {
		path := filepath.Join(t.TempDir(), "source")
		if err := os.WriteFile(path, raw, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Import(t.Context(), path, Options{}); app.KindOf(err) != app.Rejected {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, src := range map[string]string{
		"folder": t.TempDir(), "zip": zipOf(t, map[string][]byte{"readme.txt": nil}), "tgz": tgzOf(t, map[string][]byte{"zeros": make([]byte, 1<<20)}),
	} {
		if _, err := Import(t.Context(), src, Options{}); !errors.Is(err, app.E(app.Rejected, "dila_nothing")) {
			t.Errorf("a %s without any sheet: %v", name, err)
		}
	}
	if _, err := Import(t.Context(), filepath.Join(t.TempDir(), "absent"), Options{}); !errors.Is(err, app.E(app.Rejected, "dila_no_source")) {
		t.Errorf("a source that does not exist: %v", err)
	}
}

func TestCancelLeavesWholeFilesOnly(t *testing.T) {
	entries := map[string][]byte{}
	good := string(files(t)["F90003.json"])
	for i := range 400 {
		id := "F" + strings.Repeat("1", 1+i%3) + strings.Repeat("2", i/100) + string(rune('0'+i/10%10)) + string(rune('0'+i%10))
		entries[id+".json"] = []byte(strings.ReplaceAll(good, "F90003", id))
	}
	ctx, cancel := context.WithCancel(t.Context())
	out := t.TempDir()
	_, err := Import(ctx, zipOf(t, entries), Options{Out: out, Progress: func(p Progress) {
		if p.Phase == "conversion" {
			cancel()
		}
	}})
	if !errors.Is(err, app.E(app.Failed, "dila_cancelled")) {
		t.Errorf("cancelled: %v", err)
	}
	for name, text := range tree(t, out) {
		if !strings.HasSuffix(name, ".guide.md") || !strings.Contains(text, "## fin (fin)") {
			t.Errorf("%s is not a whole draft", name)
		}
	}
}

func TestTheReportSaysWhy(t *testing.T) {
	r, err := Import(t.Context(), filepath.Join("testdata", "fiches"), Options{})
	if err != nil || r.Err() != nil {
		t.Fatal(err, r.Err())
	}
	fr := i18n.New("fr")
	lines := map[string]string{}
	for i := range r.Rows {
		lines[r.Rows[i].Sheet] = r.Rows[i].Line(fr)
	}
	if !strings.HasSuffix(lines["F90001"], "complète") {
		t.Errorf("F90001: %s", lines["F90001"])
	}
	if !strings.Contains(lines["F90004"], "un tableau est devenu des phrases") || !strings.Contains(lines["F90004"], "pas de service en ligne") {
		t.Errorf("F90004: %s", lines["F90004"])
	}
	if s := strings.Join(r.Summary(fr), "\n"); !strings.Contains(s, "4 brouillons sans erreur de structure (100") {
		t.Errorf("summary:\n%s", s)
	}
}

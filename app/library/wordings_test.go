package library_test

import (
	"bufio"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"parvis/app/dila"
	"parvis/app/library"
)

// wording is one thing said at the desk and the sheets that answer it.
type wording struct {
	query string
	want  []string
	tuned bool // on this half the weights were chosen; the other only measures
}

func wordings(t testing.TB) []wording {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "wordings.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []wording
	for sc := bufio.NewScanner(f); sc.Scan(); {
		query, ids, ok := strings.Cut(sc.Text(), "\t")
		if !ok || strings.HasPrefix(query, "#") {
			continue
		}
		h := fnv.New32a()
		h.Write([]byte(query))
		out = append(out, wording{query: query, want: strings.Fields(ids), tuned: h.Sum32()%2 == 0})
	}
	return out
}

var corpus = sync.OnceValues(func() ([]library.Document, error) {
	dir := os.Getenv("PARVIS_CORPUS")
	var docs []library.Document
	names, _ := filepath.Glob(filepath.Join(dir, "data", "particuliers", "F*.json"))
	for _, n := range names {
		raw, err := os.ReadFile(n)
		if err != nil {
			return nil, err
		}
		s, err := dila.ParseSheet(raw, filepath.Base(n))
		if err != nil {
			return nil, err
		}
		docs = append(docs, s.Document())
	}
	return docs, nil
})

func build(docs []library.Document) *library.Index {
	b := library.NewBuilder()
	for _, d := range docs {
		b.Add(d)
	}
	return b.Index()
}

// figures are the mean reciprocal rank and the share found among five.
type figures struct{ mrr, recall float64 }

func measure(t testing.TB, x *library.Index, set []wording, show bool) figures {
	var f figures
	for _, w := range set {
		hits := x.Search(w.query, library.Options{Limit: 10, All: true, Today: "2026-11-23"})
		at := slices.IndexFunc(hits, func(h library.Hit) bool { return slices.Contains(w.want, h.ID) })
		if at >= 0 {
			f.mrr += 1 / float64(at+1)
		}
		if at >= 0 && at < 5 {
			f.recall++
		}
		if show && at != 0 {
			line := fmt.Sprintf("%-40s %v at %d:", w.query, w.want, at+1)
			for _, h := range hits[:min(len(hits), 4)] {
				line += fmt.Sprintf(" | %s %.2f %.40s", h.ID, h.Score, h.Title)
			}
			t.Log(line)
		}
	}
	n := float64(len(set))
	return figures{f.mrr / n, f.recall / n}
}

func TestWordings(t *testing.T) {
	docs, err := corpus()
	if err != nil {
		t.Fatal(err)
	}
	x := build(docs)
	var tuned, held []wording
	for _, w := range wordings(t) {
		if w.tuned {
			tuned = append(tuned, w)
		} else {
			held = append(held, w)
		}
	}
	ft := measure(t, x, tuned, testing.Verbose())
	fh := measure(t, x, held, false)
	t.Logf("%d sheets; tuned %d: MRR %.3f recall@5 %.3f; held out %d: MRR %.3f recall@5 %.3f",
		x.Len(), len(tuned), ft.mrr, ft.recall, len(held), fh.mrr, fh.recall)
}

package session

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"slices"
	"testing"
	"time"

	"parvis/app"
)

// A working life in one sheet: every row is there, its progress is told all
// along, and a press on « Arrêter » ends it at once.
func TestAHundredThousandSessionsInOneSheet(t *testing.T) {
	const many = 100_000
	one := *decoded(t, atHome)
	rows := func(after int, then func()) iter.Seq2[Record, error] {
		return func(yield func(Record, error) bool) {
			for i := range many {
				if i == after {
					then()
				}
				if !yield(Record{Session: one, Saved: time.Unix(int64(i), 0)}, nil) {
					return
				}
			}
		}
	}
	e := testExport(nil)
	e.Total, e.TempDir = many, t.TempDir()
	var seen []int
	e.Progress = func(n int) { seen = append(seen, n) }
	var out bytes.Buffer
	if err := e.Write(context.Background(), &out, XLSX, rows(-1, nil)); err != nil {
		t.Fatal(err)
	}
	if len(seen) < many/step || !slices.IsSorted(seen) || seen[len(seen)-1] != many {
		t.Errorf("progress told %d times, the last %d", len(seen), seen[len(seen)-1])
	}
	if got, want := rowsIn(t, out.Bytes()), many+len(e.preamble())+1; got != want {
		t.Errorf("%d rows, want %d", got, want)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var stopped time.Time
	e.Progress = nil
	err := e.Write(ctx, io.Discard, XLSX, rows(many/2, func() { stopped = time.Now(); cancel() }))
	if !errors.Is(err, app.E(0, "session_export_stopped")) || time.Since(stopped) > time.Second {
		t.Errorf("stopped after %v: %v", time.Since(stopped), err)
	}
}

// rowsIn counts the rows of the first sheet without loading it.
func rowsIn(t *testing.T, data []byte) int {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}()
	raw, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Count(raw, []byte("<row "))
}

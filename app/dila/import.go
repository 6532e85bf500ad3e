package dila

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"parvis/app"
	"parvis/app/guide"
	"parvis/app/library"
)

// Options of an import.
type Options struct {
	Out      string         // folder the drafts go to, one folder an audience; empty: nothing is written
	Progress func(Progress) // called from one goroutine at a time; may be nil
	Workers  int            // 0: one a processor, four at most
}

// Progress tells how far an import is.
type Progress struct {
	Phase string // "lecture" (first reading) or "conversion"
	Done  int    // sheets so far
	Place string // the last one
}

// Import turns every sheet of a folder, a zip or an npm archive into a draft.
// It reads the source twice, as a stream: first what the guided searches say,
// then each sheet. A broken sheet is named in the report and the others go on.
// Cancelled, it leaves whole files only, and can be run again: importing the
// same sheets twice writes nothing.
//
// The error is about the source as a whole (missing, no archive, a bomb, no
// sheet at all); what concerns one sheet is in the report.
func Import(ctx context.Context, path string, o Options) (*Report, error) {
	src, err := openSource(path)
	if err != nil {
		return nil, err
	}
	facts, err := firstReading(ctx, src, o)
	if err != nil {
		return nil, stopped(ctx, err)
	}
	im := &importer{o: o, facts: facts, report: &Report{Source: filepath.Base(path)}, seen: map[guide.ID]kept{}}
	if err := im.run(ctx, src); err != nil {
		return im.finish(), stopped(ctx, err)
	}
	if len(im.report.Rows) == 0 {
		return nil, app.E(app.Rejected, "dila_nothing", "file", filepath.Base(path))
	}
	im.absent()
	return im.finish(), nil
}

// stopped makes of a cancellation a sentence.
func stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return app.E(app.Failed, "dila_cancelled").Because(ctx.Err())
	}
	return err
}

// firstReading is the first reading: only guided searches are parsed.
func firstReading(ctx context.Context, src *source, o Options) (*Facts, error) {
	facts := NewFacts()
	n := 0
	err := src.each(ctx, func(e entry) error {
		n++
		if o.Progress != nil && n%100 == 0 {
			o.Progress(Progress{Phase: "lecture", Done: n, Place: e.place})
		}
		if e.err != nil || !bytes.Contains(e.raw, []byte("Problematiques")) {
			return nil
		}
		if s, err := ParseSheet(e.raw, e.place); err == nil {
			facts.Learn(s)
		}
		return nil
	})
	return facts, err
}

type importer struct {
	o      Options
	facts  *Facts
	mu     sync.Mutex
	report *Report
	seen   map[guide.ID]kept
	done   int
}

// run reads the source in one goroutine and converts in a few others; at most a
// few sheets are in memory at once.
func (im *importer) run(ctx context.Context, src *source) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	workers := im.o.Workers
	if workers <= 0 {
		workers = min(runtime.GOMAXPROCS(0), 4)
	}
	entries := make(chan entry, workers)
	var wg sync.WaitGroup
	var once sync.Once
	var failed error
	for range workers {
		wg.Go(func() {
			for e := range entries {
				if err := im.sheet(e); err != nil {
					once.Do(func() { failed = err; cancel() })
				}
			}
		})
	}
	seq := 0
	err := src.each(ctx, func(e entry) error {
		e.seq = seq
		seq++
		select {
		case entries <- e:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	close(entries)
	wg.Wait()
	if failed != nil {
		return failed
	}
	return err
}

// sheet converts one sheet. Its error is about the output folder; what is wrong
// with the sheet goes to the report.
func (im *importer) sheet(e entry) error {
	row := Row{Place: e.place}
	if e.aside {
		row.Skipped = true
		return im.note(row)
	}
	if e.err != nil {
		row.Err = e.err
		return im.note(row)
	}
	s, err := ParseSheet(e.raw, e.place)
	if err != nil {
		row.Err = err
		return im.note(row)
	}
	row.Sheet, row.Title, row.Kind, row.Audience = s.ID, s.Title, s.Kind, s.Audience
	if s.ID[0] != 'F' {
		row.Skipped = true
		return im.note(row)
	}
	row.Guide = s.GuideID()
	d := Convert(s, im.facts)
	row.Reasons, row.Findings = d.Reasons, d.Findings
	row.Steps, row.Branches, row.Links, row.Lists = len(d.Guide.Steps), d.Branches, d.Links, d.Lists
	return im.keep(row, e.seq, s, d)
}

// kept is the draft of a guide in this import: where it stands in the source,
// and its row.
type kept struct {
	seq int
	row int
	old []byte // what the file held before the import, when it no longer does
}

// keep writes a draft and notes its row. The publisher puts one sheet in the
// data sets of several audiences: the first of the source is kept, whichever
// was converted first, and the others say so.
func (im *importer) keep(row Row, seq int, s *Sheet, d *Draft) error {
	im.mu.Lock()
	defer im.mu.Unlock()
	before, twice := im.seen[row.Guide]
	if twice && before.seq < seq {
		row.Twin, row.Skipped = im.report.Rows[before.row].Place, true
		im.add(row)
		return nil
	}
	path := ""
	if im.o.Out != "" {
		path = im.fileOf(s)
	}
	if path != "" && (!twice || im.report.Rows[before.row].Change == Same) {
		before.old, _ = os.ReadFile(path) // a missing file is a new draft
	}
	if twice {
		other := &im.report.Rows[before.row]
		other.Twin, other.Skipped, other.Change, other.Changes = row.Place, true, "", nil
	}
	var err error
	if row.Change, row.Changes, err = write(path, before.old, d); err != nil {
		return err
	}
	k := kept{seq: seq, row: len(im.report.Rows)}
	if row.Change == Changed {
		k.old = before.old
	}
	im.seen[row.Guide] = k
	im.add(row)
	return nil
}

func (im *importer) note(row Row) error {
	im.mu.Lock()
	defer im.mu.Unlock()
	im.add(row)
	return nil
}

// add notes a row; the lock is held.
func (im *importer) add(row Row) {
	im.report.Rows = append(im.report.Rows, row)
	im.done++
	if im.o.Progress != nil && im.done%20 == 0 {
		im.o.Progress(Progress{Phase: "conversion", Done: im.done, Place: row.Place})
	}
}

// fileOf is where a draft goes: its name is made by us, never taken from the
// archive.
func (im *importer) fileOf(s *Sheet) string {
	return filepath.Join(im.o.Out, s.Audience, string(s.GuideID())+".guide.md")
}

// write makes the file hold the draft, and tells how it differs from the old
// one: what the file held before the import. The file may hold something else
// now, when a twin was written first. An empty path writes nothing.
func write(path string, old []byte, d *Draft) (Change, []library.Change, error) {
	if path == "" {
		return "", nil, nil
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, d.Text) {
		if err := writeWhole(path, d.Text); err != nil {
			return "", nil, app.E(app.Failed, "dila_write", "file", filepath.Base(path)).Because(err)
		}
	}
	switch {
	case old == nil:
		return Added, nil, nil
	case bytes.Equal(old, d.Text):
		return Same, nil, nil
	}
	if f := guide.Parse(filepath.Base(path), old); f.Guide != nil {
		return Changed, library.Changes(f.Guide, d.Guide), nil
	}
	return Changed, nil, nil
}

// writeWhole writes a file so that it is either the old or the new one.
func writeWhole(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".import-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already when all went well
	_, err = f.Write(data)
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// absent lists the drafts of earlier imports that the source no longer has.
// They stay: only a person removes a guide.
func (im *importer) absent() {
	if im.o.Out == "" {
		return
	}
	names, _ := filepath.Glob(filepath.Join(im.o.Out, "*", "*.guide.md"))
	for _, n := range names {
		id := guide.ID(strings.TrimSuffix(filepath.Base(n), ".guide.md"))
		if _, ok := im.seen[id]; !ok {
			im.report.Absent = append(im.report.Absent, id)
		}
	}
}

func (im *importer) finish() *Report {
	slices.SortFunc(im.report.Rows, func(a, b Row) int { return strings.Compare(a.Place, b.Place) })
	slices.Sort(im.report.Absent)
	return im.report
}

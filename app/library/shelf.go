package library

import (
	"cmp"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"parvis/app"
	"parvis/app/guide"
)

// ShelfOptions are what a shelf is given.
type ShelfOptions struct {
	Starter fs.FS          // guides shipped with the program; nil: none
	Dir     string         // the shelf's own directory, made when missing
	Records Records        // nil: nothing is remembered
	Usage   Usage          // nil: nothing was used
	Now     app.Clock      // required
	Zone    *time.Location // nil: the default zone of a place
	Policy  Policy
}

// The folders of a shelf's directory.
const (
	localFolder    = "local"   // what is written here
	packFolder     = "lots"    // one folder a pack, signatures already checked
	importedFolder = "importe" // one folder an audience
	cacheFolder    = "cache"   // may be removed at any time
)

// Shelf is all the guides of a device. It is safe for concurrent use.
type Shelf struct {
	starter fs.FS
	dir     string
	records Records
	usage   Usage
	now     app.Clock
	zone    *time.Location
	policy  atomic.Pointer[Policy]

	mu       sync.RWMutex
	texts    []text // own texts: starter, packs, local
	imported []text
	problems []Problem
	entries  []*Entry // by title
	byID     map[guide.ID]*Entry
	index    *Index
	sheets   *Index // of the imported sheets, kept between readings
}

// text is one file of the shelf.
type text struct {
	Meta
	origin Origin
	doc    Document // empty for an imported sheet read from the cache
}

// Meta is what the shelf keeps of a file.
type Meta struct {
	ID        guide.ID         `json:"id"`
	Lang      string           `json:"lang,omitempty"` // of a translation
	Title     string           `json:"title"`
	Version   guide.Version    `json:"version"` // of a translation: the version it was made from
	Themes    []string         `json:"themes,omitempty"`
	LifeEvent string           `json:"life_event,omitempty"`
	Operator  string           `json:"operator,omitempty"`
	Audiences []guide.Audience `json:"audiences,omitempty"`
	Minutes   int              `json:"minutes,omitempty"`
	Review    guide.Review     `json:"review,omitzero"`
	Source    app.Day          `json:"source,omitempty"`
	Edition   string           `json:"edition,omitempty"`
	Faulty    bool             `json:"faulty,omitempty"` // it has an error: never shown to visitors
	File      string           `json:"file"`
}

// Problem is a file of the shelf that could not be used as it is.
type Problem struct {
	Origin   Origin
	File     string
	Findings []guide.Finding
	Twin     string // file that already holds this guide; empty otherwise
}

// Open reads the shelf. A file with faults becomes a Problem; it never keeps
// the others from being read.
func Open(ctx context.Context, o ShelfOptions) (*Shelf, error) {
	s := &Shelf{starter: o.Starter, dir: o.Dir, records: o.Records, usage: o.Usage, now: o.Now, zone: o.Zone}
	s.policy.Store(&o.Policy)
	if s.records == nil {
		s.records = &Memory{}
	}
	if s.zone == nil {
		s.zone = app.Zone("")
	}
	return s, s.Reload(ctx)
}

// Reload reads the files again, after an import or the arrival of a pack.
func (s *Shelf) Reload(ctx context.Context) error {
	var own, imported []text
	var problems []Problem
	var sheets *Index
	var errOwn, errImported error
	var wg sync.WaitGroup // the window waits for both
	wg.Go(func() { own, problems, errOwn = s.readOwn() })
	imported, sheets, errImported = s.readImported(ctx)
	wg.Wait()
	if err := cmp.Or(errOwn, errImported); err != nil {
		return err
	}
	s.mu.Lock()
	s.texts, s.imported, s.sheets, s.problems = own, imported, sheets, problems
	s.mu.Unlock()
	return s.Refresh(ctx)
}

// Refresh takes the records and the day into account again, without reading
// the files: after an acceptance, a review, a flag, or at midnight.
func (s *Shelf) Refresh(ctx context.Context) error {
	k, err := s.recall(ctx)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.arrange(k)
	return nil
}

// readOwn reads the starter guides, the packs and the local guides.
func (s *Shelf) readOwn() ([]text, []Problem, error) {
	r := &folderReader{seen: map[string]string{}}
	if s.starter != nil {
		if err := r.read(s.starter, ".", Starter); err != nil {
			return nil, nil, err
		}
	}
	for _, part := range []struct {
		folder string
		origin Origin
	}{{packFolder, Pack}, {localFolder, Local}} {
		dir := filepath.Join(s.dir, part.folder)
		if _, err := os.Stat(dir); s.dir == "" || os.IsNotExist(err) {
			continue
		}
		if err := r.read(os.DirFS(dir), ".", part.origin); err != nil {
			return nil, nil, err
		}
	}
	return r.texts, r.problems, nil
}

const suffix = ".guide.md"

// folderReader reads the guides of a folder and of its folders.
type folderReader struct {
	texts    []text
	problems []Problem
	seen     map[string]string // origin, folder, id and language → file
}

func (r *folderReader) read(fsys fs.FS, root string, origin Origin) error {
	return fs.WalkDir(fsys, root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return app.E(app.Failed, "library_unreadable", "file", path).Because(err)
		}
		if strings.HasPrefix(d.Name(), ".") && path != root {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.IsDir() || !strings.HasSuffix(path, suffix) || !d.Type().IsRegular() {
			return nil
		}
		return r.file(fsys, path, origin)
	})
}

func (r *folderReader) file(fsys fs.FS, path string, origin Origin) error {
	f, err := fsys.Open(path)
	if err != nil {
		return app.E(app.Failed, "library_unreadable", "file", path).Because(err)
	}
	defer func() { _ = f.Close() }() // read only
	parsed, err := guide.Read(path, f)
	if err != nil {
		return app.E(app.Failed, "library_unreadable", "file", path).Because(err)
	}
	t := textOf(parsed, origin)
	if t.ID == "" {
		r.problems = append(r.problems, Problem{Origin: origin, File: path, Findings: parsed.Findings})
		return nil
	}
	key := string(origin) + "/" + filepath.Dir(path) + "/" + string(t.ID) + "/" + t.Lang
	if twin, twice := r.seen[key]; twice {
		r.problems = append(r.problems, Problem{Origin: origin, File: path, Twin: twin})
		return nil
	}
	r.seen[key] = path
	if t.Faulty {
		r.problems = append(r.problems, Problem{Origin: origin, File: path, Findings: parsed.Findings})
	}
	r.texts = append(r.texts, t)
	return nil
}

// textOf is what the shelf keeps of a parsed file. Compiling finds the faults
// that reading alone does not.
func textOf(f *guide.File, origin Origin) text {
	t := text{origin: origin}
	t.File = f.Name
	t.Faulty = guide.HasErrors(f.Findings)
	if tr := f.Translation; tr != nil {
		t.Meta.ID, t.Lang, t.Title, t.Version, t.Review = tr.Of, tr.Lang, tr.Title, tr.SourceVersion, tr.Reviewed
		t.doc = translationDocument(tr.Of, tr)
		return t
	}
	g := f.Guide
	t.ID, t.Title, t.Version, t.Themes = g.ID, g.Title, g.Version, g.Themes
	t.LifeEvent, t.Operator, t.Audiences, t.Minutes = g.LifeEvent, g.Operator, g.Audiences, g.Minutes
	t.Review, t.Source = g.Reviewed, sourceDay(g.Sources)
	if len(g.Sources) > 0 {
		t.Edition = g.Sources[0].Edition
	}
	if !t.Faulty {
		_, found := guide.Compile(g)
		t.Faulty = guide.HasErrors(found)
	}
	t.doc = DocumentOf(g)
	return t
}

// Entries are the guides in use, by title.
func (s *Shelf) Entries() []*Entry {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.entries)
}

// Entry finds one guide.
func (s *Shelf) Entry(id guide.ID) (*Entry, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	e, ok := s.byID[id]
	return e, ok
}

// Problems are the files that could not be used, or only with care.
func (s *Shelf) Problems() []Problem {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.problems)
}

// Visible are the guides visitors may meet in a language, by title.
func (s *Shelf) Visible(lang string) []*Entry {
	var out []*Entry
	for _, e := range s.Entries() {
		if e.VisibleIn(lang, s.inForce()) {
			out = append(out, e)
		}
	}
	return out
}

// SheetChanged tells since when the text of an official sheet ("F21089") is as
// the last import found it; known is false for a sheet that was not imported.
func (s *Shelf) SheetChanged(sheet string) (day app.Day, known bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, t := range s.imported {
		if strings.EqualFold(string(t.ID), sheet) {
			return t.Source, t.Source != ""
		}
	}
	return "", false
}

// Search finds guides; see Index.Search. Today is that of the shelf.
func (s *Shelf) Search(query string, o Options) []Hit {
	s.mu.RLock()
	x := s.index
	s.mu.RUnlock()
	if o.Today == "" {
		o.Today = s.today()
	}
	return x.Search(query, o)
}

// SearchVisible finds only what visitors may meet in a language.
func (s *Shelf) SearchVisible(query, lang string, limit int) []Hit {
	keep := func(d *Document) bool {
		e, ok := s.Entry(guide.ID(d.ID))
		return ok && (d.Lang == lang || d.Lang == "fr") && e.VisibleIn(lang, s.inForce())
	}
	return s.Search(query, Options{Limit: limit, Lang: lang, Keep: keep})
}

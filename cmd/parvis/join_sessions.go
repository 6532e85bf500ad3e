package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"parvis/app"
	"parvis/app/place"
	"parvis/app/printer"
	"parvis/app/session"
	"parvis/assets"
	"parvis/cmd/internal/cli"
	"parvis/cmd/internal/station"
	"parvis/store/device"
	"parvis/ui/desk"
)

// joinFiles gives the desk the person's own folders.
func (w *window) joinFiles() *desk.FilesDesk {
	return &desk.FilesDesk{
		Start: func() string { return inDocuments(".") },
		List:  listFolder,
		Read:  readFile,
		Exists: func(path string) bool {
			_, err := os.Stat(path)
			return err == nil
		},
		Show: w.show,
	}
}

// mostEntries keeps a folder of a hundred thousand files from filling a box.
const mostEntries = 500

// listFolder gives what a folder holds that can be opened; hidden names are
// left out.
func listFolder(dir string, exts ...string) (desk.Folder, error) {
	dir = filepath.Clean(dir)
	list, err := os.ReadDir(dir)
	if err != nil {
		return desk.Folder{}, app.E(app.Failed, "folder_unreadable", "dir", dir).Because(err)
	}
	f := desk.Folder{Path: dir, Places: usualFolders()}
	if up := filepath.Dir(dir); up != dir {
		f.Parent = up
	}
	for _, e := range list {
		info, err := os.Stat(filepath.Join(dir, e.Name()))
		if err != nil || strings.HasPrefix(e.Name(), ".") {
			continue // gone meanwhile, or not meant to be seen
		}
		if !info.IsDir() && !slices.Contains(exts, strings.ToLower(filepath.Ext(e.Name()))) {
			continue
		}
		f.Entries = append(f.Entries, desk.FileEntry{Name: e.Name(), Path: filepath.Join(dir, e.Name()), Dir: info.IsDir(), Changed: info.ModTime()})
	}
	slices.SortStableFunc(f.Entries, func(a, b desk.FileEntry) int {
		switch {
		case a.Dir != b.Dir && a.Dir:
			return -1
		case a.Dir != b.Dir:
			return 1
		case a.Dir:
			return strings.Compare(place.Fold(a.Name), place.Fold(b.Name))
		}
		return b.Changed.Compare(a.Changed)
	})
	f.Entries = f.Entries[:min(len(f.Entries), mostEntries)]
	return f, nil
}

// usualFolders are those where a file is most often: documents, downloads,
// desktop, sticks.
func usualFolders() []desk.FileEntry {
	var out []desk.FileEntry
	home, err := os.UserHomeDir()
	if err == nil {
		for _, name := range []string{"Documents", "Téléchargements", "Downloads", "Bureau", "Desktop"} {
			out = append(out, folderAt(name, filepath.Join(home, name))...)
		}
	}
	for _, pattern := range []string{"/media/*/*", "/run/media/*/*", "/Volumes/*"} {
		found, _ := filepath.Glob(pattern) // the patterns are ours
		for _, dir := range found {
			out = append(out, folderAt(filepath.Base(dir), dir)...)
		}
	}
	return out
}

func folderAt(name, path string) []desk.FileEntry {
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return nil
	}
	return []desk.FileEntry{{Name: name, Path: path, Dir: true}}
}

// joinSessions gives the desk what leaves and enters as files.
func (w *window) joinSessions() *desk.SessionsDesk {
	return &desk.SessionsDesk{
		Names:  w.st.Names,
		Places: w.placeChoices,
		Export: w.exportSessions,
		Report: func(ctx context.Context, r session.Report, path string) error {
			return w.writeReport(ctx, r, path)
		},
		Print: w.printReport,
		Agenda: func(_ context.Context, path string, day app.Day) ([]session.Appointment, session.Faults, error) {
			data, err := readFile(path, mostCalendar)
			if err != nil {
				return nil, nil, err
			}
			return session.Appointments(bytes.NewReader(data), day, w.st.Zone)
		},
		ReadImport: func(ctx context.Context, path string) (desk.ImportPlan, error) { return readImport(ctx, w.st, path) },
		SaveImport: func(ctx context.Context, p desk.ImportPlan, progress func(int)) (int, error) {
			return saveImport(ctx, w.st, w.person().ID, p, progress)
		},
		UndoImport: func(ctx context.Context, p desk.ImportPlan) error {
			return dropAll(ctx, w.st, w.person().ID, p.Fresh)
		},
	}
}

// placeChoices are this place, then those of the directory.
func (w *window) placeChoices(ctx context.Context) ([]desk.PlaceChoice, error) {
	list, err := w.st.Places(ctx)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	here := desk.PlaceChoice{ID: session.Here, Name: w.place.Name, Commune: station.CommuneName(w.place.Commune)}
	w.mu.Unlock()
	out := []desk.PlaceChoice{here}
	for _, p := range list {
		out = append(out, desk.PlaceChoice{ID: string(p.ID), Name: p.Nom, Commune: p.Commune})
	}
	return out, nil
}

// exportSessions writes what a screen shows, and notes it in the journal.
func (w *window) exportSessions(ctx context.Context, o desk.ExportOrder, progress func(int)) error {
	e := session.Export{
		Localizer: w.shell.Env().Words, Who: w.person().Name, At: w.env.Now(), Zone: w.st.Zone, Filters: o.Lines,
		Total: o.Total, Safe: o.Safe, Names: w.st.Names(ctx), Progress: progress, TempDir: w.st.Dir(),
	}
	rows := w.st.Noted(ctx, o.Filter)
	if o.Safe {
		e.Who = w.place.Name
		rows = w.st.List(ctx, o.Filter)
	}
	err := cli.WriteWhole(o.Path, func(out io.Writer) error {
		return e.Write(ctx, out, filepath.Ext(o.Path), rows)
	})
	if err != nil {
		return err
	}
	return w.st.AppendLine(ctx, device.Line{Kind: "export", Author: w.person().ID})
}

func (w *window) writeReport(ctx context.Context, r session.Report, path string) error {
	err := cli.WriteWhole(path, func(out io.Writer) error { return printer.WriteReport(r, out, path, paperFonts()) })
	if err != nil {
		return err
	}
	return w.st.AppendLine(ctx, device.Line{Kind: "export", Author: w.person().ID})
}

// printReport makes the page and opens it: it is printed from there.
func (w *window) printReport(_ context.Context, r session.Report) error {
	dir, err := w.scratch()
	if err != nil {
		return err
	}
	name := filepath.Join(dir, "chiffres"+session.PDF)
	if err := cli.WriteWhole(name, func(out io.Writer) error { return printer.WriteReport(r, out, name, paperFonts()) }); err != nil {
		return err
	}
	return w.show(name)
}

// paperFonts are the letters of printed figures.
func paperFonts() printer.Fonts {
	regular, bold := assets.Latin()
	return printer.Fonts{Regular: regular, Bold: bold}
}

// mostImport is the largest file read, in bytes: Import says it is too large.
const mostImport = 201 << 20

// mostCalendar is the largest calendar read, in bytes: Appointments says it is
// too large.
const mostCalendar = 21 << 20

// readImport judges a file: what is new, what is already here, what is refused
// line by line. Nothing is saved.
func readImport(ctx context.Context, st *station.Station, path string) (desk.ImportPlan, error) {
	p := desk.ImportPlan{Path: path}
	data, err := readFile(path, mostImport)
	if err != nil {
		return p, err
	}
	known, err := st.Context(ctx)
	if err != nil {
		return p, err
	}
	places, err := st.Places(ctx)
	if err != nil {
		return p, err
	}
	meta, err := st.Meta(ctx)
	if err != nil {
		return p, err
	}
	rep, err := session.Import(ctx, path, data, session.ImportOptions{Context: known, PlaceOf: placeNamed(places, meta.Place)})
	if err != nil {
		return p, err
	}
	p.Faults, p.Repeats, p.Ignored = rep.Faults, rep.Repeated, rep.Ignored
	for _, one := range rep.Sessions {
		if err := ctx.Err(); err != nil {
			return p, err
		}
		was, err := st.Find(ctx, one.Session.ID)
		switch {
		case errors.Is(err, app.E(app.Rejected, "session_unknown")):
			p.Fresh = append(p.Fresh, one.Session)
		case err != nil:
			return p, err
		case !session.Same(was.Session, one.Session) && !session.Same(withoutNotes(was.Session), withoutNotes(one.Session)):
			where := filepath.Base(path) + ":" + strconv.Itoa(one.Line)
			p.Faults = append(p.Faults, session.FaultsOf(session.Located(app.E(app.Rejected, "session_conflict", "field", "id"), where))...)
		case was.Deleted:
			p.Fresh = append(p.Fresh, one.Session)
		default:
			p.Known++
		}
	}
	return p, nil
}

func withoutNotes(s session.Session) session.Session {
	s.Notes = ""
	return s
}

// placeNamed finds the one place of a name, this one included.
func placeNamed(list []place.Place, here string) func(nom, insee string) string {
	return func(nom, insee string) string {
		found := ""
		if nom == "" || place.Fold(nom) == place.Fold(here) {
			found = session.Here
		}
		for _, p := range list {
			if nom == "" || place.Fold(p.Nom) != place.Fold(nom) || insee != "" && p.CodeInsee != insee {
				continue
			}
			if found != "" {
				return "" // two of that name: the line is refused, not guessed
			}
			found = string(p.ID)
		}
		return found
	}
}

// saveImport saves what was accepted in one write of the journal, so that a
// crash leaves the file's sessions here or not, then brings back those that
// had been deleted. A conflict that came up since the file was read undoes the
// whole.
func saveImport(ctx context.Context, st *station.Station, author string, p desk.ImportPlan, progress func(int)) (int, error) {
	if len(p.Fresh) == 0 {
		return 0, nil
	}
	results, err := st.SaveAll(ctx, author, p.Fresh)
	if err != nil {
		return 0, err
	}
	var refused error
	var fresh []session.Session
	var back []session.ID
	for i, r := range results {
		switch {
		case r.Err != nil:
			refused = r.Err
		case r.Outcome == session.Duplicate:
			back = append(back, p.Fresh[i].ID)
		default:
			fresh = append(fresh, p.Fresh[i])
		}
	}
	if refused != nil {
		return 0, errors.Join(refused, dropAll(context.WithoutCancel(ctx), st, author, fresh))
	}
	for i, id := range back {
		if err := st.Restore(ctx, author, id); err != nil {
			return 0, err
		}
		progress(i)
	}
	return len(p.Fresh), nil
}

// handsAtOnce is how many deletions share one write to the disk.
const handsAtOnce = 64

// dropAll takes sessions back, several at once so that they share the syncs.
func dropAll(ctx context.Context, st *station.Station, author string, list []session.Session) error {
	var wg sync.WaitGroup
	var at atomic.Int64
	errs := make([]error, handsAtOnce)
	for hand := range handsAtOnce {
		wg.Go(func() {
			for {
				i := int(at.Add(1)) - 1
				if i >= len(list) || errs[hand] != nil {
					return
				}
				err := st.Delete(ctx, author, list[i].ID)
				if !errors.Is(err, app.E(app.Rejected, "session_unknown")) {
					errs[hand] = err
				}
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/job"
	"parvis/app/people"
	"parvis/cmd/internal/station"
	"parvis/store/device"
	"parvis/ui/desk"
	"parvis/ui/kit"
)

// care gives the desk its copies and what runs by itself; the station may be
// missing, on a new computer or where it cannot be opened.
type care struct{ w *window }

// Copies implements desk.Care.
func (c care) Copies(ctx context.Context) ([]desk.SafeCopy, error) {
	list, err := device.CopiesIn(c.w.env.Data)
	out := make([]desk.SafeCopy, 0, len(list))
	for _, one := range list {
		out = append(out, desk.SafeCopy{File: one.File, At: one.At})
	}
	return out, errors.Join(err, ctx.Err())
}

// BackUp implements desk.Care.
func (c care) BackUp(ctx context.Context) error { return c.w.st.BackupNow(ctx) }

// ExportName implements desk.Care.
func (c care) ExportName() string {
	home, err := os.UserHomeDir()
	if err != nil {
		home = "."
	}
	return filepath.Join(home, c.exportBase())
}

func (c care) exportBase() string {
	return "parvis-" + c.w.env.Now().Format(time.DateOnly) + ".parvis-backup"
}

// ExportCopy implements desk.Care; a folder takes a file of the usual name, and
// a file that is there is never replaced.
func (c care) ExportCopy(ctx context.Context, file, passphrase string) (desk.CopyContent, string, error) {
	if file = filepath.Clean(homely(file)); !filepath.IsAbs(file) {
		home, err := os.UserHomeDir()
		if err == nil {
			file = filepath.Join(home, file)
		}
	}
	if info, err := os.Stat(file); err == nil {
		if !info.IsDir() {
			return desk.CopyContent{}, "", app.E(app.Failed, "file_exists", "file", file)
		}
		file = filepath.Join(file, c.exportBase())
		if _, err := os.Stat(file); err == nil {
			return desk.CopyContent{}, "", app.E(app.Failed, "file_exists", "file", file)
		}
	}
	r, err := c.w.st.Backup(ctx, file, device.BackupOptions{Passphrase: passphrase})
	if err != nil {
		return desk.CopyContent{}, "", err
	}
	err = c.w.st.AppendLine(ctx, device.Line{Kind: people.ExportMade, Author: c.w.person().ID})
	return desk.CopyContent{Records: r.Records}, r.File, err
}

// homely reads the sign people write for their own folder.
func homely(file string) string {
	rest, ok := strings.CutPrefix(file, "~")
	if home, err := os.UserHomeDir(); ok && err == nil {
		return home + rest
	}
	return file
}

// Inspect implements desk.Care.
func (c care) Inspect(ctx context.Context, file string, key desk.CopyKey) (desk.CopyContent, error) {
	o := device.RestoreOptions{Passphrase: key.Passphrase, Recovery: key.Recovery}
	file = homely(file)
	var got device.Content
	var err error
	if c.w.st != nil {
		got, err = c.w.st.Inspect(ctx, file, o)
	} else {
		got, err = device.InspectFor(ctx, c.w.env.Data, file, o, c.options(nil))
	}
	return desk.CopyContent{Made: got.Made, Records: got.Records, Sessions: got.Sessions, Newer: got.Newer, Foreign: got.Foreign}, err
}

func (c care) options(progress func(done, total int)) device.Options {
	return device.Options{Now: c.w.env.Now, Program: "parvis", Progress: progress}
}

// Restore implements desk.Care: the directory is let go of, replaced, and
// opened anew; whatever happens the window then shows what is there.
func (c care) Restore(file string, key desk.CopyKey, progress func(done, total int)) {
	go func() {
		w := c.w
		if w.jobs != nil {
			w.jobs.stop()
		}
		if w.st != nil {
			if err := w.st.Close(); err != nil {
				fyne.Do(func() { w.reopened(0, err) })
				return
			}
		}
		o := device.RestoreOptions{Force: true, Passphrase: key.Passphrase, Recovery: key.Recovery}
		r, err := device.Restore(w.ctx, w.env.Data, homely(file), o, c.options(paced(progress)))
		fyne.Do(func() { w.reopened(r.Records, err) })
	}()
}

// reopened opens the directory again after a restore, done or refused, and
// says how it went.
func (w *window) reopened(records int, refused error) {
	w.jobs, w.st, w.desk = nil, nil, nil
	w.mu.Lock()
	w.me = desk.Mediator{}
	w.mu.Unlock()
	overlays := w.win.Canvas().Overlays()
	for top := overlays.Top(); top != nil; top = overlays.Top() {
		overlays.Remove(top)
	}
	go func() {
		var st *station.Station
		var err error
		if station.Exists(w.env.Data) {
			st, err = station.Open(w.ctx, w.options(w.env.Data))
		}
		fyne.Do(func() {
			w.st = st
			if err == nil && st != nil {
				err = w.openDesk()
			}
			switch {
			case err != nil:
				w.sorry(err)
			case st == nil:
				w.welcome()
				w.shell.Env().Fail(refused)
			case refused != nil:
				w.shell.Env().Fail(refused)
			default:
				w.shell.Env().Toast(w.shell.Env().T("care.back.done", "n", records))
			}
		})
	}()
}

// paced passes progress on to the interface a few times a second.
func paced(progress func(done, total int)) func(done, total int) {
	const pace = 100 * time.Millisecond
	var last atomic.Int64
	return func(done, total int) {
		now := time.Now().UnixNano()
		if done < total && now-last.Load() < int64(pace) {
			return
		}
		last.Store(now)
		fyne.Do(func() { progress(done, total) })
	}
}

// Tasks implements desk.Care.
func (c care) Tasks(ctx context.Context) ([]job.Status, error) { return c.w.jobs.runner.Status(ctx) }

// RunTask implements desk.Care.
func (c care) RunTask(ctx context.Context, name string) error {
	return c.w.jobs.runner.RunNow(ctx, name)
}

// opening shows how the indexes are coming along, when they have to be made
// again before the window can fill.
func (w *window) opening() func(done, total int) {
	l := w.env.L
	return paced(func(done, total int) {
		if w.filled {
			return
		}
		bar := kit.VBox(14, kit.Heading(l.T("care.opening")), kit.Progress(l.T("care.index"), done, total), kit.Muted(l.T("care.rebuilt")))
		w.win.SetContent(kit.Pad(48, kit.Centred(kit.Sized(560, 0, bar))))
	})
}

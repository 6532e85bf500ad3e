package dila

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"parvis/app"
)

// Limits of a source: the whole national corpus has 7,600 files and 410 MB.
const (
	maxEntries = 200_000
	maxTotal   = int64(6) << 30
	maxPath    = 400
)

// entryName is what the publisher names its sheets.
var entryName = regexp.MustCompile(`^[FRN][0-9]{1,7}\.(xml|json)$`)

// entry is one file of a source.
type entry struct {
	place string // where it stands in the source, for messages
	raw   []byte
	err   error // it could not be read: the others go on
	seq   int   // its place in the order of the source
	aside bool  // a folder or a resource (N…, R…): not read
}

// source is a folder or an archive that can be read several times.
type source struct {
	path string
	kind string // "folder", "zip", "tgz"
	rest limits
}

// limits count what has been read, so that a bomb stops early.
type limits struct {
	entries int
	total   int64
}

// openSource recognises what a path is by what it holds, not by its name.
func openSource(p string) (*source, error) {
	info, err := os.Stat(p)
	if err != nil {
		return nil, app.E(app.Rejected, "dila_no_source", "file", filepath.Base(p)).Because(err)
	}
	if info.IsDir() {
		return &source{path: p, kind: "folder"}, nil
	}
	f, err := os.Open(p)
	if err != nil {
		return nil, app.E(app.Rejected, "dila_no_source", "file", filepath.Base(p)).Because(err)
	}
	defer func() { _ = f.Close() }() // read only
	head := make([]byte, 4)
	n, _ := io.ReadFull(f, head)
	switch head = head[:n]; {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return &source{path: p, kind: "zip"}, nil
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		return &source{path: p, kind: "tgz"}, nil
	}
	return nil, app.E(app.Rejected, "dila_not_a_source", "file", filepath.Base(p)).At(filepath.Base(p))
}

// each gives every sheet of the source, in its order. Files that are no sheets
// are passed over; a file that cannot be read is given with its error.
func (s *source) each(ctx context.Context, f func(entry) error) error {
	s.rest = limits{}
	switch s.kind {
	case "zip":
		return s.eachZip(ctx, f)
	case "tgz":
		return s.eachTar(ctx, f)
	}
	return s.eachFile(ctx, f)
}

func (s *source) name() string { return filepath.Base(s.path) }

func (s *source) eachFile(ctx context.Context, f func(entry) error) error {
	root := os.DirFS(s.path)
	return fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		if e := ctx.Err(); e != nil {
			return e
		}
		if err != nil {
			return f(entry{place: p, err: broken(p, "dila_unreadable", err)})
		}
		if d.IsDir() || !entryName.MatchString(d.Name()) {
			return s.count(0, p)
		}
		if !d.Type().IsRegular() { // a link could lead anywhere
			return f(entry{place: p, err: broken(p, "dila_unsafe_path", nil)})
		}
		if isAside(d.Name()) {
			return f(entry{place: p, aside: true})
		}
		file, err := root.Open(p)
		if err != nil {
			return f(entry{place: p, err: broken(p, "dila_unreadable", err)})
		}
		defer func() { _ = file.Close() }() // read only
		return s.give(file, p, f)
	})
}

func (s *source) eachZip(ctx context.Context, f func(entry) error) error {
	z, err := zip.OpenReader(s.path)
	if err != nil {
		return app.E(app.Rejected, "dila_bad_archive", "file", s.name()).At(s.name()).Because(err)
	}
	defer func() { _ = z.Close() }() // read only
	for _, file := range z.File {
		if err := ctx.Err(); err != nil {
			return err
		}
		place := s.name() + "/" + clip(file.Name)
		if skip, err := s.admit(file.Name, file.Mode().IsRegular(), file.Mode().IsDir(), place, f); skip || err != nil {
			if err != nil {
				return err
			}
			continue
		}
		r, err := file.Open()
		if err != nil {
			err = f(entry{place: place, err: broken(place, "dila_unreadable", err)})
		} else {
			err = s.give(r, place, f)
			r.Close()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *source) eachTar(ctx context.Context, f func(entry) error) error {
	file, err := os.Open(s.path)
	if err != nil {
		return app.E(app.Rejected, "dila_no_source", "file", s.name()).Because(err)
	}
	defer func() { _ = file.Close() }() // read only
	gz, err := gzip.NewReader(bufio.NewReaderSize(file, 1<<18))
	if err != nil {
		return app.E(app.Rejected, "dila_bad_archive", "file", s.name()).At(s.name()).Because(err)
	}
	capped := &io.LimitedReader{R: gz, N: maxTotal}
	t := tar.NewReader(capped)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			if capped.N <= 0 {
				return app.E(app.Rejected, "dila_too_big", "file", s.name()).At(s.name())
			}
			return app.E(app.Rejected, "dila_bad_archive", "file", s.name()).At(s.name()).Because(err)
		}
		place := s.name() + "/" + clip(h.Name)
		skip, err := s.admit(h.Name, h.Typeflag == tar.TypeReg, h.Typeflag == tar.TypeDir, place, f)
		if err == nil && !skip {
			err = s.give(t, place, f)
		}
		if err != nil {
			return err
		}
	}
}

// admit decides whether an archive's entry is a sheet to read. A path that
// climbs, or a link named like a sheet, is reported; nothing is ever written
// under an entry's name.
func (s *source) admit(name string, regular, dir bool, place string, f func(entry) error) (skip bool, err error) {
	if err := s.count(0, place); err != nil {
		return true, err
	}
	slashed := strings.ReplaceAll(name, "\\", "/")
	if dir || !entryName.MatchString(path.Base(slashed)) {
		return true, nil
	}
	if !regular || len(name) > maxPath || !filepath.IsLocal(slashed) {
		return true, f(entry{place: place, err: broken(place, "dila_unsafe_path", nil)})
	}
	if isAside(path.Base(slashed)) {
		return true, f(entry{place: place, aside: true})
	}
	return false, nil
}

// isAside says whether a file of the publisher is no sheet: folders (N) and
// resources (R) have no procedure to follow.
func isAside(name string) bool { return name[0] != 'F' }

// give reads one sheet, no more than a sheet may hold.
func (s *source) give(r io.Reader, place string, f func(entry) error) error {
	raw, err := io.ReadAll(io.LimitReader(r, maxSheet+1))
	if e := s.count(int64(len(raw)), place); e != nil {
		return e
	}
	switch {
	case err != nil:
		return f(entry{place: place, err: broken(place, "dila_unreadable", err)})
	case len(raw) > maxSheet:
		return f(entry{place: place, err: broken(place, "dila_sheet_too_big", nil)})
	}
	return f(entry{place: place, raw: raw})
}

func (s *source) count(bytes int64, place string) error {
	s.rest.total += bytes
	if bytes == 0 {
		s.rest.entries++
	}
	if s.rest.entries > maxEntries || s.rest.total > maxTotal {
		return app.E(app.Rejected, "dila_too_big", "file", s.name()).At(place)
	}
	return nil
}

// clip keeps a name from an archive short and printable.
func clip(name string) string {
	name = tidy(strings.ToValidUTF8(name, "?"))
	if len(name) > 120 {
		name = strings.ToValidUTF8(name[:120], "") + "…"
	}
	return name
}

package library

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"parvis/app"
	"parvis/app/guide"
)

// Text gives the file of the text in use, its path in its origin, and its mark:
// a short value that changes when the file does. An empty language is the
// guide itself.
func (s *Shelf) Text(id guide.ID, lang string) (name string, data []byte, mark string, err error) {
	e, err := s.find(id)
	if err != nil {
		return "", nil, "", err
	}
	origin, file := e.Origin, e.File
	if lang != "" && lang != "fr" {
		t := e.translation(lang)
		if t == nil {
			return "", nil, "", app.E(app.Rejected, "library_no_translation", "title", e.Title, "lang", lang)
		}
		origin, file = t.variant, t.file
	}
	data, err = s.variantText(origin, file)
	return file, data, markOf(data), err
}

// VariantText gives the file of one text of a guide.
func (s *Shelf) VariantText(v Variant) ([]byte, error) { return s.variantText(v.Origin, v.File) }

func (s *Shelf) variantText(origin Origin, file string) ([]byte, error) {
	var data []byte
	var err error
	switch origin {
	case Starter:
		data, err = fs.ReadFile(s.starter, file)
	case Local:
		data, err = fs.ReadFile(os.DirFS(filepath.Join(s.dir, localFolder)), file)
	case Pack:
		data, err = fs.ReadFile(os.DirFS(filepath.Join(s.dir, packFolder)), file)
	default:
		data, err = fs.ReadFile(os.DirFS(filepath.Join(s.dir, importedFolder)), file)
	}
	if err != nil {
		return nil, app.E(app.Failed, "library_unreadable", "file", file).Because(err)
	}
	return data, nil
}

// Load gives the guide in use, compiled, ready to be followed.
func (s *Shelf) Load(id guide.ID) (*guide.Graph, error) {
	name, data, _, err := s.Text(id, "")
	if err != nil {
		return nil, err
	}
	return guide.Load(name, data)
}

func markOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}

// Save writes a local text: a guide, or a translation beside it. Mark is that
// of the local file when it was opened (empty for a new one, or for a first
// correction of a guide that came from elsewhere): when another hand changed
// the file since, nothing is written and the error says so.
func (s *Shelf) Save(ctx context.Context, data []byte, mark string) (newMark string, err error) {
	f := guide.Parse("", data)
	name := ""
	switch {
	case f.Translation != nil && f.Translation.Of != "" && f.Translation.Lang != "":
		name = string(f.Translation.Of) + "." + f.Translation.Lang + suffix
	case f.Guide != nil && f.Guide.ID != "":
		name = string(f.Guide.ID) + suffix
	}
	if name == "" || !filepath.IsLocal(name) || guide.Slug(name) == "" {
		return "", app.E(app.Rejected, "library_save_name")
	}
	dir := filepath.Join(s.dir, localFolder)
	path := filepath.Join(dir, name)
	old, err := os.ReadFile(path)
	if err == nil && markOf(old) != mark && !bytes.Equal(old, data) {
		return "", app.E(app.Rejected, "library_changed_elsewhere", "file", name)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", app.E(app.Failed, "library_unreadable", "file", name).Because(err)
	}
	if err := writeFile(path, data); err != nil {
		return "", app.E(app.Failed, "library_save", "file", name).Because(err)
	}
	return markOf(data), s.Reload(ctx)
}

// Discard removes the local text of a guide; the text it had replaced is in
// use again. Nothing else is ever removed.
func (s *Shelf) Discard(ctx context.Context, id guide.ID) error {
	e, err := s.find(id)
	if err != nil {
		return err
	}
	for _, v := range append(e.Others, e.Variant) {
		if v.Origin != Local {
			continue
		}
		if err := os.Remove(filepath.Join(s.dir, localFolder, v.File)); err != nil {
			return app.E(app.Failed, "library_save", "file", v.File).Because(err)
		}
	}
	return s.Reload(ctx)
}

// writeFile writes a file so that a power cut leaves the old or the new one.
func writeFile(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".ecriture-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already when all went well
	_, err = f.Write(data)
	if e := f.Sync(); err == nil {
		err = e
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

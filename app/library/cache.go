package library

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"parvis/app"
)

// readImported gives the imported sheets and their index. Reading thousands of
// files takes seconds, so both are kept in a cache file, used as long as the
// names, sizes and times of the files are the same.
func (s *Shelf) readImported(ctx context.Context) ([]text, *Index, error) {
	dir := filepath.Join(s.dir, importedFolder)
	print, n, err := fingerprint(dir)
	if err != nil {
		return nil, nil, app.E(app.Failed, "library_unreadable", "file", importedFolder).Because(err)
	}
	if s.dir == "" || n == 0 {
		return nil, &Index{}, nil
	}
	cache := filepath.Join(s.dir, cacheFolder, "importe.index")
	if raw, err := os.ReadFile(cache); err == nil {
		if list, x, err := readCache(raw, print); err == nil {
			return list, x, nil
		}
	}
	r := &folderReader{seen: map[string]string{}}
	if err := r.read(os.DirFS(dir), ".", Imported); err != nil {
		return nil, nil, err
	}
	b := NewBuilder()
	metas := make([]Meta, 0, len(r.texts))
	for i := range r.texts {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		t := &r.texts[i]
		folder, _, _ := strings.Cut(filepath.ToSlash(t.File), "/")
		t.doc.Imported, t.doc.Prior = true, importedPrior(folder, &t.doc)
		b.Add(t.doc)
		t.doc = Document{}
		metas = append(metas, t.Meta)
	}
	x := b.Index()
	if raw, err := writeCache(metas, x, print); err == nil {
		// A cache that cannot be written costs time at the next start, no more.
		_ = writeFile(cache, raw)
	}
	return r.texts, x, nil
}

// fingerprint sums up the files of a folder without opening them.
func fingerprint(dir string) (string, int, error) {
	h := sha256.New()
	n := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		n++
		fmt.Fprintf(h, "%s\x00%d\x00%d\n", path[len(dir):], info.Size(), info.ModTime().UnixNano())
		return nil
	})
	return hex.EncodeToString(h.Sum(nil)), n, err
}

func writeCache(metas []Meta, x *Index, print string) ([]byte, error) {
	rows, err := json.Marshal(metas)
	if err != nil {
		return nil, err
	}
	out := binary.LittleEndian.AppendUint32(nil, uint32(len(rows)))
	out = append(out, rows...)
	return append(out, x.Snapshot(print+markOf(rows))...), nil
}

func readCache(raw []byte, print string) ([]text, *Index, error) {
	if len(raw) < 4 {
		return nil, nil, ErrSnapshot
	}
	n := binary.LittleEndian.Uint32(raw)
	if uint64(n) > uint64(len(raw)-4) {
		return nil, nil, ErrSnapshot
	}
	rows, rest := raw[4:4+n], raw[4+n:]
	x, err := ReadSnapshot(rest, print+markOf(rows))
	if err != nil {
		return nil, nil, err
	}
	var metas []Meta
	if err := json.Unmarshal(rows, &metas); err != nil {
		return nil, nil, err
	}
	list := make([]text, len(metas))
	for i, m := range metas {
		list[i] = text{Meta: m, origin: Imported}
	}
	return list, x, nil
}

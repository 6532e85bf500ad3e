package assets

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"flag"
	"io"
	"os"
	"path/filepath"
	"sort"
	"testing"
)

var update = flag.Bool("update", false, "write guides.zip again from the folder guides")

// archive makes the archive of the guides: the same folder gives the same
// bytes, whatever the day.
func archive(t *testing.T) []byte {
	t.Helper()
	names, err := filepath.Glob("guides/*.guide.md")
	if err != nil || len(names) == 0 {
		t.Fatalf("no guide: %v", err)
	}
	sort.Strings(names)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: filepath.Base(name), Method: zip.Deflate})
		if err == nil {
			_, err = w.Write(raw)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGuidesArchive(t *testing.T) {
	want := archive(t)
	if *update {
		if err := os.WriteFile("guides.zip", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(want, guidesZip) {
		t.Error("guides.zip is out of date: run go generate ./assets")
	}
}

package assets

import (
	"archive/zip"
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"sort"
	"testing"

	"github.com/klauspost/compress/zstd"
)

var update = flag.Bool("update", false, "write guides.zip.zst again from the folder guides")

// archive makes the archive of the guides: the same folder gives the same
// bytes, whatever the day. It is compressed whole, since guides repeat one
// another.
func archive(t *testing.T) []byte {
	t.Helper()
	names, err := filepath.Glob("guides/*.guide.md")
	if err != nil || len(names) == 0 {
		t.Fatalf("no guide: %v", err)
	}
	sort.Strings(names)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: filepath.Base(name), Method: zip.Store})
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
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	return enc.EncodeAll(b.Bytes(), nil)
}

func TestGuidesArchive(t *testing.T) {
	want := archive(t)
	if *update {
		if err := os.WriteFile("guides.zip.zst", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(want, guidesPacked) {
		t.Error("guides.zip.zst is out of date: run go generate ./assets")
	}
}

package cli

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"parvis/app"
)

func say(text string) func(io.Writer) error {
	return func(w io.Writer) error { _, err := io.WriteString(w, text); return err }
}

func TestAFileIsWrittenWholeOrStaysAsItWas(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "a"), filepath.Join(dir, "lien")
	if err := errors.Join(WriteWhole(file, say("avant")), os.Symlink(file, link)); err != nil {
		t.Fatal(err)
	}
	pulled := errors.New("pulled out")
	err := WriteWhole(file, func(w io.Writer) error { return errors.Join(say("à moitié")(w), pulled) })
	if !errors.Is(err, app.E(app.Failed, "file_unwritable")) || !errors.Is(err, pulled) {
		t.Fatalf("error %v", err)
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != "avant" {
		t.Fatalf("%q, %v", got, err)
	}
	if err := WriteWhole(link, say("après")); err != nil {
		t.Fatal(err)
	}
	info, lerr := os.Lstat(link)
	if got, err := os.ReadFile(file); err != nil || lerr != nil || string(got) != "après" || info.Mode()&os.ModeSymlink == 0 {
		t.Fatalf("through a link: %q, %v, %v, %v", got, err, info, lerr)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 2 {
		t.Fatalf("left behind: %v, %v", left, err)
	}
}

func TestWhatIsNoFileIsNeverReplaced(t *testing.T) {
	const full = "/dev/full"
	if err := WriteWhole(full, say("plein")); !errors.Is(err, app.E(app.Failed, "disk_full_file")) {
		t.Errorf("error %v", err)
	}
	if info, err := os.Stat(full); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		t.Fatalf("the device is %v, %v", info, err)
	}
}

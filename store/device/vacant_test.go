package device

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"parvis/app"
	"parvis/store/disk"
)

// tree gives every file of a directory with its content.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	must(t, filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		files[path] = string(raw)
		return err
	}))
	return files
}

// TestLostHeaderIsNotAnEmptyDirectory removes the header, then all but one of
// the other parts: Init and Open refuse, and change nothing.
func TestLostHeaderIsNotAnEmptyDirectory(t *testing.T) {
	ctx := context.Background()
	parts := []string{keyName, "journal", projectionName, draftsDir}
	for _, left := range append([]string{"all"}, parts...) {
		t.Run(left, func(t *testing.T) {
			dir := t.TempDir()
			d := testInit(t, dir, testOptions())
			saveMany(t, d, 1, 3)
			mustClose(t, d)
			must(t, os.MkdirAll(filepath.Join(dir, draftsDir), 0o700))
			must(t, os.Remove(filepath.Join(dir, headerName)))
			for _, part := range parts {
				if left != "all" && part != left {
					must(t, os.RemoveAll(filepath.Join(dir, part)))
				}
			}
			before := tree(t, dir)
			_, err := Init(ctx, dir, InitOptions{}, testOptions())
			wantCode(t, err, "store_nameless")
			if app.KindOf(err) != app.Failed || !Traces(dir) {
				t.Fatalf("%v", err)
			}
			_, err = Open(ctx, dir, testOptions())
			wantCode(t, err, "store_nameless")
			after := tree(t, dir)
			if len(after) != len(before) {
				t.Fatalf("%d files, there were %d", len(after), len(before))
			}
			for name, content := range before {
				if after[name] != content {
					t.Errorf("%s changed", name)
				}
			}
		})
	}
	if Traces(t.TempDir()) || Traces(filepath.Join(t.TempDir(), "none")) {
		t.Error("an empty directory holds traces")
	}
}

// narrow is the real disk where no file but those allowed can be written.
type narrow struct {
	disk.FS
	refused string
}

func (n narrow) Create(name string) (disk.File, error) {
	if name == n.refused {
		return nil, errNarrow
	}
	return n.FS.Create(name)
}

var errNarrow = &os.PathError{Op: "create", Path: "x", Err: os.ErrPermission}

// TestFailedInitLeavesNothing fails Init at each of its files.
func TestFailedInitLeavesNothing(t *testing.T) {
	for _, refused := range []string{keyName + ".tmp", "journal/00000001-0000.seg", headerName + ".tmp"} {
		dir := filepath.Join(t.TempDir(), "data")
		o := testOptions()
		o.FS = narrow{FS: disk.OS(dir), refused: refused}
		if _, err := Init(context.Background(), dir, InitOptions{}, o); err == nil {
			t.Fatalf("%s: made", refused)
		}
		if _, err := os.Stat(dir); !os.IsNotExist(err) {
			t.Errorf("%s: remains %v", refused, tree(t, dir))
		}
		mustClose(t, testInit(t, dir, testOptions()))
	}
}

package place

import (
	"os"
	"path/filepath"
	"testing"
)

// shared opens a file of the reference data, which lives beside the
// repository: PARVIS_SHARED, or shared/data found upwards.
func shared(t testing.TB, name string) []byte {
	t.Helper()
	roots := []string{os.Getenv("PARVIS_SHARED")}
	if roots[0] == "" {
		dir, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		roots = nil
		for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
			roots = append(roots, filepath.Join(dir, "shared"))
		}
	}
	for _, root := range roots {
		for _, path := range []string{filepath.Join(root, "data", name), filepath.Join(root, name)} {
			if raw, err := os.ReadFile(path); err == nil {
				return raw
			}
		}
	}
	t.Fatalf("the reference data %s is not there: set PARVIS_SHARED to the folder that holds data/", name)
	return nil
}

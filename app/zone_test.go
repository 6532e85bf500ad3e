package app_test

import (
	"testing"
	"time"

	"parvis/app"
)

// TestZonesAreInTheProgram: the zones of the territories are read from the
// program, and change their clocks as the machine's own do.
func TestZonesAreInTheProgram(t *testing.T) {
	for name, summer := range map[string]int{"Europe/Paris": 2 * 3600, "Indian/Reunion": 4 * 3600, "America/Cayenne": -3 * 3600, "Pacific/Noumea": 11 * 3600} {
		loc, err := app.LoadZone(name)
		if err != nil || loc.String() != name {
			t.Fatalf("%s: %v, %v", name, loc, err)
		}
		if _, offset := time.Date(2026, 7, 1, 12, 0, 0, 0, loc).Zone(); offset != summer {
			t.Errorf("%s: %d seconds in July", name, offset)
		}
	}
	paris := app.Zone("nowhere")
	if _, offset := time.Date(2026, 12, 1, 12, 0, 0, 0, paris).Zone(); paris.String() != app.DefaultZone || offset != 3600 {
		t.Errorf("fell back to %v", paris)
	}
	for _, odd := range []string{"../app.go", "zones", "Europe", "/etc/passwd"} {
		if loc, err := app.LoadZone(odd); err == nil {
			t.Errorf("%q is %v", odd, loc)
		}
	}
}

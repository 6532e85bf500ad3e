package device

import (
	"context"
	"os"
	"testing"

	"go.uber.org/goleak"

	"parvis/store/storetest"
)

func TestMain(m *testing.M) {
	CheckMain(os.Args)
	killMain()
	goleak.VerifyTestMain(m)
}

// cheap is the lowest cost of a PIN: tests are not attacks.
var cheap = Argon{Passes: 1, KiB: 64, Threads: 1}

func testOptions() Options { return Options{Argon: cheap, Program: "test"} }

func testInit(t testing.TB, dir string, o Options) *Device {
	t.Helper()
	d, err := Init(context.Background(), dir, InitOptions{Meta: Meta{Place: "Médiathèque"}, Mediator: "Ana"}, o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func testOpen(t testing.TB, dir string, o Options) *Device {
	t.Helper()
	d, err := Open(context.Background(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func mustClose(t testing.TB, d *Device) {
	t.Helper()
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestDeviceConforms(t *testing.T) {
	for name, segment := range map[string]int64{"one segment": 0, "many segments": 700} {
		t.Run(name, func(t *testing.T) {
			storetest.Run(t, func(t *testing.T) *storetest.World {
				dir := t.TempDir()
				o := testOptions()
				o.SegmentBytes = segment
				d := testInit(t, dir, o)
				t.Cleanup(func() { mustClose(t, d) })
				return &storetest.World{Store: d, Reopen: func() storetest.Store {
					mustClose(t, d)
					d = testOpen(t, dir, o)
					return d
				}}
			})
		})
	}
}

func TestRebuildGivesTheSameProjection(t *testing.T) {
	storetest.Run(t, func(t *testing.T) *storetest.World {
		dir := t.TempDir()
		d := testInit(t, dir, testOptions())
		t.Cleanup(func() { mustClose(t, d) })
		return &storetest.World{Store: d, Reopen: func() storetest.Store {
			mustClose(t, d)
			if err := os.Remove(d.path(projectionName)); err != nil {
				t.Fatal(err)
			}
			d = testOpen(t, dir, testOptions())
			if !d.Opened().Rebuilt {
				t.Fatal("opened without rebuilding")
			}
			return d
		}}
	})
}

package device

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parvis/app/place"
)

func somePlace(id, nom string) place.Place {
	return place.Place{ID: place.ID(id), Pivot: "21130001700012", Nom: nom, Commune: "Aix", CodePostal: "13100", Adresse: "x", DateMaj: "2026-10-01"}
}

func TestPlacesAreKeptThroughReopeningAndRebuilding(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	d := testInit(t, dir, testOptions())
	take := func(now place.Directory) (place.Directory, error) {
		next, _ := now.Take([]place.Place{somePlace("1", "Mairie"), somePlace("2", "Annexe")}, place.File, true)
		return next.Put(somePlace("own", "Chez nous")), nil // both lists at once
	}
	must(t, d.UpdateDirectory(ctx, take))
	must(t, d.UpdateDirectory(ctx, func(now place.Directory) (place.Directory, error) { return now.Remove("2"), nil }))
	want, err := d.Directory(ctx)
	must(t, err)
	if len(want.Places()) != 2 || len(want.All()) != 3 {
		t.Fatalf("%+v", want)
	}
	mustClose(t, d)
	must(t, testOptions().withDefaults(dir).FS.Remove("projection.db"))
	d = testOpen(t, dir, testOptions())
	defer mustClose(t, d)
	got, err := d.Directory(ctx)
	must(t, err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAChangeThatFailsLeavesTheDirectoryAsItWas(t *testing.T) {
	ctx := context.Background()
	d := testInit(t, t.TempDir(), testOptions())
	defer mustClose(t, d)
	must(t, d.UpdateDirectory(ctx, func(now place.Directory) (place.Directory, error) { return now.Put(somePlace("1", "Mairie")), nil }))
	stopped := errors.New("stopped")
	err := d.UpdateDirectory(ctx, func(now place.Directory) (place.Directory, error) { return now.Remove("1"), stopped })
	if !errors.Is(err, stopped) {
		t.Errorf("%v", err)
	}
	cancelled, stop := context.WithCancel(ctx)
	stop()
	if err := d.UpdateDirectory(cancelled, func(now place.Directory) (place.Directory, error) { return now.Remove("1"), nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	dir, err := d.Directory(ctx)
	must(t, err)
	if len(dir.Places()) != 1 {
		t.Errorf("%+v", dir)
	}
}

func TestPlacesOfBeforeCompressionAreRead(t *testing.T) {
	ctx := context.Background()
	d := testInit(t, t.TempDir(), testOptions())
	defer mustClose(t, d)
	must(t, d.SetSettingJSON(ctx, keyPlaces, []place.Place{somePlace("1", "Mairie")}))
	dir, err := d.Directory(ctx)
	must(t, err)
	if e, ok := dir.Find("1"); !ok || e.Origin != place.File || e.Gone {
		t.Errorf("%+v", dir)
	}
	must(t, d.SetSetting(ctx, keyOwnPlaces, []byte("\x1f\x8bnot really")))
	d.places.known = false
	_, err = d.Directory(ctx)
	wantCode(t, err, "store_unreadable")
}

// The whole country holds in one record; what does not is refused in words.
func TestALargeDirectory(t *testing.T) {
	ctx := context.Background()
	d := testInit(t, t.TempDir(), testOptions())
	defer mustClose(t, d)
	many := func(n, noise int) func(place.Directory) (place.Directory, error) {
		r := rand.New(rand.NewPCG(1, 1))
		return func(place.Directory) (place.Directory, error) {
			var out place.Directory
			for i := range n {
				p := somePlace(fmt.Sprint(i), fmt.Sprintf("Médiathèque %d", i))
				for range noise {
					p.PresentationDetail += fmt.Sprintf("%016x", r.Uint64())
				}
				out.Shared = append(out.Shared, place.Entry{Place: p})
			}
			return out, nil
		}
	}
	must(t, d.UpdateDirectory(ctx, many(12_000, 4)))
	wantCode(t, d.UpdateDirectory(ctx, many(2_000, 1200)), "place_too_many")
	dir, err := d.Directory(ctx)
	must(t, err)
	if len(dir.Shared) != 12_000 {
		t.Errorf("%d places", len(dir.Shared))
	}
}

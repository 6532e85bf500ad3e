package place

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func simple(id, nom string) Place {
	return Place{ID: ID(id), Pivot: "21130001700012", Nom: nom, Commune: "Aix", CodePostal: "13100", Adresse: "x", DateMaj: "2026-10-01"}
}

func kinds(c Changes) []string {
	var out []string
	for _, r := range c.Rows {
		out = append(out, fmt.Sprint(r.Kind, " ", r.ID, r.Fields))
	}
	return out
}

func names(d Directory) []string {
	var out []string
	for _, p := range d.Places() {
		out = append(out, string(p.ID)+" "+p.Nom)
	}
	return out
}

func TestAFileIsTakenInTwiceWithoutChange(t *testing.T) {
	list := []Place{simple("1", "Mairie"), simple("2", "Annexe")}
	d, c := Directory{}.Take(list, File, true)
	if diff := cmp.Diff([]string{"added 1[]", "added 2[]"}, kinds(c)); diff != "" {
		t.Error(diff)
	}
	again, c := d.Take(list, File, true)
	if !c.Nothing() || c.Same != 2 || len(c.Rows) != 0 {
		t.Errorf("%+v", c)
	}
	if diff := cmp.Diff(d, again); diff != "" {
		t.Error(diff)
	}
}

func TestWhatANewFileChangesIsSaid(t *testing.T) {
	d, _ := Directory{}.Take([]Place{simple("1", "Mairie"), simple("2", "Annexe"), simple("3", "Bus")}, File, true)
	d = d.Put(simple("own", "Chez nous"))
	corrected := simple("3", "Bus numérique")
	d = d.Put(corrected)
	phone := simple("1", "Mairie")
	phone.Telephone, phone.DateMaj = "+33442919888", "2026-11-01"
	next, c := d.Take([]Place{phone, simple("3", "Bus"), simple("4", "Poste")}, File, true)
	want := []string{"changed 1[telephone date_maj]", "ours 3[]", "added 4[]", "gone 2[]"}
	if diff := cmp.Diff(want, kinds(c)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"3 Bus numérique", "own Chez nous", "1 Mairie", "4 Poste"}, names(next)); diff != "" {
		t.Error(diff)
	}
	if e, ok := next.Find("2"); !ok || !e.Gone || e.Nom != "Annexe" {
		t.Errorf("the place that is gone lost its name: %+v", e)
	}
	if d.Places()[0].Nom != "Annexe" {
		t.Error("the directory before was changed in place")
	}
	back, c := next.Take([]Place{simple("2", "Annexe")}, File, false)
	if diff := cmp.Diff([]string{"added 2[]"}, kinds(c)); diff != "" || len(back.Places()) != 5 {
		t.Error(diff, names(back))
	}
}

func TestAPackDoesNotTakeAwayWhatAFileBrought(t *testing.T) {
	d, _ := Directory{}.Take([]Place{simple("1", "Mairie")}, File, true)
	d, c := d.Take([]Place{simple("2", "Annexe")}, Pack, true)
	if c.Count(Gone) != 0 || len(d.Places()) != 2 {
		t.Errorf("%v %v", kinds(c), names(d))
	}
	d, c = d.Take(nil, Pack, true)
	if diff := cmp.Diff([]string{"gone 2[]"}, kinds(c)); diff != "" || len(d.Places()) != 1 {
		t.Error(diff, names(d))
	}
}

// Two producers number from 1: neither takes the other's place.
func TestAnIdUsedByAnotherPlaceGivesWay(t *testing.T) {
	d, _ := Directory{}.Take([]Place{simple("1", "Mairie")}, File, false)
	other := simple("1", "Médiathèque")
	other.Commune, other.Pivot = "Gap", "21050061500018"
	d, c := d.Take([]Place{other}, File, false)
	if diff := cmp.Diff([]string{"renamed 1-21050061500018[]", "added 1-21050061500018[]"}, kinds(c)); diff != "" {
		t.Error(diff)
	}
	again, c := d.Take([]Place{other}, File, false)
	if !c.Nothing() || c.Same != 1 || len(again.Places()) != 2 {
		t.Errorf("%v", kinds(c))
	}
}

func TestRemovingAndComingBack(t *testing.T) {
	d, _ := Directory{}.Take([]Place{simple("1", "Mairie")}, File, false)
	d = d.Put(simple("own", "Chez nous")).Put(simple("1", "Mairie corrigée"))
	d = d.Remove("1")
	if diff := cmp.Diff([]string{"own Chez nous", "1 Mairie"}, names(d)); diff != "" {
		t.Errorf("a correction does not give way: %s", diff)
	}
	d = d.Remove("1").Remove("own")
	if len(d.Places()) != 0 || len(d.All()) != 2 {
		t.Errorf("%v", names(d))
	}
	d, _ = d.Take([]Place{simple("1", "Mairie")}, File, true)
	if len(d.Places()) != 0 {
		t.Error("what was removed here came back with a file")
	}
	d = d.Back("1").Back("own").Remove("nobody").Back("nobody")
	if diff := cmp.Diff([]string{"own Chez nous", "1 Mairie"}, names(d)); diff != "" {
		t.Error(diff)
	}
}

// Whatever is done in whatever order: ids stay unique, what is written here
// wins, and the same file twice in a row changes nothing.
func TestDirectoryInvariants(t *testing.T) {
	id := rapid.SampledFrom([]string{"1", "2", "3", "4"})
	drawn := func(t *rapid.T) []Place {
		var list []Place
		for _, i := range rapid.SliceOfNDistinct(id, 0, 4, rapid.ID).Draw(t, "ids") {
			p := simple(i, rapid.SampledFrom([]string{"A", "B"}).Draw(t, "nom"))
			p.Commune = rapid.SampledFrom([]string{"Aix", "Gap"}).Draw(t, "commune")
			p.Pivot = rapid.SampledFrom([]string{"21130001700012", "21050061500018"}).Draw(t, "pivot")
			list = append(list, p)
		}
		return list
	}
	rapid.Check(t, func(t *rapid.T) {
		var d Directory
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			switch rapid.IntRange(0, 3).Draw(t, "do") {
			case 0:
				p := simple(id.Draw(t, "put"), "Ours")
				d = d.Put(p)
				if e, _ := d.Find(p.ID); e.Nom != "Ours" || e.Origin != Local {
					t.Fatalf("ours does not win: %+v", e)
				}
			case 1:
				d = d.Remove(ID(id.Draw(t, "remove")))
			case 2:
				d = d.Back(ID(id.Draw(t, "back")))
			default:
				list := drawn(t)
				from := rapid.SampledFrom([]Origin{File, Pack}).Draw(t, "from")
				whole := rapid.Bool().Draw(t, "whole")
				next, c := d.Take(list, from, whole)
				if n := c.Count(Added) + c.Count(Changed) + c.Same; n != len(list) {
					t.Fatalf("%d places told of %d: %v", n, len(list), kinds(c))
				}
				again, c := next.Take(list, from, whole)
				if !c.Nothing() || c.Count(Renamed) > 0 || !cmp.Equal(next, again) {
					t.Fatalf("the second time: %v", kinds(c))
				}
				d = next
			}
			seen := map[ID]bool{}
			for _, e := range d.All() {
				if seen[e.ID] {
					t.Fatalf("%s twice", e.ID)
				}
				seen[e.ID] = true
			}
			if len(d.Places()) > len(d.All()) {
				t.Fatal("more proposed than kept")
			}
		}
	})
}

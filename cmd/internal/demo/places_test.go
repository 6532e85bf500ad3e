package demo

import (
	"testing"

	"parvis/app/place"
)

func TestExamplePlacesAreOfTheStandard(t *testing.T) {
	list := Places("2026-10-20")
	if err := place.CheckAll(list); err != nil {
		t.Error(err)
	}
	unknown := 0
	for _, p := range list {
		if !p.Hours().Known() {
			unknown++
		}
		if p.Latitude == nil || p.Nom == "" {
			t.Errorf("%+v", p)
		}
	}
	if unknown != 2 { // one in words, one that says nothing: as in real life
		t.Errorf("%d places with hours nobody can read", unknown)
	}
}

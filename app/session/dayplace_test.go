package session

import (
	"testing"
	"time"
)

func TestThePlaceOfTheDayFollowsTheAppointments(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, 11, 26, hour, 0, 0, 0, time.UTC) }
	day := []Appointment{{Start: at(9), Where: "Mairie d’Istres"}, {Start: at(11), Where: "au téléphone"}, {Start: at(14), Where: "Centre social"}}
	match := func(where string) string {
		return map[string]string{"Mairie d’Istres": "mairie", "Centre social": "social"}[where]
	}
	for hour, want := range map[int]string{8: "mairie", 9: "mairie", 12: "mairie", 14: "social", 18: "social"} {
		if got := PlaceAt(day, at(hour), match); got != want {
			t.Errorf("at %d: %q, want %q", hour, got, want)
		}
	}
	if got := PlaceAt(day[1:2], at(12), match); got != "" {
		t.Errorf("no place named: %q", got)
	}
}

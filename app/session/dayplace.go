package session

import "time"

// PlaceAt is the place of the appointments of a day at a moment: that of the
// last one begun which names a place, else of the first to come. match gives
// the place a text names, "" when it names none. Someone who moves between
// places is where her calendar says.
func PlaceAt(list []Appointment, now time.Time, match func(where string) string) string {
	found := ""
	for _, a := range list {
		place := match(a.Where)
		if place == "" {
			continue
		}
		if a.Start.After(now) && found != "" {
			break
		}
		found = place
	}
	return found
}

package place

import (
	"time"

	"parvis/app"
)

// Easter is Easter Sunday of a year of the Gregorian calendar (the anonymous
// algorithm of Meeus, Jones and Butcher).
func Easter(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	month := (h + l - 7*m + 114) / 31
	day := (h+l-7*m+114)%31 + 1
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
}

// Region tells apart the public holidays of French territories.
type Region int

// The regions; Metropole serves wherever nothing more is known.
const (
	Metropole Region = iota
	AlsaceMoselle
	Guadeloupe
	Martinique
	Guyane
	Reunion
	Mayotte
)

// RegionOf gives the region of a commune by its INSEE code.
func RegionOf(insee string) Region {
	for prefix, r := range map[string]Region{
		"57": AlsaceMoselle, "67": AlsaceMoselle, "68": AlsaceMoselle,
		"971": Guadeloupe, "972": Martinique, "973": Guyane, "974": Reunion, "976": Mayotte,
	} {
		if len(insee) >= len(prefix) && insee[:len(prefix)] == prefix {
			return r
		}
	}
	return Metropole
}

// Holiday gives the code of a public holiday (article L3133-1 of the labour
// code; L3134-13 for Alsace-Moselle; L3422-2 for the abolition of slavery
// overseas), or "" for any other day. Its name is the text place.holiday.<code>.
func Holiday(day app.Day, region Region) string {
	return holidayOf(day.Time(time.UTC), region)
}

func holidayOf(t time.Time, region Region) string {
	switch date := int(t.Month())*100 + t.Day(); date {
	case 101:
		return "new_year"
	case 501:
		return "labour"
	case 508:
		return "victory"
	case 714:
		return "national"
	case 815:
		return "assumption"
	case 1101:
		return "all_saints"
	case 1111:
		return "armistice"
	case 1225:
		return "christmas"
	case 1226:
		if region == AlsaceMoselle {
			return "stephen"
		}
	case abolition(region):
		return "abolition"
	}
	switch int(t.Sub(Easter(t.Year()))/time.Hour) / 24 {
	case -2:
		if region == AlsaceMoselle {
			return "good_friday"
		}
	case 1:
		return "easter_monday"
	case 39:
		return "ascension"
	case 50:
		return "whit_monday"
	}
	return ""
}

// abolition is the day overseas territories remember it, as month and day.
func abolition(region Region) int {
	switch region {
	case Guadeloupe:
		return 527
	case Martinique:
		return 522
	case Guyane:
		return 610
	case Reunion:
		return 1220
	case Mayotte:
		return 427
	}
	return 0
}

package lots

import (
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parvis/app"
	"parvis/app/session"
)

func TestWindows(t *testing.T) {
	for day, want := range map[app.Day][2]Window{
		"2026-09-28": {"2026-W40", "2026-10"}, // Monday before 1 October, a Thursday
		"2026-11-01": {"2026-W44", "2026-10"},
		"2026-11-02": {"2026-W45", "2026-11"},
		"2027-01-01": {"2026-W53", "2026-12"}, // a Friday: the week and the month of 2026
		"2024-12-30": {"2025-W01", "2025-01"},
	} {
		w := spanOf(day)
		if w.week() != want[0] || w.month() != want[1] {
			t.Errorf("%s is in %s and %s, want %v", day, w.week(), w.month(), want)
		}
	}
	if from, to := Window("2026-10").Bounds(); from != "2026-09-28" || to != "2026-11-01" {
		t.Errorf("October 2026 runs from %s to %s", from, to)
	}
	for _, bad := range []Window{"", "2026-13", "2026-00", "2026-W54", "2025-W53", "2026-W00", "2026-1", "2026-W4", "x", "2026-10x"} {
		if bad.Valid() {
			t.Errorf("%q is no window", bad)
		}
	}
}

func TestWindowsNest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := app.Day("2020-01-01").Add(rapid.IntRange(0, 8000).Draw(t, "day"))
		w := spanOf(day)
		if w.monday > day || w.sunday() < day {
			t.Fatalf("%s is outside its week %s", day, w.week())
		}
		for _, name := range []Window{w.week(), w.month()} {
			if from, to := name.Bounds(); !name.Valid() || from > w.monday || to < w.sunday() {
				t.Fatalf("%s does not hold the week of %s", name, day)
			}
		}
		if w.week().Month() != string(w.month()) || MonthOf(day) != w.month() {
			t.Fatalf("%s: the month of its week is %s", day, w.week().Month())
		}
	})
}

// TestClosingHour: a window closes at midnight of the place, also in the
// weeks when clocks change.
func TestClosingHour(t *testing.T) {
	paris, reunion := app.Zone("Europe/Paris"), app.Zone("Indian/Reunion")
	for name, c := range map[string]struct {
		day  app.Day
		zone *time.Location
		want string
	}{
		"winter":                {"2026-11-22", paris, "2026-11-22T23:00:00Z"},
		"summer":                {"2026-07-05", paris, "2026-07-05T22:00:00Z"},
		"clocks go back":        {"2026-10-25", paris, "2026-10-25T23:00:00Z"},
		"clocks go forward":     {"2026-03-29", paris, "2026-03-29T22:00:00Z"},
		"another zone of ours":  {"2026-11-22", reunion, "2026-11-22T20:00:00Z"},
		"the week's first hour": {"2026-11-16", paris, "2026-11-22T23:00:00Z"},
	} {
		if got := spanOf(c.day).closesAt(c.zone).UTC().Format(time.RFC3339); got != c.want {
			t.Errorf("%s: closes at %s, want %s", name, got, c.want)
		}
	}
	week := spanOf("2026-11-16")
	at := week.closesAt(paris)
	for when, want := range map[time.Time]int{at.Add(-time.Nanosecond): 0, at: 1, at.AddDate(0, 0, 7): 2} {
		n := 0
		for range due(week, when, paris) {
			n++
		}
		if n != want {
			t.Errorf("at %s, %d weeks are over, want %d", when, n, want)
		}
	}
}

func TestClosedMonth(t *testing.T) {
	paris := app.Zone("")
	for now, want := range map[string]Window{
		"2026-11-01T22:59:59Z": "2026-09", "2026-11-01T23:00:00Z": "2026-10", "2026-11-29T22:59:59Z": "2026-10",
		"2026-11-29T23:00:00Z": "2026-11", "2027-01-03T23:00:00Z": "2026-12",
	} {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := ClosedMonth(at, paris); got != want {
			t.Errorf("at %s the newest closed month is %s, want %s", now, got, want)
		}
	}
}

func TestClimb(t *testing.T) {
	policy := Policy{
		EPCI:       func(insee string) string { return map[string]string{"13063": "200054807"}[insee] },
		KnownGuide: func(id string) bool { return id == "apl" },
	}
	for from, want := range map[cellID]string{
		{"commune", "13063"}:                        "epci:200054807 6",
		{"commune", "75056"}:                        "ailleurs 6",
		{"commune", "epci:200054807"}:               "ailleurs 6",
		{"commune", "ailleurs"}:                     "",
		{"commune", "non_communique"}:               "",
		{"lieu", "ici"}:                             "autres_permanences 6",
		{"lieu", "autres_permanences"}:              "",
		{"tranche_age", "moins_de_douze"}:           "moins_de_dix_huit 6",
		{"tranche_age", "soixante_dix_plus"}:        "soixante_plus 6",
		{"tranche_age", "soixante_plus"}:            "",
		{"tranche_age", "quarante_cinquante_neuf"}:  "",
		{"tranche_age", "non_communique"}:           "",
		{cross, "email|douze_dix_huit"}:             "email|moins_de_dix_huit 6",
		{cross, "email|moins_de_dix_huit"}:          "email|tous 6",
		{cross, "email|quarante_cinquante_neuf"}:    "email|tous 12",
		{cross, "email|non_communique"}:             "email|tous 12",
		{cross, "email|tous"}:                       "",
		{"guide", "apl"}:                            "",
		{"guide", "aucun"}:                          "",
		{"guide", "autre_guide"}:                    "",
		{"guide", "mme-dupont"}:                     "autre_guide 0",
		{"guide", "Mme Dupont 06"}:                  "autre_guide 0",
		{"genre", "feminin"}:                        "",
		{Total, ""}:                                 "",
		{"thematiques", "email"}:                    "",
		{"dispositif", "bibliotheque"}:              "",
		{"thematiques_administratives", "logement"}: "",
	} {
		got := ""
		if up, windows, ok := climb(from.view, from.code, policy); ok {
			got = fmt.Sprintf("%s %d", up, windows)
			if level(from.view, up) <= level(from.view, from.code) {
				t.Errorf("%v climbs to %s, which is judged before it", from, up)
			}
			if leaves := from.view != guideView; from.view.hierarchical() != leaves {
				t.Errorf("%s: hierarchical %v", from.view, !leaves)
			}
		}
		if got != want {
			t.Errorf("%v climbs to %q, want %q", from, got, want)
		}
	}
}

func TestDifferentPeople(t *testing.T) {
	one := func(k kind, person uint64) entry { return entry{&source{kind: k, person: person}, 1} }
	workshop := func(n, known int) entry { return entry{&source{kind: group, known: known}, n} }
	many := func(e entry, n int) (out []entry) {
		for range n {
			out = append(out, e)
		}
		return out
	}
	join := func(parts ...[]entry) (out []entry) {
		for _, p := range parts {
			out = append(out, p...)
		}
		return out
	}
	for name, c := range map[string]struct {
		entries []entry
		d       int
		enough  bool
	}{
		"five first visits":                     {many(one(fresh, 0), 5), 5, true},
		"four first visits":                     {many(one(fresh, 0), 4), 4, false},
		"ten unknown":                           {many(one(seen, 0), 10), 0, false},
		"eleven unknown":                        {many(one(seen, 0), 11), 0, true},
		"one regular, forty visits":             {many(one(followed, 7), 40), 1, false},
		"a regular and nine unknown":            {join(many(one(followed, 7), 9), many(one(seen, 0), 9)), 1, false},
		"a regular and ten unknown":             {join(many(one(followed, 7), 9), many(one(seen, 0), 10)), 1, true},
		"five regulars":                         {[]entry{one(followed, 1), one(followed, 2), one(followed, 3), one(followed, 4), one(followed, 5)}, 5, true},
		"a workshop of five, known or not":      {[]entry{workshop(5, 3)}, 5, true},
		"three newcomers who come back as seen": {[]entry{workshop(3, 0), workshop(3, 3)}, 3, false},
		"newcomers of two workshops":            {[]entry{workshop(3, 0), workshop(3, 1)}, 5, true},
		"first visit, then a file":              {[]entry{one(fresh, 0), one(fresh, 0), one(fresh, 0), one(followed, 1), one(followed, 2), one(followed, 3)}, 3, false},
		"first visits with a file and without":  {[]entry{one(fresh, 0), one(fresh, 0), one(fresh, 0), one(followedFresh, 1), one(followedFresh, 2)}, 5, true},
	} {
		var people crowd
		for _, e := range c.entries {
			people.add(e.src, e.n)
		}
		if people.different() != c.d || people.enough(5) != c.enough {
			t.Errorf("%s: %d different, enough %v; want %d, %v", name, people.different(), people.enough(5), c.d, c.enough)
		}
		if sum := addedUpPeople(&people); people.different() > sum {
			t.Errorf("%s: %d is more than the sum %d", name, people.different(), sum)
		}
	}
}

// addedUpPeople is d as the sum of its four families.
func addedUpPeople(c *crowd) int {
	return len(c.followed) + c.firsts + c.known
}

func TestRemainderIsUniformAndSecret(t *testing.T) {
	const n = 12000
	for _, k := range []int{5, 7, 11} {
		for _, view := range []View{"genre", "borne_langue"} {
			counts := map[int]int{}
			for i := range n {
				counts[remainder([]byte("key"), cellID{view, "x"}, Window(fmt.Sprint(i)), k)]++
			}
			low := 0
			if view.Kiosk() {
				low = k + int(draw([]byte("key"), "socle", cellID{view, "x"}, "", uint64(k)))
			}
			expected, chi := float64(n)/float64(k+1), 0.0
			for r := low; r <= low+k; r++ {
				chi += math.Pow(float64(counts[r])-expected, 2) / expected
				delete(counts, r)
			}
			// 99.99 % quantile of chi-square with 11 degrees of freedom or fewer.
			if chi > 38 || len(counts) > 0 {
				t.Errorf("k=%d %s: chi-square %.1f, out of range %v", k, view, chi, counts)
			}
		}
	}
	a := remainder([]byte("key"), cellID{"genre", "a"}, "2026-10", 1<<20)
	for name, b := range map[string]int{
		"key":    remainder([]byte("other"), cellID{"genre", "a"}, "2026-10", 1<<20),
		"cell":   remainder([]byte("key"), cellID{"genre", "b"}, "2026-10", 1<<20),
		"view":   remainder([]byte("key"), cellID{"statut_social", "a"}, "2026-10", 1<<20),
		"window": remainder([]byte("key"), cellID{"genre", "a"}, "2026-11", 1<<20),
	} {
		if a == b {
			t.Errorf("another %s gives the same remainder", name)
		}
	}
}

// TestRollUp: what waits six windows goes one level up, and no further until
// it has waited six more.
func TestRollUp(t *testing.T) {
	s := NewState()
	key, policy := make([]byte, 32), Policy{EPCI: func(string) string { return "200054807" }}
	for i := range 2 {
		s.Apply(Event{Seq: uint64(i + 1), After: &session.Session{
			ID: session.ID(fmt.Sprint(i)), Type: session.Individual, Date: "2026-01-05",
			Person: &session.Person{CommuneInsee: "13063"},
		}})
	}
	month := Window("2026-01")
	var where []string
	for range 14 {
		_, last := month.Bounds()
		s.Close(last.Add(1).Time(time.UTC), time.UTC, key, policy)
		for _, h := range s.Held(policy) {
			if h.View == "commune" {
				where = append(where, h.Cell["commune"])
			}
		}
		month = MonthOf(last.Add(1))
	}
	want := "[13063 13063 13063 13063 13063 epci:200054807 epci:200054807 epci:200054807 epci:200054807 epci:200054807 ailleurs ailleurs ailleurs ailleurs]"
	if fmt.Sprint(where) != want {
		t.Errorf("waited in %v\nwant      %s", where, want)
	}
	s.Apply(Event{Seq: 3, Before: &session.Session{
		ID: "0", Type: session.Individual, Date: "2026-01-05", Person: &session.Person{CommuneInsee: "13063"},
	}})
	for _, h := range s.Held(policy) {
		if h.View == "commune" && (h.Cell["commune"] != "ailleurs" || h.Count != 1) {
			t.Errorf("a deletion was not taken from where it waits: %+v", h)
		}
	}
}

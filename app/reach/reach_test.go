package reach_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"parvis/app"
	"parvis/app/lots"
	"parvis/app/poll"
	"parvis/app/reach"
	"parvis/app/session"
	"parvis/i18n"
)

func rows(all ...reach.Row) iter.Seq2[reach.Row, error] {
	return func(yield func(reach.Row, error) bool) {
		for _, r := range all {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func row(place, view, cell, window string, n int) reach.Row {
	return reach.Row{PlaceID: place, View: view, Cell: cell, Window: window, Count: n}
}

func cube(t testing.TB, all ...reach.Row) *reach.Cube {
	t.Helper()
	c, err := reach.NewCube(rows(all...))
	check(t, err)
	return c
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// year is two places over thirteen months: B began late.
func year() []reach.Row {
	return []reach.Row{
		row("A", "total", "", "2026-W41", 20),
		row("A", "total", "", "2026-W44", 10), // ends on 1 November, belongs to October
		row("A", "total", "", "2026-W46", 7),  // November is not closed
		row("B", "total", "", "2026-W42", 10),
		row("A", "total", "", "2025-W42", 20),
		row("A", "genre", "genre=feminin", "2026-10", 20),
		row("A", "genre", "genre=masculin", "2026-10", 8),
		row("B", "genre", "genre=feminin", "2026-10", 8),
		row("A", "genre", "genre=feminin", "2025-10", 18),
		row("A", "lieu", "lieu=ici", "2026-10", 25),
		row("B", "lieu", "lieu=ici", "2026-10", 9),
		row("A", "thematiques", "thematiques=email", "2026-10", 15),
		row("A", "commune", "commune=13063", "2026-10", 24),
		row("A", "commune", "commune=13099", "2026-10", 6),
		row("A", "commune", "commune=epci:200054807", "2026-10", 5),
		row("A", "borne_langue", "borne_langue=fr", "2026-10", 30),
	}
}

var territory = reach.Territory{
	CommuneOfPlace: func(id string) string { return map[string]string{"A": "13063", "B": ""}[id] },
	EPCIOf:         func(string) string { return "200054807" },
	Population: func(insee string) (int, bool) {
		n, ok := map[string]int{"13063": 26000, "13099": 1900}[insee]
		return n, ok
	},
	Name: func(insee string) (string, bool) { return "=Miramas", insee == "13063" },
}

func TestQueryShape(t *testing.T) {
	c := cube(t, year()...)
	for q, want := range map[reach.Query]string{
		{View: "genre", From: "2026-10", To: "2026-11"}: `{"view":"genre","from":"2026-10","to":"2026-11","cells":[{"cell":{"genre":"feminin"},"count":28},{"cell":{"genre":"masculin"},"count":8}],"total":40,"held_share":0.1}`,
		{}: `{"view":"total","from":"2025-10","to":"2026-11","cells":[{"cell":{},"count":67}],"total":67,"held_share":0}`,
		{View: "thematiques", From: "2026-10", To: "2026-10"}:       `{"view":"thematiques","from":"2026-10","to":"2026-10","cells":[{"cell":{"thematiques":"email"},"count":15}],"total":40,"held_share":null}`,
		{View: "borne_langue", From: "2026-10", To: "2026-10"}:      `{"view":"borne_langue","from":"2026-10","to":"2026-10","cells":[{"cell":{"borne_langue":"fr"},"count":30}],"total":30,"held_share":null}`,
		{View: "lieu", From: "2026-10", To: "2026-10"}:              `{"view":"lieu","from":"2026-10","to":"2026-10","cells":[{"cell":{"lieu":"A"},"count":25},{"cell":{"lieu":"B"},"count":9}],"total":40,"held_share":0.15}`,
		{View: "genre", From: "2026-10", To: "2026-10", Place: "B"}: `{"view":"genre","from":"2026-10","to":"2026-10","cells":[{"cell":{"genre":"feminin"},"count":8}],"total":10,"held_share":0.2}`,
		{View: "qpv", From: "2026-10", To: "2026-10"}:               `{"view":"qpv","from":"2026-10","to":"2026-10","cells":[],"total":40,"held_share":1}`,
	} {
		r, err := c.Query(q, reach.Territory{})
		check(t, err)
		raw, err := json.Marshal(r)
		check(t, err)
		if string(raw) != want {
			t.Errorf("%+v\n got %s\nwant %s", q, raw, want)
		}
	}
}

func TestQueryRefusals(t *testing.T) {
	c := cube(t, year()...)
	for code, q := range map[string]reach.Query{
		"reach_view":   {View: "noms"},
		"reach_month":  {From: "2026-13"},
		"reach_period": {From: "2026-10", To: "2026-09"},
	} {
		if _, err := c.Query(q, territory); !errors.Is(err, app.E(app.Usage, code)) {
			t.Errorf("%+v: %v", q, err)
		}
	}
	bad := cube(t, row("A", "noms", "", "2026-10", 5), row("A", "total", "", "never", 5), row("A", "total", "", "2026-W41", 0))
	if bad.Skipped() != 3 {
		t.Errorf("%d rows skipped", bad.Skipped())
	}
	if r, err := bad.Query(reach.Query{}, territory); err != nil || r.Total != 0 || len(r.Cells) != 0 {
		t.Errorf("an empty cube gives %+v, %v", r, err)
	}
	failing := func(yield func(reach.Row, error) bool) { yield(reach.Row{}, errors.New("cut")) }
	if _, err := reach.NewCube(failing); err == nil {
		t.Error("an error of the source was passed over")
	}
}

// TestTerritoryFilterSaysWhatItLeavesOut: a place without a commune is not
// dropped unseen.
func TestTerritoryFilterSaysWhatItLeavesOut(t *testing.T) {
	r, err := cube(t, year()...).Query(reach.Query{View: "genre", From: "2026-10", To: "2026-10", EPCI: "200054807"}, territory)
	check(t, err)
	if r.Total != 30 || r.Unlocated != 10 {
		t.Errorf("total %d, unlocated %d", r.Total, r.Unlocated)
	}
}

func TestSeriesHasEveryMonth(t *testing.T) {
	c := cube(t, year()...)
	points, err := c.Series(reach.Query{From: "2026-08", To: "2026-11"}, nil, territory)
	check(t, err)
	if got := fmt.Sprint(points); got != "[{2026-08 0 false} {2026-09 0 false} {2026-10 40 false} {2026-11 7 true}]" {
		t.Errorf("series %s", got)
	}
	one, err := c.Series(reach.Query{View: "genre", From: "2026-10", To: "2026-10"}, lots.Cell{"genre": "masculin"}, territory)
	check(t, err)
	if got := fmt.Sprint(one); got != "[{2026-10 8 false}]" {
		t.Errorf("one cell %s", got)
	}
}

func TestCompareWithTheYearBefore(t *testing.T) {
	changes, err := cube(t, year()...).Compare(reach.Query{View: "genre", From: "2026-10", To: "2026-11"}, territory)
	check(t, err)
	var got []string
	for _, x := range changes {
		percent := "-"
		if x.Percent != nil {
			percent = fmt.Sprint(*x.Percent)
		}
		got = append(got, fmt.Sprintf("%s %d %d %s", x.Cell["genre"], x.Now, x.Before, percent))
	}
	if s := strings.Join(got, "; "); s != " 40 20 100; feminin 28 18 56; masculin 8 0 -" {
		t.Errorf("changes: %s", s)
	}
}

func TestRates(t *testing.T) {
	rates, err := cube(t, year()...).Rates(reach.Query{}, territory)
	check(t, err)
	if len(rates) != 2 || rates[0].Insee != "13063" || rates[0].PerThousand == nil || *rates[0].PerThousand != .9 {
		t.Fatalf("rates: %+v", rates)
	}
	if rates[1].PerThousand != nil {
		t.Error("a rate under 2,000 inhabitants")
	}
}

// TestExportsAgreeWithTheScreen: same query object, same figures, and no cell
// a spreadsheet would run.
func TestExportsAgreeWithTheScreen(t *testing.T) {
	c, q := cube(t, year()...), reach.Query{View: "commune", From: "2026-10", To: "2026-10"}
	d, err := c.Document(i18n.New("fr"), q, territory, "Inès", time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC))
	check(t, err)
	var text, book bytes.Buffer
	check(t, d.Write(&text, "x.csv"))
	check(t, d.Write(&book, "x.xlsx"))
	lines := csv.NewReader(&text)
	lines.FieldsPerRecord = -1
	fromCSV, err := lines.ReadAll()
	check(t, err)
	f, err := excelize.OpenReader(&book)
	check(t, err)
	fromXLSX, err := f.GetRows("Sheet1")
	check(t, err)
	for name, all := range map[string][][]string{"csv": fromCSV, "xlsx": fromXLSX} {
		flat := fmt.Sprint(all)
		for _, want := range []string{"'=Miramas 24 68.571", "13099 6 17.143", "Reste de l’intercommunalité 5", "Inès", "2026-10", "40"} {
			if !strings.Contains(flat, want) {
				t.Errorf("%s lacks %q: %s", name, want, flat)
			}
		}
		for _, line := range all {
			for _, cell := range line {
				if strings.HasPrefix(cell, "=") {
					t.Errorf("%s would run %q", name, cell)
				}
			}
		}
	}
	for _, name := range []string{"x.doc", "x.pdf"} {
		err := d.Write(&text, name)
		said := app.Message(i18n.New("fr"), err)
		if !errors.Is(err, app.E(app.Usage, "reach_format")) || !strings.HasSuffix(said, "Choisissez .xlsx ou .csv.") {
			t.Errorf("%s: %v: %s", name, err, said)
		}
	}
}

// TestDifferencesAreSumsOfLots: subtracting territories or periods gives
// nothing, or a sum of whole lots.
func TestDifferencesAreSumsOfLots(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []reach.Row
		for range rapid.IntRange(1, 30).Draw(t, "lots") {
			all = append(all, reach.Row{
				PlaceID: rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "place"), View: "genre",
				Cell:   "genre=" + rapid.SampledFrom([]string{"feminin", "masculin"}).Draw(t, "cell"),
				Window: fmt.Sprintf("2026-%02d", rapid.IntRange(1, 12).Draw(t, "month")), Count: rapid.IntRange(5, 20).Draw(t, "n"),
			})
		}
		c, err := reach.NewCube(rows(all...))
		if err != nil {
			t.Fatal(err)
		}
		from, mid := rapid.IntRange(1, 12).Draw(t, "from"), 0
		mid = rapid.IntRange(from, 12).Draw(t, "mid")
		sum := func(q reach.Query) (n int) {
			q.View = "genre"
			r, err := c.Query(q, territory)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range r.Cells {
				n += f.Count
			}
			return n
		}
		m := func(i int) string { return fmt.Sprintf("2026-%02d", i) }
		period := sum(reach.Query{From: m(from), To: "2026-12"}) - sum(reach.Query{From: m(from), To: m(mid)})
		places := sum(reach.Query{}) - sum(reach.Query{Place: "A"})
		wantPeriod, wantPlaces := 0, 0
		for _, r := range all {
			if r.Window > m(mid) {
				wantPeriod += r.Count
			}
			if r.PlaceID != "A" {
				wantPlaces += r.Count
			}
		}
		if period != wantPeriod || places != wantPlaces || period > 0 && period < 5 || places > 0 && places < 5 {
			t.Fatalf("differences %d and %d, lots make %d and %d", period, places, wantPeriod, wantPlaces)
		}
	})
}

func TestPlacesAndCommunesServed(t *testing.T) {
	c := cube(t, append(year(), row("C", "genre", "genre=feminin", "2025-12", 5))...)
	places, err := c.ByPlace(reach.Query{From: "2026-10", To: "2026-10"}, territory)
	check(t, err)
	if got := fmt.Sprint(places); got != "[{A 30 2026-11} {B 10 2026-10} {C 0 2025-12}]" {
		t.Errorf("places: %s", got)
	}
	n, err := c.Served(reach.Query{}, territory, "200054807")
	check(t, err)
	if none, _ := c.Served(reach.Query{}, territory, "other"); n != 2 || none != 0 {
		t.Errorf("%d communes served, %d elsewhere", n, none)
	}
	first, last, closed := c.Span()
	if first != "2025-10" || last != "2026-11" || closed != "2026-10" || len(c.Places()) != 3 {
		t.Errorf("span %s %s %s, places %v", first, last, closed, c.Places())
	}
}

// TestAnAnswerIsReadInWords: on screens and in exports, when its poll is known.
func TestAnAnswerIsReadInWords(t *testing.T) {
	p := poll.Poll{ID: "horaires", Question: poll.Text{"fr": "Quand ouvrir ?"}, Answers: []poll.Text{{"fr": "Le matin"}, {"fr": "Le soir"}}}
	l, known := i18n.New("fr"), reach.Territory{Polls: []poll.Poll{p}}
	for code, want := range map[string]string{"horaires:2": "Quand ouvrir ? Le soir", "horaires:3": "horaires:3", "autre:1": "autre:1"} {
		if got := reach.Label(l, known, session.ViewPoll, code); got != want {
			t.Errorf("%s: %q", code, got)
		}
	}
	if got := reach.Label(l, known, "guide", "horaires:2"); got != "horaires:2" {
		t.Errorf("a guide is called %q", got)
	}
}

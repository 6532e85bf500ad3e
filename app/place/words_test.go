package place

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parvis/i18n"
)

func TestHoursInWords(t *testing.T) {
	for name, c := range map[string]struct {
		hours string
		want  []string
	}{
		"office":           {"Mo-Fr 09:00-12:30,13:30-17:00; PH off", []string{"Du lundi au vendredi : de 9 h à 12 h 30 et de 13 h 30 à 17 h", "Samedi, dimanche et jours fériés : fermé"}},
		"days apart":       {"Tu,Fr 14:00-18:00; We,Sa 10:00-13:00,14:00-18:00", []string{"Mardi et vendredi : de 14 h à 18 h", "Mercredi et samedi : de 10 h à 13 h et de 14 h à 18 h", "Lundi, jeudi et dimanche : fermé"}},
		"day and night":    {"24/7", []string{"Tous les jours : jour et nuit"}},
		"past midnight":    {"Fr 22:00-02:00", []string{"Vendredi : de 22 h à 2 h", "Du lundi au jeudi, samedi et dimanche : fermé"}},
		"until midnight":   {"Mo-Su 18:00-24:00", []string{"Tous les jours : de 18 h à minuit"}},
		"open end":         {"Mo-Su 14:00+", []string{"Tous les jours : à partir de 14 h"}},
		"by agreement":     {`Mo-Su 09:00-12:00 "sur rendez-vous"`, []string{"Tous les jours : de 9 h à 12 h (sur rendez-vous)"}},
		"open on holidays": {"Mo-Sa 09:00-12:00; PH 10:00-11:00", []string{"Du lundi au samedi : de 9 h à 12 h", "Dimanche : fermé", "Jours fériés : de 10 h à 11 h"}},
		"free text":        {"du lundi au jeudi, sur rendez-vous", []string{"du lundi au jeudi, sur rendez-vous"}},
		"nothing":          {"", nil},
		"by the date": {"Th[1] 14:00-16:00", []string{
			"Lundi 30 novembre : fermé", "Mardi 1er décembre : fermé", "Mercredi 2 décembre : fermé", "Jeudi 3 décembre : de 14 h à 16 h",
			"Vendredi 4 décembre : fermé", "Samedi 5 décembre : fermé", "Dimanche 6 décembre : fermé",
		}},
	} {
		var got []string
		for _, line := range ParseHours(c.hours).Words(i18n.New("fr"), "2026-11-30", Metropole) {
			got = append(got, strings.ReplaceAll(line, "\u00a0", " "))
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	days := ParseHours("Mo-Fr 09:00-12:00; PH off").Days(i18n.New("fr"), "2026-11-09", Metropole)
	if len(days) != 7 || days[2].Holiday != "armistice" || days[2].Open || !days[1].Open || days[6].Open {
		t.Errorf("%+v", days)
	}
}

// The public list of France Services has its own columns.
func TestFranceServices(t *testing.T) {
	r, err := Read("france-services.geojson", shared(t, "lieux/france-services-2020.geojson"), Options{Today: "2026-11-23"})
	if err != nil || len(r.Places) != 8 || r.Refused != 0 {
		t.Fatalf("%v: %d places\n%s", err, len(r.Places), strings.Join(said(r), "\n"))
	}
	want := map[ID]string{
		"france-services-76":  "Mo 08:30-12:30; Tu 08:30-12:30,14:00-17:00; We 08:30-12:30; Th-Fr 08:30-12:30,14:00-17:00",
		"france-services-77":  "",
		"france-services-722": "Mo 09:00-12:00,14:00-17:00; Th-Fr 09:00-12:00,14:00-17:00",
		"france-services-723": "Mo-Fr 09:00-12:00",
	}
	for _, p := range r.Places {
		if hours, ok := want[p.ID]; ok && p.Horaires != hours {
			t.Errorf("%s: %q", p.ID, p.Horaires)
		}
		if p.Horaires != "" && !p.Hours().Known() {
			t.Errorf("%s: %q is not read", p.ID, p.Horaires)
		}
		if p.Pivot != NoPivot || p.DateMaj < "2020-01-01" || p.DateMaj > "2020-12-31" || p.Latitude == nil || !strings.HasPrefix(p.Nom, "France Services ") {
			t.Errorf("%+v", p)
		}
	}
	if err := CheckAll(r.Places); err != nil {
		t.Errorf("not valid against the standard: %v", err)
	}
	if p := r.Places[0]; p.Telephone != "+33491132191" || p.CodeInsee != "13202" || p.DateMaj != "2020-01-01" {
		t.Errorf("%+v", p)
	}
	free := fsHours(func(c string) string { return map[string]string{"h_lundi": "matin", "h_mardi": "9:00 - 12:00"}[c] })
	if !strings.HasPrefix(free, "lundi matin ; mardi 9:00 - 12:00") || ParseHours(free).Known() {
		t.Errorf("%q", free)
	}
}

func TestReadingTellsHowFarItIsAndStops(t *testing.T) {
	row := strings.SplitN(table(nil), "\n", 2)
	var b strings.Builder
	b.WriteString(row[0] + "\n")
	for i := range 2000 {
		b.WriteString(strings.Replace(row[1], `"a1"`, `"a`+strings.Repeat("1", i%9)+string(rune('a'+i%26))+strings.Repeat("z", i/26)+`"`, 1))
	}
	for name, data := range map[string]string{"a.csv": b.String(), "a.json": "[" + strings.Repeat(`{"id":1,"nom":"x"},`, 2000) + `{"id":2}]`} {
		last, calls := 0, 0
		_, err := Read(name, []byte(data), Options{Step: func(done, total int) error {
			if done <= last || done > total || total != len(data) {
				t.Fatalf("%s: %d of %d after %d", name, done, total, last)
			}
			last, calls = done, calls+1
			return nil
		}})
		if err != nil || calls < 7 {
			t.Errorf("%s: %v, %d calls", name, err, calls)
		}
		if r, err := Read(name, []byte(data), Options{Step: func(int, int) error { return t.Context().Err() }}); err != nil || r.Read < 2000 {
			t.Errorf("%s: %v %d", name, err, r.Read)
		}
		stopped := errorString("stopped")
		if r, err := Read(name, []byte(data), Options{Step: func(int, int) error { return stopped }}); err != stopped || len(r.Places) > 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type errorString string

func (e errorString) Error() string { return string(e) }

func TestAWeekAsPeopleWriteIt(t *testing.T) {
	w := Week{Days: [7]string{"9h-12h30, 14h-17h", "9:00 - 12:30 / 14:00 - 17:00", "9h-12h30 et 14h-17h", "", "", "10.00-12.00", ""}, Holidays: true}
	text, bad := w.Text()
	if want := "Mo-We 09:00-12:30,14:00-17:00; Sa 10:00-12:00; PH off"; text != want || bad != -1 {
		t.Errorf("%q, day %d", text, bad)
	}
	for typed, day := range map[string]int{"matin": 3, "9h": 3, "9h-12h; Tu 9h-12h": 3, "Fr 9h-12h": 3, "off": 3, "14h+": 3, "9h-17h, 14h-12h": 3, `9h-12h "x"`: 3} {
		if text, bad := (Week{Days: [7]string{3: typed}}).Text(); bad != day || text != "" {
			t.Errorf("%q is read as %q", typed, text)
		}
	}
	for _, hours := range []string{"Th[1] 14:00-16:00", "Jul-Aug Mo 09:00-12:00", `Mo 09:00-12:00 "sur rendez-vous"`, "sur rendez-vous", "Mo 14:00+", "Mo-Fr 09:00-12:00; PH 10:00-11:00"} {
		if w, ok := ParseHours(hours).Week(); ok {
			t.Errorf("%q is a plain week: %+v", hours, w)
		}
	}
}

// What can be said as a week is written back with the same opening times.
func TestWeeksOfRealTextsReadBack(t *testing.T) {
	var all []string
	if err := json.Unmarshal(shared(t, "lieux/opening_hours.json"), &all); err != nil {
		t.Fatal(err)
	}
	said := 0
	for _, s := range all {
		h := ParseHours(s)
		w, ok := h.Week()
		if !ok {
			continue
		}
		said++
		text, bad := w.Text()
		if bad >= 0 {
			t.Errorf("%q: day %d of %+v is not read", s, bad, w)
			continue
		}
		again := ParseHours(text)
		if d := cmp.Diff(h.Spans("2026-11-02", "2026-12-31", paris, Metropole), again.Spans("2026-11-02", "2026-12-31", paris, Metropole)); d != "" {
			t.Errorf("%q became %q: %s", s, text, d)
		}
	}
	if said < 480 {
		t.Errorf("only %d of %d real texts can be said as a week", said, len(all))
	}
}

// Whatever is typed in a week, what is written is read back as hours that say
// the same week.
func FuzzWeek(f *testing.F) {
	f.Add("9h-12h, 14h-17h", "", "22h-2h", false)
	f.Add("matin", "9:00 - 12:00 / 14.00-18.00", "off; Tu 9h-10h", true)
	f.Fuzz(func(t *testing.T, mo, tu, su string, holidays bool) {
		w := Week{Days: [7]string{0: mo, 1: tu, 6: su}, Holidays: holidays}
		text, bad := w.Text()
		if bad >= 0 || text == "" {
			return
		}
		h := ParseHours(text)
		back, ok := h.Week()
		if !h.Known() || !ok {
			t.Fatalf("%q written for %+v is not read", text, w)
		}
		if again, bad := back.Text(); bad >= 0 || again != text {
			t.Fatalf("%q became %q", text, again)
		}
	})
}

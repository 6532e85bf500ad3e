package session

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parvis/app"
)

func ics(events ...string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VTIMEZONE\r\nTZID:Heure du bureau\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n" +
		"BEGIN:VEVENT\r\n" + strings.Join(events, "END:VEVENT\r\nBEGIN:VEVENT\r\n") + "END:VEVENT\r\nEND:VCALENDAR\r\n"
}

func agenda(t testing.TB, text string, day app.Day) []string {
	t.Helper()
	list, faults, err := Appointments(strings.NewReader(text), day, app.Zone(""))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, a := range list {
		line := a.Start.Format("15:04") + "-" + a.End.Format("15:04") + " " + a.Title
		if a.AllDay {
			line = "all day " + a.Title
		}
		if a.Doubted {
			line += " ?"
		}
		out = append(out, line)
	}
	for _, f := range faults {
		out = append(out, f.Where+" "+f.Code)
	}
	return out
}

func TestAppointmentsOfADay(t *testing.T) {
	for name, c := range map[string]struct {
		day    app.Day
		events []string
		want   []string
	}{
		"zones": {"2026-11-23", []string{
			"DTSTART:20261123T080000Z\nDTEND:20261123T083000Z\nSUMMARY:UTC\n",
			"DTSTART;TZID=Europe/Paris:20261123T100000\nDURATION:PT45M\nSUMMARY:IANA\n",
			"DTSTART;TZID=\"Romance Standard Time\":20261123T110000\nDURATION:PT1H\nSUMMARY:Windows\n",
			"DTSTART;TZID=/mozilla.org/20050126_1/Europe/Paris:20261123T120000\nSUMMARY:prefix\n",
			"DTSTART;TZID=GMT+0100:20261123T130000\nSUMMARY:offset\n",
			"DTSTART;TZID=Heure du bureau:20261123T140000\nSUMMARY:own\n",
			"DTSTART;TZID=Nulle Part:20261123T150000\nSUMMARY:odd\n",
			"DTSTART:20261123T160000\nSUMMARY:floating\n",
		}, []string{"09:00-09:30 UTC", "10:00-10:45 IANA", "11:00-12:00 Windows", "12:00-12:00 prefix", "13:00-13:00 offset", "14:00-14:00 own", "15:00-15:00 odd ?", "16:00-16:00 floating"}},
		"text": {
			"2026-11-23",
			[]string{"DTSTART:20261123T090000\nSUMMARY:Carte\\, vitale\\npuis\n  impôts\nBEGIN:VALARM\nSUMMARY:alarm\nEND:VALARM\n"},
			[]string{"09:00-09:00 Carte, vitale puis impôts"},
		},
		"all day and over midnight": {"2026-11-23", []string{
			"DTSTART;VALUE=DATE:20261122\nDTEND;VALUE=DATE:20261124\nSUMMARY:salon\n",
			"DTSTART;VALUE=DATE:20261122\nSUMMARY:yesterday\n",
			"DTSTART:20261122T230000\nDTEND:20261123T010000\nSUMMARY:night\n",
		}, []string{"all day salon", "23:00-01:00 night"}},
		"cancelled": {"2026-11-23", []string{"DTSTART:20261123T090000\nSTATUS:CANCELLED\nSUMMARY:x\n"}, nil},
		"weekly, across the clock change": {"2026-11-26", []string{
			"UID:a\nDTSTART;TZID=Europe/Paris:20261001T090000\nDTEND;TZID=Europe/Paris:20261001T100000\nRRULE:FREQ=WEEKLY;BYDAY=TH\nSUMMARY:jeudi\n",
			"DTSTART;TZID=Europe/Paris:20261001T090000\nRRULE:FREQ=WEEKLY;INTERVAL=2\nSUMMARY:one in two\n",
			"DTSTART;TZID=Europe/Paris:20261008T090000\nRRULE:FREQ=WEEKLY;INTERVAL=2\nSUMMARY:the other\n",
			"DTSTART;TZID=Europe/Paris:20261001T093000\nRRULE:FREQ=WEEKLY\nEXDATE;TZID=Europe/Paris:20261126T093000\nSUMMARY:except\n",
			"DTSTART;TZID=Europe/Paris:20261001T094500\nRRULE:FREQ=WEEKLY;COUNT=8\nSUMMARY:eight times\n",
			"DTSTART;TZID=Europe/Paris:20261001T094500\nRRULE:FREQ=WEEKLY;COUNT=9\nSUMMARY:nine times\n",
			"DTSTART;TZID=Europe/Paris:20261001T095000\nRRULE:FREQ=WEEKLY;UNTIL=20261125T225959Z\nSUMMARY:until yesterday\n",
		}, []string{"09:00-10:00 jeudi", "09:00-09:00 one in two", "09:45-09:45 nine times"}},
		"moved once": {"2026-11-26", []string{
			"UID:b\nDTSTART;TZID=Europe/Paris:20261001T090000\nRRULE:FREQ=WEEKLY\nSUMMARY:usual\n",
			"UID:b\nRECURRENCE-ID;TZID=Europe/Paris:20261126T090000\nDTSTART;TZID=Europe/Paris:20261126T143000\nSUMMARY:moved\n",
		}, []string{"14:30-14:30 moved"}},
		"monthly": {"2026-11-30", []string{
			"DTSTART:20260131T090000\nRRULE:FREQ=MONTHLY;BYMONTHDAY=-1\nSUMMARY:last day\n",
			"DTSTART:20260105T091000\nRRULE:FREQ=MONTHLY;BYDAY=-1MO\nSUMMARY:last Monday\n",
			"DTSTART:20260105T092000\nRRULE:FREQ=MONTHLY;BYDAY=1MO\nSUMMARY:first Monday\n",
			"DTSTART:20251130T093000\nRRULE:FREQ=YEARLY\nSUMMARY:yearly\n",
		}, []string{"09:00-09:00 last day", "09:10-09:10 last Monday", "09:30-09:30 yearly"}},
		"faults name their line": {"2026-11-23", []string{
			"SUMMARY:no start\n", "DTSTART:lundi\nSUMMARY:bad\n", "DTSTART:20261123T090000\nRRULE:FREQ=SECONDLY\nSUMMARY:odd rule\n",
		}, []string{"09:00-09:00 odd rule", "10 session_ics_no_start", "13 session_ics_bad_date", "17 session_ics_rule"}},
	} {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(c.want, agenda(t, ics(c.events...), c.day)); d != "" {
				t.Error(d)
			}
		})
	}
	if _, _, err := Appointments(strings.NewReader("bonjour"), "2026-11-23", app.Zone("")); FaultsOf(err)[0].Code != "session_ics_none" {
		t.Error(err)
	}
}

func TestAnAppointmentStartsASession(t *testing.T) {
	start := time.Date(2026, 11, 26, 9, 0, 0, 0, app.Zone(""))
	a := Appointment{Start: start, End: start.Add(40 * time.Minute)}
	s := a.Draft(Habit{Week: map[time.Weekday]string{time.Thursday: "mairie"}}, app.Zone(""))
	if s.Date != "2026-11-26" || s.Duree != 40 || s.PlaceID != "mairie" {
		t.Errorf("%+v", s)
	}
}

// A repetition gives the same days whichever day one looks from.
func TestRepetitionIsTheSameSeenFromAnyDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := app.Day("2026-01-01").Add(rapid.IntRange(0, 400).Draw(t, "start"))
		step := rapid.IntRange(1, 5).Draw(t, "step")
		count := rapid.IntRange(1, 60).Draw(t, "count")
		look := start.Add(rapid.IntRange(-5, 320).Draw(t, "look"))
		text := ics("DTSTART;TZID=Europe/Paris:" + strings.ReplaceAll(string(start), "-", "") + "T023000\nRRULE:FREQ=DAILY;INTERVAL=" + string(rune('0'+step)) + ";COUNT=" + strings.TrimSpace(itoa(count)) + "\n")
		list, _, err := Appointments(strings.NewReader(text), look, app.Zone(""))
		if err != nil {
			t.Fatal(err)
		}
		var all []app.Day
		for i := range count {
			all = append(all, start.Add(i*step))
		}
		if (len(list) == 1) != slices.Contains(all, look) {
			t.Fatalf("%s every %d, %d times, seen from %s: %v", start, step, count, look, list)
		}
	})
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

func FuzzAppointments(f *testing.F) {
	f.Add(ics("DTSTART;TZID=Europe/Paris:20261001T090000\nRRULE:FREQ=WEEKLY;BYDAY=TH,-1MO;COUNT=3\nEXDATE:20261126T090000\nDURATION:P1DT2H\n"))
	f.Add("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261123\nRDATE:20261123,20261124\nEND:VEVENT")
	f.Fuzz(func(t *testing.T, text string) {
		day := app.Day("2026-11-23")
		list, _, err := Appointments(strings.NewReader(text), day, app.Zone(""))
		if err != nil {
			return
		}
		for _, a := range list {
			if app.DayOf(a.Start, app.Zone("")) > day || a.End.Before(a.Start) {
				t.Fatalf("not of the day: %+v", a)
			}
		}
	})
}

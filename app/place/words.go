package place

import (
	"slices"
	"strings"
	"time"

	"parvis/app"
	"parvis/i18n"
)

// DayLine is one day of a week of opening hours, in words.
type DayLine struct {
	Day     app.Day
	Words   string // « de 9 h à 12 h 30 et de 14 h à 17 h », « fermé »
	Open    bool
	Holiday string // code of the public holiday, or ""
}

// Days gives seven days from one, in words, with the public holidays they
// really hold. Hours that cannot be read give none.
func (h Hours) Days(l *i18n.Localizer, from app.Day, region Region) []DayLine {
	if !h.Known() {
		return nil
	}
	out := make([]DayLine, 7)
	for i := range out {
		day := from.Add(i)
		slots := h.on(day.Time(time.UTC), region)
		out[i] = DayLine{Day: day, Words: slotWords(l, slots), Open: len(slots) > 0, Holiday: Holiday(day, region)}
	}
	return out
}

// An ordinary week without any public holiday in any region, and a holiday.
const (
	plainMonday  app.Day = "2026-11-16"
	plainHoliday app.Day = "2026-11-11"
)

// Plain says the hours of an ordinary week, days alike together: « du lundi au
// vendredi : de 9 h à 12 h », « samedi et dimanche : fermé ». ok is false when
// the hours change with the date, or cannot be read: see Days.
func (h Hours) Plain(l *i18n.Localizer) (lines []string, ok bool) {
	if !h.Known() {
		return nil, false
	}
	for _, r := range h.rules {
		ranked := slices.ContainsFunc(r.days, func(d dayRange) bool { return len(d.nth) > 0 })
		if ranked || len(r.dates) > 0 || len(r.weeks) > 0 || r.school {
			return nil, false
		}
	}
	var words []string
	byWords := map[string][]int{} // what is said → days, Monday is 0
	for i := range 7 {
		w := slotWords(l, h.on(plainMonday.Add(i).Time(time.UTC), Metropole))
		if byWords[w] == nil {
			words = append(words, w)
		}
		byWords[w] = append(byWords[w], i)
	}
	closed := l.T("place.words.closed")
	slices.SortStableFunc(words, func(a, b string) int { // what is closed comes last
		return boolInt(a == closed) - boolInt(b == closed)
	})
	holiday := "" // what is said of public holidays, when anything is
	if h.pub {
		holiday = slotWords(l, h.on(plainHoliday.Time(time.UTC), Metropole))
		if byWords[holiday] == nil {
			words = append(words, holiday)
		}
	}
	for _, w := range words {
		names := dayNames(l, byWords[w])
		if w == holiday {
			names = append(names, l.T("place.words.holidays"))
		}
		lines = append(lines, l.T("place.words.line", "days", enumerate(l, names), "times", w))
	}
	return lines, true
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Words says the hours for a sheet to keep: the ordinary week, else the seven
// days to come, else the text as it was written.
func (h Hours) Words(l *i18n.Localizer, from app.Day, region Region) []string {
	if lines, ok := h.Plain(l); ok {
		for i := range lines {
			lines[i] = i18n.Capital(lines[i])
		}
		return lines
	}
	var out []string
	for _, d := range h.Days(l, from, region) {
		day := l.T("place.words.day", "weekday", weekday(l, d.Day), "day", l.ShortDay(d.Day.Time(time.UTC)))
		out = append(out, i18n.Capital(l.T("place.words.line", "days", day, "times", d.Words)))
	}
	if out == nil && h.raw != "" {
		out = []string{h.raw}
	}
	return out
}

func weekday(l *i18n.Localizer, d app.Day) string {
	return weekdayName(l, int(d.Time(time.UTC).Weekday()))
}

func weekdayName(l *i18n.Localizer, n int) string {
	return l.T("date.weekday." + string(rune('0'+n%7)))
}

// dayNames writes days of the week (Monday is 0), in order: stretches of three
// and more by their ends.
func dayNames(l *i18n.Localizer, days []int) []string {
	if len(days) == 7 {
		return []string{l.T("place.words.everyday")}
	}
	name := func(i int) string { return weekdayName(l, i+1) }
	var parts []string
	for i := 0; i < len(days); {
		j := i
		for j+1 < len(days) && days[j+1] == days[j]+1 {
			j++
		}
		if j-i >= 2 {
			parts = append(parts, l.T("place.words.range", "from", name(days[i]), "to", name(days[j])))
		} else {
			for k := i; k <= j; k++ {
				parts = append(parts, name(days[k]))
			}
		}
		i = j + 1
	}
	return parts
}

// enumerate writes « a, b et c ».
func enumerate(l *i18n.Localizer, parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	last := len(parts) - 1
	return l.T("place.words.and", "first", strings.Join(parts[:last], ", "), "last", parts[last])
}

// slotWords writes the hours of a day.
func slotWords(l *i18n.Localizer, slots []slot) string {
	if len(slots) == 0 {
		return l.T("place.words.closed")
	}
	var parts []string
	for _, s := range slots {
		parts = append(parts, oneSlot(l, s))
	}
	return enumerate(l, parts)
}

func oneSlot(l *i18n.Localizer, s slot) string {
	text := ""
	switch {
	case s.from == 0 && s.to >= 24*60 && !s.open:
		text = l.T("place.words.all")
	case s.open:
		text = l.T("place.words.since", "from", hourWords(l, s.from))
	default:
		text = l.T("place.words.span", "from", hourWords(l, s.from), "to", hourWords(l, s.to))
	}
	switch {
	case s.comment != "":
		return text + l.T("place.hours.comment", "comment", s.comment)
	case s.unknown:
		return text + l.T("place.hours.comment", "comment", l.T("place.words.confirm"))
	}
	return text
}

// hourWords writes minutes since midnight: « 9 h 30 », « minuit ».
func hourWords(l *i18n.Localizer, minutes int) string {
	minutes %= 24 * 60
	switch h, m := minutes/60, minutes%60; {
	case h == 0 && m == 0:
		return l.T("place.words.midnight")
	case m == 0:
		return l.T("place.hour.full", "h", h)
	default:
		return l.T("place.hour.minutes", "h", h, "m", string([]rune{rune('0' + m/10), rune('0' + m%10)}))
	}
}

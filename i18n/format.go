package i18n

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// NBSP is the no-break space French puts before : ; ! ? % € and inside « ».
// The narrow one (U+202F) is missing from the fonts in use.
const NBSP = "\u00a0"

// Number writes a whole number with the language's thousands separator.
func (l *Localizer) Number(n int) string {
	s := strconv.Itoa(n)
	neg := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	sep := NBSP
	if l.lang == "en" || l.lang == "ar" {
		sep = ","
	}
	var b strings.Builder
	for i, r := range s {
		if i > 0 && (len(s)-i)%3 == 0 && len(s) > 3 {
			b.WriteString(sep)
		}
		b.WriteRune(r)
	}
	if neg {
		return "−" + b.String()
	}
	return b.String()
}

// Percent writes a share between 0 and 1 as a whole percentage.
func (l *Localizer) Percent(share float64) string {
	n := strconv.Itoa(int(share*100 + 0.5))
	if l.lang == "en" || l.lang == "ar" {
		return n + "%"
	}
	return n + NBSP + "%"
}

// Minutes writes a duration in minutes: "25 min", "2 h 10", "2 h".
func (l *Localizer) Minutes(min int) string {
	if min < 60 {
		return strconv.Itoa(min) + NBSP + "min"
	}
	if min%60 == 0 {
		return l.Number(min/60) + NBSP + "h"
	}
	return fmt.Sprintf("%s%sh%s%02d", l.Number(min/60), NBSP, NBSP, min%60)
}

// Clock writes the time of day, "14:32".
func (l *Localizer) Clock(t time.Time) string { return t.Format("15:04") }

// LongDay writes a day in full with its weekday: "mardi 24 novembre 2026".
func (l *Localizer) LongDay(t time.Time) string {
	return l.T("date.long",
		"weekday", l.T("date.weekday."+strconv.Itoa(int(t.Weekday()))),
		"day", l.dayNumber(t), "month", l.Month(t.Month()), "year", strconv.Itoa(t.Year()))
}

// ShortDay writes a day without its weekday nor year: "24 novembre".
func (l *Localizer) ShortDay(t time.Time) string {
	return l.T("date.short", "day", l.dayNumber(t), "month", l.Month(t.Month()))
}

// MonthYear writes "novembre 2026".
func (l *Localizer) MonthYear(t time.Time) string {
	return l.T("date.month_year", "month", l.Month(t.Month()), "year", strconv.Itoa(t.Year()))
}

// Month is the name of a month, in lower case where the language wants it.
func (l *Localizer) Month(m time.Month) string {
	return l.T("date.month." + strconv.Itoa(int(m)))
}

// dayNumber is the day of the month; French writes the first "1er".
func (l *Localizer) dayNumber(t time.Time) string {
	if l.lang == "fr" && t.Day() == 1 {
		return "1er"
	}
	return strconv.Itoa(t.Day())
}

// Capital writes the first letter as a capital, for the start of a line.
func Capital(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}

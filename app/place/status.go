package place

import (
	"time"

	"parvis/app"
	"parvis/i18n"
)

// Status is what can be said of a place at one moment.
type Status struct {
	Known   bool      // the hours could be read
	Open    bool      // surely open
	Maybe   bool      // open by agreement only, or open without a known closing
	Change  time.Time // next moment the state changes; zero when none within a year
	OpenEnd bool      // nobody knows when it closes
	Comment string    // condition written with the hours
	Holiday string    // code of today's public holiday, or ""
	Doubt   bool      // today is a holiday the hours say nothing of, or school holidays matter
}

// horizon is how far "opens next" looks, in days: a year and its leap day.
const horizon = 366

// At says whether the place is open at a moment and when that changes, in the
// zone and with the holidays of the place.
func (h Hours) At(now time.Time, zone *time.Location, region Region) Status {
	day := app.DayOf(now, zone)
	s := Status{Known: h.Known(), Holiday: Holiday(day, region)}
	if !s.Known {
		return s
	}
	s.Doubt = s.Holiday != "" && !h.pub || h.sch
	// look a week ahead first: nearly every place opens within one
	for _, ahead := range []int{8, horizon} {
		for _, span := range h.Spans(day.Add(-2), day.Add(ahead), zone, region) {
			if !span.To.After(now) {
				continue
			}
			if span.From.After(now) {
				s.Change = span.From
				return s
			}
			s.Open, s.Maybe = !span.Unknown, span.Unknown
			s.Comment, s.OpenEnd = span.Comment, span.OpenEnd
			if span.To.Before(day.Add(ahead).Time(zone)) {
				s.Change = span.To
				return s
			}
			break // it may last longer than we looked
		}
	}
	return s
}

// Text says it in one sentence: « Ouvert, ferme à 17 h », « Fermé, ouvre demain
// à 9 h ». Hours that cannot be read are given as they were written, and no
// hours at all give a sentence saying so.
func (h Hours) Text(l *i18n.Localizer, now time.Time, zone *time.Location, region Region) string {
	if h.raw == "" {
		return l.T("place.hours.none")
	}
	if h.free {
		return h.raw
	}
	return h.At(now, zone, region).Text(l, now, zone)
}

// Text says a status that is known: see Hours.Text.
func (s Status) Text(l *i18n.Localizer, now time.Time, zone *time.Location) string {
	text := s.Short(l, now, zone)
	if s.Comment != "" {
		text += l.T("place.hours.comment", "comment", s.Comment)
	}
	if s.Doubt {
		key := "place.hours.doubt_school"
		if s.Holiday != "" {
			key = "place.hours.doubt_holiday"
		}
		text += l.T(key)
	}
	return text
}

// Short says it without its conditions nor its doubts.
func (s Status) Short(l *i18n.Localizer, now time.Time, zone *time.Location) string {
	state := "closed"
	switch {
	case s.Maybe:
		state = "maybe"
	case s.Open:
		state = "open"
	}
	switch {
	case s.Change.IsZero() && s.Open:
		return l.T("place.hours.always")
	case s.Change.IsZero() || s.Open && s.OpenEnd:
		return l.T("place.hours." + state)
	}
	return l.T("place.hours."+state+"_until", "when", When(l, s.Change, now, zone))
}

// When says a moment seen from now: « à 17 h », « demain à 9 h », « lundi à
// 9 h », « le 4 janvier à 9 h ».
func When(l *i18n.Localizer, at, now time.Time, zone *time.Location) string {
	at = at.In(zone)
	hour := l.T("place.hour.full", "h", at.Hour())
	if at.Minute() != 0 {
		hour = l.T("place.hour.minutes", "h", at.Hour(), "m", at.Format("04"))
	}
	today := app.DayOf(now, zone)
	switch day := app.DayOf(at, zone); {
	case day == today:
		return l.T("place.when.today", "hour", hour)
	case day == today.Add(1) && at.Hour() == 0 && at.Minute() == 0:
		return l.T("place.when.midnight")
	case day == today.Add(1):
		return l.T("place.when.tomorrow", "hour", hour)
	case day < today.Add(7):
		return l.T("place.when.weekday", "weekday", l.T("date.weekday."+string(rune('0'+int(at.Weekday())))), "hour", hour)
	}
	return l.T("place.when.date", "day", l.ShortDay(at), "hour", hour)
}

package people

import (
	"time"

	"parvis/app"
)

// keptYears is how long a file stays after the person's last session.
const keptYears = 1

// PurgeDay is the day a file must go: one year after the last session, or
// after its creation when there was none.
func PurgeDay(b *Beneficiary, lastSession app.Day) app.Day {
	last := max(lastSession, b.Created)
	if last == "" {
		return ""
	}
	return app.Day(last.Time(time.UTC).AddDate(keptYears, 0, 0).Format(time.DateOnly))
}

// Due says whether a file must go on a day. A file with neither session nor
// day of creation is kept: nothing says it is old.
func Due(b *Beneficiary, lastSession, today app.Day) bool {
	day := PurgeDay(b, lastSession)
	return day != "" && day <= today
}

// PurgeReport is what one purge did, shown with the date of the last one.
type PurgeReport struct {
	At       time.Time `json:"at"`
	Looked   int       `json:"looked"`
	Removed  int       `json:"removed"`  // files of persons
	Mandates int       `json:"mandates"` // mandates that went with them
	Next     app.Day   `json:"next"`     // the next file due, "" when none
}

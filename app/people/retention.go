package people

import (
	"time"

	"parvis/app"
)

// keptYears is how long a file stays after the person's last session.
const keptYears = 1

// PurgeDay is the day a file must go, given that of the person's last session,
// or of her file when she has none: one year later. Nothing says how old a file
// without either is: "", it stays.
func PurgeDay(last app.Day) app.Day {
	if last == "" {
		return ""
	}
	return app.Day(last.Time(time.UTC).AddDate(keptYears, 0, 0).Format(time.DateOnly))
}

package shell

import (
	"strings"
	"time"

	"parvis/app"
)

// WrittenDay is a day as it is typed: 24/11/2026.
func WrittenDay(d app.Day) string {
	if d == "" {
		return ""
	}
	return d.Time(time.UTC).Format("02/01/2006")
}

// DayTyped reads a day as people type one.
func DayTyped(text string) (app.Day, bool) {
	text = strings.NewReplacer(" ", "", ".", "/", "-", "/").Replace(strings.TrimSpace(text))
	for _, layout := range []string{"2/1/2006", "2/1/06", "2006/1/2"} {
		if at, err := time.Parse(layout, text); err == nil && at.Year() > 1900 {
			return app.DayOf(at, time.UTC), true
		}
	}
	return "", false
}

package guide

import (
	"strings"
	"time"

	"parvis/app"
)

const (
	yes = "oui"
	no  = "non"
)

// ParseValue reads an answer to a step, as typed, spoken by a trial or saved.
// why is a stable word when it cannot be an answer: choice, number, bounds,
// date, yesno, commune, empty, none (the step asks nothing).
func ParseValue(s *Step, written string) (v Value, why string) {
	text := trim(written)
	if text == "" {
		return Value{}, "empty"
	}
	switch s.Kind {
	case KindQuestion, KindExercise:
		if _, ok := s.Choice(text); !ok {
			return Value{}, "choice"
		}
		return Value{known: true, text: text}, ""
	case KindNumber:
		n, _, ok := ParseNumber(strings.ReplaceAll(strings.ReplaceAll(text, nbsp, ""), " ", ""))
		if !ok {
			return Value{}, "number"
		}
		if !s.Range.Contains(n) {
			return Value{}, "bounds"
		}
		return Value{known: true, text: n.String(), amount: int64(n)}, ""
	case KindDate:
		return parseDateValue(text)
	case KindYesNo:
		if f := fold(text); f == yes || f == no {
			return Value{known: true, text: f}, ""
		}
		return Value{}, "yesno"
	case KindCommune:
		code := strings.ToUpper(text)
		if !validINSEE(code) {
			return Value{}, "commune"
		}
		return Value{known: true, text: code}, ""
	case KindFree:
		return Value{known: true, text: text}, ""
	}
	return Value{}, "none"
}

func parseDateValue(text string) (Value, string) {
	if strings.Count(text, "/") == 2 { // as people write it: 23/11/2026
		part := strings.Split(text, "/")
		text = part[2] + "-" + pad2(part[1]) + "-" + pad2(part[0])
	}
	day, err := app.ParseDay(text)
	if err != nil {
		return Value{}, "date"
	}
	return dateValue(day), ""
}

func pad2(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

func dateValue(day app.Day) Value {
	return Value{known: true, text: string(day), amount: day.Time(utc()).Unix() / 86400}
}

// validINSEE checks the form of a commune code: two digits (or a digit and A
// or B for Corsica), then three digits.
func validINSEE(s string) bool {
	if len(s) != 5 {
		return false
	}
	for i := 0; i < 5; i++ {
		digit := s[i] >= '0' && s[i] <= '9'
		corsica := i == 1 && s[0] == '2' && (s[1] == 'A' || s[1] == 'B')
		if !digit && !corsica {
			return false
		}
	}
	return true
}

// String is the answer as written in a file; "" when unknown.
func (v Value) String() string { return v.text }

// utc is where days are counted: a day has no hour, so no zone.
func utc() *time.Location { return time.UTC }

// utcDay is midnight of a day counted from 1970.
func utcDay(days int64) time.Time { return time.Unix(days*86400, 0).In(utc()) }

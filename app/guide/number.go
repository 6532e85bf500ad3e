package guide

import (
	"strconv"
	"strings"
)

// Number is a decimal number in thousandths, so that comparisons and bounds
// are exact.
type Number int64

const thousand Number = 1000

// maxNumber bounds what may be written (a thousand billion), far from overflow.
const maxNumber = 1_000_000_000_000 * thousand

// ParseNumber reads "18", "-5", "12.5" or "12,5", at most three decimals.
// Places is the number of decimals written.
func ParseNumber(s string) (n Number, places int, ok bool) {
	digits := strings.TrimPrefix(strings.Replace(s, "−", "-", 1), "-")
	negative := len(digits) != len(s)
	whole, frac, point := strings.Cut(strings.Replace(digits, ",", ".", 1), ".")
	if whole == "" || len(whole) > 13 || (point && (frac == "" || len(frac) > 3)) {
		return 0, 0, false
	}
	for _, r := range whole + frac {
		if r < '0' || r > '9' {
			return 0, 0, false
		}
	}
	v, err := strconv.ParseInt(whole+(frac + "000")[:3], 10, 64)
	if err != nil || Number(v) > maxNumber {
		return 0, 0, false
	}
	if negative {
		v = -v
	}
	return Number(v), len(frac), true
}

// String writes the number with the decimals it needs.
func (n Number) String() string {
	s := n.format(3)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

func (n Number) format(places int) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	s := sign + strconv.FormatInt(int64(n/thousand), 10)
	if places == 0 {
		return s
	}
	frac := strconv.FormatInt(int64(n%thousand)+1000, 10)[1:]
	return s + "." + frac[:places]
}

// Range bounds a number. Values are whole unless a bound was written with
// decimals: Places says how many they may have.
type Range struct {
	Min, Max *Number
	Places   int
}

// NewRange makes the range of whole numbers from lo to hi, both included.
func NewRange(lo, hi int) Range {
	a, b := Number(lo)*thousand, Number(hi)*thousand
	return Range{Min: &a, Max: &b}
}

func parseRange(s string) (Range, bool) {
	var r Range
	lo, hi, _ := strings.Cut(s, "..")
	for _, bound := range []struct {
		text string
		to   **Number
	}{{trim(lo), &r.Min}, {trim(hi), &r.Max}} {
		if bound.text == "" {
			continue
		}
		n, places, ok := ParseNumber(bound.text)
		if !ok {
			return Range{}, false
		}
		*bound.to = &n
		r.Places = max(r.Places, places)
	}
	if r.Min != nil && r.Max != nil && *r.Min > *r.Max {
		return Range{}, false
	}
	return r, r.Min != nil || r.Max != nil
}

// String writes "0..120", "" for a range without bounds.
func (r Range) String() string {
	if r.Min == nil && r.Max == nil {
		return ""
	}
	var b strings.Builder
	if r.Min != nil {
		b.WriteString(r.Min.format(r.Places))
	}
	b.WriteString("..")
	if r.Max != nil {
		b.WriteString(r.Max.format(r.Places))
	}
	return b.String()
}

// step is the distance between two neighbouring values, in thousandths.
func (r Range) step() Number {
	switch r.Places {
	case 0:
		return 1000
	case 1:
		return 100
	case 2:
		return 10
	}
	return 1
}

// Contains says whether the number is inside the bounds and has no more
// decimals than allowed.
func (r Range) Contains(n Number) bool {
	return (r.Min == nil || n >= *r.Min) && (r.Max == nil || n <= *r.Max) && n%r.step() == 0
}

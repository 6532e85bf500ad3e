package guide

import (
	"strconv"
	"strings"

	"parvis/app"
)

// Version is AAAA-MM or AAAA-MM.n. Versions compare as numbers, so 2026-11.10
// comes after 2026-11.9.
type Version string

// parts gives month count and number; ok is false for anything else.
func (v Version) parts() (month, n int, ok bool) {
	ym, tail, dotted := strings.Cut(string(v), ".")
	if len(ym) != 7 || ym[4] != '-' {
		return 0, 0, false
	}
	year, err1 := strconv.Atoi(ym[:4])
	m, err2 := strconv.Atoi(ym[5:])
	if err1 != nil || err2 != nil || year < 1900 || m < 1 || m > 12 {
		return 0, 0, false
	}
	if dotted {
		n, err1 = strconv.Atoi(tail)
		if err1 != nil || n < 0 || n > 1_000_000 || strconv.Itoa(n) != tail {
			return 0, 0, false
		}
	}
	return year*12 + m, n, true
}

// Valid says whether the version is written as it should.
func (v Version) Valid() bool { _, _, ok := v.parts(); return ok }

// Compare is negative when v is older than w, zero when equal. A badly written
// version is older than any other.
func (v Version) Compare(w Version) int {
	vm, vn, _ := v.parts()
	wm, wn, _ := w.parts()
	if vm != wm {
		return vm - wm
	}
	return vn - wn
}

// toVerify is how a source that nobody has read is written.
const toVerify = "à vérifier"

// parseSource reads "REF, lue le DATE", "REF, état AAAA-MM", "REF, à vérifier"
// or "à vérifier".
func parseSource(s string) (Source, bool) {
	if fold(s) == fold(toVerify) {
		return Source{}, true
	}
	at := strings.LastIndexByte(s, ',')
	if at < 0 {
		return Source{}, false
	}
	src := Source{Ref: trim(s[:at])}
	tail := trim(s[at+1:])
	if src.Ref == "" {
		return Source{}, false
	}
	switch words := strings.Fields(fold(tail)); {
	case fold(tail) == fold(toVerify):
		return src, true
	case len(words) == 3 && (words[0] == "lue" || words[0] == "lu") && words[1] == "le":
		day, err := app.ParseDay(words[2])
		src.ReadOn = day
		return src, err == nil
	case len(words) == 2 && words[0] == "etat":
		src.Edition = words[1]
		return src, Version(words[1]).Valid() && len(words[1]) == 7
	}
	return Source{}, false
}

// String writes the source as in the file.
func (s Source) String() string {
	tail := toVerify
	switch {
	case s.ReadOn != "":
		tail = "lue le " + string(s.ReadOn)
	case s.Edition != "":
		tail = "état " + s.Edition
	}
	if s.Ref == "" {
		return tail
	}
	return s.Ref + ", " + tail
}

// Day is the day the source speaks for: the reading, or the last day of the
// edition's month. ok is false for a source still to verify.
func (s Source) Day() (app.Day, bool) {
	if s.ReadOn != "" {
		return s.ReadOn, true
	}
	day, err := app.ParseDay(s.Edition + "-01")
	if err != nil {
		return "", false
	}
	return app.DayOf(day.Time(utc()).AddDate(0, 1, -1), utc()), true
}

// Address is the reference when it is an https address, "" otherwise.
func (s Source) Address() string {
	if strings.HasPrefix(s.Ref, "https://") {
		return s.Ref
	}
	return ""
}

// Sheet is the number of the official sheet the reference names ("F21089"),
// "" when it names none.
func (s Source) Sheet() string {
	for _, word := range strings.FieldsFunc(s.Ref, func(r rune) bool { return r == ' ' || r == '/' || r == ',' }) {
		if len(word) < 2 || !strings.ContainsRune("FNR", rune(word[0])) {
			continue
		}
		if _, err := strconv.Atoi(word[1:]); err == nil {
			return word
		}
	}
	return ""
}

// Page is the official page of the source: its address, or the permanent one
// of the sheet it names; "" when it has none.
func (s Source) Page() string {
	if a := s.Address(); a != "" {
		return a
	}
	if sheet := s.Sheet(); strings.HasPrefix(sheet, "F") {
		return "https://www.service-public.fr/particuliers/vosdroits/" + sheet
	}
	return ""
}

// parseReview reads "non" or "par X le DATE".
func parseReview(s string) (Review, bool) {
	if fold(s) == "non" {
		return Review{}, true
	}
	at := strings.LastIndex(s, " le ")
	if at < 0 || !strings.HasPrefix(fold(s), "par ") || at < 4 {
		return Review{}, false
	}
	day, err := app.ParseDay(trim(s[at+4:]))
	by := trim(s[4:at])
	return Review{By: by, On: day}, err == nil && by != ""
}

// String writes the review as in the file.
func (r Review) String() string {
	if !r.Done() {
		return "non"
	}
	return "par " + r.By + " le " + string(r.On)
}

// parseMinutes reads "20 min", "1 h", "1 h 30" or a bare number of minutes.
func parseMinutes(s string) (int, bool) {
	words := strings.Fields(strings.ReplaceAll(fold(s), "h", " h "))
	total, last := 0, -1
	for _, w := range words {
		switch n, err := strconv.Atoi(w); {
		case err == nil && last < 0 && n >= 0 && n <= 10_000:
			last = n
		case w == "h" && last >= 0 && total == 0:
			total, last = last*60, -1
		case (w == "min" || w == "mn" || w == "minutes" || w == "minute") && last >= 0:
			total, last = total+last, -1
		default:
			return 0, false
		}
	}
	if last > 0 {
		total += last
	}
	return total, total > 0 && total < 24*60
}

// minutesText writes a length as in the file.
func minutesText(n int) string {
	switch {
	case n < 60:
		return strconv.Itoa(n) + " min"
	case n%60 == 0:
		return strconv.Itoa(n/60) + " h"
	}
	return strconv.Itoa(n/60) + " h " + strconv.Itoa(n%60)
}

package poll

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"parvis/app"
	"parvis/i18n"
)

// Fault is what keeps a poll from being asked. Field says where: "id",
// "first", "last", "question.fr", "answers", "answers.2.ar" (from 1).
type Fault struct {
	Field string
	Code  string // "error.<code>" is its sentence
	Args  []any
}

// Message is the sentence for a person.
func (f Fault) Message(l *i18n.Localizer) string { return l.T("error."+f.Code, f.Args...) }

// Err is the fault as an error, at a place.
func (f Fault) Err(where string) error { return app.E(app.Rejected, f.Code, f.Args...).At(where) }

// The codes of faults.
const (
	badID       = "poll_id"
	badDay      = "poll_day"
	badOrder    = "poll_order"
	badLength   = "poll_days"
	missing     = "poll_missing"
	tooLong     = "poll_long"
	unshowable  = "poll_text"
	badCount    = "poll_count"
	twice       = "poll_same"
	half        = "poll_half"
	badLanguage = "poll_language"
)

// Faults lists what is wrong, in the order of the form; none when the poll may
// be asked.
func (p Poll) Faults() (out []Fault) {
	add := func(field, code string, args ...any) { out = append(out, Fault{field, code, args}) }
	if !goodID(p.ID) {
		add("id", badID, "max", maxID)
	}
	langs := p.written()
	out = append(out, p.Question.faults("question", MaxQuestion, langs)...)
	if n := len(p.Answers); n < MinAnswers || n > MaxAnswers {
		add("answers", badCount, "min", MinAnswers, "max", MaxAnswers)
	}
	seen := map[string]bool{}
	for i, a := range p.Answers {
		field := "answers." + strconv.Itoa(i+1)
		out = append(out, a.faults(field, MaxAnswer, langs)...)
		for _, lang := range Langs() {
			key := lang + "\x00" + strings.ToLower(strings.TrimSpace(a[lang]))
			if a[lang] != "" && seen[key] {
				add(field+"."+lang, twice)
			}
			seen[key] = true
		}
	}
	return append(out, p.days()...)
}

// written are the languages any text of the poll is in.
func (p Poll) written() (langs []string) {
	for _, lang := range Langs() {
		has := func(t Text) bool { return t[lang] != "" }
		if lang == French || has(p.Question) || slices.ContainsFunc(p.Answers, has) {
			langs = append(langs, lang)
		}
	}
	return langs
}

func (t Text) faults(field string, most int, langs []string) (out []Fault) {
	for _, lang := range langs {
		text, where := t[lang], field+"."+lang
		switch {
		case strings.TrimSpace(text) == "" && lang == French:
			out = append(out, Fault{where, missing, nil})
		case strings.TrimSpace(text) == "":
			out = append(out, Fault{where, half, []any{"lang", i18n.NameOf(lang)}})
		case utf8.RuneCountInString(text) > most:
			out = append(out, Fault{where, tooLong, []any{"max", most}})
		case !showable(text):
			out = append(out, Fault{where, unshowable, nil})
		}
	}
	return out
}

// showable refuses what is not text on one line: controls, line ends, marks
// that turn the direction of what follows.
func showable(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool {
		return r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r)
	})
}

func (p Poll) days() (out []Fault) {
	for _, d := range []struct {
		field string
		day   app.Day
	}{{"first", p.First}, {"last", p.Last}} {
		if _, err := app.ParseDay(string(d.day)); err != nil || d.day < "2000" {
			out = append(out, Fault{d.field, badDay, nil})
		}
	}
	switch {
	case len(out) > 0:
	case p.Last < p.First:
		out = append(out, Fault{"last", badOrder, nil})
	case p.Last.Time(time.UTC).Sub(p.First.Time(time.UTC)) >= MaxDays*24*time.Hour:
		out = append(out, Fault{"last", badLength, []any{"max", MaxDays}})
	}
	return out
}

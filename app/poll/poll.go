// Package poll holds a consultation: one question of the coordination, two to
// five answers and the days it is asked at the kiosks; and the file it travels
// in.
//
// It promises that a file is taken whole or refused with its line, that at most
// one poll is asked on a day, and that an answer is nothing but a code: a poll
// and a number. It counts nothing: answers are counted by lots, under the rules
// of the kiosk.
package poll

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"parvis/app"
)

// Limits of a poll, in characters, answers and days.
const (
	MaxQuestion = 120
	MaxAnswer   = 60
	MinAnswers  = 2
	MaxAnswers  = 5
	MaxDays     = 366
	maxID       = 40
)

// French is the language every text is in.
const French = "fr"

// Langs are the languages a poll may be written in, French first.
func Langs() []string { return []string{French, "en", "es", "ar"} }

// Text is a text by language; French is always there.
type Text map[string]string

// In gives the text in a language, in French where it was not translated.
func (t Text) In(lang string) string { return cmp.Or(t[lang], t[French]) }

// Poll is one consultation. First and Last are the days it is asked, both
// included. A poll taken back stays in the pack, so that its answers can still
// be read in words.
type Poll struct {
	ID        string  `json:"id"`
	First     app.Day `json:"first"`
	Last      app.Day `json:"last"`
	Withdrawn bool    `json:"withdrawn,omitempty"`
	Question  Text    `json:"question"`
	Answers   []Text  `json:"answers"`
}

// Langs are the languages the poll is written in.
func (p Poll) Langs() []string {
	return slices.DeleteFunc(Langs(), func(lang string) bool { return p.Question[lang] == "" })
}

// State is where a poll stands on a day.
type State string

// The states of a poll.
const (
	Coming  State = "coming"
	Open    State = "open"
	Over    State = "over"
	Retired State = "retired" // taken back before its last day
)

// On tells where the poll stands on a day.
func (p Poll) On(day app.Day) State {
	switch {
	case p.Withdrawn:
		return Retired
	case day < p.First:
		return Coming
	case day > p.Last:
		return Over
	}
	return Open
}

// Current is the poll asked on a day: of those open, the one that ends first.
func Current(polls []Poll, day app.Day) (p Poll, ok bool) {
	for _, one := range polls {
		if one.On(day) != Open {
			continue
		}
		if !ok || cmp.Or(cmp.Compare(one.Last, p.Last), cmp.Compare(one.First, p.First), cmp.Compare(one.ID, p.ID)) < 0 {
			p, ok = one, true
		}
	}
	return p, ok
}

// Code is what is counted of an answer, numbered from 1: "horaires:2".
func (p Poll) Code(answer int) string { return p.ID + ":" + strconv.Itoa(answer) }

// Split reads what Code wrote.
func Split(code string) (id string, answer int, ok bool) {
	id, number, found := strings.Cut(code, ":")
	answer, err := strconv.Atoi(number)
	ok = found && err == nil && answer >= 1 && answer <= MaxAnswers && strconv.Itoa(answer) == number && goodID(id)
	return id, answer, ok
}

// Label is an answer in words, by its code: the question, then the answer.
// ok is false when the poll is not among those known.
func Label(polls []Poll, code, lang string) (text string, ok bool) {
	id, answer, ok := Split(code)
	i := slices.IndexFunc(polls, func(p Poll) bool { return p.ID == id })
	if !ok || i < 0 || answer > len(polls[i].Answers) {
		return "", false
	}
	return polls[i].Question.In(lang) + " " + polls[i].Answers[answer-1].In(lang), true
}

// NewID names a poll that begins on a day, apart from those taken.
func NewID(first app.Day, taken func(id string) bool) string {
	base := "consultation-" + string(first)
	id := base
	for n := 2; taken(id); n++ {
		id = base + "-" + strconv.Itoa(n)
	}
	return id
}

func goodID(id string) bool {
	if id == "" || len(id) > maxID || id[0] == '-' {
		return false
	}
	for _, c := range []byte(id) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

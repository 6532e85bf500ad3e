package poll

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parvis/app"
	"parvis/i18n"
)

// unfilled finds an argument a sentence was not given.
var unfilled = regexp.MustCompile(`\{[a-z]+\}`)

// opening is a poll that may be asked.
func opening() Poll {
	return Poll{
		ID: "ouverture", First: "2026-12-01", Last: "2026-12-31",
		Question: Text{"fr": "Quand voulez-vous que la borne soit ouverte ?", "en": "When should the kiosk be open?"},
		Answers: []Text{
			{"fr": "Le samedi matin", "en": "Saturday morning"},
			{"fr": "Le soir, après 18 h", "en": "In the evening, after 6 pm"},
			{"fr": "Les heures me conviennent", "en": "The hours suit me"},
		},
	}
}

func TestAPollIsReadAsItWasWritten(t *testing.T) {
	p := opening()
	got, err := Read(p.Path(), p.Encode())
	if err != nil || !reflect.DeepEqual(got, p) {
		t.Fatalf("%v\n%+v", err, got)
	}
	if langs := p.Langs(); !slices.Equal(langs, []string{"fr", "en"}) {
		t.Error(langs)
	}
	if got := p.Answers[0].In("ar"); got != "Le samedi matin" {
		t.Errorf("a missing language shows %q", got)
	}
}

// TestAFaultHasItsLine spoils one line of a good file at a time.
func TestAFaultHasItsLine(t *testing.T) {
	const good = `{
 "id": "ouverture",
 "first": "2026-12-01",
 "last": "2026-12-31",
 "question": {"fr": "Quand ?", "en": "When?"},
 "answers": [
  {"fr": "Le matin", "en": "Morning"},
  {"fr": "Le soir",
   "en": "Evening"}
 ]
}
`
	if _, err := Read("polls/ouverture.json", []byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, new, code, where string }{
		"not JSON":                 {`"first"`, `first`, badJSON, ":3"},
		"cut":                      {"\n ]\n}\n", "", badJSON, ":9"},
		"something after":          {"\n}\n", "\n}\n{}\n", badJSON, ":12"},
		"an unknown key":           {`"first"`, `"premier"`, badKey, ":3"},
		"a key twice":              {`"last"`, `"first"`, badTwice, ":4"},
		"a number for a text":      {`"2026-12-31"`, `20261231`, badValue, ":4"},
		"a text for an object":     {`{"fr": "Quand ?", "en": "When?"}`, `"Quand ?"`, badNested, ":5"},
		"an unknown language":      {`"en": "Evening"`, `"de": "Abend"`, badLanguage, ":9"},
		"a missing translation":    {`, "en": "Morning"`, ``, half, ":7"},
		"no French":                {`"fr": "Quand ?", `, ``, missing, ":5"},
		"an empty answer":          {`"Le matin"`, `" "`, missing, ":7"},
		"a long question":          {`"Quand ?"`, `"` + strings.Repeat("a", MaxQuestion+1) + `"`, tooLong, ":5"},
		"a long answer":            {`"Evening"`, `"` + strings.Repeat("é", MaxAnswer+1) + `"`, tooLong, ":9"},
		"the same answer":          {`"Evening"`, `"morning"`, twice, ":9"},
		"a line end":               {`"Le soir"`, `"Le\nsoir"`, unshowable, ":8"},
		"a turned direction":       {`"Le soir"`, `"Le \u202esoir"`, unshowable, ":8"},
		"a day that is not":        {`2026-12-31`, `2026-02-30`, badDay, ":4"},
		"days the wrong way":       {`2026-12-31`, `2026-11-30`, badOrder, ":4"},
		"more than a year":         {`2026-12-31`, `2027-12-31`, badLength, ":4"},
		"one answer":               {",\n  {\"fr\": \"Le soir\",\n   \"en\": \"Evening\"}", "", badCount, ":6"},
		"six answers":              {`"answers": [`, `"answers": [` + strings.Repeat(`{"fr": "x", "en": "y"}, `, 4), badCount, ":7"},
		"an id that is no name":    {`"ouverture"`, `"../ouverture"`, badID, ":2"},
		"another name than its id": {`"ouverture"`, `"fermeture"`, badName, ":2"},
	} {
		text := strings.Replace(good, c.old, c.new, 1)
		_, err := Read("polls/ouverture.json", []byte(text))
		var e *app.Error
		if !errors.As(err, &e) || e.Kind != app.Rejected || e.Code != c.code || e.Where != "polls/ouverture.json"+c.where {
			t.Errorf("%s: %v, want %s at %s", name, err, c.code, c.where)
			continue
		}
		for _, lang := range []string{"fr", "en"} {
			if text := app.Message(i18n.New(lang), err); strings.Contains(text, "error.") || unfilled.MatchString(text) {
				t.Errorf("%s: %q", name, text)
			}
		}
	}
	if _, err := Read("polls/x.json", make([]byte, maxFile+1)); !errors.Is(err, app.E(app.Rejected, tooBig)) {
		t.Error(err)
	}
}

func TestOneBadFileKeepsNoOtherFromBeingRead(t *testing.T) {
	p := opening()
	polls, err := Files(map[string][]byte{p.Path(): p.Encode(), "polls/a.json": []byte("{"), "guides/x.guide.md": nil})
	if len(polls) != 1 || polls[0].ID != p.ID || err == nil {
		t.Errorf("%v, %v", polls, err)
	}
}

func TestTheOneThatEndsFirstIsAsked(t *testing.T) {
	poll := func(id string, first, last app.Day) Poll { return Poll{ID: id, First: first, Last: last} }
	long, short := poll("long", "2026-12-01", "2026-12-31"), poll("court", "2026-12-05", "2026-12-10")
	gone := poll("retire", "2026-12-01", "2026-12-06")
	gone.Withdrawn = true
	for day, want := range map[app.Day]string{
		"2026-11-30": "", "2026-12-01": "long", "2026-12-04": "long", "2026-12-05": "court", "2026-12-10": "court",
		"2026-12-11": "long", "2026-12-31": "long", "2027-01-01": "",
	} {
		for _, polls := range [][]Poll{{long, short, gone}, {gone, short, long}} {
			if p, ok := Current(polls, day); p.ID != want || ok != (want != "") {
				t.Errorf("on %s: %q, want %q", day, p.ID, want)
			}
		}
	}
	for day, want := range map[app.Day]State{"2026-11-30": Coming, "2026-12-01": Open, "2026-12-31": Open, "2027-01-01": Over} {
		if got := long.On(day); got != want {
			t.Errorf("on %s: %s", day, got)
		}
	}
}

func TestACodeIsReadBackInWords(t *testing.T) {
	polls := []Poll{opening()}
	if text, ok := Label(polls, polls[0].Code(2), "fr"); !ok || text != "Quand voulez-vous que la borne soit ouverte ? Le soir, après 18 h" {
		t.Errorf("%q", text)
	}
	for _, code := range []string{"", "ouverture", "ouverture:0", "ouverture:4", "ouverture:6", "ouverture:02", "autre:1", ":1", "A:1"} {
		if text, ok := Label(polls, code, "fr"); ok {
			t.Errorf("%q is %q", code, text)
		}
	}
	taken := map[string]bool{"consultation-2026-12-01": true}
	if id := NewID("2026-12-01", func(id string) bool { return taken[id] }); id != "consultation-2026-12-01-2" || !goodID(id) {
		t.Error(id)
	}
}

// drawn is any poll that may be asked.
func drawn(t *rapid.T) Poll {
	text := rapid.StringMatching(`[A-Za-zéèçÀœ’ ?!0-9]{1,20}[a-z]`)
	first := app.Day("2026-01-01").Add(rapid.IntRange(0, 3000).Draw(t, "first"))
	p := Poll{
		ID: rapid.StringMatching(`[a-z0-9][a-z0-9-]{0,39}`).Draw(t, "id"), First: first,
		Last: first.Add(rapid.IntRange(0, MaxDays-1).Draw(t, "days")), Withdrawn: rapid.Bool().Draw(t, "withdrawn"), Question: Text{},
	}
	langs := append([]string{French}, rapid.SliceOfDistinct(rapid.SampledFrom(Langs()[1:]), rapid.ID[string]).Draw(t, "langs")...)
	for i := range rapid.IntRange(MinAnswers, MaxAnswers).Draw(t, "answers") {
		a := Text{}
		for _, lang := range langs {
			p.Question[lang] = text.Draw(t, "question")
			a[lang] = fmt.Sprint(i, text.Draw(t, "answer"))
		}
		p.Answers = append(p.Answers, a)
	}
	return p
}

func TestEveryPollTravels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawn(t)
		got, err := Read(p.Path(), p.Encode())
		if err != nil || !reflect.DeepEqual(got, p) {
			t.Fatalf("%v\n%+v\n%+v", err, p, got)
		}
		for i := range p.Answers {
			id, n, ok := Split(p.Code(i + 1))
			if !ok || id != p.ID || n != i+1 {
				t.Fatalf("%q", p.Code(i+1))
			}
		}
	})
}

// FuzzRead: whatever is read is a poll without fault, which writes itself
// again; whatever is refused has a place.
func FuzzRead(f *testing.F) {
	f.Add("ouverture", opening().Encode())
	f.Add("a", []byte(`{"id":"a","first":"2026-12-01","last":"2026-12-01","question":{"fr":"?"},"answers":[{"fr":"1"},{"fr":"2"}]}`))
	f.Add("a", []byte("{\"id\":\"a\",\n\"answers\":[[]]}"))
	f.Fuzz(func(t *testing.T, id string, raw []byte) {
		name := Folder + id + suffix
		p, err := Read(name, raw)
		if err != nil {
			var e *app.Error
			if !errors.As(err, &e) || e.Kind != app.Rejected || !strings.HasPrefix(e.Where, name+":") {
				t.Fatalf("%v", err)
			}
			return
		}
		if faults := p.Faults(); len(faults) > 0 {
			t.Fatalf("%+v", faults)
		}
		again, err := Read(name, p.Encode())
		if err != nil || !reflect.DeepEqual(again, p) {
			t.Fatalf("%v\n%+v\n%+v", err, p, again)
		}
	})
}

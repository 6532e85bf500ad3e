package guide

import (
	"strings"
	"time"

	"parvis/i18n"
)

// Summary is what a run leaves behind: the matter of the hand-out and of the
// session draft. It never holds a `médiateur:` text.
type Summary struct {
	Guide    ID
	Version  Version
	Title    string
	Themes   []string
	Operator string
	Sources  []Source
	Outcome  Outcome
	Elapsed  time.Duration
	Lang     string // "" for the guide's own
	Path     []PathLine
	Lists    []Document
	Links    []PathLink
	Next     []NextStep
}

// PathLine is one step done and, in words, what was answered.
type PathLine struct {
	Step   StepID
	Title  string
	Answer string // "" for a step that asks nothing
	Value  Value
}

// Document is one item of a list met on the way.
type Document struct {
	Step StepID
	List string // title of the list
	ShownItem
}

// PathLink is an official address met on the way.
type PathLink struct {
	Step  StepID
	Title string
	URL   string
	Check string // what to verify once there
}

// NextStep is what remains to do: the end reached, or the step where the run
// stopped.
type NextStep struct {
	Step        StepID
	Title       string
	Text        string
	Warning     string
	Items       []ShownItem
	Orientation string
}

// Words is how answers are put in words: a language, and the name of a commune
// (nil leaves its code).
type Words struct {
	Localizer *i18n.Localizer
	Commune   func(code string) string
}

// Summary tells the run in words.
func (r *Run) Summary(w Words) Summary {
	g := r.graph.Guide
	s := Summary{
		Guide: g.ID, Version: g.Version, Title: g.Title, Themes: g.Themes, Operator: g.Operator,
		Sources: g.Sources, Outcome: r.Outcome(), Elapsed: r.Elapsed(), Lang: r.lang,
	}
	for _, i := range r.linear() {
		step := r.graph.nodes[i].step
		here := i == r.at
		if v, answered := r.answers[i]; answered || !here {
			s.Path = append(s.Path, PathLine{Step: step.ID, Title: step.Title, Answer: w.answer(step, v, answered), Value: v})
		}
		if step.Kind == KindList {
			for _, it := range r.Items(step.ID) {
				s.Lists = append(s.Lists, Document{Step: step.ID, List: step.Title, ShownItem: it})
			}
		}
		for _, link := range step.Links {
			s.Links = append(s.Links, PathLink{Step: step.ID, Title: step.Title, URL: link, Check: step.Check})
		}
		if here {
			s.Next = append(s.Next, r.nextStep(step))
			break
		}
	}
	return s
}

func (r *Run) nextStep(step *Step) NextStep {
	n := NextStep{
		Step: step.ID, Title: step.Title, Text: step.Body,
		Warning: step.Warning, Orientation: step.Orientation,
	}
	if step.Kind != KindList {
		n.Items = r.Items(step.ID)
	}
	return n
}

// answer puts one answer in words.
func (w Words) answer(s *Step, v Value, answered bool) string {
	switch {
	case !answered:
		return ""
	case !v.known:
		return w.Localizer.T("guide.answer.skipped")
	}
	switch s.Kind {
	case KindQuestion, KindExercise:
		if c, ok := s.Choice(v.text); ok {
			return c.Label
		}
	case KindNumber:
		text := v.text
		if w.Localizer.Lang() != "en" {
			text = strings.Replace(text, ".", ",", 1)
		}
		return strings.TrimSuffix(text+nbsp+s.Unit, nbsp)
	case KindYesNo:
		return w.Localizer.T("guide.answer." + map[string]string{yes: "yes", no: "no"}[v.text])
	case KindDate:
		return w.Localizer.LongDay(utcDay(v.amount))
	case KindCommune:
		if w.Commune != nil {
			return w.Commune(v.text)
		}
	}
	return v.text
}

package guide

import (
	"parvis/app"
)

// ID names a guide: lower-case letters, digits and hyphens.
type ID string

// StepID names a step inside its guide, with the same letters as ID.
type StepID string

// Guide is one procedure, as its author wrote it.
type Guide struct {
	Title string
	Header
	Intro    string // paragraphs separated by an empty line
	Comments []string
	Steps    []Step // the first one is the start
	Trials   []Trial

	TrialComments []string
}

// Header is what stands between the title and the line of hyphens.
type Header struct {
	ID        ID
	Version   Version
	Operator  string     // code of DOMAIN operators, "" when none is named
	Audiences []Audience // who the guide is for
	Themes    []string   // codes of the session vocabulary
	LifeEvent string     // door of the kiosk, "" when none
	Minutes   int        // usual length, 0 when not said
	Sources   []Source
	Reviewed  Review
	Keywords  []string
	Migration []Rename
}

// Audience is who may follow a guide.
type Audience string

// The audiences, as written in the file.
const (
	Kiosk    Audience = "borne"
	Mediator Audience = "médiateur"
)

// Source is an official text the guide relies on. ReadOn is set only when
// that very page was read that day; Edition (AAAA-MM) when a dated edition
// was. Neither means that it is still to be verified.
type Source struct {
	Ref     string // sheet ("service-public F21089") or https address, "" when to be found
	ReadOn  app.Day
	Edition string
}

// ToVerify says that nobody has read the source yet.
func (s Source) ToVerify() bool { return s.ReadOn == "" && s.Edition == "" }

// Review is who read the guide over and when; the zero value means nobody.
type Review struct {
	By string
	On app.Day
}

// Done says whether a person reviewed the guide.
func (r Review) Done() bool { return r.On != "" }

// Rename is one entry of the migration map: a step that changed its name.
type Rename struct{ Old, New StepID }

// Step is one screen.
type Step struct {
	ID       StepID
	Title    string
	Kind     Kind
	Optional bool   // facultatif: may be skipped, its value is then unknown
	Unit     string // of a number: "ans", "€"
	Range    Range  // of a number
	Texts
	Links    []string // https addresses
	Choices  []Choice // question and exercise
	Items    []Item   // list; also bullets of text, link and end steps
	Exits    []Exit   // tried in order after the targets of the choices
	Comments []string
	Line     int // in the file it was read from, 0 otherwise
}

// Texts are the words of a step. Each may hold several paragraphs, separated
// by an empty line.
type Texts struct {
	Body        string
	Help        string // aide
	Mediator    string // médiateur: never shown to visitors
	Warning     string // attention
	Easy        string // facile
	Check       string // vérifier
	Orientation string // orientation: which kind of place to go to
	Image       Image
	Audio       string // file name
}

// Image is a picture with the words that stand for it.
type Image struct{ File, Alt string }

// Choice is one possible answer. To is empty when the exits of the step
// decide. Right and Why serve exercises.
type Choice struct {
	ID    string
	Label string
	To    StepID
	Right bool
	Why   string
	Line  int
}

// Item is one line to tick. It shows unless When is false.
type Item struct {
	Text string
	When *Cond
	Line int
}

// Exit leads on when its condition is true; without a condition, always.
type Exit struct {
	When *Cond
	To   StepID
	Line int
}

// Trial is an example the guide must keep satisfying: these answers end there.
type Trial struct {
	Answers []TrialAnswer
	End     StepID
	Line    int
}

// TrialAnswer is one answer of a trial, as written. Skipped stands for a
// facultative step left without answer.
type TrialAnswer struct {
	Step  StepID
	Value string
}

// Skipped is how a trial writes an answer left out on purpose.
const Skipped = "inconnu"

// Step finds a step by its name.
func (g *Guide) Step(id StepID) (*Step, bool) {
	for i := range g.Steps {
		if g.Steps[i].ID == id {
			return &g.Steps[i], true
		}
	}
	return nil, false
}

// For says whether the guide is meant for that audience.
func (g *Guide) For(a Audience) bool {
	for _, own := range g.Audiences {
		if own == a {
			return true
		}
	}
	return false
}

// Choice finds a choice of the step by its name.
func (s *Step) Choice(id string) (*Choice, bool) {
	for i := range s.Choices {
		if s.Choices[i].ID == id {
			return &s.Choices[i], true
		}
	}
	return nil, false
}

// Link is the first address of the step, "" when it has none.
func (s *Step) Link() string {
	if len(s.Links) == 0 {
		return ""
	}
	return s.Links[0]
}

// Asks says whether the step takes an answer.
func (s *Step) Asks() bool {
	switch s.Kind {
	case KindQuestion, KindNumber, KindDate, KindYesNo, KindCommune, KindFree, KindExercise:
		return true
	}
	return false
}

// Public is the guide as visitors may have it: without the notes for mediators
// and the comments of its authors. Screens for visitors run this one, so that
// no mistake of theirs can show a private note.
func (g *Guide) Public() *Guide {
	out := *g
	out.Comments, out.TrialComments = nil, nil
	out.Steps = append([]Step(nil), g.Steps...)
	for i := range out.Steps {
		out.Steps[i].Mediator, out.Steps[i].Comments = "", nil
	}
	return &out
}

package guide

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"
)

// nastyWords are pieces of text that look like the format's own marks.
func nastyWords() []string {
	return []string{
		"carte", "l’adresse", "périmée", "-", "->", "#", "##", "si", "sinon", "aide:", "médiateur :", "//",
		`\`, `\\`, "(juste)", "(liste)", "(nombre, ans)", "(fin)", "|", "=>", "a=b", ":", "---", "« x »", "العربية",
		"Remarque :", "note:", "https://www.caf.fr/", "=SUM(A1)", "+33", "'quoted", "é", "12,5", ";", `"`,
	}
}

func genLine() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOfN(rapid.SampledFrom(nastyWords()), 1, 5).Draw(t, "words")
		return strings.Join(parts, " ")
	})
}

// genText is a text of several lines and paragraphs, or none.
func genText() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		var paragraphs []string
		for range rapid.IntRange(0, 2).Draw(t, "paragraphs") {
			paragraphs = append(paragraphs, strings.Join(rapid.SliceOfN(genLine(), 1, 2).Draw(t, "lines"), "\n"))
		}
		return strings.Join(paragraphs, "\n\n")
	})
}

// genGuide makes sound guides: no loop, every step reached, always a last
// resort. Texts are as nasty as can be.
func genGuide() *rapid.Generator[*Guide] {
	return rapid.Custom(func(t *rapid.T) *Guide {
		g := &Guide{Title: genLine().Draw(t, "title"), Intro: genText().Draw(t, "intro")}
		g.Header = genHeader(t)
		if rapid.Bool().Draw(t, "commented") {
			g.Comments, g.TrialComments = []string{"à revoir"}, []string{"", "des essais"}
		}
		n := rapid.IntRange(1, 7).Draw(t, "steps")
		for i := range n {
			g.Steps = append(g.Steps, genStep(t, g, i, n))
		}
		if rapid.Bool().Draw(t, "tried") {
			g.Trials = []Trial{{End: "e0"}, {Answers: []TrialAnswer{{"e0", "a"}, {"e1", "2026-11-23"}}, End: "e1"}}
		}
		return g
	})
}

func genHeader(t *rapid.T) Header {
	h := Header{
		ID: "essai", Version: rapid.SampledFrom([]Version{"2026-11", "2026-02.10"}).Draw(t, "version"),
		Audiences: []Audience{Kiosk, Mediator}, Themes: []string{"email"},
		Sources: []Source{{}, {Ref: "service-public F1", Edition: "2026-01"}, {Ref: "https://www.caf.fr/a,b", ReadOn: "2026-03-04"}},
		Minutes: rapid.SampledFrom([]int{0, 20, 60, 95}).Draw(t, "minutes"),
	}
	if rapid.Bool().Draw(t, "full") {
		h.Operator, h.LifeEvent = "caf", "famille"
		h.Reviewed = Review{By: "Anne le Goff", On: "2026-10-01"}
		h.Keywords = []string{"CNI", "carte nationale"}
		h.Migration = []Rename{{"vieux", "e0"}}
	}
	return h
}

func genStep(t *rapid.T, g *Guide, i, n int) Step {
	s := Step{
		ID: StepID(fmt.Sprintf("e%d", i)), Title: genLine().Draw(t, "title"),
		Kind: rapid.SampledFrom(Kinds()).Draw(t, "kind"),
		Texts: Texts{
			Body: genText().Draw(t, "body"), Help: genText().Draw(t, "help"), Mediator: genText().Draw(t, "private"),
			Warning: genText().Draw(t, "warning"), Easy: genText().Draw(t, "easy"),
			Check: genText().Draw(t, "check"), Orientation: genText().Draw(t, "orientation"),
		},
	}
	if i == n-1 {
		s.Kind = KindEnd
	} else if s.Kind == KindEnd {
		s.Kind = KindText
	}
	if rapid.Bool().Draw(t, "extras") {
		s.Image = Image{File: "a.png", Alt: "une carte : recto"}
		s.Audio = "a.ogg"
		s.Links = []string{"https://www.caf.fr/", "https://www.ameli.fr/x?y=1"}
		s.Comments = []string{"attention", ""}
	}
	if s.Kind.mayBeOptional() {
		s.Optional = rapid.Bool().Draw(t, "optional")
	}
	if s.Kind == KindNumber {
		s.Unit = rapid.SampledFrom([]string{"", "ans", "€"}).Draw(t, "unit")
		r, _ := parseRange(rapid.SampledFrom([]string{"", "0..120", "-5..", "0.0..10.5"}).Draw(t, "range"))
		s.Range = r
	}
	target := func(label string) StepID {
		return StepID(fmt.Sprintf("e%d", rapid.IntRange(i+1, n-1).Draw(t, label)))
	}
	genBullets(t, g, &s, target, i == n-1)
	if s.Kind != KindEnd {
		for range rapid.IntRange(0, 2).Draw(t, "exits") {
			if c := genCond(t, g, &s); c != nil {
				s.Exits = append(s.Exits, Exit{When: c, To: target("to")})
			}
		}
		s.Exits = append(s.Exits, Exit{To: StepID(fmt.Sprintf("e%d", i+1))})
	}
	return s
}

func genBullets(t *rapid.T, g *Guide, s *Step, target func(string) StepID, last bool) {
	switch {
	case s.Kind.hasChoices():
		for k := range rapid.IntRange(1, 3).Draw(t, "choices") {
			c := Choice{ID: string(rune('a' + k)), Label: genLine().Draw(t, "label")}
			if rapid.Bool().Draw(t, "leads") {
				c.To = target("choice")
			}
			if s.Kind == KindExercise {
				c.Right, c.Why = k == 0 || rapid.Bool().Draw(t, "right"), genText().Draw(t, "why")
			}
			s.Choices = append(s.Choices, c)
		}
	case s.Kind.hasItems() && !(last && rapid.Bool().Draw(t, "bare")):
		for range rapid.IntRange(1, 3).Draw(t, "items") {
			it := Item{Text: genLine().Draw(t, "item")}
			if rapid.Bool().Draw(t, "conditional") {
				it.When = genCond(t, g, nil)
			}
			s.Items = append(s.Items, it)
		}
	}
}

// genCond makes a condition on the steps before, nil when none asks.
func genCond(t *rapid.T, g *Guide, own *Step) *Cond {
	var asking []*Step
	for i := range g.Steps {
		if g.Steps[i].Asks() {
			asking = append(asking, &g.Steps[i])
		}
	}
	if own != nil && own.Asks() {
		asking = append(asking, own)
	}
	if len(asking) == 0 {
		return nil
	}
	leaf := func() *Cond { return genLeaf(t, asking[rapid.IntRange(0, len(asking)-1).Draw(t, "var")]) }
	join := rapid.SampledFrom([]func(...*Cond) *Cond{And, Or}).Draw(t, "join")
	c := leaf()
	for range rapid.IntRange(0, 2).Draw(t, "more") {
		next := leaf()
		if rapid.Bool().Draw(t, "not") {
			next = Not(next)
		}
		if c = join(c, next); rapid.Bool().Draw(t, "swap") {
			c = And(Or(c, leaf()), leaf())
		}
		if c.Depth() > maxParens {
			return leaf()
		}
	}
	return c
}

func genLeaf(t *rapid.T, s *Step) *Cond {
	if s.Kind == KindFree || rapid.IntRange(0, 3).Draw(t, "unknown") == 0 {
		return IsUnknown(s.ID)
	}
	equal := rapid.SampledFrom([]Comparator{Equal, Different}).Draw(t, "equal")
	order := rapid.SampledFrom([]Comparator{Equal, Different, Less, More, AtMost, AtLeast}).Draw(t, "order")
	switch s.Kind {
	case KindNumber:
		return Compare(s.ID, order, rapid.SampledFrom([]string{"18", "2.5", "-3", "60"}).Draw(t, "number"))
	case KindDate:
		return Compare(s.ID, order, rapid.SampledFrom([]string{"2026-11-23", "2000-01-01"}).Draw(t, "day"))
	case KindYesNo:
		return Compare(s.ID, equal, rapid.SampledFrom([]string{yes, no}).Draw(t, "yes"))
	case KindCommune:
		return Compare(s.ID, equal, rapid.SampledFrom([]string{"13055", "2A004"}).Draw(t, "insee"))
	}
	return Compare(s.ID, equal, s.Choices[rapid.IntRange(0, len(s.Choices)-1).Draw(t, "choice")].ID)
}

// mustCompile compiles what the generator made.
func mustCompile(t interface{ Fatalf(string, ...any) }, g *Guide) *Graph {
	graph, findings := Compile(g)
	for _, f := range findings {
		if f.Severity() == SeverityError {
			t.Fatalf("%s.%s line %d %v in\n%s", f.Code, f.Variant, f.Line, f.Args, Print(g))
		}
	}
	return graph
}

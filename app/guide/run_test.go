package guide

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parvis/app"
	"parvis/i18n"
)

// still is a clock that never moves.
func still() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) }

// answersOf are answers a step may take, by its domain; "" is a skip.
func answersOf(g *Graph, i int) []string {
	d := g.domains()[i]
	var out []string
	for _, class := range d.classes() {
		switch {
		case class >= firstValue:
			out = append(out, d.values[class].text)
		case class == classSkipped:
			out = append(out, "")
		}
	}
	return out
}

// give answers the current step somehow; it gives what was dropped.
func give(t *rapid.T, r *Run) []StepID {
	s := r.Current()
	i, _ := r.graph.at(s.ID)
	options := answersOf(r.graph, i)
	if len(options) == 0 {
		return nil
	}
	a := rapid.SampledFrom(options).Draw(t, "answer")
	var dropped []StepID
	var err error
	if a == "" {
		dropped, err = r.Skip(s.ID)
	} else {
		dropped, err = r.Answer(s.ID, a)
	}
	if err != nil {
		t.Fatalf("%s refused %q: %v", s.ID, a, err)
	}
	return dropped
}

func TestRunProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := NewRun(mustCompile(t, genGuide().Draw(t, "guide")), still)
		for range rapid.IntRange(1, 25).Draw(t, "moves") {
			switch rapid.IntRange(0, 3).Draw(t, "move") {
			case 0:
				r.Back()
			case 1:
				path := r.Path()
				r.Goto(rapid.SampledFrom(path).Draw(t, "goto"))
			default:
				if r.AtEnd() {
					continue
				}
				give(t, r)
				checkNext(t, r)
			}
			checkInvariants(t, r)
		}
	})
}

// checkNext goes on: Back undoes it, progress does not fall.
func checkNext(t *rapid.T, r *Run) {
	from, before := r.Current().ID, r.Progress()
	if err := r.Next(); err != nil {
		t.Fatalf("next from %s: %v\n%s", from, err, Print(r.graph.Guide))
	}
	to, after := r.Current().ID, r.Progress()
	if after < before {
		t.Fatalf("progress fell from %d to %d between %s and %s", before, after, from, to)
	}
	if !r.Back() || r.Current().ID != from {
		t.Fatalf("back from %s gave %s instead of %s", to, r.Current().ID, from)
	}
	if err := r.Next(); err != nil || r.Current().ID != to {
		t.Fatalf("next again from %s gave %s: %v", from, r.Current().ID, err)
	}
}

func checkInvariants(t *rapid.T, r *Run) {
	if p := r.Progress(); p < 0 || (!r.AtEnd() && p > 99) || (r.AtEnd() && p != 100) {
		t.Fatalf("progress %d at %s", p, r.Current().ID)
	}
	reachable := r.Reachable()
	for _, id := range r.Path() {
		if !slices.Contains(reachable, id) {
			t.Fatalf("%s is on the path but not reachable", id)
		}
	}
	for i := range r.answers {
		if id := r.graph.nodes[i].step.ID; !slices.Contains(reachable, id) {
			t.Fatalf("the answer to %s outlives its step", id)
		}
	}
	if !slices.Contains(r.Path(), r.Current().ID) {
		t.Fatalf("%s is shown but not on the path", r.Current().ID)
	}
	if dropped := r.prune(); len(dropped) > 0 {
		t.Fatalf("a second pruning dropped %v", dropped)
	}
	saved, err := json.Marshal(r.Save())
	if err != nil {
		t.Fatal(err)
	}
	s, err := ParseSaved(saved)
	if err != nil {
		t.Fatal(err)
	}
	back, err := Restore(r.graph, s, still)
	if err != nil {
		t.Fatalf("restore: %v", err)
	}
	if diff := cmp.Diff(r.Save(), back.Save()); diff != "" {
		t.Fatalf("restoring lost something: %s", diff)
	}
}

// Every step the exploration reaches is reached by a run that gives the
// answers it proposes, and by no run otherwise.
func TestReachableStepsAreReachedBySomeAnswers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := mustCompile(t, genGuide().Draw(t, "guide"))
		x := g.explore(newBranches(&File{Guide: g.Guide}, g))
		want := bruteForce(g)
		for i := range g.nodes {
			id := g.nodes[i].step.ID
			if (len(x.states[i]) > 0) != want[i] {
				t.Fatalf("%s: exploration says %v, trying everything says %v\n%s", id, len(x.states[i]) > 0, want[i], Print(g.Guide))
			}
			if len(x.states[i]) == 0 {
				continue
			}
			r := NewRun(g, still)
			for r.Current().ID != id {
				replay(t, r, x.answers(x.states[i][0]))
			}
		}
	})
}

// replay answers the current step as told, and goes on.
func replay(t *rapid.T, r *Run, answers []TrialAnswer) {
	for _, a := range answers {
		if a.Step != r.Current().ID || a.Value == Skipped {
			continue
		}
		if _, err := r.Answer(a.Step, a.Value); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Next(); err != nil {
		t.Fatal(err)
	}
}

// bruteForce walks every way with every answer, remembering all of them.
func bruteForce(g *Graph) []bool {
	seen := make([]bool, len(g.nodes))
	domains := g.domains()
	answers := map[int]Value{}
	var walk func(i int)
	walk = func(i int) {
		seen[i] = true
		for _, class := range domains[i].classes() {
			answers[i] = domains[i].values[class]
			if to, ok := g.next(i, func(n int) Value { return answers[n] }); ok {
				walk(to)
			}
			delete(answers, i)
		}
	}
	walk(0)
	return seen
}

func TestRunTellsItselfInWords(t *testing.T) {
	now := still()
	r := NewRun(sample(t), func() time.Time { return now })
	must := func(dropped []StepID, err error) {
		t.Helper()
		if err != nil || len(dropped) > 0 {
			t.Fatal(dropped, err)
		}
	}
	must(r.Answer("motif", "perdue"))
	for _, step := range []StepID{"declaration-perte", "age"} {
		if err := r.Next(); err != nil || r.Current().ID != step {
			t.Fatal(r.Current().ID, err)
		}
	}
	if err := r.Next(); !errors.Is(err, app.E(app.Rejected, "guide_answer_needed")) {
		t.Fatalf("an answer should be needed: %v", err)
	}
}

func TestSummaryAtAnEnd(t *testing.T) {
	now := still()
	r := NewRun(sample(t), func() time.Time { return now })
	for !r.AtEnd() {
		now = now.Add(time.Minute)
		switch r.Current().ID {
		case "motif":
			_, _ = r.Answer("motif", "perdue")
		case "age":
			_, _ = r.Answer("age", " 34 ")
		case "documents":
			r.Tick("documents", 0, true)
			r.Tick("documents", 99, true)
		}
		if err := r.Next(); err != nil {
			t.Fatal(err)
		}
	}
	s := r.Summary(Words{Localizer: i18n.New("fr")})
	if s.Outcome != Finished || s.Elapsed != 5*time.Minute {
		t.Errorf("outcome %s after %s", s.Outcome, s.Elapsed)
	}
	if len(s.Path) != 5 || s.Path[0].Answer != "Je l’ai perdue" || s.Path[2].Answer != "34\u00a0ans" {
		t.Errorf("path: %+v", s.Path)
	}
	if len(s.Lists) != 3 || !s.Lists[0].Ticked || s.Lists[2].Text != "La déclaration de perte" {
		t.Errorf("documents: %+v", s.Lists)
	}
	if len(s.Links) != 1 || len(s.Next) != 1 || s.Next[0].Orientation != "mairie" {
		t.Errorf("links %+v next %+v", s.Links, s.Next)
	}
	raw, err := json.Marshal(s)
	if err != nil || slices.Contains(words(string(raw)), "FranceConnect") {
		t.Errorf("a private note is in the summary (%v): %s", err, raw)
	}
}

func TestChangingAnAnswerDropsWhatNoLongerHolds(t *testing.T) {
	r := NewRun(sample(t), still)
	for _, a := range []string{"perdue", "", "34"} {
		if a != "" {
			if _, err := r.Answer(r.Current().ID, a); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.Next(); err != nil {
			t.Fatal(err)
		}
	}
	r.Tick("documents", 0, true)
	r.Goto("age")
	if _, err := r.Answer("age", "12"); err != nil {
		t.Fatal(err)
	}
	if got := r.Items("documents"); got[0].Ticked {
		t.Error("the tick of a list out of reach should be dropped")
	}
	if err := r.Next(); err != nil || r.Current().ID != "fin-mineur" {
		t.Fatal(r.Current().ID, err)
	}
}

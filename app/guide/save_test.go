package guide

import (
	"errors"
	"strings"
	"testing"
	"time"

	"parvis/app"
)

// halfway answers « motif » and stops at « age ».
func halfway(t *testing.T) *Run {
	t.Helper()
	r := NewRun(sample(t), still)
	if _, err := r.Answer("motif", "perimee"); err != nil {
		t.Fatal(err)
	}
	if err := r.Next(); err != nil || r.Current().ID != "age" {
		t.Fatal(r.Current().ID, err)
	}
	if _, err := r.Answer("age", "40"); err != nil {
		t.Fatal(err)
	}
	return r
}

// newVersion is the sample changed and given the next version.
func newVersion(t *testing.T, changes ...string) *Graph {
	t.Helper()
	text := string(Print(sample(t).Guide))
	text = strings.NewReplacer(append(changes, "version: 2026-11", "version: 2026-12")...).Replace(text)
	g, err := Load("new", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestRunFollowsAStepThatChangedItsName(t *testing.T) {
	g := newVersion(t, "## age :", "## ans :", "si age", "si ans", "-> age", "-> ans", "age=", "ans=",
		"mots-clés:", "migration: ages = age, age = ans\nmots-clés:")
	r, err := Restore(g, halfway(t).Save(), still)
	if err != nil {
		t.Fatal(err)
	}
	if v, ok := r.Value("ans"); !ok || v.String() != "40" || r.Current().ID != "ans" {
		t.Errorf("at %s with %v", r.Current().ID, v)
	}
}

func TestRunKeepsItsVersionWhenAnAnswerWouldBeLost(t *testing.T) {
	for name, g := range map[string]*Graph{
		"step gone without a map": newVersion(t, "## age :", "## ans :", "si age", "si ans", "-> age", "-> ans", "age=", "ans="),
		"choice gone":             newVersion(t, "- perimee :", "- finie :", "motif=perimee", "motif=finie"),
		"bounds moved":            newVersion(t, "0..120", "0..39", "age=34", "age=33"),
	} {
		t.Run(name, func(t *testing.T) {
			saved := halfway(t).SaveWithGuide()
			if _, err := Restore(g, saved, still); !errors.Is(err, app.E(app.Rejected, "guide_run_keeps_version")) {
				t.Fatalf("%v", err)
			}
			r, kept, err := RestoreAny(g, saved, still)
			if err != nil || !kept || r.Graph().Guide.Version != "2026-11" || r.Current().ID != "age" {
				t.Errorf("kept %v: %v", kept, err)
			}
		})
	}
}

func TestRunGoesOnAfterTheGuideIsGone(t *testing.T) {
	r, kept, err := RestoreAny(nil, halfway(t).SaveWithGuide(), still)
	if err != nil || !kept || r.Current().ID != "age" {
		t.Errorf("kept %v: %v", kept, err)
	}
	if _, _, err := RestoreAny(nil, halfway(t).Save(), still); err == nil {
		t.Error("without the guide there is nothing to go on with")
	}
}

func TestDamagedRunsAreRefused(t *testing.T) {
	g := sample(t)
	bad := "pas un nombre"
	for name, s := range map[string]Saved{
		"other guide":    {Guide: "autre", Version: "2026-11"},
		"unknown step":   {Guide: g.Guide.ID, Version: g.Guide.Version, Answers: map[StepID]*string{"x": nil}},
		"bad answer":     {Guide: g.Guide.ID, Version: g.Guide.Version, Answers: map[StepID]*string{"age": &bad}},
		"skip forbidden": {Guide: g.Guide.ID, Version: g.Guide.Version, Answers: map[StepID]*string{"motif": nil}},
	} {
		if _, err := Restore(g, s, still); app.KindOf(err) != app.Rejected {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ParseSaved([]byte("{")); app.KindOf(err) != app.Rejected {
		t.Error("half a file was accepted")
	}
}

func TestTimeSpentLeavesPausesOut(t *testing.T) {
	now := still()
	r := NewRun(sample(t), func() time.Time { return now })
	now = now.Add(4 * time.Minute)
	r.Pause()
	now = now.Add(20 * time.Hour)
	r.Resume()
	r.Resume()
	now = now.Add(5 * time.Minute)
	if r.Elapsed() != 9*time.Minute {
		t.Errorf("%s", r.Elapsed())
	}
	now = now.Add(-48 * time.Hour)
	if r.Elapsed() != 4*time.Minute {
		t.Errorf("a clock set back gave %s", r.Elapsed())
	}
	s := r.Save()
	back, err := Restore(sample(t), s, func() time.Time { return now })
	if err != nil || back.Elapsed() != 4*time.Minute {
		t.Errorf("%v %v", back, err)
	}
}

func TestOutcomes(t *testing.T) {
	r := halfway(t)
	if r.Outcome() != Suspended {
		t.Error(r.Outcome())
	}
	r.Abandon()
	if r.Outcome() != Abandoned {
		t.Error(r.Outcome())
	}
	r.Restart()
	if r.Current().ID != "motif" || len(r.Path()) != 1 {
		t.Error("restart keeps something")
	}
}

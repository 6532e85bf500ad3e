package guide

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// sameGuide compares two guides, the lines they were read from aside.
func sameGuide(a, b *Guide) string {
	return cmp.Diff(a, b,
		cmpopts.IgnoreFields(Step{}, "Line"), cmpopts.IgnoreFields(Choice{}, "Line"),
		cmpopts.IgnoreFields(Item{}, "Line"), cmpopts.IgnoreFields(Exit{}, "Line"),
		cmpopts.IgnoreFields(Trial{}, "Line"))
}

func noErrors(t interface{ Fatalf(string, ...any) }, f *File, text []byte) {
	for _, finding := range f.Findings {
		if finding.Severity() == SeverityError {
			t.Fatalf("%s.%s line %d %v in\n%s", finding.Code, finding.Variant, finding.Line, finding.Args, text)
		}
	}
}

func TestParsePrintRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := genGuide().Draw(t, "guide")
		text := Print(g)
		f := Parse("g", text)
		noErrors(t, f, text)
		if diff := sameGuide(g, f.Guide); diff != "" {
			t.Fatalf("%s\n%s", diff, text)
		}
	})
}

func TestCSVRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := genGuide().Draw(t, "guide")
		table := WriteCSV(g)
		f, err := ReadCSV("g.csv", table)
		if err != nil {
			t.Fatal(err)
		}
		noErrors(t, f, table)
		if diff := sameGuide(g, f.Guide); diff != "" {
			t.Fatalf("%s\n%s", diff, table)
		}
	})
}

func TestPrintingTheSampleGivesItBackByteForByte(t *testing.T) {
	data, err := os.ReadFile("testdata/canonical.guide.md")
	if err != nil {
		t.Fatal(err)
	}
	f := Parse("canonical.guide.md", data)
	if diff := cmp.Diff(string(data), string(Print(f.Guide))); diff != "" {
		t.Error(diff)
	}
}

// Fixing the typography changes words only: the guide keeps its shape, and a
// second pass has nothing left to do.
func TestFixKeepsTheShapeAndIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := genGuide().Draw(t, "guide")
		fixed, _ := Fix(Print(g))
		if again, n := Fix(fixed); n != 0 {
			t.Fatalf("a second pass changed %d lines:\n%s\n%s", n, fixed, again)
		}
		after := Parse("g", fixed).Guide
		if diff := cmp.Diff(shapeOf(g), shapeOf(after)); diff != "" {
			t.Fatalf("%s\n%s", diff, fixed)
		}
	})
}

// shapeOf is everything of a guide but its prose.
func shapeOf(g *Guide) any {
	type shape struct {
		Header  Header
		Steps   []Step
		Trials  []Trial
		Choices int
	}
	out := shape{Header: g.Header}
	for _, t := range g.Trials {
		t.Line = 0
		out.Trials = append(out.Trials, t)
	}
	for _, s := range g.Steps {
		bare := Step{ID: s.ID, Kind: s.Kind, Optional: s.Optional, Unit: s.Unit, Range: s.Range, Links: s.Links}
		bare.Image.File, bare.Audio = s.Image.File, s.Audio
		for _, c := range s.Choices {
			bare.Choices = append(bare.Choices, Choice{ID: c.ID, To: c.To, Right: c.Right})
		}
		for _, it := range s.Items {
			bare.Items = append(bare.Items, Item{When: it.When})
		}
		for _, e := range s.Exits {
			bare.Exits = append(bare.Exits, Exit{When: e.When, To: e.To})
		}
		out.Steps = append(out.Steps, bare)
	}
	return out
}

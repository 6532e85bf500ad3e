package guide

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestPrecedence(t *testing.T) {
	for text, want := range map[string]string{
		"a = 1 ou b = 2 et non c = 3":                       "a = 1 ou b = 2 et non c = 3",
		"(a = 1 ou b = 2) et c = 3":                         "(a = 1 ou b = 2) et c = 3",
		"(a = 1) ou ((b = 2 et c = 3))":                     "a = 1 ou b = 2 et c = 3",
		"non (a = 1 et b = 2)":                              "non (a = 1 et b = 2)",
		"non non a = 1":                                     "a = 1",
		"a<=1 et b>=2 et c!=3 et d<>4":                      "a ≤ 1 et b ≥ 2 et c ≠ 3 et d ≠ 4",
		"a\u00a0=\u00a0non":                                 "a = non",
		"a est inconnue":                                    "a est inconnu",
		"(a = 1 et (b = 1 et c = 1)) et (d = 1 ou (e = 1))": "a = 1 et b = 1 et c = 1 et (d = 1 ou e = 1)",
	} {
		c, _, err := ParseCond(text)
		if err != nil || c.String() != want {
			t.Errorf("%q reads as %v (%v), want %q", text, c, err, want)
		}
	}
}

func TestBadConditions(t *testing.T) {
	for text, why := range map[string]string{
		"": "end", "a": "comparator", "a =": "literal", "a = et b = 2": "rest", "= 1": "variable",
		"a = 1 et": "end", "(a = 1": "close", "a = 1)": "rest", "a est vide": "unknown", "a = 1 b = 2": "rest",
		"a & b": "sign", "a < < 1": "literal", "et = 1": "variable", "Age = 1": "variable", "a = (": "literal",
	} {
		_, _, err := ParseCond(text)
		if err == nil || asCondError(err).Why != why {
			t.Errorf("%q: %v, want %s", text, err, why)
		}
	}
}

func TestCondRoundTrip(t *testing.T) {
	steps := &Guide{Steps: []Step{
		{ID: "a", Kind: KindNumber}, {ID: "b", Kind: KindYesNo}, {ID: "c", Kind: KindDate}, {ID: "d", Kind: KindCommune},
	}}
	rapid.Check(t, func(t *rapid.T) {
		c := genCond(t, steps, nil)
		back, deep, err := ParseCond(c.String())
		if err != nil || deep != (c.Depth() > maxParens) {
			t.Fatalf("%s: deep %v, depth %d, %v", c, deep, c.Depth(), err)
		}
		if diff := cmp.Diff(c, back); diff != "" {
			t.Fatalf("%s\n%s", c, diff)
		}
	})
}

// The three-valued table: `et` is the least certain, `ou` the most, `non`
// turns true and false round and leaves the unknown alone.
func TestThreeValues(t *testing.T) {
	known := map[int]Value{0: {known: true, text: yes}, 1: {known: true, text: no}}
	value := func(n int) Value { return known[n] } // 2 is unknown
	is := func(n int) *test {
		return &test{op: OpCompare, node: n, cmp: Equal, literal: Value{known: true, text: yes}}
	}
	of := []Truth{True, False, Unknown}
	for a := range 3 {
		if got := (&test{op: OpNot, args: []*test{is(a)}}).eval(value); got != True-of[a] {
			t.Errorf("non %v = %v", of[a], got)
		}
		for b := range 3 {
			args := []*test{is(a), is(b)}
			if got := (&test{op: OpAnd, args: args}).eval(value); got != min(of[a], of[b]) {
				t.Errorf("%v et %v = %v", of[a], of[b], got)
			}
			if got := (&test{op: OpOr, args: args}).eval(value); got != max(of[a], of[b]) {
				t.Errorf("%v ou %v = %v", of[a], of[b], got)
			}
		}
	}
	if (&test{op: OpUnknown, node: 2}).eval(value) != True || (&test{op: OpUnknown, node: 0}).eval(value) != False {
		t.Error("est inconnu")
	}
}

// Cutting a number at its thresholds gives every comparison the same truth on
// an example as on any value of its class.
func TestClassesAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		places := rapid.IntRange(0, 1).Draw(t, "places")
		lo, hi := Number(rapid.IntRange(-5, 5).Draw(t, "lo"))*thousand, Number(rapid.IntRange(6, 12).Draw(t, "hi"))*thousand
		s := &Step{Kind: KindNumber, Range: Range{Min: &lo, Max: &hi, Places: places}}
		var literals []Value
		for _, n := range rapid.SliceOfN(rapid.IntRange(-80, 150), 0, 4).Draw(t, "literals") {
			literals = append(literals, Value{known: true, amount: int64(n) * 100})
		}
		d := (&node{step: s}).domain(literals)
		pattern := func(v int64) (p [4]int) {
			for i, l := range literals {
				switch {
				case v < l.amount:
					p[i] = 1
				case v > l.amount:
					p[i] = 2
				}
			}
			return p
		}
		want, got := map[[4]int]bool{}, map[[4]int]bool{}
		for v := int64(lo); v <= int64(hi); v += int64(s.Range.step()) {
			want[pattern(v)] = true
		}
		for _, v := range d.values[firstValue:] {
			if !s.Range.Contains(Number(v.amount)) {
				t.Fatalf("%s is not an answer", v.text)
			}
			if got[pattern(v.amount)] {
				t.Fatalf("two classes for %v", pattern(v.amount))
			}
			got[pattern(v.amount)] = true
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestValues(t *testing.T) {
	choice := &Step{Kind: KindQuestion, Choices: []Choice{{ID: "a"}}}
	amount := &Step{Kind: KindNumber, Range: NewRange(0, 120)}
	for _, c := range []struct {
		step *Step
		text string
		want string
		why  string
	}{
		{choice, " a ", "a", ""},
		{choice, "b", "", "choice"},
		{amount, "1\u00a0200", "", "bounds"},
		{amount, "12,5", "", "bounds"},
		{amount, "douze", "", "number"},
		{amount, "007", "7", ""},
		{amount, "", "", "empty"},
		{&Step{Kind: KindNumber, Range: Range{Places: 2}}, "12,50", "12.5", ""},
		{&Step{Kind: KindNumber}, "99999999999999", "", "number"},
		{&Step{Kind: KindDate}, "3/4/2026", "2026-04-03", ""},
		{&Step{Kind: KindDate}, "2026-02-30", "", "date"},
		{&Step{Kind: KindYesNo}, "Oui", "oui", ""},
		{&Step{Kind: KindYesNo}, "peut-être", "", "yesno"},
		{&Step{Kind: KindCommune}, "2a004", "2A004", ""},
		{&Step{Kind: KindCommune}, "Aix", "", "commune"},
		{&Step{Kind: KindFree}, " x ", "x", ""},
		{&Step{Kind: KindText}, "x", "", "none"},
	} {
		v, why := ParseValue(c.step, c.text)
		if v.String() != c.want || why != c.why {
			t.Errorf("%s %q: %q %q, want %q %q", c.step.Kind, c.text, v, why, c.want, c.why)
		}
	}
}

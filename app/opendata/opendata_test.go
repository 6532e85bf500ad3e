package opendata

import (
	"fmt"
	"iter"
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parvis/app/lots"
)

var secret = make([]byte, 32)

func all(list ...Lot) iter.Seq2[Lot, error] {
	return func(yield func(Lot, error) bool) {
		for _, l := range list {
			if !yield(l, nil) {
				return
			}
		}
	}
}

func genre(place, code string, n int) Lot {
	return Lot{Place: place, View: "genre", Cell: map[string]string{"genre": code}, Month: "2026-10", Count: n}
}

func town(string) string { return "13055" }

// TestViewsAreThoseDeclared: nothing new is published, or forgotten, unseen.
func TestViewsAreThoseDeclared(t *testing.T) {
	var want []View
	for _, v := range lots.Views() {
		if !v.Kiosk() {
			want = append(want, View{string(v), v.MultiValued()})
		}
	}
	if got := Views(); !reflect.DeepEqual(got, want) {
		t.Errorf("publishes %v\nof       %v", got, want)
	}
}

// TestRules looks at the figures before the noise.
func TestRules(t *testing.T) {
	for name, c := range map[string]struct {
		lots   []Lot
		level  string
		counts string
		left   int
	}{
		"ten are too few":                {[]Lot{genre("A", "feminin", 5), genre("B", "feminin", 5)}, Whole, "[]", 1},
		"eleven of two places":           {[]Lot{genre("A", "feminin", 6), genre("B", "feminin", 5)}, Whole, "[11]", 0},
		"two places below the territory": {[]Lot{genre("A", "feminin", 20), genre("B", "feminin", 20)}, Commune, "[]", 1},
		"three places":                   {[]Lot{genre("A", "feminin", 5), genre("B", "feminin", 5), genre("C", "feminin", 5)}, Commune, "[15]", 0},
		"one place above 85 %":           {[]Lot{genre("A", "feminin", 90), genre("B", "feminin", 5), genre("C", "feminin", 5)}, Whole, "[]", 1},
		"one place alone":                {[]Lot{genre("A", "feminin", 900)}, Whole, "[]", 1},
		"two small ones pass together":   {[]Lot{genre("A", "feminin", 5), genre("B", "masculin", 7)}, Whole, "[12]", 2},
		"another year":                   {[]Lot{{"A", "genre", map[string]string{"genre": "feminin"}, "2025-10", 50}, {"B", "genre", map[string]string{"genre": "feminin"}, "2025-10", 50}}, Whole, "[]", 0},
		"a small one is left out":        {[]Lot{genre("A", "feminin", 20), genre("B", "feminin", 20), genre("B", "masculin", 5)}, Whole, "[40]", 1},
	} {
		piles, err := gather(all(c.lots...), Options{Year: 2026, CommuneOf: town})
		if err != nil {
			t.Fatal(err)
		}
		o := Table{View: "genre", Level: c.level}
		o.choose(piles[table{"genre", c.level}])
		counts := []int{}
		for _, f := range o.Figures {
			counts = append(counts, f.Count)
		}
		if fmt.Sprint(counts) != c.counts || o.Left != c.left {
			t.Errorf("%s: %v with %d left, want %s with %d", name, counts, o.Left, c.counts, c.left)
		}
	}
}

// TestEveryPublishedFigureObeysTheRules on random years of random places.
func TestEveryPublishedFigureObeysTheRules(t *testing.T) {
	published := 0
	rapid.Check(t, func(t *rapid.T) {
		var list []Lot
		for range rapid.IntRange(0, 120).Draw(t, "lots") {
			view := rapid.SampledFrom([]string{"genre", "total", "borne_langue", "lieu"}).Draw(t, "view")
			l := Lot{
				Place: rapid.SampledFrom([]string{"A", "B", "C", "D", "E"}).Draw(t, "place"), View: view, Cell: map[string]string{},
				Month: rapid.SampledFrom([]string{"2026-01", "2026-12", "2027-01"}).Draw(t, "month"), Count: rapid.IntRange(5, 60).Draw(t, "count"),
			}
			if view != "total" {
				l.Cell[view] = rapid.SampledFrom([]string{"a", "b", "ici"}).Draw(t, "code")
			}
			list = append(list, l)
		}
		o := Options{Year: 2026, Secret: secret, CommuneOf: func(place string) string {
			return map[string]string{"A": "13055", "B": "13055", "C": "13055", "D": "13001"}[place]
		}}
		tables, budget, err := Publish(all(list...), o)
		if err != nil {
			t.Fatal(err)
		}
		spent := 0.0
		for _, x := range tables {
			sum := 0
			for _, f := range x.Figures {
				sum += f.Count
				published++
				if f.Area == "13001" {
					t.Fatalf("one place makes a figure: %+v", f)
				}
			}
			if sum != x.Total || x.Epsilon > 1 || x.View == "borne_langue" || x.View == "lieu" && slices.ContainsFunc(x.Figures, func(f Figure) bool { return f.Cell["lieu"] == "A" }) {
				t.Fatalf("%+v", x)
			}
			spent += x.Epsilon
		}
		if budget.Total != spent || len(budget.PerTable) != len(tables) {
			t.Fatalf("the budget says %+v for %d tables", budget, len(tables))
		}
	})
	if published == 0 {
		t.Error("nothing was ever published")
	}
}

// TestAskingAgainTeachesNothing: a hundred times give one answer; when the
// figures changed, so does the noise; another secret gives another noise.
func TestAskingAgainTeachesNothing(t *testing.T) {
	list := []Lot{genre("A", "feminin", 50), genre("B", "feminin", 40), genre("A", "masculin", 30), genre("B", "masculin", 30)}
	first, budget, err := Publish(all(list...), Options{Year: 2026, Secret: secret})
	if err != nil || len(first) != 1 || len(first[0].Figures) != 2 || budget.Total != 1 {
		t.Fatalf("%+v, %+v, %v", first, budget, err)
	}
	for range 100 {
		if again, _, _ := Publish(all(list...), Options{Year: 2026, Secret: secret}); !reflect.DeepEqual(again, first) {
			t.Fatal("the answer changed")
		}
	}
	exact := 0
	for n := range 200 {
		one, _, _ := Publish(all(genre("A", "feminin", 50+n), genre("B", "feminin", 50)), Options{Year: 2026, Secret: secret})
		two, _, _ := Publish(all(genre("A", "feminin", 55+n), genre("B", "feminin", 50)), Options{Year: 2026, Secret: secret})
		if two[0].Total-one[0].Total == 5 {
			exact++
		}
	}
	if exact > 80 { // the chance of two equal draws is 34 % at most
		t.Errorf("what came late shows in %d editions of 200", exact)
	}
	if _, _, err := Publish(all(list...), Options{Year: 2026, Secret: []byte("short")}); err == nil {
		t.Error("a short secret was accepted")
	}
}

func TestOver(t *testing.T) {
	for text, want := range map[string]bool{"2026-12-31": false, "2027-01-10": false, "2027-01-15": true} {
		day, _ := time.Parse("2006-01-02", text)
		if Over(2026, day) != want {
			t.Errorf("on %s, 2026 is over: %t", text, !want)
		}
	}
}

// TestNoiseQuality: mean, spread and the ratio that makes the budget true.
func TestNoiseQuality(t *testing.T) {
	for _, scale := range []int{1, 4} {
		const n = 200000
		count, sum, square := map[int]int{}, 0.0, 0.0
		for i := range n {
			x := newStream(secret, i).laplace(scale)
			count[x]++
			sum += float64(x)
			square += float64(x * x)
		}
		alpha := math.Exp(-1 / float64(scale))
		want := 2 * alpha / ((1 - alpha) * (1 - alpha))
		if mean := sum / n; math.Abs(mean) > 5*math.Sqrt(want/n) {
			t.Errorf("scale %v: mean %.4f", scale, mean)
		}
		if got := square / n; math.Abs(got-want) > .05*want {
			t.Errorf("scale %v: variance %.3f, want %.3f", scale, got, want)
		}
		if p := float64(count[0]) / n; math.Abs(p-(1-alpha)/(1+alpha)) > .01 {
			t.Errorf("scale %v: P(0) = %.3f", scale, p)
		}
		for x := range 4 {
			for _, sign := range []int{1, -1} {
				ratio := float64(count[sign*x]) / float64(count[sign*(x+1)])
				if math.Abs(math.Log(ratio)-1/float64(scale)) > .08 {
					t.Errorf("scale %v: P(%d)/P(%d) = e^%.3f, want e^%.3f", scale, sign*x, sign*(x+1), math.Log(ratio), 1/float64(scale))
				}
			}
		}
	}
}

// TestBelowIsUniform: a bias there would be one of the noise.
func TestBelowIsUniform(t *testing.T) {
	const n, sides = 60000, 6
	counts := [sides]int{}
	s := newStream(secret, "die")
	for range n {
		counts[s.below(sides)]++
	}
	chi := 0.0
	for _, c := range counts {
		chi += math.Pow(float64(c)-n/sides, 2) / (n / sides)
	}
	if chi > 25.7 { // 99.99 % quantile, 5 degrees of freedom
		t.Errorf("chi-square %.1f: %v", chi, counts)
	}
}

package reach

import (
	"fmt"
	"math"
	"reflect"
	"testing"
)

var key32 = make([]byte, 32)

func fill(all ...Row) *Cube {
	c, _ := NewCube(func(yield func(Row, error) bool) {
		for _, r := range all {
			if !yield(r, nil) {
				return
			}
		}
	})
	return c
}

func genre(place, code string, n int) Row {
	return Row{PlaceID: place, View: "genre", Cell: "genre=" + code, Window: "2026-10", Count: n}
}

// TestOpenThresholds looks at the figures before the noise.
func TestOpenThresholds(t *testing.T) {
	town := Territory{CommuneOfPlace: func(string) string { return "13055" }}
	for name, c := range map[string]struct {
		rows   []Row
		level  string
		counts string
		left   int
	}{
		"ten are too few":                 {[]Row{genre("A", "feminin", 5), genre("B", "feminin", 5)}, "epci", "[]", 1},
		"eleven of two places":            {[]Row{genre("A", "feminin", 6), genre("B", "feminin", 5)}, "epci", "[11]", 0},
		"two places below the territory":  {[]Row{genre("A", "feminin", 20), genre("B", "feminin", 20)}, "commune", "[]", 1},
		"three places":                    {[]Row{genre("A", "feminin", 5), genre("B", "feminin", 5), genre("C", "feminin", 5)}, "commune", "[15]", 0},
		"one place above 85 %":            {[]Row{genre("A", "feminin", 90), genre("B", "feminin", 5), genre("C", "feminin", 5)}, "epci", "[]", 1},
		"one place alone":                 {[]Row{genre("A", "feminin", 900)}, "epci", "[]", 1},
		"two small ones pass together":    {[]Row{genre("A", "feminin", 5), genre("B", "masculin", 7)}, "epci", "[12]", 2},
		"a kiosk is never published":      {[]Row{{"A", "borne_langue", "borne_langue=fr", "2026-10", 50}, {"B", "borne_langue", "borne_langue=fr", "2026-10", 50}}, "epci", "[]", 0},
		"another year":                    {[]Row{{"A", "genre", "genre=feminin", "2025-10", 50}, {"B", "genre", "genre=feminin", "2025-10", 50}}, "epci", "[]", 0},
		"a small one never stands beside": {[]Row{genre("A", "feminin", 20), genre("B", "feminin", 20), genre("B", "masculin", 5)}, "epci", "[40]", 1},
	} {
		cube := fill(c.rows...)
		from, _ := parseMonth("2026-01")
		counts, left := []int{}, 0
		if table := cube.views["genre"]; table != nil {
			o := cube.open(table, "genre", c.level, from, town)
			left = o.Left
			for _, f := range o.Figures {
				counts = append(counts, f.Count)
			}
		}
		if fmt.Sprint(counts) != c.counts || left != c.left {
			t.Errorf("%s: %v with %d left, want %s with %d", name, counts, left, c.counts, c.left)
		}
	}
}

// TestOpenDataCannotBeAveraged: asking a hundred times gives one answer; the
// totals agree; the budget is written.
func TestOpenDataCannotBeAveraged(t *testing.T) {
	c := fill(genre("A", "feminin", 50), genre("B", "feminin", 40), genre("A", "masculin", 30), genre("B", "masculin", 30))
	first, budget, err := c.OpenData("2026", key32, Territory{})
	if err != nil || len(first) != 1 || len(first[0].Figures) != 2 {
		t.Fatalf("%+v, %v", first, err)
	}
	for range 100 {
		if again, _, _ := c.OpenData("2026", key32, Territory{}); !reflect.DeepEqual(again, first) {
			t.Fatal("the answer changed")
		}
	}
	if sum := first[0].Figures[0].Count + first[0].Figures[1].Count; sum != first[0].Total {
		t.Errorf("the figures make %d, the total says %d", sum, first[0].Total)
	}
	if budget.Total != 1 || budget.PerTable["genre/epci"] != 1 {
		t.Errorf("budget %+v", budget)
	}
	if _, _, err := c.OpenData("2026", []byte("short"), Territory{}); err == nil {
		t.Error("a short secret was accepted")
	}
}

// TestNoiseQuality: mean, spread and the ratio that makes the budget true.
func TestNoiseQuality(t *testing.T) {
	for _, scale := range []float64{1, 4} {
		const n = 200000
		count, sum, square := map[int]int{}, 0.0, 0.0
		for i := range n {
			x := noise(key32, fmt.Sprint(i), scale)
			count[x]++
			sum += float64(x)
			square += float64(x * x)
		}
		alpha := math.Exp(-1 / scale)
		want := 2 * alpha / ((1 - alpha) * (1 - alpha))
		if mean := sum / n; math.Abs(mean) > 5*math.Sqrt(want/n) {
			t.Errorf("scale %v: mean %.4f", scale, mean)
		}
		if got := square / n; math.Abs(got-want) > .05*want {
			t.Errorf("scale %v: variance %.3f, want %.3f", scale, got, want)
		}
		for x := range 4 {
			ratio := float64(count[x]) / float64(count[x+1])
			if math.Abs(math.Log(ratio)-1/scale) > .08 {
				t.Errorf("scale %v: P(%d)/P(%d) = e^%.3f, want e^%.3f", scale, x, x+1, math.Log(ratio), 1/scale)
			}
		}
	}
}

package lots_test

import (
	"fmt"
	"strings"
	"testing"

	"parvis/app/lots"
	"parvis/app/lots/lotstest"
)

// TestWhatEachRuleCosts compares our rules with simpler ones over the same
// years: what an adversary finds, and what has left after 4, 13, 26 and 52
// weeks (the rest waits at that month's end). The figures are printed; what
// must hold is that ours leave nothing to find and that every simpler rule
// does.
//
// The design's own simulation of the threshold with carry-over gave, at 40
// sessions a week, 92 % of themes after 4 weeks; and at 15 and 40 a week, 9
// and 3 % of themes waiting at month ends with a secret remainder, 38 and 20 %
// of themes by age.
func TestWhatEachRuleCosts(t *testing.T) {
	const places = 2
	views := []lots.View{lots.Total, "thematiques", "tranche_age", "commune", "operateur", "thematiques_x_tranche_age"}
	rules := []struct {
		name string
		use  []lots.Alternative
		safe bool
	}{
		{"threshold and carry-over", []lots.Alternative{lots.Plain}, false},
		{"secret remainder", []lots.Alternative{lots.Unheeded}, false},
		{"people added up", []lots.Alternative{lots.AddedUp}, true},
		{"ours", nil, true},
	}
	for _, p := range lotstest.Profiles()[:3] {
		for _, rule := range rules {
			leaks, left := 0, map[int][]float64{}
			for seed := range uint64(places) {
				d := lotstest.NewDevice(seed, lots.Policy{})
				for _, a := range rule.use {
					lots.Use(d.Service, a)
				}
				sim := lotstest.NewSimulator(p, seed)
				for week := 1; week <= 52; week++ {
					check(t, d.Live(sim, 1))
					if week != 4 && week != 13 && week != 26 && week != 52 {
						continue
					}
					if left[week] == nil {
						left[week] = make([]float64, len(views))
					}
					for i, v := range views {
						left[week][i] += 100 * d.Share(v) / places
					}
				}
				for _, different := range []bool{false, true} {
					plain := rule.name == rules[0].name
					leaks += len(d.Leaks(lotstest.Adversary{K: lots.MinK, Plain: plain, Different: different}))
				}
			}
			var line strings.Builder
			for i, v := range views {
				fmt.Fprintf(&line, "  %s %.0f/%.0f/%.0f/%.0f", v, left[4][i], left[13][i], left[26][i], left[52][i])
			}
			t.Logf("%-14s %-24s found %4d; %% left after 4/13/26/52 weeks:%s", p.Name, rule.name, leaks, &line)
			if rule.safe != (leaks == 0) {
				t.Errorf("%s, %s: %d cells found", p.Name, rule.name, leaks)
			}
		}
	}
}

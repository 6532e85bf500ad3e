package lots_test

import (
	"testing"

	"parvis/app/lots"
	"parvis/app/lots/lotstest"
)

// TestWhatEachRuleCosts compares our rules with simpler ones over the same
// years: what an adversary finds, and what still waits at the end. The figures
// are printed; what must hold is that ours leave nothing to find and that
// every simpler rule does.
func TestWhatEachRuleCosts(t *testing.T) {
	const places = 2
	views := []lots.View{lots.Total, "thematiques", "tranche_age", "commune", "thematiques_x_tranche_age"}
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
			leaks, waiting := 0, make([]float64, len(views))
			for seed := range uint64(places) {
				d := lotstest.NewDevice(seed, lots.Policy{})
				for _, a := range rule.use {
					lots.Use(d.Service, a)
				}
				check(t, d.Live(lotstest.NewSimulator(p, seed), 52))
				for _, different := range []bool{false, true} {
					plain := rule.name == rules[0].name
					leaks += len(d.Leaks(lotstest.Adversary{K: lots.MinK, Plain: plain, Different: different}))
				}
				for i, v := range views {
					waiting[i] += 100 * (1 - d.Share(v)) / places
				}
			}
			t.Logf("%-16s %-26s found %5d; waiting, %% of %v: %.1f", p.Name, rule.name, leaks, views, waiting)
			if rule.safe != (leaks == 0) {
				t.Errorf("%s, %s: %d cells found", p.Name, rule.name, leaks)
			}
		}
	}
}

package audit_test

import (
	"slices"
	"sync"
	"testing"

	"parvis/app/lots"
	"parvis/app/lots/lotstest"
)

// utility gathers how much left, after how long, and how often the auditor
// made a view wait.
type utility struct {
	mu     sync.Mutex
	places map[string]*usefulness
}

type usefulness struct {
	shares  map[int]map[lots.View][]float64 // after weeks
	waits   int                             // views told to wait
	homes   int                             // lots of communes
	uniform int                             // those of one theme only, as far as released figures tell
	years   int
}

func (u *utility) week(name string, week int, d *lotstest.Device, r lots.Report) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.places == nil {
		u.places = map[string]*usefulness{}
	}
	p := u.places[name]
	if p == nil {
		p = &usefulness{shares: map[int]map[lots.View][]float64{}}
		u.places[name] = p
	}
	told := map[lots.View]bool{}
	endsMonth := lots.MonthOf(d.Last()) != lots.MonthOf(d.Monday)
	for _, h := range r.Held {
		if h.Reason == lots.Auditor && !told[h.View] && endsMonth {
			told[h.View] = true
			p.waits++
		}
	}
	p.homogeneity(r)
	if week == 52 {
		p.years++
	}
	if slices.Contains([]int{4, 13, 26, 52}, week) {
		if p.shares[week] == nil {
			p.shares[week] = map[lots.View][]float64{}
		}
		for _, v := range lots.Views() {
			p.shares[week][v] = append(p.shares[week][v], d.Share(v))
		}
	}
}

// homogeneity counts lots of a theme whose members are all in one lot of the
// cross: whoever is known to be in the first is known to be of that age.
func (p *usefulness) homogeneity(r lots.Report) {
	cross := map[string][]int{}
	for _, l := range r.Lots {
		if l.View == "thematiques_x_tranche_age" {
			cross[l.Cell["thematiques"]] = append(cross[l.Cell["thematiques"]], l.Count)
		}
	}
	for _, l := range r.Lots {
		if l.View != "thematiques" {
			continue
		}
		p.homes++
		if c := cross[l.Cell["thematiques"]]; len(c) == 1 && c[0] >= l.Count {
			p.uniform++
		}
	}
}

func (u *utility) print(t *testing.T) {
	t.Helper()
	views := []lots.View{"total", "thematiques", "tranche_age", "commune", "operateur", "thematiques_x_tranche_age"}
	for _, profile := range lotstest.Profiles() {
		p := u.places[profile.Name]
		if p == nil {
			continue
		}
		for _, week := range []int{4, 13, 26, 52} {
			var mean []int
			for _, v := range views {
				sum := 0.0
				for _, x := range p.shares[week][v] {
					sum += x
				}
				mean = append(mean, int(100*sum/float64(len(p.shares[week][v]))+.5))
			}
			t.Logf("%-22s released after %2d weeks, %% of %v: %v", profile.Name, week, views, mean)
		}
		t.Logf("%-22s views told to wait: %.1f a year; homogeneous theme lots: %.1f %%",
			profile.Name, float64(p.waits)/float64(max(p.years, 1)), 100*float64(p.uniform)/float64(max(p.homes, 1)))
	}
}

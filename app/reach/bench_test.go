package reach_test

import (
	"fmt"
	"testing"

	"parvis/app/reach"
)

// fiveYears is 2,000 places that send a total each week, and each month ten
// themes and twenty-five cells of the cross.
func fiveYears() func(func(reach.Row, error) bool) {
	themes, bands := make([]string, 10), make([]string, 5)
	for i := range themes {
		themes[i] = fmt.Sprintf("theme_%d", i)
	}
	for i := range bands {
		bands[i] = fmt.Sprintf("age_%d", i)
	}
	return func(yield func(reach.Row, error) bool) {
		for place := range 2000 {
			id := fmt.Sprintf("place-%d", place)
			for year := 2022; year < 2027; year++ {
				for week := 1; week <= 52; week++ {
					if !yield(row(id, "total", "", fmt.Sprintf("%d-W%02d", year, week), 40), nil) {
						return
					}
				}
				for m := 1; m <= 12; m++ {
					window := fmt.Sprintf("%d-%02d", year, m)
					for i, theme := range themes {
						yield(row(id, "thematiques", "thematiques="+theme, window, 12), nil)
						for j := 0; i < 5 && j < 5; j++ {
							yield(row(id, "thematiques_x_tranche_age", "thematiques="+theme+";tranche_age="+bands[j], window, 6), nil)
						}
					}
				}
			}
		}
	}
}

// BenchmarkQuery asks over 2,000 places and five years; the bar is 50 ms.
func BenchmarkQuery(b *testing.B) {
	c, err := reach.NewCube(fiveYears())
	check(b, err)
	for name, q := range map[string]reach.Query{
		"total": {}, "themes": {View: "thematiques"}, "cross": {View: "thematiques_x_tranche_age"},
		"themes of a territory": {View: "thematiques", EPCI: "200054807"},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				r, err := c.Query(q, territory)
				check(b, err)
				if q.EPCI == "" && r.Total != 2000*5*52*40 {
					b.Fatal(r.Total)
				}
			}
		})
	}
}

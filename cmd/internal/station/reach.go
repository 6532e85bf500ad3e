package station

import (
	"context"
	"time"

	"parvis/app"
	"parvis/app/lots"
	"parvis/app/reach"
	"parvis/app/relay"
	"parvis/assets"
)

// keyLots is the setting the last lots read are kept under, so that a
// coordinator's figures can be seen without network.
const keyLots = "reach.lots"

// Known is what a coordinator's device has read of its hub.
type Known struct {
	Rows []relay.LotRow `json:"rows"`
	At   time.Time      `json:"at"`
}

// Figures reads the lots of the territory. When the hub cannot be reached,
// what was last read serves and fetched says since when; stale is then the
// reason.
func (s *Station) Figures(ctx context.Context) (cube *reach.Cube, fetched time.Time, stale error, err error) {
	reg, ok, err := s.Registration(ctx)
	if err != nil {
		return nil, fetched, nil, err
	}
	if !ok || reg.Role != "coordinator" {
		return nil, fetched, nil, app.E(app.Usage, "not_coordinator")
	}
	var known Known
	stale = s.fetch(ctx, &known)
	if stale != nil {
		found, err := s.SettingJSON(ctx, keyLots, &known)
		if err != nil {
			return nil, fetched, nil, err
		}
		if !found {
			return nil, fetched, nil, stale
		}
	}
	cube, err = reach.NewCube(func(yield func(reach.Row, error) bool) {
		for _, r := range known.Rows {
			if !yield(reach.Row{PlaceID: r.PlaceID, View: r.View, Cell: lots.Cell(r.Cell).Key(), Window: r.Window, Count: r.Count}, nil) {
				return
			}
		}
	})
	return cube, known.At, stale, err
}

// fetch reads everything from the hub, whole or not at all, and keeps it.
func (s *Station) fetch(ctx context.Context, known *Known) error {
	known.Rows, known.At = []relay.LotRow{}, s.Now()
	_, err := s.Relay.FetchLots(ctx, time.Time{}, func(r relay.LotRow) error {
		known.Rows = append(known.Rows, r)
		return nil
	})
	if err != nil {
		return err
	}
	return s.SetSettingJSON(ctx, keyLots, *known)
}

// Territory is what the program knows of communes.
func Territory() reach.Territory {
	byCode := map[string]assets.Commune{}
	for _, c := range append(assets.Communes(), assets.Districts()...) {
		byCode[c.INSEE] = c
	}
	return reach.Territory{
		EPCIOf: epciOf,
		Population: func(insee string) (int, bool) {
			c, ok := byCode[insee]
			return c.Population, ok
		},
		Name: func(insee string) (string, bool) {
			c, ok := byCode[insee]
			return c.Name, ok
		},
	}
}

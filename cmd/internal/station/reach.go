package station

import (
	"context"
	"time"

	"parvis/app"
	"parvis/app/lots"
	"parvis/app/reach"
	"parvis/app/relay"
	"parvis/app/session"
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
	meta, err := s.Meta(ctx)
	if err != nil {
		return nil, fetched, nil, err
	}
	if meta.Demo {
		cube, err = s.ownFigures(ctx)
		return cube, s.Now(), nil, err
	}
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

// ownFigures shows example data as a coordinator would see it: what this
// directory's own closings released, and nothing else.
func (s *Station) ownFigures(ctx context.Context) (*reach.Cube, error) {
	return reach.NewCube(func(yield func(reach.Row, error) bool) {
		for c, err := range s.Closings(ctx) {
			if err != nil {
				yield(reach.Row{}, err)
				return
			}
			for _, l := range c.Lots {
				row := reach.Row{PlaceID: session.Here, View: string(l.View), Cell: l.Cell.Key(), Window: string(l.Window), Count: l.Count}
				if !yield(row, nil) {
					return
				}
			}
		}
	})
}

// PlaceNames gives the names of the places whose lots were read.
func (s *Station) PlaceNames(ctx context.Context) map[string]string {
	var known Known
	_, _ = s.SettingJSON(ctx, keyLots, &known) // without them, ids are shown
	names := map[string]string{}
	for _, r := range known.Rows {
		names[r.PlaceID] = r.Place
	}
	if meta, err := s.Meta(ctx); err == nil {
		names[session.Here] = meta.Place
	}
	return names
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

// Territory is what the program knows of communes, and the station of schemes.
func (s *Station) Territory() reach.Territory {
	schemes, _ := s.Schemes() // unreadable: the program's own labels serve
	byCode := map[string]assets.Commune{}
	for _, c := range append(assets.Communes(), assets.Districts()...) {
		byCode[c.INSEE] = c
	}
	return reach.Territory{
		Schemes: schemes,
		Polls:   s.PollsKnown(context.Background()),
		EPCIOf:  epciOf,
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

package audit_test

import (
	"slices"
	"testing"

	"parvis/app"
	"parvis/app/lots"
	"parvis/app/lots/audit"
	"parvis/app/lots/lotstest"
	"parvis/app/session"
)

// TestTablesAreComplete: the adversary's list of codes holds every code a
// session can enter, or what is deduced from "all the others" would be wrong.
func TestTablesAreComplete(t *testing.T) {
	closed := map[string][]string{}
	declared := map[string]bool{}
	for _, table := range audit.Tables() {
		closed[table.View], declared[table.View] = table.Codes, true
	}
	for _, v := range lots.Views() {
		if !declared[string(v)] {
			t.Errorf("the auditor does not know %s", v)
		}
	}
	p := lotstest.Profile{Weekly: 200, Days: 7, Workshops: 30, Firsts: .5, Followed: .2, Files: 5, Communes: 5}
	events := lotstest.NewSimulator(p, 1).Week(app.Day("2026-10-05"))
	yes := true
	events = append(events,
		lots.Event{After: &session.Session{ID: "bare", Type: session.Individual, Date: "2026-10-05"}},
		lots.Event{After: &session.Session{
			ID: "sent on", Type: session.Individual, Date: "2026-10-05", Blocage: "langue",
			OrienteVersStructure: &yes, StructureDeRedirection: "aide_sociale",
		}},
	)
	for _, e := range events {
		for _, view := range session.Views() {
			for _, c := range session.CellsOf(e.After, view) {
				if codes := closed[view]; codes != nil && !slices.Contains(codes, c.Code()) {
					t.Fatalf("%s: %q is not in the closed list", view, c.Code())
				}
			}
		}
	}
}

package hubtest

import (
	"testing"

	"parvis/app/hub"
	"parvis/app/lots"
	"parvis/app/relay"
)

// TestEveryDeclaredViewIsAccepted: what a device may send, the hub reads; and
// sessions and kiosk runs never in the record of the other.
func TestEveryDeclaredViewIsAccepted(t *testing.T) {
	kinds := map[bool]relay.Kind{false: relay.KindLot, true: relay.KindKioskLot}
	for _, v := range lots.Views() {
		l := lots.Lot{View: v, Cell: lots.Cell{string(v): "horaires:2"}, Window: "2026-10", Count: 11}
		switch v {
		case lots.Total:
			l.Cell, l.Window = lots.Cell{}, "2026-W44"
		case "thematiques_x_tranche_age":
			l.Cell = lots.Cell{"thematiques": "email", "tranche_age": "tous"}
		}
		body, err := lots.EncodeLot(l)
		if err != nil {
			t.Fatalf("%s: %v", v, err)
		}
		for kiosk, kind := range kinds {
			want := ""
			if kiosk != l.Kiosk() {
				want = "unknown_view"
			}
			if j := hub.Judge(relay.Record{ID: "x", Epoch: 1, Seq: 1, Kind: kind, Version: 1, Body: body}); j.Refusal != want {
				t.Errorf("%s in kind %d: %q, want %q", v, kind, j.Refusal, want)
			}
		}
	}
}

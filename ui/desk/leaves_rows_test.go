package desk

import (
	"encoding/hex"
	"encoding/json"
	"testing"
	"time"

	"parvis/app/lots"
)

// TestASentReportIsSavedByteForByte: the file holds each group and the very
// bytes that left.
func TestASentReportIsSavedByteForByte(t *testing.T) {
	c := lots.Closing{WindowEnd: "2026-11-01", At: time.Date(2026, 11, 2, 6, 0, 0, 0, time.UTC), Lots: []lots.Lot{
		{View: "genre", Cell: lots.Cell{"genre": "feminin"}, Window: "2026-10", Count: 12},
		{View: lots.Total, Cell: lots.Cell{}, Window: "2026-W44", Count: 9},
	}}
	raw, err := (&sent{c: c}).file()
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		WindowEnd string `json:"window_end"`
		Lots      []struct {
			Count int
			Bytes string
		}
	}
	if err := json.Unmarshal(raw, &got); err != nil || got.WindowEnd != "2026-11-01" || len(got.Lots) != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	for i, l := range got.Lots {
		body, err := hex.DecodeString(l.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := lots.DecodeLot(body); err != nil || back.Count != c.Lots[i].Count || l.Count != back.Count {
			t.Errorf("group %d: %+v, %v", i, back, err)
		}
	}
}

// TestEverythingThatWaitsIsARow, what another device counts too.
func TestEverythingThatWaitsIsARow(t *testing.T) {
	v := &kept{tables: []lots.Table{
		{View: "genre", Held: []lots.Held{{View: "genre", Cell: lots.Cell{"genre": "feminin"}, Count: 3, Reason: lots.TooFew}}, Elsewhere: 4},
		{View: "type"},
	}}
	rows := v.rows()
	if len(rows) != 2 || rows[0].Reason != lots.TooFew || rows[1].Reason != lots.Elsewhere || rows[1].Count != 4 {
		t.Errorf("rows %+v", rows)
	}
}

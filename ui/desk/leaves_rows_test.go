package desk

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"testing"
	"time"

	"parvis/app/lots"
	"parvis/app/relay"
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

func TestAReportOfDetailsAloneIsNotCalledEmpty(t *testing.T) {
	b := newBench(t)
	b.Desk.Summary = func(context.Context) (lots.Summary, error) {
		return lots.Summary{
			WindowEnd: "2026-11-01", From: "2026-09-28", To: "2026-11-01", Handed: true,
			Tables: []lots.Table{{View: "lieu", Lots: []lots.Lot{{View: "lieu", Cell: lots.Cell{"lieu": "ici"}, Window: "2026-10", Count: 42}}, Leaving: 42, Ever: 42}},
		}, nil
	}
	b.sh.Open("leaves")
	b.says("le détail, en 1 groupe")
	b.silent("Rien ne part dans ce rapport")
}

func TestADeviceTakenOutIsOfferedToJoinAgain(t *testing.T) {
	b := newBench(t)
	b.Desk.Status = func(context.Context) (relay.Status, error) {
		return relay.Status{Enrolled: true, Registration: relay.Registration{Revoked: true}}, nil
	}
	b.sh.Open("leaves")
	b.silent("Envoyer maintenant")
	b.press("Rejoindre un réseau")
	b.says("Comment avez-vous reçu l’invitation")
}

func TestAnEmptyClosingIsExplained(t *testing.T) {
	b := newBench(t)
	b.sh.Push(newSent(b.Desk, &b.Account, lots.Closing{WindowEnd: "2026-11-22", At: b.now}))
	b.says("Rien n’est parti ce jour-là")
	b.silent("Octets")
}

// TestAReportThatWaitsIsNotSaidGone: the list of reports says of each what left
// and what has yet to, and shows them all when asked.
func TestAReportThatWaitsIsNotSaidGone(t *testing.T) {
	b := newBench(t)
	var past []lots.Closing
	stays := map[string]bool{}
	for i := range 14 {
		c := lots.Closing{At: b.now.AddDate(0, 0, 20*(i-14))}
		for k := range 2 {
			l := lots.Lot{View: "genre", Cell: lots.Cell{"genre": []string{"feminin", "masculin"}[k]}, Window: "2026-10", Count: 5 + 2*i + k}
			c.Lots = append(c.Lots, l)
			body, err := lots.EncodeLot(l)
			if err != nil {
				t.Fatal(err)
			}
			stays[string(body)] = i == 13 || i == 12 && k == 0
		}
		past = append(past, c)
	}
	b.History = func(context.Context) ([]lots.Closing, error) { return past, nil }
	b.Unconfirmed = func(context.Context) (map[string]bool, error) { return stays, nil }
	b.sh.Open("leaves")
	for _, text := range []string{"Rapports clos", "2 groupes, à envoyer", "2 groupes, dont 1 à envoyer", "2 groupes, partis"} {
		b.says(text)
	}
	oldest := b.sh.Env().Words.ShortDay(past[0].At)
	b.silent(oldest)
	b.press("Tous les rapports (14)")
	b.says(oldest)
}

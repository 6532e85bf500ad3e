package device

import (
	"context"
	"os"
	"testing"

	"parvis/app/relay"
)

// TestAHandoverIsWholeOrNothing cuts the journal at every place of a handover:
// the records are in the outbox exactly when the setting says so.
func TestAHandoverIsWholeOrNothing(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	d := testInit(t, dir, testOptions())
	must(t, d.SetSetting(ctx, "sent", []byte("1")))
	before, err := os.Stat(activeFile(t, dir))
	must(t, err)
	const name = "019342aa-0000-7000-8000-00000000abcd"
	must(t, d.HandOver(ctx, Handover{
		Records: []HandedOver{{Kind: relay.KindFlag, Body: []byte{0xa1}, ID: name}, {Kind: relay.KindMedia, Body: []byte{0xa2}}},
		Key:     "sent", Value: []byte("3"),
	}))
	left := copyTree(t, dir)
	mustClose(t, d)
	whole, err := os.ReadFile(activeFile(t, left))
	must(t, err)
	seen := map[int]int{}
	for cut := len(whole); cut >= int(before.Size()); cut -= 5 {
		must(t, os.WriteFile(activeFile(t, left), whole[:cut], 0o600))
		to := copyTree(t, left)
		d := testOpen(t, to, testOptions())
		waiting, err := d.Pending(ctx, 10)
		must(t, err)
		value, ok, err := d.Setting(ctx, "sent")
		must(t, err)
		if want := map[int]string{0: "1", 2: "3"}[len(waiting)]; !ok || string(value) != want {
			t.Fatalf("cut %d of %d: %d records wait, the setting says %q", cut, len(whole), len(waiting), value)
		}
		if len(waiting) > 0 && (waiting[0].ID != name || waiting[1].ID == name || waiting[1].ID == "") {
			t.Fatalf("named %q and %q", waiting[0].ID, waiting[1].ID)
		}
		seen[len(waiting)]++
		mustClose(t, d)
	}
	if seen[0] == 0 || seen[2] != 1 {
		t.Fatalf("seen %v", seen)
	}
}

package device

import (
	"context"
	"fmt"
	"testing"
	"time"

	"parvis/app"
	"parvis/app/lots"
	"parvis/app/relay"
	"parvis/app/session"
)

func TestSmoke(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	o := Options{Argon: Argon{1, 64, 1}}
	d, err := Init(ctx, dir, InitOptions{Meta: Meta{Place: "X"}}, o)
	if err != nil {
		t.Fatal(err)
	}
	m, _ := d.Meta(ctx)
	who := m.Mediators[0].ID
	mk := func(i int) session.Session {
		return session.Session{ID: session.ID(fmt.Sprintf("019a5f00-0000-7000-8000-%012x", i)), Type: session.Individual, Date: app.Day("2026-10-12"), Duree: 30, TypeLieu: "lieu_activite", PlaceID: "ici", Thematiques: []string{"email"}, Notes: fmt.Sprintf("note %d", i)}
	}
	for i := range 20 {
		if out, err := d.Save(ctx, who, mk(i)); err != nil || out != session.Saved {
			t.Fatal(out, err)
		}
	}
	if out, err := d.Save(ctx, who, mk(3)); err != nil || out != session.Duplicate {
		t.Fatal(out, err)
	}
	if err := d.Unlock(ctx, who, ""); err != nil {
		t.Fatal(err)
	}
	r, err := d.Find(ctx, mk(7).ID)
	if err != nil || r.Notes != "note 7" {
		t.Fatal(r, err)
	}
	if err := d.Delete(ctx, who, mk(7).ID); err != nil {
		t.Fatal(err)
	}
	h, err := d.History(ctx, mk(7).ID)
	if err != nil || len(h) != 2 {
		t.Fatal(h, err)
	}
	_, through, _ := d.Ledger().State(ctx)
	last := through
	for e, err := range d.Ledger().Events(ctx, through) {
		if err != nil {
			t.Fatal(err)
		}
		last = e.Seq
	}
	if err := d.Ledger().Close(ctx, lots.Closing{WindowEnd: "2026-11-01", At: time.Now(), Lots: []lots.Lot{{View: "total", Cell: lots.Cell{}, Window: "2026-W40", Count: 5}}, Through: last, State: []byte("s")}); err != nil {
		t.Fatal(err)
	}
	p, err := d.Pending(ctx, 10)
	if err != nil || len(p) != 1 {
		t.Fatal(p, err)
	}
	p[0].State = relay.Sent
	if err := d.Mark(ctx, p[0]); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if d, err = Open(ctx, dir, o); err != nil {
		t.Fatal(err)
	}
	if d.Opened().Rebuilt || d.Opened().Unclean || len(d.Opened().Findings) > 0 {
		t.Fatalf("%+v", d.Opened())
	}
	st, err := d.Stats(ctx, session.Filter{})
	if err != nil || st.Total != 19 {
		t.Fatal(st, err)
	}
	c, err := d.Counts(ctx)
	if err != nil || c.Sent != 1 {
		t.Fatal(c, err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

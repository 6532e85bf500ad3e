package storetest

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"parvis/app"
	"parvis/app/lots"
	"parvis/app/relay"
	"parvis/app/session"
)

// Store is what a device's store offers the domain.
type Store interface {
	session.Book
	relay.Outbox
	Ledger() lots.Ledger
}

// World opens a fresh store; Reopen closes it and opens it again, as a restart
// does.
type World struct {
	Store
	Reopen func() Store
}

// Run holds a store to the three ports.
func Run(t *testing.T, open func(t *testing.T) *World) {
	for name, test := range map[string]func(*testing.T, *World){
		"book saves once and refuses a conflict": saveOnce,
		"book keeps history and undo":            history,
		"book lists by date then order":          listing,
		"book counts as the reference does":      counting,
		"book keeps drafts":                      drafts,
		"ledger closes once":                     closing,
		"ledger yields every change":             events,
		"outbox keeps each record in one state":  states,
		"outbox renumbers what waits":            epochs,
		"outbox remembers its exchanges":         exchanges,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if !errors.Is(err, app.E(0, code)) {
		t.Fatalf("error %v, want %s", err, code)
	}
}

var quiet = cmpopts.EquateEmpty()

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got, quiet); d != "" {
		t.Fatalf("%s (-want +got):\n%s", what, d)
	}
}

// All reads a list whole.
func All(t testing.TB, b session.Book, f session.Filter) []session.Record {
	t.Helper()
	var out []session.Record
	for r, err := range b.List(context.Background(), f) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

func saveOnce(t *testing.T, w *World) {
	ctx := context.Background()
	s := NewGen(1).Session()
	for _, want := range []session.Outcome{session.Saved, session.Duplicate} {
		got, err := w.Save(ctx, "a", s)
		must(t, err)
		same(t, "outcome", got, want)
	}
	other := s
	other.PlaceID = "ailleurs"
	_, err := w.Save(ctx, "a", other)
	wantCode(t, err, "session_conflict")
	after := w.Reopen()
	got, err := after.Save(ctx, "b", s)
	must(t, err)
	same(t, "outcome after a restart", got, session.Duplicate)
	r, err := after.Find(ctx, s.ID)
	must(t, err)
	same(t, "session", r.Session, s)
	same(t, "author", r.Author, "a")
	_, err = after.Find(ctx, "019a5f00-0000-7000-8000-ffffffffffff")
	wantCode(t, err, "session_unknown")
}

func history(t *testing.T, w *World) {
	ctx := context.Background()
	s := NewGen(2).Session()
	_, err := w.Save(ctx, "a", s)
	must(t, err)
	moved := s
	moved.Date = s.Date.Add(-40)
	must(t, w.Update(ctx, "b", moved))
	must(t, w.Update(ctx, "b", moved)) // no change, no history
	must(t, w.Delete(ctx, "a", s.ID))
	same(t, "listed once deleted", len(All(t, w, session.Filter{})), 0)
	same(t, "listed with deleted ones", len(All(t, w, session.Filter{Deleted: true})), 1)
	wantCode(t, w.Update(ctx, "a", s), "session_deleted")
	must(t, w.Restore(ctx, "a", s.ID))
	wantCode(t, w.Delete(ctx, "a", "019a5f00-0000-7000-8000-ffffffffffff"), "session_unknown")
	after := w.Reopen()
	list, err := after.History(ctx, s.ID)
	must(t, err)
	type face struct {
		Author        string
		Before, After *session.Session
	}
	var got []face
	for _, c := range list {
		got = append(got, face{c.Author, c.Before, c.After})
	}
	same(t, "history", got, []face{{"a", nil, &s}, {"b", &s, &moved}, {"a", &moved, nil}, {"a", nil, &moved}})
	r, err := after.Find(ctx, s.ID)
	must(t, err)
	same(t, "date", r.Date, moved.Date)
	same(t, "deleted", r.Deleted, false)
}

func fill(t *testing.T, w *World, seed uint64, n int) []session.Session {
	t.Helper()
	g := NewGen(seed)
	var out []session.Session
	for i := range n {
		s := g.Session()
		_, err := w.Save(context.Background(), []string{"a", "b"}[i%2], s)
		must(t, err)
		out = append(out, s)
	}
	return out
}

func listing(t *testing.T, w *World) {
	ctx := context.Background()
	saved := fill(t, w, 3, 60)
	twin := NewMemory(time.Now)
	for i, s := range saved {
		_, err := twin.Save(ctx, []string{"a", "b"}[i%2], s)
		must(t, err)
	}
	ids := func(list []session.Record) (out []session.ID) {
		for _, r := range list {
			out = append(out, r.ID)
		}
		return out
	}
	g := NewGen(4)
	for range 40 {
		f := g.Filter()
		f.Newest, f.Limit = g.chance(50), g.rng.IntN(20)
		same(t, "list", ids(All(t, w, f)), ids(All(t, twin, f)))
	}
}

// Zeroless drops what counts nothing, which a store need not keep.
func Zeroless(s session.Stats) session.Stats {
	for view, codes := range s.By {
		for code, n := range codes {
			if n == 0 {
				delete(codes, code)
			}
		}
		if len(codes) == 0 {
			delete(s.By, view)
		}
	}
	for tag, n := range s.Tags {
		if n == 0 {
			delete(s.Tags, tag)
		}
	}
	return s
}

func counting(t *testing.T, w *World) {
	ctx := context.Background()
	saved := fill(t, w, 5, 150)
	check := func(s Store, f session.Filter) {
		t.Helper()
		var list []*session.Session
		for _, r := range All(t, s, f) {
			list = append(list, &r.Session)
		}
		got, err := s.Stats(ctx, f)
		must(t, err)
		same(t, "figures", Zeroless(got), Zeroless(session.Tally(slices.Values(list))))
	}
	check(w, session.Filter{})
	g := NewGen(6)
	for range 60 {
		check(w, g.Filter())
	}
	for i, s := range saved[:30] {
		switch i % 3 {
		case 0:
			must(t, w.Delete(ctx, "a", s.ID))
		case 1:
			s.Date = s.Date.Add(-3)
			must(t, w.Update(ctx, "b", s))
		case 2:
			must(t, w.Delete(ctx, "a", s.ID))
			must(t, w.Restore(ctx, "a", s.ID))
		}
		check(w, g.Filter())
	}
	after := w.Reopen()
	check(after, session.Filter{From: "2025-01-15", To: "2026-02-10"})
	for range 60 {
		check(after, g.Filter())
	}
}

func drafts(t *testing.T, w *World) {
	ctx := context.Background()
	g := NewGen(7)
	at := time.Date(2026, 11, 20, 14, 5, 0, 0, time.UTC)
	first := session.Draft{ID: g.Session().ID, Author: "a", Started: at, Touched: at, Session: g.Session(), Run: []byte(`{"step":2}`), Label: "dame au manteau"}
	second := session.Draft{ID: g.Session().ID, Author: "b", Started: at.Add(-time.Hour), Session: g.Session()}
	must(t, w.PutDraft(ctx, first))
	must(t, w.PutDraft(ctx, second))
	first.Session.Duree = 77
	must(t, w.PutDraft(ctx, first))
	after := w.Reopen()
	all, err := after.Drafts(ctx, "")
	must(t, err)
	same(t, "drafts", all, []session.Draft{second, first})
	mine, err := after.Drafts(ctx, "a")
	must(t, err)
	same(t, "drafts of one author", mine, []session.Draft{first})
	must(t, after.DropDraft(ctx, first.ID))
	must(t, after.DropDraft(ctx, first.ID))
	mine, err = after.Drafts(ctx, "a")
	must(t, err)
	same(t, "drafts once dropped", len(mine), 0)
}

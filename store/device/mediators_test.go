package device

import (
	"context"
	"testing"
	"time"

	"parvis/app/people"
	"parvis/app/session"
)

// two gives a directory where Ana and Bea work, each with a code, nobody there.
func two(t *testing.T, dir string, o Options) (d *Device, ana, bea string) {
	t.Helper()
	ctx := context.Background()
	d = testInit(t, dir, o)
	ana = firstMediator(t, d)
	must(t, d.Unlock(ctx, ana, ""))
	must(t, d.SetPIN(ctx, ana, "258036"))
	m, err := d.AddMediatorWithPIN(ctx, "Bea", "quatre mots bien choisis")
	must(t, err)
	d.Lock()
	return d, ana, m.ID
}

func TestSeveralMediators(t *testing.T) {
	ctx := context.Background()
	d, ana, bea := two(t, t.TempDir(), testOptions())
	defer mustClose(t, d)
	m, err := d.Meta(ctx)
	must(t, err)
	if one, other := m.Mediators[0], m.Mediators[1]; !one.PIN || one.Words || !other.PIN || !other.Words {
		t.Errorf("%+v", m.Mediators)
	}
	left := func(want int) {
		t.Helper()
		if got, err := d.TriesLeft(ctx, bea); err != nil || got != want {
			t.Errorf("%d tries left, %v", got, err)
		}
	}
	left(people.FreeTries)
	wantCode(t, d.Unlock(ctx, bea, "258036"), "pin_wrong") // another's code is nobody's
	left(people.FreeTries - 1)
	must(t, d.Unlock(ctx, bea, "quatre mots bien choisis"))
	left(people.FreeTries)
	wantCode(t, d.SetPIN(ctx, ana, "147036"), "vault_locked") // one changes one's own code alone
	wantCode(t, d.SetPIN(ctx, bea, ""), "pin_needed")
	wantCode(t, d.RemoveMediator(ctx, bea), "mediator_self")
	must(t, d.RemoveMediator(ctx, ana))
	wantCode(t, d.RemoveMediator(ctx, ana), "mediator_unknown")
	must(t, d.SetPIN(ctx, bea, "")) // alone now
	d.Lock()
	wantCode(t, d.RemoveMediator(ctx, bea), "vault_locked")
	wantCode(t, d.Unlock(ctx, ana, "258036"), "mediator_unknown")
}

// TestOneNeverReadsTheOther goes through all that one mediator can reach of
// another's: drafts, notes of drafts, notes of sessions.
func TestOneNeverReadsTheOther(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	d, ana, bea := two(t, dir, testOptions())
	defer mustClose(t, d)
	must(t, d.Unlock(ctx, ana, "258036"))
	_, err := d.Save(ctx, ana, noted(firstID))
	must(t, err)
	must(t, d.PutDraft(ctx, session.Draft{ID: "draft", Author: ana, Session: noted("draft")}))
	d.Lock()
	must(t, d.Unlock(ctx, bea, "quatre mots bien choisis"))
	if list, err := d.Drafts(ctx, bea); err != nil || len(list) != 0 {
		t.Errorf("drafts of a colleague: %v %v", list, err)
	}
	all, err := d.Drafts(ctx, "")
	must(t, err)
	if len(all) != 1 || all[0].Session.Notes != "" {
		t.Errorf("the note of a colleague's draft: %+v", all)
	}
	for r, err := range d.List(ctx, session.Filter{}) {
		must(t, err)
		if r.Notes != "" {
			t.Errorf("a colleague reads %q", r.Notes)
		}
	}
	history, err := d.History(ctx, firstID)
	must(t, err)
	for _, c := range history {
		if c.After != nil && c.After.Notes != "" {
			t.Errorf("the history says %q", c.After.Notes)
		}
	}
}

// TestALockedDirectoryTellsNothing looks, as someone who holds the device's
// key would, at everything the process can still read once the vault is locked.
func TestALockedDirectoryTellsNothing(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	d, ana, _ := two(t, dir, testOptions())
	defer mustClose(t, d)
	must(t, d.Unlock(ctx, ana, "258036"))
	must(t, d.PutDoc(ctx, Doc{Kind: KindPerson, ID: "b-1", Author: ana, Body: []byte(canary + " Durand")}))
	must(t, d.PutDoc(ctx, Doc{Kind: people.KindMandate, ID: "m-1", Person: "b-1", Author: ana, Body: []byte(canary + " mandat")}))
	s := noted(firstID)
	s.Person.BeneficiaryID, s.Tags = "b-1", nil
	_, err := d.Save(ctx, ana, s)
	must(t, err)
	draft := s
	draft.ID = "draft"
	must(t, d.PutDraft(ctx, session.Draft{ID: "draft", Author: ana, Session: draft}))
	if key, _ := d.vault.open(); key == nil {
		t.Fatal("not open")
	}
	d.Lock()
	if d.vault.private != nil {
		t.Error("the key of the vault is still in memory")
	}
	unsealed(t, d, canary)
	for _, read := range []func() error{
		func() error { _, err := d.Docs(ctx, KindPerson); return err },
		func() error { _, err := d.DocsOf(ctx, "b-1"); return err },
		func() error { _, _, err := d.Doc(ctx, people.KindMandate, "m-1"); return err },
	} {
		wantCode(t, read(), "vault_locked")
	}
	drafts, err := d.Drafts(ctx, ana)
	must(t, err)
	r, err := d.Find(ctx, firstID)
	must(t, err)
	if len(drafts) != 1 || drafts[0].Session.Notes != "" || r.Notes != "" {
		t.Errorf("read while locked: %+v %+v", drafts, r)
	}
}

func TestThePurgeLeavesNoTrace(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	o := testOptions()
	now := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
	o.Now = func() time.Time { return now }
	d, ana, _ := two(t, dir, o)
	defer func() { mustClose(t, d) }()
	must(t, d.Unlock(ctx, ana, "258036"))
	person := func(id, words string) {
		t.Helper()
		must(t, d.PutDoc(ctx, Doc{Kind: KindPerson, ID: id, Author: ana, Body: []byte(words)}))
	}
	person("b-gone", "Durand")
	person("b-kept", "Martin")
	person("b-kept", "Martin corrigé")
	mandate := func(id, person string, until time.Time) {
		t.Helper()
		must(t, d.PutDoc(ctx, Doc{Kind: people.KindMandate, ID: id, Person: person, Author: ana, Until: until, Body: []byte("mandat " + id)}))
	}
	mandate("m-paper", "", now.AddDate(0, 2, 0))
	mandate("m-hers", "b-gone", now.AddDate(5, 0, 0))
	mandate("m-long", "", now.AddDate(3, 0, 0))
	s := noted(firstID)
	s.Date, s.Person.BeneficiaryID, s.Tags = "2026-10-12", "b-gone", nil
	_, err := d.Save(ctx, ana, s)
	must(t, err)
	s.ID, s.Date, s.Person = "019a5f00-0000-7000-8000-000000000002", "2027-06-12", &session.Person{BeneficiaryID: "b-kept"}
	_, err = d.Save(ctx, ana, s)
	must(t, err)
	d.Lock() // the job runs whether someone is there or not
	count := func() (n int) {
		for _, err := range d.journal.Records(1) {
			must(t, err)
			n++
		}
		return n
	}
	before := count()
	now = time.Date(2027, 10, 12, 9, 0, 0, 0, time.UTC)
	res, err := d.Purge(ctx)
	must(t, err)
	if res.Persons != 1 || res.Mandates != 1 {
		t.Errorf("%+v", res)
	}
	if last, ok, err := d.LastPurge(ctx); err != nil || !ok || last.At != now || last.Persons != 1 {
		t.Errorf("the last purge is told as %+v %v %v", last, ok, err)
	}
	if after := count(); after >= before {
		t.Errorf("%d records, then %d", before, after)
	}
	unsealed(t, d, "b-gone", "m-paper", "m-hers")
	docs := map[string]int{}
	for rec, err := range d.journal.Records(1) {
		must(t, err)
		if rec.Type == typeDoc {
			var k keptDoc
			must(t, decodeCBOR(rec.Body, &k))
			docs[k.ID]++
		}
	}
	if docs["b-kept"] != 1 || docs["m-long"] != 1 || len(docs) != 2 {
		t.Errorf("documents left in the journal: %v", docs)
	}
	mustClose(t, d)
	d = testOpen(t, dir, o)
	must(t, d.Unlock(ctx, ana, "258036"))
	kept, err := d.Docs(ctx, KindPerson)
	must(t, err)
	if len(kept) != 1 || string(kept[0].Body) != "Martin corrigé" {
		t.Errorf("left: %v", kept)
	}
	var line Line
	for l, err := range d.Lines(ctx) {
		must(t, err)
		line = l
	}
	if line.Kind != people.DataPurged || line.Args["persons"] != "1" || line.Args["mandates"] != "1" {
		t.Errorf("the local journal says %+v", line)
	}
}

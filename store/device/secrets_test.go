package device

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parvis/app"
	"parvis/app/people"
	"parvis/app/session"
	"parvis/store/storetest"
)

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if !errors.Is(err, app.E(0, code)) {
		t.Fatalf("error %v, want %s", err, code)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// scan says in which files of a directory any of the needles occurs.
func scan(t *testing.T, dir string, needles ...string) (in []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		for _, n := range needles {
			if strings.Contains(string(raw), n) {
				in = append(in, filepath.Base(path)+": "+n)
			}
		}
		return err
	})
	must(t, err)
	return in
}

const canary = "CanariJaune"

func noted(id string) session.Session {
	return session.Session{
		ID: session.ID(id), Type: session.Individual, Date: "2026-10-12", Duree: 30, TypeLieu: session.AtPlace, PlaceID: session.Here,
		Thematiques: []string{"email"}, Tags: []string{canary + " tag"}, Notes: canary + " note",
		Person: &session.Person{BeneficiaryID: "b-" + canary},
	}
}

const firstID = "019a5f00-0000-7000-8000-000000000001"

func TestNothingReadableOnDisk(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	t.Setenv("TMPDIR", t.TempDir()) // what would be written there is looked at too
	d := testInit(t, dir, testOptions())
	who := firstMediator(t, d)
	must(t, d.PutDoc(ctx, Doc{Kind: KindPerson, ID: "b-7f3a", Author: who, Body: []byte(canary + " Durand")}))
	_, err := d.Save(ctx, who, noted(firstID))
	must(t, err)
	must(t, d.PutDraft(ctx, session.Draft{ID: firstID, Author: who, Label: canary, Session: noted(firstID)}))
	must(t, d.SetSetting(ctx, "place.name", []byte(canary)))
	_, err = d.BackupDue(ctx)
	must(t, err)
	needles := []string{canary, "Durand", "Ana", "Médiathèque"}
	if in := scan(t, dir, needles...); len(in) > 0 {
		t.Errorf("readable while open: %v", in)
	}
	must(t, d.Unlock(ctx, who, ""))
	if r, err := d.Find(ctx, firstID); err != nil || r.Notes == "" {
		t.Fatalf("the note cannot be read: %v", err)
	}
	d.Lock()
	if in := scan(t, dir, needles...); len(in) > 0 {
		t.Errorf("readable once locked: %v", in)
	}
	if in := scan(t, copyTree(t, dir), needles...); len(in) > 0 {
		t.Errorf("readable after a power cut: %v", in)
	}
	if in := scan(t, os.TempDir(), canary); len(in) > 0 {
		t.Errorf("readable among temporary files: %v", in)
	}
	must(t, d.ErasePerson(ctx, "b-7f3a"))
	if in := scan(t, dir, needles...); len(in) > 0 {
		t.Errorf("readable after an erasure: %v", in)
	}
	_, err = d.Purge(ctx)
	must(t, err)
	if in := scan(t, dir, needles...); len(in) > 0 {
		t.Errorf("readable after a purge: %v", in)
	}
	mustClose(t, d)
	if in := scan(t, dir, canary, "Durand", "Ana", "Médiathèque"); len(in) > 0 {
		t.Errorf("readable once closed: %v", in)
	}
}

func firstMediator(t *testing.T, d *Device) string {
	t.Helper()
	m, err := d.Meta(context.Background())
	must(t, err)
	return m.Mediators[0].ID
}

func TestNotesBelongToTheirAuthor(t *testing.T) {
	ctx := context.Background()
	d := testInit(t, t.TempDir(), testOptions())
	defer mustClose(t, d)
	who := firstMediator(t, d)
	_, err := d.Save(ctx, who, noted(firstID))
	must(t, err)
	read := func() string {
		r, err := d.Find(ctx, firstID)
		must(t, err)
		return r.Notes
	}
	if got := read(); got != "" {
		t.Fatalf("a locked vault gave %q", got)
	}
	out, err := d.Save(ctx, who, noted(firstID))
	must(t, err)
	if out != session.Duplicate {
		t.Fatal("the same note is not a repeat")
	}
	other := noted(firstID)
	other.Notes = "another"
	_, err = d.Save(ctx, who, other)
	wantCode(t, err, "session_conflict")

	bare := noted(firstID)
	bare.Notes, bare.Duree = "", 45
	must(t, d.Update(ctx, who, bare)) // an edit while locked keeps the note
	must(t, d.Unlock(ctx, who, ""))
	if got := read(); got != canary+" note" {
		t.Fatalf("its author reads %q", got)
	}
	colleague, err := d.AddMediator(ctx, "Bea")
	must(t, err)
	d.Lock()
	must(t, d.Unlock(ctx, colleague.ID, ""))
	if got := read(); got != "" {
		t.Fatalf("a colleague reads %q", got)
	}
	d.Lock()
	must(t, d.Unlock(ctx, who, ""))
	must(t, d.Update(ctx, who, bare)) // the author takes it away
	if got := read(); got != "" {
		t.Fatalf("a removed note reads %q", got)
	}
}

func TestPIN(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	o := testOptions()
	o.Now = func() time.Time { return now }
	d := testInit(t, dir, o)
	who := firstMediator(t, d)
	wantCode(t, d.SetPIN(ctx, who, "2580"), "vault_locked")
	must(t, d.Unlock(ctx, who, ""))
	must(t, d.SetPIN(ctx, who, "2580"))
	code, err := d.NewRecovery(ctx)
	must(t, err)
	_, err = d.AddMediator(ctx, "Bea")
	wantCode(t, err, "pin_needed")
	d.Lock()
	for range people.FreeTries {
		wantCode(t, d.Unlock(ctx, who, "0000"), "pin_wrong")
	}
	wantCode(t, d.Unlock(ctx, who, "2580"), "pin_wait")
	mustClose(t, d)
	d = testOpen(t, dir, o) // the delay survives a restart
	defer func() { mustClose(t, d) }()
	wantCode(t, d.Unlock(ctx, who, "2580"), "pin_wait")
	now = now.Add(-24 * time.Hour) // and a clock set back makes it no longer
	wait, err := d.PINDelay(ctx, who)
	must(t, err)
	if wait > 30*time.Second {
		t.Fatalf("wait %v", wait)
	}
	now = now.Add(24*time.Hour + 30*time.Second)
	wantCode(t, d.Unlock(ctx, who, "1111"), "pin_wrong")
	now = now.Add(30 * time.Second)
	wantCode(t, d.Unlock(ctx, who, "2580"), "pin_wait") // twice as long now
	wantCode(t, d.RecoverPIN(ctx, "ABCD-EFGH-JKLM-NPQR-STUV", who, "1"), "recovery_wrong")
	must(t, d.RecoverPIN(ctx, strings.ToLower(strings.ReplaceAll(code, "-", " ")), who, "1379"))
	d.Lock()
	must(t, d.Unlock(ctx, who, "1379"))
	d.Lock()
	wantCode(t, d.Unlock(ctx, who, "2580"), "pin_wrong")
}

func TestErasingAPersonLeavesNoTrace(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	d := testInit(t, dir, testOptions())
	defer func() { mustClose(t, d) }()
	who := firstMediator(t, d)
	her := "b-" + canary
	must(t, d.PutDoc(ctx, Doc{Kind: KindPerson, ID: her, Author: who, Body: []byte("Durand")}))
	must(t, d.PutDoc(ctx, Doc{Kind: "mandate", ID: "m-1", Person: her, Author: who, Body: []byte("mandate")}))
	must(t, d.PutDoc(ctx, Doc{Kind: KindPerson, ID: "b-2", Author: who, Body: []byte("Martin")}))
	wantCode(t, d.PutDoc(ctx, Doc{Kind: "mandate", ID: "m-2", Person: "b-none"}), "person_unknown")
	_, err := d.Save(ctx, who, noted(firstID))
	must(t, err)
	must(t, d.PutDraft(ctx, session.Draft{ID: firstID, Author: who, Session: noted(firstID)}))
	_, err = d.BackupDue(ctx)
	must(t, err)
	before, err := d.Stats(ctx, session.Filter{})
	must(t, err)

	must(t, d.ErasePerson(ctx, her))

	must(t, d.Unlock(ctx, who, ""))
	docs, err := d.DocsOf(ctx, her)
	must(t, err)
	people, err := d.Docs(ctx, KindPerson)
	must(t, err)
	if len(docs) != 0 || len(people) != 1 || string(people[0].Body) != "Martin" {
		t.Fatalf("documents left: %v, people %v", docs, people)
	}
	r, err := d.Find(ctx, firstID)
	must(t, err)
	if r.Notes != "" || r.Person.BeneficiaryID == her {
		t.Fatalf("her session still says %+v", r)
	}
	after, err := d.Stats(ctx, session.Filter{})
	must(t, err)
	if after.Total != before.Total || after.People != before.People {
		t.Fatal("figures changed")
	}
	if drafts, err := d.Drafts(ctx, ""); err != nil || len(drafts) != 0 {
		t.Fatalf("drafts left: %v %v", drafts, err)
	}
	unsealed(t, d, her, canary+" note", "Durand")
	mustClose(t, d)
	d = testOpen(t, dir, testOptions())
	unsealed(t, d, her, canary+" note", "Durand")
}

// unsealed looks for traces as someone who holds the device's key would: in
// every record of the journal and every value of the projection.
func unsealed(t *testing.T, d *Device, needles ...string) {
	t.Helper()
	look := func(where string, plain []byte) {
		for _, n := range needles {
			if strings.Contains(string(plain), n) {
				t.Errorf("%s still holds %q", where, n)
			}
		}
	}
	for rec, err := range d.journal.Records(0) {
		must(t, err)
		look("the journal", rec.Body)
	}
	must(t, d.read(func(tx *tx) error {
		for _, name := range buckets {
			err := tx.Bucket(name).ForEach(func(k, v []byte) error {
				look("a key of "+string(name), k)
				if plain, err := d.proj.box.open(contextOf(name, k), v); err == nil {
					look("a value of "+string(name), plain)
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	}))
	if in := scan(t, d.dir, needles...); len(in) > 0 {
		t.Errorf("readable: %v", in)
	}
}

func TestKioskKeepsNoNotes(t *testing.T) {
	d, err := Init(context.Background(), t.TempDir(), InitOptions{Kiosk: true}, testOptions())
	must(t, err)
	defer mustClose(t, d)
	_, err = d.Save(context.Background(), "", noted(firstID))
	wantCode(t, err, "vault_none")
	wantCode(t, d.PutDoc(context.Background(), Doc{Kind: KindPerson, ID: "x"}), "vault_none")
	_, err = d.Save(context.Background(), "", storetest.NewGen(1).Session())
	must(t, err)
}

// fakeKeyring is a keyring of the tests; the machine's own is never touched.
type fakeKeyring struct {
	kept map[string]string
	hang chan struct{}
	deny bool
}

func (k *fakeKeyring) Get(id string) (string, error) {
	if k.hang != nil {
		<-k.hang
	}
	if s, ok := k.kept[id]; ok {
		return s, nil
	}
	return "", errors.New("no such secret")
}

func (k *fakeKeyring) Set(id, secret string) error {
	if k.deny {
		return errors.New("denied")
	}
	k.kept[id] = secret
	return nil
}

func (k *fakeKeyring) Delete(id string) error { delete(k.kept, id); return nil }

func TestKeyPlaces(t *testing.T) {
	ctx := context.Background()
	ring := &fakeKeyring{kept: map[string]string{}, deny: true}
	o := testOptions()
	o.Keyring = ring
	dir := t.TempDir()
	_, err := Init(ctx, dir, InitOptions{Key: KeyKeyring}, o)
	wantCode(t, err, "key_not_kept")
	ring.deny = false
	d, err := Init(ctx, dir, InitOptions{Key: KeyKeyring}, o)
	must(t, err)
	mustClose(t, d)
	if _, err := os.Stat(filepath.Join(dir, keyName)); !errors.Is(err, fs.ErrNotExist) {
		t.Fatal("the key is in a file too")
	}
	mustClose(t, testOpen(t, dir, o))
	secret := ring.kept[d.ID()]
	ring.kept[d.ID()] = secrets{device: make([]byte, keySize), remainder: make([]byte, keySize)}.encode()
	_, err = Open(ctx, dir, o)
	wantCode(t, err, "key_wrong")
	delete(ring.kept, d.ID())
	_, err = Open(ctx, dir, o)
	wantCode(t, err, "key_missing_keyring")
	ring.kept[d.ID()] = secret
	ring.hang = make(chan struct{})
	start := time.Now()
	_, err = Open(ctx, dir, o)
	close(ring.hang)
	wantCode(t, err, "key_missing_keyring")
	if took := time.Since(start); took > keyringPatience+2*time.Second {
		t.Fatalf("gave up after %v", took)
	}

	plain := t.TempDir()
	mustClose(t, testInit(t, plain, o))
	must(t, os.Remove(filepath.Join(plain, keyName)))
	_, err = Open(ctx, plain, o)
	wantCode(t, err, "key_missing_file")
	if app.KindOf(err) != app.Failed {
		t.Fatal("a missing key counts as damage")
	}
}

package device

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parvis/app/session"
	"parvis/store/journal"
	"parvis/store/storetest"
)

func saveMany(t testing.TB, d *Device, seed uint64, n int) {
	t.Helper()
	g := storetest.NewGen(seed)
	list := make([]session.Session, n)
	for i := range list {
		list[i] = g.Session()
	}
	if n > 1000 {
		dayAfterDay(list)
	}
	for len(list) > 0 {
		k := min(len(list), 1000)
		if _, err := d.SaveAll(context.Background(), "a", list[:k]); err != nil {
			t.Fatal(err)
		}
		list = list[k:]
	}
}

// dayAfterDay puts a history in the order it is written: days follow, and so do
// ids, as those of a program do (UUIDv7).
func dayAfterDay(list []session.Session) {
	ids := make([]session.ID, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	slices.Sort(ids)
	slices.SortStableFunc(list, func(a, b session.Session) int { return strings.Compare(string(a.Date), string(b.Date)) })
	for i := range list {
		list[i].ID = ids[i]
	}
}

func countOf(t testing.TB, d *Device) int { return len(storetest.All(t, d, session.Filter{})) }

func TestBackupAndRestoreHere(t *testing.T) {
	ctx := context.Background()
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "b.parvis")
	d := testInit(t, dir, testOptions())
	saveMany(t, d, 1, 20)
	res, err := d.Backup(ctx, file, BackupOptions{})
	must(t, err)
	if res.Records < 20 {
		t.Fatalf("%+v", res)
	}
	key, err := d.RemainderKey(ctx)
	must(t, err)
	must(t, d.Enqueue(ctx, 5, 1, []byte("x")))
	saveMany(t, d, 2, 5)
	_, err = Restore(ctx, dir, file, RestoreOptions{}, testOptions())
	wantCode(t, err, "store_locked")
	mustClose(t, d)
	_, err = Restore(ctx, dir, file, RestoreOptions{}, testOptions())
	wantCode(t, err, "restore_newer")
	d = testOpen(t, dir, testOptions())
	if n := countOf(t, d); n != 25 {
		t.Fatalf("a refused restore left %d sessions", n)
	}
	mustClose(t, d)
	got, err := Restore(ctx, dir, file, RestoreOptions{Force: true}, testOptions())
	must(t, err)
	if got.Epoch != 2 {
		t.Fatalf("epoch %d", got.Epoch)
	}
	again, err := Restore(ctx, dir, file, RestoreOptions{Force: true}, testOptions())
	must(t, err)
	if again.Epoch != 3 {
		t.Fatalf("restoring twice gives epoch %d: numbers would be used twice", again.Epoch)
	}
	d = testOpen(t, dir, testOptions())
	defer mustClose(t, d)
	if n := countOf(t, d); n != 20 {
		t.Fatalf("%d sessions", n)
	}
	now, err := d.RemainderKey(ctx)
	must(t, err)
	if string(now) != string(key) {
		t.Fatal("the remainder key did not survive the restore")
	}
	kept, err := d.backups()
	must(t, err)
	if len(kept) == 0 {
		t.Fatal("what was replaced was not kept")
	}
}

func TestRestoreOnAnotherMachine(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	withCode, withPhrase := filepath.Join(dir, "code"), filepath.Join(dir, "phrase")
	d := testInit(t, filepath.Join(dir, "old"), testOptions())
	who := firstMediator(t, d)
	must(t, d.Unlock(ctx, who, ""))
	must(t, d.SetPIN(ctx, who, "2580"))
	code, err := d.NewRecovery(ctx)
	must(t, err)
	_, err = d.Save(ctx, who, noted(firstID))
	must(t, err)
	_, err = d.Backup(ctx, withCode, BackupOptions{})
	must(t, err)
	_, err = d.Backup(ctx, withPhrase, BackupOptions{Passphrase: "cheval agrafe pile correct"})
	must(t, err)
	mustClose(t, d)
	fresh := filepath.Join(dir, "new")
	_, err = Restore(ctx, fresh, withCode, RestoreOptions{}, testOptions())
	wantCode(t, err, "backup_key")
	_, err = Restore(ctx, fresh, withCode, RestoreOptions{Recovery: "AAAA"}, testOptions())
	wantCode(t, err, "recovery_wrong")
	_, err = Restore(ctx, fresh, withPhrase, RestoreOptions{Passphrase: "wrong"}, testOptions())
	wantCode(t, err, "backup_key")
	_, err = Restore(ctx, fresh, withCode, RestoreOptions{Recovery: code}, testOptions())
	must(t, err)
	d = testOpen(t, fresh, testOptions())
	must(t, d.Unlock(ctx, who, "2580"))
	r, err := d.Find(ctx, firstID)
	must(t, err)
	if r.Notes != canary+" note" {
		t.Fatalf("note %q", r.Notes)
	}
	mustClose(t, d)
	_, err = Restore(ctx, filepath.Join(dir, "third"), withPhrase, RestoreOptions{Passphrase: "cheval agrafe pile correct"}, testOptions())
	must(t, err)

	raw, err := os.ReadFile(withCode)
	must(t, err)
	raw[len(raw)/2] ^= 1
	must(t, os.WriteFile(withCode, raw, 0o600))
	_, err = Restore(ctx, filepath.Join(dir, "fourth"), withCode, RestoreOptions{Recovery: code}, testOptions())
	wantCode(t, err, "backup_bad")
	_, err = Restore(ctx, filepath.Join(dir, "fifth"), filepath.Join(dir, "none"), RestoreOptions{Recovery: code}, testOptions())
	wantCode(t, err, "backup_absent")
}

func TestRotatedCopies(t *testing.T) {
	ctx := context.Background()
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	o := testOptions()
	o.Now = func() time.Time { return now }
	d := testInit(t, t.TempDir(), o)
	defer mustClose(t, d)
	g := storetest.NewGen(1)
	for range 60 {
		_, err := d.Save(ctx, "a", g.Session())
		must(t, err)
		if made, err := d.BackupDue(ctx); err != nil || !made {
			t.Fatal(made, err)
		}
		now = now.Add(20 * time.Minute)
		if made, err := d.BackupDue(ctx); err != nil || made {
			t.Fatal("a copy before the hour is over", err)
		}
		now = now.Add(5 * time.Hour)
	}
	if made, err := d.BackupDue(ctx); err != nil || made {
		t.Fatal("a copy of what did not change", err)
	}
	kept, err := d.backups()
	must(t, err)
	if n := len(kept); n < 10 || n > 17 {
		t.Fatalf("%d copies kept", n)
	}
}

func TestRotationKeepsTheLastSix(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
		var all []copyKept
		at := now
		for i := range rapid.IntRange(0, 80).Draw(t, "copies") {
			at = at.Add(-time.Duration(rapid.IntRange(1, 72).Draw(t, "hours")) * time.Hour)
			all = append([]copyKept{{name: string(rune('a' + i)), at: at}}, all...)
		}
		keep := keepCopies(all, now)
		for i, c := range all {
			if len(all)-i <= 6 && !keep[c.name] {
				t.Fatalf("copy %d of %d is dropped", i, len(all))
			}
		}
		if len(keep) > 6+7+5 {
			t.Fatalf("%d copies kept", len(keep))
		}
	})
}

func TestPurge(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	now := time.Date(2025, 6, 1, 8, 0, 0, 0, time.UTC)
	o := testOptions()
	o.Now = func() time.Time { return now }
	d := testInit(t, dir, o)
	defer func() { mustClose(t, d) }()
	who := firstMediator(t, d)
	for _, id := range []string{"b-old", "b-new"} {
		must(t, d.PutDoc(ctx, Doc{Kind: KindPerson, ID: id, Author: who, Body: []byte("identity of " + id)}))
	}
	old := noted(firstID)
	old.Date, old.Person = "2025-05-30", &session.Person{BeneficiaryID: "b-old"}
	_, err := d.Save(ctx, who, old)
	must(t, err)
	must(t, d.PutDraft(ctx, session.Draft{ID: "d", Author: who, Started: now, Touched: now}))
	for range 5 {
		must(t, d.SetSetting(ctx, "theme", []byte("superseded "+canary)))
	}
	must(t, d.SetSetting(ctx, "theme", []byte("dark")))
	now = now.AddDate(1, 1, 0)
	recent := noted("019a5f00-0000-7000-8000-000000000002")
	recent.Date, recent.Person = "2026-06-30", &session.Person{BeneficiaryID: "b-new"}
	_, err = d.Save(ctx, who, recent)
	must(t, err)
	_, err = d.BackupDue(ctx)
	must(t, err)
	before, err := d.Copies(ctx)
	must(t, err)
	now = now.Add(time.Minute)
	res, err := d.Purge(ctx)
	must(t, err)
	if res.Persons != 1 || res.Drafts != 1 {
		t.Fatalf("%+v", res)
	}
	after, err := d.Copies(ctx)
	must(t, err)
	if len(before) != 1 || len(after) != 1 || after[0].At.Equal(before[0].At) {
		t.Fatalf("a copy that holds what was purged stays: %v, %v", before, after)
	}
	must(t, d.SetSetting(ctx, "theme", []byte("light")))
	must(t, d.SetSetting(ctx, "theme", []byte("dark")))
	now = now.Add(time.Minute)
	_, err = d.Purge(ctx)
	must(t, err)
	if still, err := d.Copies(ctx); err != nil || len(still) != 1 || !still[0].At.Equal(after[0].At) {
		t.Fatalf("a purge of nothing personal replaced the copies: %v %v", still, err)
	}
	unsealed(t, d, "b-old", "superseded")
	must(t, d.Unlock(ctx, who, ""))
	people, err := d.Docs(ctx, KindPerson)
	must(t, err)
	if len(people) != 1 || people[0].ID != "b-new" {
		t.Fatalf("%+v", people)
	}
	if v, ok, err := d.Setting(ctx, "theme"); err != nil || !ok || string(v) != "dark" {
		t.Fatalf("%q %v", v, err)
	}
	last, ok, err := d.LastPurge(ctx)
	must(t, err)
	if !ok || last.Persons != 0 {
		t.Fatalf("%+v", last)
	}
	mustClose(t, d)
	d = testOpen(t, dir, o)
	if n := countOf(t, d); n != 2 {
		t.Fatalf("%d sessions after the purge", n)
	}
}

func TestMigration(t *testing.T) {
	dir := t.TempDir()
	d := testInit(t, dir, testOptions())
	saveMany(t, d, 1, 10)
	h, keys, o := d.head, d.secrets, d.o
	mustClose(t, d)
	failing := map[int]migration{1: func(journal.Record) (journal.Verdict, []byte, error) { return 0, nil, errors.New("no") }}
	_, err := migrate(o, h, keys, failing, 2)
	wantCode(t, err, "migration_failed")
	d = testOpen(t, dir, testOptions())
	if n := countOf(t, d); n != 10 {
		t.Fatalf("a failed migration left %d sessions", n)
	}
	mustClose(t, d)
	seen := 0
	step := map[int]migration{1: func(r journal.Record) (journal.Verdict, []byte, error) {
		seen++
		return journal.Keep, nil, nil
	}}
	got, err := migrate(o, h, keys, step, 2)
	must(t, err)
	if seen < 10 || got.Format != 2 {
		t.Fatalf("%d records, format %d", seen, got.Format)
	}
	_, err = Open(context.Background(), dir, testOptions())
	wantCode(t, err, "store_newer")
	got.Format = 1
	must(t, writeHeader(o.FS, got))
	d = testOpen(t, dir, testOptions())
	defer mustClose(t, d)
	if n := countOf(t, d); n != 10 {
		t.Fatalf("%d sessions after the migration", n)
	}
}

// TestRestoreKeepsWhatItCannotRead: a directory whose key is missing takes a
// copy up, and what it held is set aside until an erasure.
func TestRestoreKeepsWhatItCannotRead(t *testing.T) {
	ctx := context.Background()
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "b")
	d := testInit(t, dir, testOptions())
	saveMany(t, d, 1, 3)
	_, err := d.Backup(ctx, file, BackupOptions{Passphrase: "cheval agrafe pile"})
	must(t, err)
	saveMany(t, d, 2, 4)
	mustClose(t, d)
	key, err := os.ReadFile(filepath.Join(dir, keyName))
	must(t, err)
	must(t, os.Remove(filepath.Join(dir, keyName)))
	_, err = Restore(ctx, dir, file, RestoreOptions{Passphrase: "cheval agrafe pile"}, testOptions())
	must(t, err)
	d = testOpen(t, dir, testOptions())
	if n := countOf(t, d); n != 3 {
		t.Fatalf("%d sessions", n)
	}
	// The key turns up: what was set aside opens with it.
	aside := filepath.Join(dir, replacedDir)
	must(t, os.WriteFile(filepath.Join(aside, keyName), key, 0o600))
	old := testOpen(t, aside, testOptions())
	if n := countOf(t, old); n != 7 {
		t.Fatalf("%d sessions set aside", n)
	}
	mustClose(t, old)
	must(t, d.PutDoc(ctx, Doc{Kind: KindPerson, ID: "b-1", Author: firstMediator(t, d), Body: []byte("x")}))
	must(t, d.ErasePerson(ctx, "b-1"))
	if _, err := os.Stat(aside); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("what was set aside outlives an erasure: %v", err)
	}
	mustClose(t, d)
}

// TestRestoreWithoutHeader: the identity of the directory is gone, its own
// copies still open with its key.
func TestRestoreWithoutHeader(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	d := testInit(t, dir, testOptions())
	saveMany(t, d, 1, 3)
	must(t, d.BackupNow(ctx))
	copies, err := d.Copies(ctx)
	must(t, err)
	mustClose(t, d)
	must(t, os.Remove(filepath.Join(dir, headerName)))
	_, err = Open(ctx, dir, testOptions())
	wantCode(t, err, "store_nameless")
	c, err := InspectFor(ctx, dir, copies[0].File, RestoreOptions{}, testOptions())
	must(t, err)
	if c.Sessions != 3 || c.Made.IsZero() {
		t.Fatalf("%+v", c)
	}
	_, err = Restore(ctx, dir, copies[0].File, RestoreOptions{}, testOptions())
	must(t, err)
	d = testOpen(t, dir, testOptions())
	defer mustClose(t, d)
	if n := countOf(t, d); n != 3 {
		t.Fatalf("%d sessions", n)
	}
}

func TestInspectSaysWhatWouldGo(t *testing.T) {
	ctx := context.Background()
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "b")
	d := testInit(t, dir, testOptions())
	defer mustClose(t, d)
	saveMany(t, d, 1, 5)
	_, err := d.Backup(ctx, file, BackupOptions{})
	must(t, err)
	saveMany(t, d, 2, 2)
	c, err := d.Inspect(ctx, file, RestoreOptions{})
	must(t, err)
	if c.Sessions != 5 || c.Newer != 2 || c.Foreign || c.Records < 5 {
		t.Fatalf("%+v", c)
	}
	other := testInit(t, t.TempDir(), testOptions())
	defer mustClose(t, other)
	_, err = other.Inspect(ctx, file, RestoreOptions{})
	wantCode(t, err, "backup_key")
	_, err = d.Backup(ctx, filepath.Join(dir, "none", "b"), BackupOptions{})
	if err == nil {
		t.Fatal("written where there is no folder")
	}
	_, err = d.Backup(ctx, filepath.Join(t.TempDir(), "none", "b"), BackupOptions{})
	wantCode(t, err, "backup_unwritable")
}

// FuzzArchive reads hostile archives, as if whoever made them knew the key.
func FuzzArchive(f *testing.F) {
	var good bytes.Buffer
	w := tar.NewWriter(&good)
	keys := secrets{device: make([]byte, keySize), remainder: make([]byte, keySize)}
	for name, content := range map[string]string{
		headerName: `{"format":1,"id":"00","journal":"journal","key_check":"` + keys.check("00") + `"}`,
		keyName:    keys.encode(), "journal/MANIFEST": "x", "drafts/a.draft": "y",
	} {
		if err := w.WriteHeader(&tar.Header{Name: name, Size: int64(len(content))}); err != nil {
			f.Fatal(err)
		}
		if _, err := w.Write([]byte(content)); err != nil {
			f.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add(good.Bytes())
	f.Fuzz(func(t *testing.T, raw []byte) {
		a, err := readArchive(bytes.NewReader(raw))
		if err != nil {
			return
		}
		for name := range a.files {
			if !filepath.IsLocal(name) {
				t.Fatalf("%q leads out of the directory", name)
			}
		}
		_, _ = a.verify() // it must only not fall
		_, _ = a.last()
	})
}

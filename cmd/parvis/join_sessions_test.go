package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parvis/app/session"
	"parvis/cmd/internal/station"
	"parvis/store/device"
	"parvis/ui/desk"
)

func testStation(t *testing.T) (*station.Station, string) {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC) }
	st, err := station.Init(t.Context(), station.Options{Dir: filepath.Join(t.TempDir(), "d"), Now: now},
		device.InitOptions{Meta: device.Meta{Place: "Médiathèque", Commune: "13063"}, Mediator: "Nadia", Key: device.KeyFile}, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	author, err := st.Author(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return st, author
}

const importHead = "Date;Type;Canaux d’accompagnement;Durée (min);Thématique(s) d’accompagnement;Nom du lieu;ID CRA\n"

func importFile(t *testing.T, rows ...string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "histoire.csv")
	if err := os.WriteFile(name, []byte(importHead+strings.Join(rows, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func planOf(t *testing.T, st *station.Station, file string) desk.ImportPlan {
	t.Helper()
	p, err := readImport(t.Context(), st, file)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func countOf(t *testing.T, st *station.Station) int {
	t.Helper()
	s, err := st.Stats(t.Context(), session.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	return s.Total
}

func TestAnImportIsSeenBeforeItIsMadeAndUndone(t *testing.T) {
	st, author := testStation(t)
	file := importFile(t,
		"12/10/2026;Individuel;Lieu d’activité;30;Santé;Médiathèque;a1",
		"31/02/2026;Individuel;Lieu d’activité;30;Santé;Médiathèque;a2",
		"13/10/2026;Individuel;Lieu d’activité;45;Poterie;Médiathèque;a3",
		"14/10/2026;Individuel;Lieu d’activité;45;Santé;Ailleurs;a4",
		"15/10/2026;Individuel;Lieu d’activité;45;E-mail;;a5")
	p := planOf(t, st, file)
	if len(p.Fresh) != 2 || len(p.Faults) != 3 || countOf(t, st) != 0 {
		t.Fatalf("%d new, %d faults, %d saved before any agreement", len(p.Fresh), len(p.Faults), countOf(t, st))
	}
	for i, line := range []string{":3", ":4", ":5"} {
		if !strings.HasSuffix(p.Faults[i].Where, line) {
			t.Errorf("fault %d is at %s", i, p.Faults[i].Where)
		}
	}
	save := func(p desk.ImportPlan) {
		t.Helper()
		if n, err := saveImport(t.Context(), st, author, p, func(int) {}); err != nil || n != 2 || countOf(t, st) != 2 {
			t.Fatalf("%d imported, %d counted, %v", n, countOf(t, st), err)
		}
	}
	save(p)
	if again := planOf(t, st, file); len(again.Fresh) != 0 || again.Known != 2 {
		t.Errorf("a second time: %d new, %d known", len(again.Fresh), again.Known)
	}
	if err := dropAll(t.Context(), st, author, p.Fresh); err != nil || countOf(t, st) != 0 {
		t.Fatalf("not undone: %d, %v", countOf(t, st), err)
	}
	save(planOf(t, st, file)) // what was undone comes back
}

func TestAnIdWithOtherContentIsRefusedByItsLine(t *testing.T) {
	st, author := testStation(t)
	if _, err := saveImport(t.Context(), st, author, planOf(t, st, importFile(t, "12/10/2026;Individuel;Lieu d’activité;30;Santé;Médiathèque;a1")), func(int) {}); err != nil {
		t.Fatal(err)
	}
	p := planOf(t, st, importFile(t,
		"12/10/2026;Individuel;Lieu d’activité;90;Santé;Médiathèque;a1",
		"13/10/2026;Individuel;Lieu d’activité;30;Santé;Médiathèque;b1"))
	if len(p.Fresh) != 1 || len(p.Faults) != 1 || p.Faults[0].Code != "session_conflict" || !strings.HasSuffix(p.Faults[0].Where, ":2") {
		t.Errorf("%+v", p)
	}
}

func TestAConflictThatCameUpMeanwhileUndoesTheWholeImport(t *testing.T) {
	st, author := testStation(t)
	p := planOf(t, st, importFile(t,
		"12/10/2026;Individuel;Lieu d’activité;30;Santé;Médiathèque;a1",
		"13/10/2026;Individuel;Lieu d’activité;30;Santé;Médiathèque;b1"))
	other := p.Fresh[1]
	other.Duree = 120
	if _, err := st.Save(t.Context(), author, other); err != nil {
		t.Fatal(err)
	}
	if _, err := saveImport(t.Context(), st, author, p, func(int) {}); err == nil {
		t.Fatal("not refused")
	}
	if r, err := st.Find(t.Context(), other.ID); err != nil || r.Deleted || r.Duree != 120 || countOf(t, st) != 1 {
		t.Errorf("what was here has changed: %+v, %d counted, %v", r.Session, countOf(t, st), err)
	}
}

func TestAStoppedImportLeavesNothing(t *testing.T) {
	st, author := testStation(t)
	p := planOf(t, st, importFile(t, "12/10/2026;Individuel;Lieu d’activité;30;Santé;Médiathèque;a1"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := saveImport(ctx, st, author, p, func(int) {}); err == nil || countOf(t, st) != 0 {
		t.Errorf("%d saved, %v", countOf(t, st), err)
	}
}

func TestALongHistoryComesInAtOnce(t *testing.T) {
	st, author := testStation(t)
	rows := make([]string, 5000)
	for i := range rows {
		rows[i] = fmt.Sprintf("%02d/10/2026;Individuel;Lieu d’activité;30;Santé;Médiathèque;r%d", 1+i%28, i)
	}
	p := planOf(t, st, importFile(t, rows...))
	if n, err := saveImport(t.Context(), st, author, p, func(int) {}); err != nil || n != len(rows) || countOf(t, st) != len(rows) {
		t.Fatalf("%d imported, %d counted, %v", n, countOf(t, st), err)
	}
	if err := dropAll(t.Context(), st, author, p.Fresh); err != nil || countOf(t, st) != 0 {
		t.Errorf("%d left, %v", countOf(t, st), err)
	}
}

func TestAFolderShowsWhatCanBeOpened(t *testing.T) {
	dir := t.TempDir()
	for i, name := range []string{"b.xlsx", "a.csv", "photo.jpg", ".cache.csv", "Z.CSV"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		at := time.Date(2026, 11, 1+i, 0, 0, 0, 0, time.UTC)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "archives"), 0o700); err != nil {
		t.Fatal(err)
	}
	f, err := listFolder(dir, ".xlsx", ".csv")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range f.Entries {
		names = append(names, e.Name)
	}
	if got := strings.Join(names, " "); got != "archives Z.CSV a.csv b.xlsx" || f.Parent != filepath.Dir(dir) {
		t.Errorf("%s, above is %s", got, f.Parent)
	}
	if _, err := listFolder(filepath.Join(dir, "nowhere")); err == nil {
		t.Error("a folder that is not there is shown")
	}
}

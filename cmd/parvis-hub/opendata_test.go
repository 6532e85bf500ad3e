package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"parvis/app/opendata"
)

// readAll gives every file of a folder by name.
func readAll(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, e := range entries {
		raw, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out[e.Name()] = string(raw)
	}
	return out
}

func TestOpenDataIsTheSameHoweverItIsAsked(t *testing.T) {
	data, dir, again := t.TempDir(), filepath.Join(t.TempDir(), "ouvertes"), t.TempDir()
	p := startHub(t, "--data", data)
	devices, _ := enrolFleet(t, nil, p.address, "--data", data)
	for i, d := range devices {
		d.release(t, 0, 10)
		if i < 2 {
			d.release(t, 20, 1) // two places only
		}
		if s, err := d.SyncNow(t.Context()); err != nil || s.Waiting != 0 {
			t.Fatalf("%+v, %v", s, err)
		}
	}
	places := filepath.Join(t.TempDir(), "lieux.csv")
	csvText := "nom;code_insee\n"
	for i := range devices {
		csvText += "Lieu " + strconv.Itoa(i) + ";13055\n"
	}
	if err := os.WriteFile(places, []byte(csvText), 0o600); err != nil {
		t.Fatal(err)
	}
	at := []string{"--data", data, "--at", "2027-02-01T10:00:00+01:00"}
	var said struct {
		Year, Tables int
		Files        []string
		Epsilon      float64
	}
	ok(t, &said, append([]string{"publish-open-data", dir, "--places", places}, at...)...)
	if said.Year != 2026 || said.Tables != 2 || len(said.Files) != 3 || said.Epsilon != 2 {
		t.Fatalf("%+v", said)
	}
	first := readAll(t, dir)
	checkOpenTable(t, first["parvis-2026-guide-territoire.csv"], 11, 30*6)
	checkOpenTable(t, first["parvis-2026-guide-commune.csv"], 10, 30*6)
	var budget opendata.Budget
	if err := json.Unmarshal([]byte(first["parvis-2026-budget.json"]), &budget); err != nil || budget.PerTable["guide/territoire"] != 1 {
		t.Fatalf("%+v, %v", budget, err)
	}
	p.stop() // the second time the command opens the ledger itself
	ok(t, &said, append([]string{"publish-open-data", again, "--places", places}, at...)...)
	for name, content := range readAll(t, again) {
		if first[name] != content {
			t.Errorf("%s changed", name)
		}
	}
	var acts []auditJSON
	ok(t, &acts, "audit", "--data", data)
	if last := acts[len(acts)-1]; last.Act != "open_data" || last.Subject != "2026" {
		t.Errorf("the journal of acts ends with %+v", last)
	}
	for name, c := range map[string]struct {
		args []string
		code int
	}{
		"a year that is not over": {[]string{"--year", "2027"}, 2},
		"no such directory":       {[]string{"--places", filepath.Join(t.TempDir(), "absent.csv")}, 3},
		"not a directory":         {[]string{"--places", filepath.Join(dir, "parvis-2026-budget.json")}, 3},
	} {
		if code, _, stderr := hubCmd(t, append(append([]string{"publish-open-data", t.TempDir()}, at...), c.args...)...); code != c.code || stderr == "" {
			t.Errorf("%s: exit %d, %q", name, code, stderr)
		}
	}
}

// checkOpenTable checks a table of so many figures that make about so many
// participations, and that its last row is their sum.
func checkOpenTable(t *testing.T, text string, figures, about int) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) != figures+2 {
		t.Fatalf("%d rows, %v:\n%s", len(rows), err, text)
	}
	sum := 0
	for _, row := range rows[1 : len(rows)-1] {
		n, err := strconv.Atoi(row[len(row)-1])
		if err != nil || n < 1 {
			t.Fatalf("row %v", row)
		}
		sum += n
	}
	if total := rows[len(rows)-1]; total[3] != "somme" || total[len(total)-1] != strconv.Itoa(sum) {
		t.Errorf("the figures make %d, the table says %v", sum, total)
	}
	if sum < about || sum > 4*about {
		t.Errorf("%d participations", sum)
	}
}

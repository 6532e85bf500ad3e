package device

import (
	"bytes"
	"context"
	"encoding/json"
	"strconv"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"parvis/app/session"
	"parvis/i18n"
	"parvis/store/storetest"
)

// TestTheListTheFiguresAndEveryFileAgree asks one filter of everything that
// counts: the list, the statistics, the spreadsheet, the table and the national
// activities must give the same participations.
func TestTheListTheFiguresAndEveryFileAgree(t *testing.T) {
	d := testInit(t, t.TempDir(), testOptions())
	defer mustClose(t, d)
	ctx, g := context.Background(), storetest.NewGen(41)
	for i := range 160 {
		if _, err := d.Save(ctx, []string{"a", "b"}[i%2], g.Session()); err != nil {
			t.Fatal(err)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		f := storetest.NewGen(rapid.Uint64Range(0, 1<<20).Draw(rt, "seed")).Filter()
		list, turnedAway := 0, 0
		for r, err := range d.List(ctx, f) {
			if err != nil {
				rt.Fatal(err)
			}
			list += r.Participations()
			if r.Type == session.NotReceived {
				turnedAway++
			}
		}
		st, err := d.Stats(ctx, f)
		if err != nil {
			rt.Fatal(err)
		}
		if st.Total != list || st.NotReceived != turnedAway {
			rt.Fatalf("%+v: the figures say %d and %d, the list %d and %d", f, st.Total, st.NotReceived, list, turnedAway)
		}
		for _, safe := range []bool{false, true} {
			for ext, count := range map[string]func(*rapid.T, []byte) int{
				session.XLSX: inSheet, session.CSV: inTable, session.JSON: inActivities,
			} {
				if got := count(rt, exported(rt, d, f, st.Total, ext, safe)); got != list {
					rt.Fatalf("%+v: %s says %d, the list %d", f, ext, got, list)
				}
			}
		}
	})
}

func exported(t *rapid.T, d *Device, f session.Filter, total int, ext string, safe bool) []byte {
	e := session.Export{Localizer: i18n.New("fr"), At: time.Now(), Total: total, Safe: safe}
	var out bytes.Buffer
	if err := e.Write(context.Background(), &out, ext, d.List(context.Background(), f)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func inSheet(t *rapid.T, data []byte) int {
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	return addUp(t, rows)
}

func inTable(t *rapid.T, data []byte) int {
	rows, err := session.OpenCSV(data).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return addUp(t, rows)
}

// addUp sums the column of participants under its head.
func addUp(t *rapid.T, rows [][]string) int {
	at, sum := -1, 0
	for _, row := range rows {
		for i, cell := range row {
			switch {
			case cell == "Participants":
				at = i
			case i == at && cell != "":
				n, err := strconv.Atoi(cell)
				if err != nil {
					t.Fatal(err)
				}
				sum += n
			}
		}
	}
	if at < 0 {
		t.Fatal("no column of participants")
	}
	return sum
}

func inActivities(t *rapid.T, data []byte) int {
	var list []struct {
		Beneficiaires struct{ Total int }
	}
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	sum := 0
	for _, one := range list {
		sum += one.Beneficiaires.Total
	}
	return sum
}

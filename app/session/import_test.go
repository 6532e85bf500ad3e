package session

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"parvis/app"
	"parvis/i18n"
)

var minimal = []any{"Date", "Type", "Canaux d'accompagnement", "Durée (min)", "Thématique(s) d’accompagnement", "Code Insee", "ID CRA"}

// workbook builds a file as a mediator's spreadsheet would.
func workbook(t testing.TB, change func(f *excelize.File), rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	if change != nil {
		change(f)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func home(date any, id string) []any {
	return []any{date, "Accompagnement individuel", "À domicile", 30, "E-mail, Santé", "13001", id}
}

func imported(t testing.TB, data []byte) ImportReport {
	t.Helper()
	got, err := Import(context.Background(), "histoire.xlsx", data, ImportOptions{Context: testContext})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func codes(faults Faults) []string {
	var out []string
	for _, f := range faults {
		out = append(out, f.Where+" "+f.Code)
		if text := app.Message(i18n.New("fr"), f); strings.ContainsAny(text, "{}") {
			out = append(out, text)
		}
	}
	return out
}

func TestBadLinesAreNamedAndGoodOnesKept(t *testing.T) {
	data := workbook(t, nil, minimal, home("12/10/2026", "a"), home("demain", "b"), home("2026-10-13", "c"),
		[]any{}, home("2027-01-01", "d"), []any{"2026-10-13", "Individuel", "domicile", 12.5, "email", 1001},
		[]any{"2026-10-13", "Atelier", "domicile", 60, "Poterie", "13001"})
	got := imported(t, data)
	want := []string{
		"histoire.xlsx:3 session_bad_day", "histoire.xlsx:6 session_future",
		"histoire.xlsx:7 session_import_number", "histoire.xlsx:8 session_code_unknown",
	}
	if d := cmp.Diff(want, codes(got.Faults)); d != "" {
		t.Error(d)
	}
	if len(got.Sessions) != 2 || got.Sessions[0].Line != 2 || got.Sessions[1].Line != 4 {
		t.Errorf("%+v", got.Sessions)
	}
}

func TestFormulasAndMergedCellsAreRefusedByLine(t *testing.T) {
	data := workbook(t, func(f *excelize.File) {
		_ = f.SetCellFormula("Sheet1", "D3", "15+15")
		_ = f.MergeCell("Sheet1", "B5", "B6")
	}, minimal, home("2026-10-12", "a"), home("2026-10-12", "b"), home("2026-10-12", "c"), home("2026-10-12", "d"), home("2026-10-12", "e"))
	got := imported(t, data)
	want := []string{"histoire.xlsx:3 session_import_formula", "histoire.xlsx:5 session_import_merged", "histoire.xlsx:6 session_import_merged"}
	if d := cmp.Diff(want, codes(got.Faults)); d != "" {
		t.Error(d)
	}
	if len(got.Sessions) != 2 {
		t.Errorf("%d sessions", len(got.Sessions))
	}
}

// 1904 workbooks (old Macs) count days from another day.
func TestDatesOf1904(t *testing.T) {
	for date1904, serial := range map[bool]int{false: 46307, true: 46307 - 1462} {
		data := workbook(t, func(f *excelize.File) {
			_ = f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &date1904})
		}, minimal, home(serial, "a"))
		got := imported(t, data)
		if len(got.Sessions) != 1 || got.Sessions[0].Session.Date != "2026-10-12" {
			t.Errorf("1904=%v: %+v %v", date1904, got.Sessions, got.Faults)
		}
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	twice := append(append([]any{}, minimal...), "Date")
	for name, c := range map[string]struct {
		file string
		data []byte
		code string
	}{
		"no columns":     {"a.xlsx", workbook(t, nil, []any{"Nom", "Prénom"}, []any{"x", "y"}), "session_import_no_header"},
		"missing column": {"a.xlsx", workbook(t, nil, minimal[:4]), "session_import_columns"},
		"column twice":   {"a.xlsx", workbook(t, nil, twice), "session_import_column_twice"},
		"not a workbook": {"a.xlsx", []byte("PK nothing"), "session_import_sheet"},
		"empty CSV":      {"a.csv", nil, "session_import_no_header"},
		"not JSON":       {"a.json", []byte("{"), "session_import_json"},
		"other format":   {"a.ods", nil, "session_import_format"},
	} {
		_, err := Import(context.Background(), c.file, c.data, ImportOptions{Context: testContext})
		if !errors.Is(err, app.E(0, c.code)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOneWorkshopWrittenAsSeveralLines(t *testing.T) {
	head := append(append([]any{}, minimal...), "Participants", "Genre du bénéficiaire", "Tranche d’âge du bénéficiaire")
	line := func(gender, age string) []any {
		return []any{"2026-10-12", "Atelier collectif", "À domicile", 90, "Bureautique", "13001", "v1:77", 3, gender, age}
	}
	got := imported(t, workbook(t, nil, head, line("Femme", "70 ans et plus"), line("Homme", ""), line("Femme", "60 - 69 ans")))
	if len(got.Sessions) != 1 || len(got.Faults) > 0 {
		t.Fatalf("%+v %v", got.Sessions, got.Faults)
	}
	want := &Participants{Total: 3, Genres: map[string]int{"feminin": 2, "masculin": 1}, TranchesAge: map[string]int{"soixante_dix_plus": 1, "soixante_soixante_neuf": 1}}
	if d := cmp.Diff(want, got.Sessions[0].Session.Participants); d != "" {
		t.Error(d)
	}
}

func TestTheSameFileTwiceGivesTheSameSessions(t *testing.T) {
	data := workbook(t, nil, minimal, home("2026-10-12", ""), home("2026-10-12", ""), home("2026-10-12", "x"), home("2026-10-12", "x"), home("2026-10-13", "x"))
	a, b := imported(t, data), imported(t, data)
	if d := cmp.Diff(a, b, cmp.Comparer(func(x, y *app.Error) bool { return x.Error() == y.Error() })); d != "" {
		t.Error(d)
	}
	if len(a.Sessions) != 3 || a.Sessions[0].Session.ID == a.Sessions[1].Session.ID || a.Repeated != 1 {
		t.Errorf("%d sessions, %d repeated", len(a.Sessions), a.Repeated)
	}
	if d := cmp.Diff([]string{"histoire.xlsx:6 session_conflict"}, codes(a.Faults)); d != "" {
		t.Error(d)
	}
}

// utf16LE writes a text as old spreadsheets save « texte Unicode ».
func utf16LE(text string) string {
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(text)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return string(out)
}

func TestCSVOfOtherPrograms(t *testing.T) {
	text := "Date;Type;Canaux d’accompagnement;Durée (min);Thématique(s) d’accompagnement;Code Insee;Couleur\r\n12/10/2026;Accompagnement individuel;À domicile;30;Santé;1001;bleu\r\n"
	latin := strings.NewReplacer("’", "\x92", "é", "\xe9", "À", "\xc0").Replace(text)
	for name, data := range map[string]string{"UTF-8": text, "Windows-1252": latin, "tabs": strings.ReplaceAll("\ufeff"+text, ";", "\t"), "bars": strings.ReplaceAll(text, ";", "|"), "UTF-16": utf16LE(text)} {
		got, err := Import(context.Background(), "x.csv", []byte(data), ImportOptions{Context: testContext})
		if err != nil || len(got.Sessions) != 1 || len(got.Ignored) != 1 {
			t.Errorf("%s: %v %+v", name, err, got)
			continue
		}
		if s := got.Sessions[0].Session; s.CommuneInsee != "01001" || s.Thematiques[0] != "sante" {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

func TestAPlaceNamedWithoutId(t *testing.T) {
	head := append(append([]any{}, minimal...), "Nom du lieu")
	row := []any{"2026-10-12", "Individuel", "Lieu d’activité", 30, "E-mail", "13001", "", "La Médiathèque"}
	data := workbook(t, nil, head, row)
	got, err := Import(context.Background(), "x.xlsx", data, ImportOptions{Context: testContext, PlaceOf: func(nom, insee string) string {
		return map[string]string{"La Médiathèque 13001": "mediatheque"}[nom+" "+insee]
	}})
	if err != nil || len(got.Sessions) != 1 || got.Sessions[0].Session.PlaceID != "mediatheque" {
		t.Errorf("%v %+v", err, got)
	}
	if got := imported(t, data); len(got.Faults) != 1 || got.Faults[0].Code != "session_place_unknown" {
		t.Errorf("%+v", got)
	}
}

func FuzzImportCSV(f *testing.F) {
	f.Add([]byte("Date;Type;Canaux d’accompagnement;Durée (min);Thématique(s) d’accompagnement;Code Insee\n12/10/2026;Individuel;domicile;30;email;13001\n"))
	f.Add([]byte("\"Date\",Type,\"\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := Import(context.Background(), "x.csv", data, ImportOptions{Context: testContext})
		if err != nil {
			return
		}
		for _, s := range got.Sessions {
			if err := Validate(&s.Session, testContext); err != nil {
				t.Fatal(err)
			}
		}
	})
}

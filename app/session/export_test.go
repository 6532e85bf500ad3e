package session

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"parvis/app"
	"parvis/i18n"
)

func recordsOf(sessions []Session) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for i, s := range sessions {
			at := time.Date(2026, 11, 23, 9, i%60, 0, 0, time.UTC)
			if !yield(Record{Session: s, Author: "m-1", Saved: at, Changed: at}, nil) {
				return
			}
		}
	}
}

var testNames = Names{
	Place: func(id string) (PlaceLine, bool) {
		return PlaceLine{"Médiathèque " + id, "=2 rue Neuve", "Aix-en-Provence", "13100", "13001"}, true
	},
	Commune: func(insee string) (string, string) { return "Commune " + insee, "01000" },
	Guide:   func(id string) string { return "Guide " + id },
}

func testExport(sessions []Session) Export {
	total := 0
	for i := range sessions {
		total += sessions[i].Participations()
	}
	return Export{
		Localizer: i18n.New("fr"), Who: "Awa", At: time.Date(2026, 11, 23, 13, 32, 0, 0, time.UTC), Zone: app.Zone(""),
		Filters: []string{"octobre 2026"}, Total: total, Names: testNames,
	}
}

func written(t testing.TB, e Export, ext string, sessions []Session) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := e.Write(context.Background(), &b, ext, recordsOf(sessions)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What is exported for oneself comes back whole, whatever the session.
func TestImportGivesBackWhatWasExported(t *testing.T) {
	for _, ext := range []string{XLSX, CSV} {
		t.Run(ext, func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				sessions := rapid.SliceOfNDistinct(rapid.Custom(drawSession), 1, 5, func(s Session) ID { return s.ID }).Draw(rt, "sessions")
				for i := range sessions { // an empty person or counter is the same as none
					sessions[i] = Normalize(sessions[i], Context{})
				}
				got, err := Import(context.Background(), "histoire"+ext, written(t, testExport(sessions), ext, sessions), ImportOptions{Context: testContext})
				if err != nil {
					rt.Fatal(err)
				}
				if len(got.Faults) > 0 || len(got.Ignored) > 0 || got.Repeated > 0 {
					rt.Fatalf("%v %v %d", got.Faults, got.Ignored, got.Repeated)
				}
				back := make([]Session, len(got.Sessions))
				for i, s := range got.Sessions {
					back[i] = s.Session
				}
				if d := cmp.Diff(sessions, back); d != "" {
					rt.Fatal(d)
				}
			})
		})
	}
}

func TestSheetSaysWhoWhenTotalAndFilters(t *testing.T) {
	sessions := []Session{*decoded(t, walkIn), *decoded(t, workshop)}
	for _, safe := range []bool{false, true} {
		e := testExport(sessions)
		e.Safe = safe
		rows := sheetRows(t, written(t, e, XLSX, sessions))
		want := []string{"Accompagnements de Awa", "Exporté le lundi 23 novembre 2026 à 14:32", "10 accompagnements", "Filtres\u00a0: octobre 2026"}
		for i, line := range want {
			if rows[i][0] != line {
				t.Errorf("line %d: %q, want %q", i+1, rows[i][0], line)
			}
		}
		head := rows[5]
		if safe {
			head = rows[6]
			for _, private := range []string{"Notes supplémentaires", "ID CRA", "Tags", "Nom de l’atelier", "Bénéficiaire suivi", "Enregistré le"} {
				if slices.Contains(head, private) {
					t.Errorf("a coordinator would receive %q", private)
				}
			}
			continue
		}
		national := "Date · Enregistré le · Dernière modification le · Type · Participants · Canaux d’accompagnement · Nom du lieu · Adresse · Commune · Code postal · Code Insee · Durée (min) · Nom de l’atelier · Matériel numérique utilisé · Thématique(s) d’accompagnement · Tags · Nom de la démarche administrative · Niveau d’autonomie (ou de l’atelier) · Bénéficiaire réorienté · Structure de redirection · Commune du bénéficiaire · Code postal du bénéficiaire · Code Insee du bénéficiaire · Genre du bénéficiaire · Tranche d’âge du bénéficiaire · Statut du bénéficiaire · Notes supplémentaires · ID CRA"
		if got := strings.Join(head[:28], " · "); got != national {
			t.Errorf("columns:\n%s\n%s", got, national)
		}
	}
}

func sheetRows(t testing.TB, data []byte) [][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// Private words must be nowhere in what a coordinator receives, whatever the
// format, down to the bytes.
func TestSafeVariantHoldsNoPrivateWord(t *testing.T) {
	s := *decoded(t, atHome)
	s.Notes, s.Tags, s.Person.BeneficiaryID = "secretnote", []string{"secrettag"}, "secretperson"
	w := *decoded(t, workshop)
	w.TitreAtelier = "secrettitle"
	for _, ext := range []string{CSV, JSON, XLSX} {
		e := testExport([]Session{s, w})
		e.Safe = true
		text := string(written(t, e, ext, []Session{s, w}))
		if ext == XLSX {
			text = fmt.Sprint(sheetRows(t, []byte(text)))
		}
		for _, word := range []string{"secret", string(s.ID)} {
			if strings.Contains(text, word) {
				t.Errorf("%s holds %q", ext, word)
			}
		}
	}
}

func TestNoCellIsAFormula(t *testing.T) {
	for text, want := range map[string]string{"=1+1": "'=1+1", "-3": "'-3", "@x": "'@x", "\t=x": "'\t=x", "'=x": "''=x", "a=b": "a=b", "l'été": "l'été", "": ""} {
		if got := Shield(text); got != want || Unshield(got) != text {
			t.Errorf("%q: %q, back %q", text, got, Unshield(got))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`['=+@\t a-c-]{0,6}`).Draw(t, "text")
		got := Shield(text)
		if Unshield(got) != text || got != "" && strings.IndexByte("=+-@\t\r", got[0]) >= 0 {
			t.Fatalf("%q: %q", text, got)
		}
	})
}

func TestExportStopsAndRefusesOtherFigures(t *testing.T) {
	s := *decoded(t, walkIn)
	many := slices.Repeat([]Session{s}, 3*step)
	ctx, cancel := context.WithCancel(context.Background())
	e := testExport(many)
	var seen []int
	e.Progress = func(n int) {
		if seen = append(seen, n); n >= step {
			cancel()
		}
	}
	var b bytes.Buffer
	if err := e.Write(ctx, &b, XLSX, recordsOf(many)); !errors.Is(err, app.E(0, "session_export_stopped")) || !errors.Is(err, context.Canceled) {
		t.Errorf("not stopped: %v", err)
	}
	if d := cmp.Diff([]int{0, step}, seen); d != "" {
		t.Error(d)
	}
	e.Total, e.Progress = 7, nil
	if err := e.Write(context.Background(), &b, CSV, recordsOf(many)); !errors.Is(err, app.E(0, "session_export_changed")) {
		t.Errorf("other figures: %v", err)
	}
	broken := func(yield func(Record, error) bool) { yield(Record{}, app.E(app.Damaged, "torn")) }
	if err := e.Write(context.Background(), &b, JSON, broken); app.KindOf(err) != app.Damaged {
		t.Errorf("a reading error: %v", err)
	}
}

func TestJSONHasTheNationalShape(t *testing.T) {
	sessions := []Session{*decoded(t, atHome), *decoded(t, workshop), *decoded(t, turned)}
	raw := written(t, testExport(sessions), JSON, sessions)
	var items []map[string]any
	if err := json.Unmarshal(raw, &items); err != nil || len(items) != 2 {
		t.Fatalf("%v %s", err, raw)
	}
	for _, key := range strings.Fields("type date duree type_lieu autonomie oriente_vers_structure structure_de_redirection materiel thematiques tags precisions_demarche titre_atelier niveau_atelier beneficiaires") {
		if _, ok := items[0][key]; !ok {
			t.Errorf("no %q in %s", key, raw)
		}
	}
	want := map[string]any{"total": 9., "genres": map[string]any{"feminin": 6., "masculin": 3.}, "tranches_age": map[string]any{"soixante_dix_plus": 5., "non_communique": 4.}, "statuts": map[string]any{"retraite": 7., "non_communique": 2.}}
	if d := cmp.Diff(want, items[1]["beneficiaires"]); d != "" {
		t.Error(d)
	}
	empty := written(t, testExport(nil), JSON, nil)
	if err := json.Unmarshal(empty, &items); err != nil || len(items) != 0 {
		t.Errorf("empty: %v %q", err, empty)
	}
	got, err := Import(context.Background(), "x.json", raw, ImportOptions{Context: testContext})
	if err != nil || len(got.Sessions) != 2 || len(got.Faults) > 0 {
		t.Fatalf("%v %+v", err, got)
	}
	if s := got.Sessions[0].Session; s.ID != sessions[0].ID || s.Person.TrancheAge != "soixante_dix_plus" || s.CommuneInsee != "13063" {
		t.Errorf("%+v", s)
	}
}

func TestWrappedActivitiesAreRead(t *testing.T) {
	raw := `{"data":[{"type":"activites","id":"v1:42","attributes":{"type":"individuel","date":"2026-10-12T00:00:00Z","duree":30,"type_lieu":"domicile","lieu_activite":{"commune_insee":"13001"},"materiel":[],"thematiques":["email"],"tags":[],"beneficiaires":{"total":1,"genres":{"feminin":1}}}}]}`
	a, err := Import(context.Background(), "x.json", []byte(raw), ImportOptions{Context: testContext})
	b, _ := Import(context.Background(), "x.json", []byte(raw), ImportOptions{Context: testContext})
	if err != nil || len(a.Sessions) != 1 {
		t.Fatalf("%v %v", err, a.Faults)
	}
	if s := a.Sessions[0].Session; !ValidID(s.ID) || s.ID != b.Sessions[0].Session.ID || s.Person.Genre != "feminin" {
		t.Errorf("%+v", s)
	}
}

func TestPlaceReport(t *testing.T) {
	l := i18n.New("fr")
	sessions := []*Session{decoded(t, walkIn), decoded(t, atHome), decoded(t, workshop), decoded(t, turned)}
	st := Tally(slices.Values(sessions))
	blocks := Blocks(l, &st, Filter{From: "2026-08-31", To: "2026-10-30"}, testNames)
	byView := map[string]Block{}
	for _, b := range blocks {
		byView[b.View] = b
		for _, r := range b.Rows {
			if r.Label == "" || strings.Contains(r.Label, "vocab.") || strings.Contains(r.Label, "session.") {
				t.Errorf("%s: label %q of %q", b.View, r.Label, r.Code)
			}
		}
	}
	want := []Row{{"2026-08", "Août 2026", 0, 0, false}, {"2026-09", "Septembre 2026", 0, 0, false}, {"2026-10", "Octobre 2026", 11, 100, false}}
	if d := cmp.Diff(want, byView["months"].Rows); d != "" {
		t.Error(d)
	}
	want = []Row{{"feminin", "Féminin", 7, 63.636, false}, {"masculin", "Masculin", 3, 27.273, true}, {"non_communique", "Non communiqué", 1, 9.091, true}}
	if d := cmp.Diff(want, byView["genre"].Rows); d != "" {
		t.Error(d)
	}
	if got := len(byView["thematiques"].Rows); got != 19 || byView["thematiques"].Note == "" {
		t.Errorf("%d themes", got)
	}
	if got := byView["lieu"].Rows[0]; got.Label != "Médiathèque ici" || got.N != 10 {
		t.Errorf("%+v", got)
	}
	var b bytes.Buffer
	e := testExport(nil)
	e.Total = st.Total
	if err := (Report{Export: e, Title: "Bilan", Marked: true, Blocks: blocks}).WriteBook(&b); err != nil {
		t.Fatal(err)
	}
	marked := 0
	for _, row := range sheetRows(t, b.Bytes()) {
		if len(row) == 4 && row[3] == "moins de 5" {
			marked++
		}
	}
	small := 0
	for _, x := range blocks {
		for _, r := range x.Rows {
			if r.Small {
				small++
			}
		}
	}
	if marked != small || small == 0 {
		t.Errorf("%d marked, %d small", marked, small)
	}
}

func BenchmarkExport(b *testing.B) {
	var s Session
	if err := json.Unmarshal([]byte(atHome), &s); err != nil {
		b.Fatal(err)
	}
	many := slices.Repeat([]Session{s}, 100_000)
	for b.Loop() {
		e := testExport(many)
		e.Localizer = i18n.New("fr")
		data := written(b, e, XLSX, many)
		b.ReportMetric(float64(len(data))/1e6, "MB")
	}
}

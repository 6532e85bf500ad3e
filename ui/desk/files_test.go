package desk

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/printer"
	"parvis/app/session"
	"parvis/assets"
)

// withFiles gives the desk a folder of its own, and files that are really
// written there.
func (b *bench) withFiles() (dir string) {
	dir = b.t.TempDir()
	b.Files = &FilesDesk{
		Start: func() string { return dir },
		List: func(at string, exts ...string) (Folder, error) {
			list, err := os.ReadDir(at)
			f := Folder{Path: at, Parent: filepath.Dir(at)}
			for _, e := range list {
				if e.IsDir() || slices.Contains(exts, filepath.Ext(e.Name())) {
					f.Entries = append(f.Entries, FileEntry{Name: e.Name(), Path: filepath.Join(at, e.Name()), Dir: e.IsDir()})
				}
			}
			return f, err
		},
		Exists: func(path string) bool { _, err := os.Stat(path); return err == nil },
		Show:   func(path string) error { b.shown = append(b.shown, path); return nil },
	}
	names := func(context.Context) session.Names { return b.names() }
	b.Sessions = &SessionsDesk{
		Names: names,
		Places: func(context.Context) ([]PlaceChoice, error) {
			return []PlaceChoice{{session.Here, b.place.Name, "Miramas"}, {"istres", "Mairie d’Istres", "Istres"}, {"salon", "Centre social de Salon", "Salon"}}, nil
		},
		Export: func(ctx context.Context, o ExportOrder, progress func(int)) error {
			f, err := os.Create(o.Path)
			if err != nil {
				return err
			}
			defer f.Close()
			e := session.Export{Localizer: b.sh.Env().Words, Who: "Nadia", At: b.now, Total: o.Total, Safe: o.Safe, Filters: o.Lines, Progress: progress}
			return e.Write(ctx, f, filepath.Ext(o.Path), b.Book.List(ctx, o.Filter))
		},
		Report: func(_ context.Context, r session.Report, path string) error {
			f, err := os.Create(path)
			if err != nil {
				return err
			}
			defer f.Close()
			return printer.WriteReport(r, f, path, printer.Fonts{Regular: assets.FontData(assets.LatinRegular), Bold: assets.FontData(assets.LatinBold)})
		},
		ReadImport: func(ctx context.Context, path string) (ImportPlan, error) {
			data, err := os.ReadFile(path)
			if err != nil {
				return ImportPlan{}, err
			}
			known, err := b.Context(ctx)
			if err != nil {
				return ImportPlan{}, err
			}
			rep, err := session.Import(ctx, path, data, session.ImportOptions{Context: known})
			p := ImportPlan{Path: path, Faults: rep.Faults, Ignored: rep.Ignored}
			for _, one := range rep.Sessions {
				p.Fresh = append(p.Fresh, one.Session)
			}
			return p, err
		},
		SaveImport: func(ctx context.Context, p ImportPlan, _ func(int)) (int, error) {
			_, err := b.device.SaveAll(ctx, b.Me().ID, p.Fresh)
			return len(p.Fresh), err
		},
		UndoImport: func(ctx context.Context, p ImportPlan) error {
			for _, s := range p.Fresh {
				if err := b.Book.Delete(ctx, b.Me().ID, s.ID); err != nil {
					return err
				}
			}
			return nil
		},
		Agenda: func(_ context.Context, path string, day app.Day) ([]session.Appointment, session.Faults, error) {
			f, err := os.Open(path)
			if err != nil {
				return nil, nil, app.E(app.Failed, "file_unreadable", "file", path).Because(err)
			}
			defer f.Close()
			return session.Appointments(f, day, app.Zone(""))
		},
	}
	return dir
}

func (b *bench) total() int {
	b.t.Helper()
	st, err := b.Book.Stats(context.Background(), session.Filter{})
	if err != nil {
		b.t.Fatal(err)
	}
	return st.Total
}

func TestTheListIsExportedAsItIsFiltered(t *testing.T) {
	b := newBench(t)
	dir := b.withFiles()
	b.record("apl", 45)
	b.record("carte-vitale", 20)
	b.sh.Open("sessions")
	b.press("Filtrer")
	b.press("Thématique")
	b.press("Logement")
	b.press("Voir")
	b.says("Thématique : Logement")
	b.press("Exporter")
	b.says("1 accompagnement, en 1 lignes")
	b.press("Tableau (.csv)")
	b.press("Pour la coordination")
	top := b.win.Canvas().Overlays().Top()
	b.photograph("exporter")
	b.press("Exporter")
	if b.win.Canvas().Overlays().Top() == top {
		t.Fatal("the box is still there")
	}
	b.says("Le fichier est prêt")
	name := filepath.Join(dir, "seances-2026-11.csv")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if text := string(data); strings.Count(text, "\n") != 2 || strings.Contains(text, "Notes") || !strings.Contains(text, "Logement") {
		t.Errorf("the file says:\n%s", text)
	}
	b.press("Ouvrir le dossier")
	if !slices.Equal(b.shown, []string{dir}) {
		t.Errorf("opened %v", b.shown)
	}
}

func TestAHistoryIsSeenThenImportedThenUndone(t *testing.T) {
	b := newBench(t)
	dir := b.withFiles()
	rows := "Date;Type;Canaux d’accompagnement;Durée (min);Thématique(s) d’accompagnement;Code Insee\n12/10/2026;Individuel;À domicile;30;Santé;13063\nhier;Individuel;À domicile;30;Santé;13063\n"
	if err := os.WriteFile(filepath.Join(dir, "histoire.csv"), []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	b.sh.Open("sessions")
	b.press("Importer")
	b.says("histoire.csv")
	b.key(fyne.KeyReturn)
	b.says("1 nouvelle séance, du lundi 12 octobre 2026")
	b.says("1 chose à corriger")
	b.photograph("importer")
	if b.total() != 0 {
		t.Error("saved before any agreement")
	}
	b.press("Importer 1 séance")
	b.says("1 séance importée.")
	if b.total() != 1 {
		t.Errorf("%d imported", b.total())
	}
	b.press("Annuler")
	if b.total() != 0 {
		t.Errorf("%d left", b.total())
	}
}

func TestAnAppointmentIsOneTapFromItsSession(t *testing.T) {
	b := newBench(t)
	dir := b.withFiles()
	ics := "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20261124T130000Z\nDTEND:20261124T134500Z\nSUMMARY:Mme Durand\nLOCATION:Mairie d’Istres\\, place Neuve\nEND:VEVENT\nEND:VCALENDAR\n"
	if err := os.WriteFile(filepath.Join(dir, "agenda.ics"), []byte(ics), 0o600); err != nil {
		t.Fatal(err)
	}
	b.sh.Open("today")
	b.press("Ajouter mes rendez-vous")
	b.key(fyne.KeyReturn)
	b.says("14:00 Rendez-vous")
	if strings.Contains(b.texts(), "Durand") {
		t.Error("the name of a person is on the screen of the next one")
	}
	b.photograph("rendez-vous")
	b.press("Montrer les intitulés")
	b.says("Mme Durand")
	b.press("14:00")
	l, ok := b.sh.Current().(*live)
	if !ok || l.draft.Session.PlaceID != "istres" || l.draft.Session.Duree != 45 || l.draft.Label != "" {
		t.Fatalf("%T %+v", b.sh.Current(), l.draft)
	}
	b.sh.Open("today")
	b.says("Commencé")
	b.ctrl(fyne.KeyN)
	b.ctrl(fyne.KeyReturn)
	b.says("d’après votre agenda")
	b.says("Mairie d’Istres")
}

func TestThePlaceOfAReportIsOneOfTheDirectory(t *testing.T) {
	b := newBench(t)
	b.withFiles()
	id := b.record("apl", 45)
	b.sh.Open("today")
	b.press("Demander une aide au logement")
	b.press("Changer")
	b.press("Un autre lieu")
	b.typed("salon")
	b.press("Centre social de Salon")
	b.Desk.Context = func(context.Context) (session.Context, error) {
		return session.Context{Today: app.DayOf(b.now, app.Zone("")), Place: func(id string) bool { return id == "salon" }}, nil
	}
	b.ctrl(fyne.KeyReturn)
	if r, err := b.Book.Find(context.Background(), id); err != nil || r.PlaceID != "salon" {
		t.Errorf("the place is %q, %v", r.PlaceID, err)
	}
	b.says("Lieu : Médiathèque de Miramas → Centre social de Salon")
	b.begin(b.sh.Env(), "")
	if s := b.sh.Current().(*live).draft.Session; s.PlaceID != "salon" {
		t.Errorf("the next session of a Tuesday is at %q", s.PlaceID)
	}
}

func TestTheFiguresAreTheSameOnScreenAndInTheFile(t *testing.T) {
	b := newBench(t)
	dir := b.withFiles()
	for range 3 {
		b.record("apl", 45)
	}
	b.sh.Open("figures")
	b.says("Accompagnements")
	b.says("2 h 15 en tout")
	b.press("Bilan du lieu")
	b.says("moins de 5")
	b.press("Avec qui")
	b.says("Tranches d’âge")
	b.photograph("bilan")
	b.press("Enregistrer un fichier")
	b.press("Page à imprimer")
	b.press("Enregistrer")
	if data, err := os.ReadFile(filepath.Join(dir, "bilan-du-lieu-2026-01-01-2026-12-31.pdf")); err != nil || !strings.HasPrefix(string(data), "%PDF") {
		t.Errorf("no page: %v", err)
	}
}

func TestTheCalendarTurnsItsPagesAndOpensADay(t *testing.T) {
	b := newBench(t)
	b.record("apl", 45)
	b.now = b.now.AddDate(0, 0, 7)
	b.sh.Open("sessions")
	b.press("Semaine")
	b.says("Du 30 novembre au 6 décembre")
	b.key(fyne.KeyPageUp)
	b.says("Demander une aide au logement (APL), 45 min")
	b.press("Mois")
	b.says("Novembre 2026")
	b.press("Mardi 24 novembre 2026, 1 accomp.")
	b.says("Mardi 24 novembre 2026")
	if v := b.sh.Current().(*sessions); v.view != asDay || len(v.shown.records) != 1 {
		t.Errorf("the day shows %d sessions as %s", len(v.shown.records), v.view)
	}
}

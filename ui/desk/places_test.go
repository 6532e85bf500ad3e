package desk

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/handout"
	"parvis/app/place"
	"parvis/app/session"
	"parvis/assets"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

// benchPlaces is the directory on the bench's own data directory.
type benchPlaces struct{ b *bench }

func (p benchPlaces) Directory(ctx context.Context) (place.Directory, error) {
	return p.b.device.Directory(ctx)
}

func (p benchPlaces) UpdateDirectory(ctx context.Context, change func(place.Directory) (place.Directory, error)) error {
	return p.b.device.UpdateDirectory(ctx, change)
}

func (p benchPlaces) ReadPlaces(_ context.Context, path string, withoutPivot bool, step func(done, total int) error) (place.Report, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return place.Report{}, app.E(app.Rejected, "place_no_file", "file", path).Because(err)
	}
	return place.Read(path, data, place.Options{Today: app.DayOf(p.b.now, app.Zone("")), WithoutPivot: withoutPivot, Step: step})
}

func (p benchPlaces) PlaceFiles() []string { return []string{"lieux.csv"} }

func (p benchPlaces) ExportPlaces(ctx context.Context, folder, producer, territory string, own bool) (string, int, error) {
	dir, err := p.Directory(ctx)
	if err != nil {
		return "", 0, err
	}
	var buf bytes.Buffer
	if err := place.WriteCSV(&buf, dir.Places()); err != nil {
		return "", 0, err
	}
	file := filepath.Join(folder, place.FileName(app.DayOf(p.b.now, app.Zone("")), producer, territory))
	return file, len(dir.Places()), os.WriteFile(file, buf.Bytes(), 0o600)
}

func (p benchPlaces) OrientationSheet(_ context.Context, o place.Orientation, lang string) (string, string, error) {
	dir := p.b.t.TempDir()
	regular, bold := assets.Latin()
	sheet := handout.NewOrientation(o, i18n.New(lang))
	var paper, twin bytes.Buffer
	if err := sheet.Page(&paper, handout.Fonts{Regular: regular, Bold: bold}); err != nil {
		return "", "", err
	}
	if err := sheet.HTML(&twin); err != nil {
		return "", "", err
	}
	pdf, html := filepath.Join(dir, "o.pdf"), filepath.Join(dir, "o.html")
	if err := os.WriteFile(pdf, paper.Bytes(), 0o600); err != nil {
		return "", "", err
	}
	return pdf, html, os.WriteFile(html, twin.Bytes(), 0o600)
}

const placesHead = "id,pivot,nom,commune,code_postal,code_insee,adresse,latitude,longitude,typologie,telephone,horaires,date_maj,services,frais_a_charge,prise_en_charge_specifique,modalites_acces\n"

const somePlaces = placesHead +
	`1,21130063100010,Médiathèque intercommunale,Miramas,13140,13063,3 avenue de la République,43.582,5.001,BIB,+33465710001,"Tu-Sa 10:00-12:30,14:00-18:00; PH off",2026-10-01,Maîtrise des outils numériques du quotidien|Accès internet et matériel informatique,Gratuit,Surdité,Se présenter
2,21130047400011,France Services d’Istres,Istres,13800,13047,10 rue de l’Équerre,43.513,4.988,RFS,+33465710002,"Mo-Fr 08:30-12:00,13:30-16:30; PH off",2026-09-15,Aide aux démarches administratives,Gratuit,Langues étrangères (anglais),Téléphoner
3,21130103500014,Maison du numérique,Salon-de-Provence,13300,13103,1 place Morgan,43.640,5.097,ASSO,+33465710003,"du mardi au jeudi, sur rendez-vous",2024-02-01,Loisirs et créations numériques,Gratuit sous condition,,Prendre un RDV en ligne
4,21130103500014,Bureau fermé au public,Salon-de-Provence,13300,13103,2 place Morgan,43.641,5.098,ASSO,,Mo-Fr 09:00-12:00,2026-02-01,Aide aux démarches administratives,,,Ce lieu n'accueille pas de public
`

// placesFile writes a file of places and gives its path.
func (b *bench) placesFile(content string) string {
	b.t.Helper()
	path := filepath.Join(b.t.TempDir(), "lieux.csv")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		b.t.Fatal(err)
	}
	return path
}

// fill imports places by the screens: nothing else fills a directory.
func (b *bench) fill(content string) {
	b.t.Helper()
	b.sh.Open("places")
	b.press("Importer…")
	b.typed(b.placesFile(content))
	b.key(fyne.KeyReturn)
	b.press("Prendre")
}

func TestAnEmptyDirectorySaysHowToBegin(t *testing.T) {
	b := newBench(t)
	b.sh.Open("places")
	b.says("L’annuaire est encore vide")
	b.says("cartographie nationale")
	b.photograph("p0-vide")
}

func TestAFileIsSeenBeforeItIsTaken(t *testing.T) {
	b := newBench(t)
	b.sh.Open("places")
	b.press("Importer…")
	b.key(fyne.KeyReturn)
	b.says("Écrivez le nom du fichier")
	b.typed(filepath.Join(t.TempDir(), "absent.csv"))
	b.key(fyne.KeyReturn)
	b.says("n’est pas là")
	b.sh.Current().(*placesImport).field.SetText("")
	b.sh.Current().(*placesImport).path = ""
	bad := strings.Replace(somePlaces, "Maison du numérique", "", 1)
	b.typed(b.placesFile(bad))
	b.photograph("p1-import")
	b.key(fyne.KeyReturn)
	b.says("Lieux lus : 4. Bons à prendre : 3. Refusés : 1.")
	b.says("Nouveaux : 3.")
	b.says("obligatoire et manque")
	b.photograph("p2-rapport")
	if dir, err := b.device.Directory(context.Background()); err != nil || len(dir.All()) != 0 {
		t.Fatalf("something was taken before it was agreed: %+v %v", dir, err)
	}
	b.press("Prendre 3 lieux")
	b.says("Ajoutés : 3")
	b.says("Médiathèque intercommunale")
	b.press("Annuler")
	b.says("L’annuaire est encore vide")
}

func TestTheSameFileAgainHasNothingToTake(t *testing.T) {
	b := newBench(t)
	b.fill(somePlaces)
	b.press("Importer…")
	b.typed(b.placesFile(somePlaces))
	b.key(fyne.KeyReturn)
	b.says("Tout était déjà là")
	b.press("Lire un autre fichier")
	next := strings.Replace(somePlaces, "10 rue de l’Équerre", "12 rue de l’Équerre", 1)
	next = next[:strings.Index(next, "3,21130103500014")]
	b.typed(b.placesFile(next))
	b.key(fyne.KeyReturn)
	b.says("Mis à jour : 1.")
	b.says("France Services d’Istres (adresse)")
	b.press("Retirer les 2 lieux importés")
	b.says("Retiré")
	b.photograph("p3-rapport-suite")
	b.press("Prendre 2 lieux")
	b.says("Retirés : 2")
}

func TestFindingAPlaceByNeedAndHours(t *testing.T) {
	b := newBench(t) // a Tuesday, 14:08
	b.fill(somePlaces)
	v := b.sh.Current().(*places)
	names := func() string {
		var out []string
		for _, h := range v.hits {
			out = append(out, h.Nom)
		}
		return strings.Join(out, ", ")
	}
	if got := names(); got != "Médiathèque intercommunale, France Services d’Istres, Maison du numérique" {
		t.Errorf("nearest first, none closed to the public: %s", got)
	}
	b.says("3 lieux")
	if c := v.cell(0, colHours); spaced(c.Text) != "Ouvert, ferme à 18 h" || !c.Tagged {
		t.Errorf("%+v", c)
	}
	if c := v.cell(2, colHours); c.Text != "du mardi au jeudi, sur rendez-vous" {
		t.Errorf("hours that cannot be read are not shown as they are: %+v", c)
	}
	if c := v.cell(1, colDistance); spaced(c.Text) != "7,7 km" {
		t.Errorf("%+v", c)
	}
	b.press("Faire une démarche")
	b.says("1 lieu sur 4")
	if got := names(); got != "France Services d’Istres" {
		t.Error(got)
	}
	b.press("Faire une démarche")
	b.press("Ouvert maintenant")
	if got := names(); got != "Médiathèque intercommunale, France Services d’Istres" {
		t.Error(got)
	}
	b.now = b.now.AddDate(0, 0, -13) // Armistice
	v.find()
	if got := names(); got != "" {
		t.Errorf("open on Armistice Day: %s", got)
	}
	b.press("Ouvert maintenant")
	b.press("Gratuit")
	kit.Focus(v.search)
	b.typed("istres")
	if got := names(); got != "France Services d’Istres" {
		t.Error(got)
	}
	b.key(fyne.KeyReturn)
	b.says("Fermé, ouvre demain à 8 h 30")
	b.says("Armistice de 1918")
	b.says("04 65 71 00 02")
}

func TestAPlaceWrittenHereStaysAfterAnImport(t *testing.T) {
	b := newBench(t)
	b.fill(somePlaces)
	b.press("Ajouter un lieu")
	b.press("Enregistrer")
	b.says("À remplir.")
	f := b.sh.Current().(*placeForm)
	f.entry.Nom, f.entry.Adresse, f.entry.CodePostal, f.entry.Telephone = "Chez Paulette", "1 place Jourdan", "13140", "04 65 71 00 09"
	b.sh.Rebuild()
	b.win.Canvas().Focus(f.days[0].FocusTarget())
	b.typed("9h-12h, 14h")
	b.says("Écrivez les heures comme")
	b.typed("-17h")
	b.says("Compris : Lundi : de 9 h à 12 h et de 14 h à 17 h")
	b.photograph("p5-ajout")
	b.key(fyne.KeyEscape)
	b.says("Quitter sans enregistrer ?")
	b.press("Continuer à écrire")
	b.press("Enregistrer")
	b.says("Chez Paulette")
	dir, err := b.device.Directory(context.Background())
	if err != nil || len(dir.Own) != 1 {
		t.Fatalf("%+v %v", dir.Own, err)
	}
	own := dir.Own[0]
	if own.Horaires != "Mo 09:00-12:00,14:00-17:00; PH off" || own.Telephone != "+33465710009" || own.CodeInsee != "13063" || own.Pivot != place.NoPivot {
		t.Errorf("%+v", own)
	}
	if bad := place.Check(&own.Place); len(bad) > 0 {
		t.Errorf("not valid against the standard: %v", bad)
	}
	b.fill(placesHead + somePlaces[strings.Index(somePlaces, "2,21130047400011"):])
	if e, ok := func() (place.Entry, bool) { d, _ := b.device.Directory(context.Background()); return d.Find(own.ID) }(); !ok || e.Gone {
		t.Errorf("%+v", e)
	}
}

func TestTheSheetIsMadeAndNothingOfThePersonIsKept(t *testing.T) {
	b := newBench(t)
	b.fill(somePlaces)
	b.sh.Current().(*places).openRow(0)
	b.photograph("p4-lieu")
	b.press("Orienter ici")
	b.typed("Zénobie")
	b.photograph("p6-orienter")
	b.press("Préparer la fiche")
	if len(b.shown) != 1 || !strings.HasSuffix(b.shown[0], ".pdf") {
		t.Fatalf("shown %v", b.shown)
	}
	b.ctrl(fyne.KeyP)
	b.typed("Zénobie")
	b.press("Version à lire à l’écran")
	raw, err := os.ReadFile(b.shown[1])
	if err != nil || !bytes.Contains(raw, []byte("Zénobie")) || !bytes.Contains(raw, []byte("Médiathèque intercommunale")) {
		t.Errorf("%v", err)
	}
	for _, key := range []string{""} {
		keys, err := b.device.SettingKeys(context.Background(), key)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range keys {
			if v, _, err := b.device.Setting(context.Background(), k); err != nil || bytes.Contains(v, []byte("Zénobie")) {
				t.Errorf("the person is in the setting %s (%v)", k, err)
			}
		}
	}
}

func TestAnOrientationOfTheReportNamesThePlace(t *testing.T) {
	b := newBench(t)
	b.fill(somePlaces)
	b.begin(b.sh.Env(), "")
	l := b.sh.Current().(*live)
	l.draft.Session.Thematiques = []string{"email"}
	b.ctrl(fyne.KeyReturn)
	r := b.sh.Current().(*report)
	b.press("Orientée")
	b.press("Un lieu de l’annuaire…")
	b.typed("istres")
	b.key(fyne.KeyReturn)
	b.press("Choisir ce lieu")
	if b.sh.Current() != r {
		t.Fatalf("back on %T", b.sh.Current())
	}
	b.says("France Services d’Istres")
	s := &r.draft.Session
	if s.OrientationPlaceID != "2" || s.StructureDeRedirection != "aide_aux_demarches_administratives" || s.OrienteVersStructure == nil || !*s.OrienteVersStructure {
		t.Errorf("%+v", s)
	}
	known := session.Context{Today: app.DayOf(b.now, app.Zone("")), Place: func(id string) bool { return id == "2" }}
	if err := session.Validate(s, known); err != nil {
		t.Errorf("not valid: %v", err)
	}
	b.press("Terminée")
	if s.OrientationPlaceID != "" || s.OrienteVersStructure != nil {
		t.Errorf("another end keeps the orientation: %+v", s)
	}
}

func TestThePlacesExportedAreOfTheStandard(t *testing.T) {
	b := newBench(t)
	b.fill(somePlaces)
	b.press("Exporter…")
	dir := t.TempDir()
	b.typed(dir)
	b.press("Écrire le fichier")
	name := filepath.Join(dir, "2026-11-24_mediatheque-de-miramas_lieux-de-mediation-numerique_miramas.csv")
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	r, err := place.Read(name, raw, place.Options{})
	if err != nil || !r.Clean() && r.Findings[0].Severity != place.Kept || len(r.Places) != 4 {
		t.Errorf("%v %+v", err, r)
	}
}

// TestPlacesAreShown photographs the screens in the looks they are made for.
func TestPlacesAreShown(t *testing.T) {
	for name, o := range map[string][]option{
		"fr":       {size(1366, 768)},
		"en-small": {in("en")},
		"contrast": {variant(theme.HighContrast)},
		"large":    {textSize(2)},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, o...)
			if err := b.device.UpdateDirectory(context.Background(), func(d place.Directory) (place.Directory, error) {
				r, err := place.Read("x.csv", []byte(somePlaces), place.Options{})
				d, _ = d.Take(r.Places, place.File, true)
				return d, err
			}); err != nil {
				t.Fatal(err)
			}
			b.sh.Open("places")
			b.photograph(name + "-p-liste")
			b.sh.Current().(*places).openRow(1)
			b.photograph(name + "-p-lieu")
			b.sh.Open("places")
			b.sh.Env().Go(newPlaceForm(b.Desk, place.Entry{}))
			b.photograph(name + "-p-ajout")
		})
	}
}

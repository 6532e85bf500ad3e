package coord

import (
	"context"
	"errors"
	"fmt"
	"image/png"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"parvis/app"
	"parvis/app/reach"
	"parvis/app/relay"
	"parvis/assets"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// now is a Tuesday of November: October is closed.
var now = time.Date(2026, 11, 24, 9, 0, 0, 0, app.Zone(""))

// bench is a coordinator's window on invented lots.
type bench struct {
	*Coord
	t       *testing.T
	sh      *shell.Shell
	win     fyne.Window
	rows    []reach.Row
	fleet   []relay.FleetRow
	stale   error
	written map[string]reach.Document
}

func newBench(t *testing.T, w, h float32, look theme.Options, lang string) *bench {
	t.Helper()
	test.NewTempApp(t)
	b := &bench{t: t, rows: lotsOf(), fleet: fleetOf(), written: map[string]reach.Document{}}
	b.Coord = &Coord{
		Figures: func(context.Context) (*reach.Cube, time.Time, error, error) {
			c, err := reach.NewCube(all(b.rows))
			return c, now.Add(-3 * time.Hour), b.stale, err
		},
		Fleet: func(context.Context) ([]relay.FleetRow, error) { return b.fleet, nil },
		ExportTo: func(_ context.Context, name string, d reach.Document) (string, error) {
			b.written[name] = d
			return name, nil
		},
		Territory: territoryOfTest(), PlaceName: func(id string) string { return "Médiathèque " + id },
		Name: "Métropole Aix-Marseille-Provence", Who: "Inès",
	}
	b.win = test.NewWindow(nil)
	t.Cleanup(b.win.Close)
	b.win.SetPadded(false)
	look.Words = i18n.New(lang)
	b.sh = shell.New(shell.Config{Window: b.win, Look: look, Clock: func() time.Time { return now }, Zone: app.Zone(""), Nav: b.Nav(), Person: shell.Person{ID: "i", Name: "Inès"}})
	b.win.Resize(fyne.NewSize(w, h))
	return b
}

func all(rows []reach.Row) iter.Seq2[reach.Row, error] {
	return func(yield func(reach.Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func territoryOfTest() reach.Territory {
	tiles := map[string]assets.Tile{}
	m := assets.TileMap()
	for _, t := range append(m.Tiles, m.Inset...) {
		tiles[t.INSEE] = t
	}
	return reach.Territory{
		CommuneOfPlace: func(id string) string { return map[string]string{"A": "13063", "B": "13103", "C": "13110"}[id] },
		EPCIOf:         func(string) string { return "200054807" },
		Population:     func(insee string) (int, bool) { t, ok := tiles[insee]; return t.Population, ok },
		Name:           func(insee string) (string, bool) { t, ok := tiles[insee]; return t.Name, ok },
	}
}

// lotsOf are two years of three places; C stopped in June.
func lotsOf() []reach.Row {
	r := rand.New(rand.NewPCG(7, 11))
	ages := []string{"soixante_dix_plus", "soixante_soixante_neuf", "quarante_cinquante_neuf", "vingt_cinq_trente_neuf", "dix_huit_vingt_quatre", "non_communique"}
	themes := []string{"diagnostic_numerique", "prendre_en_main_du_materiel", "maintenance_de_materiel", "gere_ses_contenus_numeriques", "navigation_sur_internet", "email", "bureautique", "reseaux_sociaux", "sante", "banque_et_achats_en_ligne", "entrepreneuriat"}
	var rows []reach.Row
	add := func(place, view, cell, window string, n int) {
		rows = append(rows, reach.Row{PlaceID: place, View: view, Cell: cell, Window: window, Count: n})
	}
	for month := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC); month.Before(time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)); month = month.AddDate(0, 1, 0) {
		for _, place := range []string{"A", "B", "C"} {
			if place == "C" && month.After(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)) {
				continue
			}
			w := month.Format("2006-01")
			_, week := month.AddDate(0, 0, 10).ISOWeek()
			total := 120 + r.IntN(90)
			add(place, "total", "", fmt.Sprintf("%d-W%02d", month.Year(), week), total)
			for i, a := range ages {
				add(place, "tranche_age", "tranche_age="+a, w, 8+total/(5+i*2))
			}
			for i, x := range themes {
				add(place, "thematiques", "thematiques="+x, w, 5+total/(9+i*4))
			}
			add(place, "type", "type=individuel", w, total-30)
			add(place, "type", "type=collectif", w, 25)
			add(place, "lieu", "lieu=ici", w, total-6)
			add(place, "borne_langue", "borne_langue=fr", w, 40+r.IntN(30))
			if place == "A" {
				add(place, "commune", "commune=13063", w, 38+r.IntN(12))
			}
			for i, t := range append(assets.TileMap().Tiles, assets.TileMap().Inset...) {
				if (i*7+int(place[0])+int(month.Month()))%11 < 2+i%3 && t.Population > 2500 {
					add(place, "commune", "commune="+t.INSEE, w, 5+r.IntN(1+t.Population/2500))
				}
			}
		}
	}
	return rows
}

func fleetOf() []relay.FleetRow {
	at := func(d time.Duration) *string { s := now.Add(-d).Format(time.RFC3339); return &s }
	return []relay.FleetRow{
		{ID: "1", Place: "Médiathèque de Miramas", Role: "desk", LastSeen: at(6 * time.Minute), Version: "1.4.0", Pack: 13, StoreOK: true},
		{ID: "2", Place: "Médiathèque de Trets", Role: "kiosk", LastSeen: at(12 * 24 * time.Hour), Version: "1.3.0", Pack: 12, StoreOK: true, Silent: true},
		{ID: "3", Place: "Tiers-lieu de Gardanne", Role: "desk", LastSeen: at(15 * time.Hour), Version: "1.4.0", Pack: 13, SetAside: 1, StoreOK: true},
		{ID: "4", Place: "France Services Puyloubier", Role: "desk", LastSeen: at(9 * 24 * time.Hour), Version: "1.3.2", Pack: 12, StoreOK: true, Silent: true},
		{ID: "5", Place: "Bibliothèque de Pertuis", Role: "kiosk", LastSeen: at(50 * time.Hour), Version: "1.4.0", Pack: 13, Waiting: 3, StoreOK: true},
	}
}

// text is everything the screen says.
func (b *bench) text() string {
	var out []string
	kit.Walk(b.win.Canvas().Content(), func(o fyne.CanvasObject) bool {
		if named, ok := o.(interface{ AccessibilityLabel() string }); ok {
			out = append(out, named.AccessibilityLabel())
		}
		return false
	})
	return strings.Join(out, "\n")
}

func (b *bench) says(words ...string) {
	b.t.Helper()
	text := b.text()
	for _, w := range words {
		if !strings.Contains(text, w) {
			b.t.Errorf("the screen does not say %q:\n%s", w, text)
		}
	}
}

func (b *bench) press(label string) {
	b.t.Helper()
	if !kit.Walk(b.win.Canvas().Content(), func(o fyne.CanvasObject) bool {
		named, ok := o.(interface{ AccessibilityLabel() string })
		tap, can := o.(fyne.Tappable)
		if ok && can && strings.Contains(named.AccessibilityLabel(), label) {
			tap.Tapped(&fyne.PointEvent{})
			return true
		}
		return false
	}) {
		b.t.Fatalf("nothing says %q", label)
	}
}

func (b *bench) photograph(name string) {
	b.t.Helper()
	dir := os.Getenv("PARVIS_PHOTOS")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		b.t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, b.win.Canvas().Capture()); err != nil {
		b.t.Fatal(err)
	}
}

func TestActivitySaysTheFiguresOfItsQuery(t *testing.T) {
	b := newBench(t, 1440, 900, theme.Options{}, "fr")
	b.sh.Open("activity")
	b.photograph("c1-activite")
	f, err := b.load()
	if err != nil {
		t.Fatal(err)
	}
	r, err := f.cube.Query(b.query(f, ""), b.Territory)
	if err != nil || r.From != "2026-01" || r.To != "2026-10" {
		t.Fatalf("%+v, %v", r, err)
	}
	l := i18n.New("fr")
	b.says(l.Number(r.Total), "détaillés", "quelques unités près", "octobre 2026", "sur 92", "Année 2026", "70 ans et plus")
	b.press("Octobre")
	r, err = f.cube.Query(b.query(f, ""), b.Territory)
	if err != nil || r.From != "2026-10" {
		t.Fatalf("%+v, %v", r, err)
	}
	b.says(l.Number(r.Total))
	b.press("Tableur")
	if d, ok := b.written["parvis-thematiques-2026-10-2026-10.xlsx"]; !ok || len(d.Rows) == 0 {
		t.Errorf("exported %v", b.written)
	}
}

func TestActivityExplainsWhatIsNotThere(t *testing.T) {
	b := newBench(t, 1440, 900, theme.Options{}, "fr")
	b.rows, b.Example = nil, true
	b.sh.Open("activity")
	b.says("Aucun chiffre reçu", "au moins cinq personnes", "Données d’exemple")
	b.press("Tableur")
	if len(b.written) > 0 {
		t.Error("wrote an empty export")
	}
	b.sh.Open("map")
	b.says("Aucun chiffre reçu")

	b = newBench(t, 1440, 900, theme.Options{}, "fr")
	b.stale = errors.New("no route")
	b.sh.Open("activity")
	b.says("Le serveur ne répond pas", "24 novembre", "Réessayer")
}

func TestMapMovesByKeysAndKeepsSmallCommunesQuiet(t *testing.T) {
	b := newBench(t, 1440, 900, theme.Options{}, "fr")
	b.rows = append(b.rows, reach.Row{PlaceID: "A", View: "commune", Cell: "commune=13079", Window: "2026-10", Count: 9})
	b.sh.Open("map")
	m := b.sh.Current().(*mapScreen)
	m.tiles.choose("13063")
	b.photograph("c2-carte")
	b.says("Miramas", "Médiathèque A", "pour 1\u00a0000 habitants")
	if m.atlas.areas[m.tiles.selected].class != 4 {
		t.Errorf("Miramas: class %d", m.atlas.areas[m.tiles.selected].class)
	}
	m.tiles.FocusGained()
	m.tiles.TypedKey(&fyne.KeyEvent{Name: fyne.KeyHome})
	b.says("Marseille")
	seen := map[string]bool{}
	for _, k := range []fyne.KeyName{fyne.KeyRight, fyne.KeyDown, fyne.KeyLeft, fyne.KeyUp, fyne.KeyUp, fyne.KeyLeft} {
		m.tiles.TypedKey(&fyne.KeyEvent{Name: k})
		seen[m.atlas.areas[m.tiles.selected].INSEE] = true
	}
	if len(seen) < 4 {
		t.Errorf("arrows went to %v only", seen)
	}
	for _, x := range m.atlas.areas {
		if x.Population < 2000 && x.rate != nil {
			t.Errorf("%s has %d inhabitants and a rate", x.Name, x.Population)
		}
	}
	m.tiles.TypedRune('i')
	m.tiles.TypedRune('s')
	if got := m.atlas.areas[m.tiles.selected].Name; got != "Istres" {
		t.Errorf("typing goes to %s", got)
	}
	b.press("Voir en tableau")
	b.says("Habitants")
	b.photograph("c2-tableau")
}

func TestEveryTileIsReachedByArrows(t *testing.T) {
	b := newBench(t, 1440, 900, theme.Options{}, "fr")
	b.sh.Open("map")
	m := b.sh.Current().(*mapScreen)
	m.tiles.choose("13055")
	reached := map[int]bool{m.tiles.selected: true}
	todo := []int{m.tiles.selected}
	for len(todo) > 0 {
		at := todo[0]
		todo = todo[1:]
		for _, way := range []fyne.Position{{X: 1}, {X: -1}, {Y: 1}, {Y: -1}} {
			m.tiles.selected = at
			if i := m.tiles.nearest(way); i >= 0 && !reached[i] {
				reached[i] = true
				todo = append(todo, i)
			}
		}
	}
	if len(reached) != len(m.atlas.areas) {
		t.Errorf("arrows reach %d of %d tiles", len(reached), len(m.atlas.areas))
	}
}

func TestNetworkPutsTheWorstFirst(t *testing.T) {
	b := newBench(t, 1440, 900, theme.Options{}, "fr")
	b.sh.Open("network")
	b.photograph("c3-reseau")
	b.says("2 lieux n’ont plus donné de nouvelles", "Médiathèque de Trets et France Services Puyloubier", "Médiathèque C")
	n := b.sh.Current().(*network)
	var order []string
	for _, d := range n.shown {
		order = append(order, string(d.ID))
	}
	if got := strings.Join(order, ""); got != "24351" {
		t.Errorf("order %s", got)
	}
	if c := n.cell(n.shown[0], 3); c.Text != "inconnu" {
		t.Errorf("a silent device says it holds %q", c.Text)
	}
	b.press("Bornes")
	if len(n.shown) != 2 {
		t.Errorf("%d kiosks", len(n.shown))
	}
	b.fleet = nil
	b.press("Actualiser")
	b.says("Aucun appareil")
	b.Fleet = func(context.Context) ([]relay.FleetRow, error) { return nil, errors.New("no route") }
	n.update()
	b.says("Le serveur ne répond pas")
}

func TestScreensInOtherWindowsAndLooks(t *testing.T) {
	for name, v := range map[string]struct {
		w, h float32
		look theme.Options
		lang string
	}{
		"1366-fr":       {1366, 768, theme.Options{}, "fr"},
		"1366-contrast": {1366, 768, theme.Options{Variant: theme.HighContrast}, "en"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, v.w, v.h, v.look, v.lang)
			for _, id := range []string{"activity", "map", "network"} {
				b.sh.Open(id)
				if id == "map" {
					b.sh.Current().(*mapScreen).tiles.choose("13001")
				}
				if least := b.win.Canvas().Content().MinSize(); least.Width > v.w || least.Height > v.h {
					t.Errorf("%s needs %v", id, least)
				}
				b.photograph(id + "-" + name)
			}
		})
	}
}

func TestPeriods(t *testing.T) {
	cube, err := reach.NewCube(all(lotsOf()))
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]struct {
		p        period
		from, to string
	}{
		"the year by default": {period{}, "2026-01", "2026-10"},
		"a month":             {period{kind: oneMonth}, "2026-10", "2026-10"},
		"three months":        {period{kind: quarter}, "2026-08", "2026-10"},
		"chosen":              {period{kind: other, from: "2025-02", to: "2025-04"}, "2025-02", "2025-04"},
	} {
		if from, to := x.p.bounds(cube); from != x.from || to != x.to {
			t.Errorf("%s: %s to %s", name, from, to)
		}
	}
	if months("2025-11", "2026-02") != 4 || shift("2026-01", -1) != "2025-12" {
		t.Error("months do not cross the year")
	}
	for n := 1; n <= 24; n++ {
		l := limitsFor(n)
		if l[0] <= 0 || l[1] <= l[0] || l[2] <= l[1] || l[3] <= l[2] {
			t.Errorf("%d months: classes %v", n, l)
		}
	}
}

package desk

import (
	"testing"
	"time"

	"parvis/ui/theme"
)

// TestEveryScreenIsShown opens every screen in two languages, two sizes and
// two contrasts; with PARVIS_PHOTOS they are kept to be looked at.
func TestEveryScreenIsShown(t *testing.T) {
	for name, o := range map[string][]option{
		"fr":       nil,
		"en-small": {size(1366, 768), in("en")},
		"contrast": {variant(theme.HighContrast)},
		"large":    {textSize(1.5)},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, o...)
			b.shots(name + "-")
		})
	}
}

// shots walks through the screens.
func (b *bench) shots(name string) {
	b.record("france-travail-actualisation", 25)
	b.record("", 30, "email")
	b.now = b.now.Add(-3 * time.Minute)
	b.begin(b.sh.Env(), "carte-vitale")
	b.press(b.sh.Env().T("desk.finish"))
	b.press(b.sh.Env().T("desk.report.later"))
	b.now = b.now.Add(3 * time.Minute)
	b.begin(b.sh.Env(), "carte-identite-renouvellement")
	b.photograph(name + "d2-seance")
	b.sh.Current().(*live).toggleNote()
	b.sh.Current().(*live).toggleForm()
	b.photograph(name + "d2b-fiche")
	b.sh.Current().(*live).toggleForm()
	b.sh.Current().(*live).show()
	b.photograph(name + "d2c-montrer")
	b.sh.Open("today")
	b.typed("carte")
	b.photograph(name + "d1-aujourdhui")
	b.begin(b.sh.Env(), "")
	b.photograph(name + "d2d-sans-guide")
	b.sh.Open("sessions")
	b.photograph(name + "seances")
	b.press(b.sh.Env().T("desk.period.week"))
	b.photograph(name + "seances-semaine")
	b.press(b.sh.Env().T("desk.period.month"))
	b.photograph(name + "seances-mois")
	b.sh.Open("figures")
	b.photograph(name + "chiffres")
	b.press(b.sh.Env().T("figures.place"))
	b.press(b.sh.Env().T("figures.who"))
	b.photograph(name + "bilan")
	b.sh.Open("workshops")
	b.startWorkshop(b.sh.Env())
	b.photograph(name + "d4-atelier")
	b.sh.Open("guides")
	b.photograph(name + "d5a-guides")
	b.sh.Env().Go(newReader(b.Desk, "carte-identite-renouvellement"))
	b.photograph(name + "guide")
	b.press(b.sh.Env().T("desk.reader.edit"))
	b.photograph(name + "d5b-editeur")
	b.sh.Open("leaves")
	b.photograph(name + "d6-ce-qui-sort")
	b.sh.OpenSettings()
	b.photograph(name + "reglages")
	b.sh.Env().Go(newHelp(b.Desk))
	b.photograph(name + "aide")
	b.sh.Env().Go(NewWelcome(b.Desk, func() {}))
	b.photograph(name + "bienvenue")
	b.press(b.sh.Env().T("desk.welcome.set"))
	b.photograph(name + "bienvenue-2")
}

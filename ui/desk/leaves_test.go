package desk

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"parvis/app"
	"parvis/app/lots"
	"parvis/app/relay"
	"parvis/store/device"
)

// withKiosk gives a bench the kiosk of its computer, a device apart, with so many
// visits of October and two thirds as many answers to a poll.
func (b *bench) withKiosk(runs int) *device.Device {
	b.t.Helper()
	ctx := b.t.Context()
	d, err := device.Init(ctx, b.t.TempDir(), device.InitOptions{Meta: device.Meta{Place: b.place.Name}, Kiosk: true},
		device.Options{Now: b.clock, Argon: device.Argon{Passes: 1, KiB: 64, Threads: 1}})
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() {
		if err := d.Close(); err != nil {
			b.t.Error(err)
		}
	})
	for i := range runs {
		run := lots.Run{ID: uuid.NewString(), Date: app.Day("2026-10-01").Add(i % 20), Guide: "carte-vitale", Langue: "fr", Issue: "termine", Duree: "moins_30", Satisfaction: "oui"}
		poll := lots.Run{ID: uuid.NewString(), Date: run.Date, Poll: "horaires:2"}
		if err := d.AddRun(ctx, run); err != nil {
			b.t.Fatal(err)
		}
		if i%3 > 0 {
			if err := d.AddRun(ctx, poll); err != nil {
				b.t.Fatal(err)
			}
		}
	}
	a := b.account(d)
	a.OfKiosk = true
	a.PollLabel = func(code, _ string) string { return map[string]string{"horaires:2": "Quand ouvrir ? Le soir"}[code] }
	b.KioskHere = func() bool { return true }
	b.KioskAccount = func() (*Account, error) { return &a, nil }
	return d
}

// tabTo presses Tab until the focus is on what says these words.
func (b *bench) tabTo(words string) {
	b.t.Helper()
	for range 60 {
		b.win.Canvas().FocusNext()
		if named, ok := b.win.Canvas().Focused().(interface{ AccessibilityLabel() string }); ok && strings.Contains(spaced(named.AccessibilityLabel()), words) {
			return
		}
	}
	b.t.Fatalf("Tab never reaches %q", words)
}

// TestWhatLeavesFromTheKioskIsSeenApart: chosen by keyboard, the same parts,
// and never a figure of one beside a figure of the other.
func TestWhatLeavesFromTheKioskIsSeenApart(t *testing.T) {
	b := newBench(t)
	b.withKiosk(60)
	for range 3 {
		b.record("", 30, "email")
	}
	b.sh.Open("leaves")
	b.says("Ce bureau")
	b.says("Accompagnements\n3")
	b.silent("parcours sur la borne")
	b.photograph("leaves-desk")
	b.tabTo("Ce bureau")
	b.key(fyne.KeyRight)
	b.key(fyne.KeySpace)
	b.says("Médiathèque de Miramas · la borne")
	b.says("parcours sur la borne")
	b.says("à des consultations")
	b.says("Quand ouvrir ? Le soir")
	for _, words := range []string{"Français", "Terminé", "Moins de 30 min", "La borne n’a rejoint aucun réseau"} {
		b.says(words)
	}
	b.says("Une réponse à une consultation est comptée seule")
	b.silent("accompagnement")
	b.photograph("leaves-kiosk")
	b.press("Voir ligne par ligne")
	b.says("Attend encore, ici · la borne")
	b.sh.Back()
	b.says("parcours sur la borne") // still the kiosk's
	b.press("Ce bureau")
	b.says("Accompagnements\n")
	b.silent("parcours sur la borne")
}

// TestWhatLeftFromTheKioskOpensAndIsSaved: what has left from it opens, with the
// poll's answers in words, and is saved under a name of its own.
func TestWhatLeftFromTheKioskOpensAndIsSaved(t *testing.T) {
	b := newBench(t)
	d := b.withKiosk(60)
	closing, closed, err := lots.NewService(d.Ledger(), app.Zone(""), nil).CloseDue(t.Context(), b.now)
	if err != nil || !closed || len(closing.Lots) == 0 {
		t.Fatalf("%+v, %v", closing, err)
	}
	var name string
	var raw []byte
	b.WriteFile = func(file string, data []byte) (string, error) { name, raw = file, data; return file, nil }
	b.sh.Open("leaves")
	b.says("Aucun envoi pour l’instant") // of the desk
	b.press("La borne")
	b.press(b.sh.Env().Words.ShortDay(b.now))
	b.says("Rapport du 24 novembre · la borne")
	for range closing.Lots { // one row is read at a time
		if strings.Contains(b.texts(), "Quand ouvrir ? Le soir") {
			break
		}
		b.key(fyne.KeyDown)
	}
	b.says("Quand ouvrir ? Le soir")
	b.press("Enregistrer dans un fichier")
	b.press("Valider")
	if name != "ce-qui-sort-borne-2026-11-24.json" || !strings.Contains(string(raw), `"bytes"`) {
		t.Errorf("%s: %s", name, raw)
	}
}

// TestWithoutAKioskThereIsNothingToChoose: the screen is as it was.
func TestWithoutAKioskThereIsNothingToChoose(t *testing.T) {
	b := newBench(t)
	b.KioskHere = func() bool { return false }
	b.KioskAccount = func() (*Account, error) { t.Error("opened"); return nil, nil }
	b.sh.Open("leaves")
	b.says("Attend encore, ici")
	b.silent("Ce bureau")
	b.silent("borne")
}

// TestAKioskNobodyUsedIsExplained, and what it would not keep.
func TestAKioskNobodyUsedIsExplained(t *testing.T) {
	b := newBench(t)
	b.withKiosk(0)
	b.record("", 30, "email")
	b.sh.Open("leaves")
	b.press("La borne")
	b.says("Personne n’a encore terminé de démarche à la borne")
	b.silent("Accompagnements\n")
	b.photograph("leaves-kiosk-empty")
}

// TestAKioskHeldElsewhereIsSaid in a sentence, with nothing of the desk under
// its name, and it can be tried again.
func TestAKioskHeldElsewhereIsSaid(t *testing.T) {
	b := newBench(t)
	b.withKiosk(0)
	open := b.KioskAccount
	b.KioskAccount = func() (*Account, error) {
		return nil, app.E(app.Failed, "store_locked", "program", "parvisctl", "pid", 12)
	}
	b.record("", 30, "email")
	b.sh.Open("leaves")
	b.press("La borne")
	b.says("Ces données sont déjà ouvertes par parvisctl")
	b.silent("Accompagnements\n")
	b.photograph("leaves-kiosk-held")
	b.KioskAccount = open
	b.press("Réessayer")
	b.says("Personne n’a encore terminé")
}

// TestAnAccountThatComesLateIsNotShown under the name of the other.
func TestAnAccountThatComesLateIsNotShown(t *testing.T) {
	b := newBench(t)
	b.withKiosk(60)
	b.record("", 30, "email")
	b.sh.Open("leaves")
	open := b.KioskAccount
	b.KioskAccount = func() (*Account, error) { b.press("Ce bureau"); return open() }
	b.press("La borne")
	b.says("Accompagnements\n")
	b.silent("parcours sur la borne")
}

// TestTheKioskSendsAndJoinsForItself, never for the desk.
func TestTheKioskSendsAndJoinsForItself(t *testing.T) {
	b := newBench(t)
	b.withKiosk(60)
	kiosk, err := b.KioskAccount()
	if err != nil {
		t.Fatal(err)
	}
	joined := false
	b.Net.JoinKiosk = b.Net.Join
	b.Sync = func(context.Context) (relay.Summary, error) { t.Error("the desk sent"); return relay.Summary{}, nil }
	kiosk.Sync = func(context.Context) (relay.Summary, error) { return relay.Summary{Sent: 7}, nil }
	kiosk.Status = func(context.Context) (relay.Status, error) { return relay.Status{Enrolled: joined, SetAside: 2}, nil }
	kiosk.Aside = func(context.Context) ([]relay.Entry, error) {
		return []relay.Entry{{Record: relay.Record{Kind: relay.KindKioskLot}, Enqueued: b.now, State: relay.SetAside, Reason: "bad_body"}}, nil
	}
	b.sh.Open("leaves")
	b.silent("mis de côté")
	b.press("La borne")
	b.says("2 envois mis de côté")
	b.press("Inscrire la borne")
	if j, ok := b.sh.Current().(*join); !ok || !j.kiosk {
		t.Errorf("%T", b.sh.Current())
	}
	joined = true
	b.sh.Back()
	b.press("Envoyer maintenant")
	b.says("7 envois faits")
	b.press("Voir ce qui est mis de côté")
	b.says("Mis de côté · la borne")
	b.says("Le contenu est illisible.")
}

// TestTheChoiceOfAccountIsShown in two languages and in a large text.
func TestTheChoiceOfAccountIsShown(t *testing.T) {
	for name, o := range map[string][]option{"en": {in("en")}, "large": {textSize(2)}} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, o...)
			b.withKiosk(60)
			b.sh.Open("leaves")
			kiosk := b.sh.Env().T("desk.leaves.kiosk")
			b.press(kiosk)
			b.says(b.place.Name + " · " + strings.ToLower(strings.TrimPrefix(kiosk, "The ")))
			b.photograph("leaves-kiosk-" + name)
		})
	}
}

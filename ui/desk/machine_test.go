package desk

import (
	"context"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"parvis/app/people"
	"parvis/ui/shell"
)

// coded types a secret twice in the box that is open.
func (b *bench) coded(secret string) {
	b.t.Helper()
	b.written("Nouveau code", secret)
	b.written("Encore une fois", secret)
	b.key(fyne.KeyReturn)
}

func TestCodesColleaguesAndTheRecoverySheet(t *testing.T) {
	b := newBench(t)
	ctx := context.Background()
	b.ok(b.device.Unlock(ctx, b.me.ID, ""))
	nadia := b.me
	b.sh.OpenSettings()
	b.silent("Verrouiller sans activité") // nothing to lock yet
	b.press("Ajouter une personne")
	b.says("À plusieurs, chacun son code")
	b.press("Mettre un code")
	b.coded("123456")
	b.says("trop facile à deviner")
	b.photograph("k1-code-refuse")
	b.press("Annuler")
	b.press("Ajouter une personne")
	b.press("Mettre un code")
	b.coded("482751")
	b.says("Ajouter une personne")
	b.written("Prénom", "Karim")
	b.coded("quatre mots bien choisis")
	b.says("Imprimez-la maintenant")
	b.press("Imprimer la fiche")
	if len(b.papers) != 1 || !b.papers[0].Parts[0].Code {
		t.Fatalf("papers %v", b.papers)
	}
	code := b.papers[0].Parts[0].Lines[0]
	b.says("Nadia (vous)")
	b.says("Karim")
	b.silent("Retirer le code") // among several, everyone has one
	b.says("Verrouiller sans activité")
	b.photograph("k2-personnes-du-poste")
	b.press("5 min")
	minutes := 0
	if ok, err := b.Settings.SettingJSON(ctx, KeyLockAfter, &minutes); !ok || err != nil || minutes != 5 {
		t.Errorf("locks after %d, %v", minutes, err)
	}
	list, err := b.mediators(ctx)
	b.ok(err)
	karim := list[1]
	if !karim.PIN || karim.Name != "Karim" {
		t.Fatalf("%+v", list)
	}
	b.ok(b.device.Unlock(ctx, karim.ID, "quatre mots bien choisis"))

	b.device.Lock()
	in := false
	b.Forgotten(b.sh.Env(), nadia.ID, nadia.Name, func() { in = true })
	b.written("Code de la fiche de secours", "AAAA-BBBB-CCCC-DDDD-EEEE")
	b.coded("739152")
	b.says("Ce code de secours n’est pas le bon")
	if in || b.device.Unlocked() != "" {
		t.Fatal("opened by a wrong sheet")
	}
	b.press("Annuler")
	b.Forgotten(b.sh.Env(), nadia.ID, nadia.Name, func() { in = true })
	b.photograph("k3-code-oublie")
	b.written("Code de la fiche de secours", strings.ToLower(code))
	b.coded("739152")
	if !in || b.device.Unlocked() != nadia.ID {
		t.Fatal("the recovery sheet does not open")
	}
	b.device.Lock()
	b.ok(b.device.Unlock(ctx, nadia.ID, "739152"))

	b.sh.OpenSettings()
	b.press("Retirer")
	b.says("ne pourra plus ouvrir ce poste")
	b.press("Retirer")
	if list, err = b.mediators(ctx); err != nil || len(list) != 1 {
		t.Errorf("%+v %v", list, err)
	}
	want := []string{people.MediatorAdded, people.RecoveryMade, people.CodeRecovered, people.MediatorGone}
	if got := b.kinds(); !slices.Equal(got, want) {
		t.Errorf("the journal has %v, want %v", got, want)
	}
}

func TestTheRecoverySheetIsOfferedOnceAtSetUp(t *testing.T) {
	b := newBench(t)
	ctx := context.Background()
	b.ok(b.device.Unlock(ctx, b.me.ID, ""))
	b.OfferRecovery(b.sh.Env())
	if b.win.Canvas().Overlays().Top() != nil {
		t.Fatal("offered where there is no code to forget")
	}
	b.ok(b.device.SetPIN(ctx, b.me.ID, "482751"))
	b.OfferRecovery(b.sh.Env())
	b.says("Un code s’oublie")
	b.press("Plus tard")
	b.OfferRecovery(b.sh.Env())
	if b.win.Canvas().Overlays().Top() != nil {
		t.Error("offered again and again")
	}
}

func TestAColleaguesCodeIsNobodysToChange(t *testing.T) {
	b := newBench(t)
	b.ok(b.device.Unlock(context.Background(), b.me.ID, ""))
	b.colleague("Karim")
	b.sh.OpenSettings()
	b.says("Karim (vous)")
	if n := strings.Count(b.texts(), "Changer le code"); n != 2 { // the button and its words
		t.Errorf("%d ways to change a code", n)
	}
	b.sh.Enter(shell.Person{ID: "x", Name: "X"})
}

package desk

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"parvis/app/handout"
	"parvis/app/people"
	"parvis/app/session"
	"parvis/ui/kit"
	"parvis/ui/shell"
)

// kinds are the lines of the local journal, oldest first.
func (b *bench) kinds() (out []string) {
	b.t.Helper()
	lines, err := b.People.Lines(context.Background())
	b.ok(err)
	for _, l := range lines {
		out = append(out, l.Kind)
	}
	return out
}

func (b *bench) onlyMandate() people.Mandate {
	b.t.Helper()
	all, err := b.mandates(b.sh.Env()).All(context.Background())
	b.ok(err)
	if len(all) != 1 {
		b.t.Fatalf("%d mandates", len(all))
	}
	return all[0]
}

// fonts are those the product carries.
func (b *bench) fonts() handout.Fonts {
	b.t.Helper()
	load := func(name string) []byte {
		raw, err := os.ReadFile(filepath.Join("..", "..", "assets", "fonts", name))
		b.ok(err)
		return raw
	}
	return handout.Fonts{Regular: load("AtkinsonHyperlegibleNext_400Regular.ttf"), Bold: load("AtkinsonHyperlegibleNext_700Bold.ttf")}
}

func TestAMandateFromTheFormToItsCancellation(t *testing.T) {
	b := newBench(t)
	b.follow()
	b.ok(b.Settings.SetSettingJSON(context.Background(), KeyController, people.Controller{Name: "Ville de Miramas", DPO: "dpo@exemple.fr"}))
	b.sh.Open("people")
	b.press("Préparer un mandat")
	b.says("Votre structure est-elle habilitée Aidants Connect")
	b.says("Un mandat papier n’autorise personne à se connecter par FranceConnect")
	b.says("Modèle à faire valider par votre délégué à la protection des données")
	b.press("Imprimer deux exemplaires")
	for _, missing := range []string{"Il manque « La personne", "Répondez à la question", "au moins un acte précis", "au moins un périmètre"} {
		b.says(missing)
	}
	b.press("La personne est mineure")
	b.says("voyez avec son représentant légal")
	b.press("La personne est mineure")
	b.press("sous protection juridique")
	b.says("voyez avec son tuteur ou son curateur")
	b.press("Imprimer deux exemplaires")
	if len(b.papers) != 0 {
		t.Fatal("printed for someone who cannot sign alone")
	}
	b.press("sous protection juridique")
	b.written("La personne (prénom", "Hélène Benarous")
	b.written("Les actes précis", "demander la prime d’activité")
	b.press("Oui")
	b.says("créez plutôt le mandat dans Aidants Connect")
	b.press("Social – Santé")
	b.silent("Argent : ne faites")
	b.press("Argent – Impôts")
	b.says("Argent : ne faites ni paiement")
	b.photograph("m1-formulaire")
	b.press("Imprimer deux exemplaires")
	m := b.onlyMandate()
	if m.Model != people.Model || m.Days != 31 || m.Structure != "Ville de Miramas" || m.Mediator != "Nadia" || !*m.Habilitated {
		t.Errorf("%+v", m)
	}
	b.says("À signer")
	b.photograph("m2-a-signer")
	first := b.papers[0]
	if len(first.Copies) != 2 {
		t.Errorf("%d copies", len(first.Copies))
	}
	b.press("Les deux exemplaires sont signés")
	b.says("En cours")
	b.press("Noter son utilisation")
	b.now = b.now.AddDate(0, 0, 26)
	b.sh.Open("people")
	b.says("1 mandat prend fin cette semaine")
	b.silent("Benarous")
	b.press("Registre des mandats")
	b.says("Hélène Benarous : le mandat prend fin le 24 décembre")
	b.says("Expire bientôt")
	b.photograph("m3-registre")
	b.press("Hélène Benarous")
	b.press("Imprimer encore")
	if len(b.papers) != 2 || encoded(b.papers[0]) != encoded(b.papers[1]) {
		t.Error("printed again, it differs")
	}
	var one, other bytes.Buffer
	b.ok(b.papers[0].PDF(&one, b.fonts()))
	b.ok(b.papers[1].PDF(&other, b.fonts()))
	if !bytes.Equal(one.Bytes(), other.Bytes()) {
		t.Error("its paper differs by some bytes")
	}
	b.press("Annuler le mandat")
	b.says("Le registre garde la trace")
	b.press("Annuler le mandat")
	b.says("Annulé")
	if last := b.papers[len(b.papers)-1]; last.Title != "Annulation d’un mandat" || len(last.Copies) != 2 {
		t.Errorf("the cancellation is %+v", last)
	}
	want := []string{people.Printed, people.Signed, people.Used, people.Printed, people.Cancelled}
	if got := b.kinds(); !slices.Equal(got, want) {
		t.Errorf("the journal has %v, want %v", got, want)
	}
	b.sh.Env().Go(newJournal(b.Desk))
	b.says("Journal de ce poste")
	b.photograph("m4-journal")
}

func TestAMandateBegunIsKeptWhenTheScreenIsLeft(t *testing.T) {
	b := newBench(t)
	b.follow()
	b.sh.Open("people")
	b.press("Préparer un mandat")
	b.key(fyne.KeyEscape) // nothing was written: nothing is kept
	if all, err := b.mandates(b.sh.Env()).All(context.Background()); err != nil || len(all) != 0 {
		t.Fatalf("%v %v", all, err)
	}
	b.press("Préparer un mandat")
	b.written("La personne (prénom", "Hélène")
	b.key(fyne.KeyEscape)
	b.says("Mandat gardé en brouillon")
	b.press("Registre des mandats")
	b.press("Hélène")
	if f, ok := b.sh.Current().(*mandateForm); !ok || f.m.Mandant != "Hélène" {
		t.Fatalf("the draft opens as %T", b.sh.Current())
	}
	b.press("Jeter ce brouillon")
	if all, err := b.mandates(b.sh.Env()).All(context.Background()); err != nil || len(all) != 0 {
		t.Errorf("%v %v", all, err)
	}
}

func TestDoingInThePersonsPlaceAsksForAMandate(t *testing.T) {
	b := newBench(t)
	b.follow()
	her := b.file(people.Beneficiary{FirstName: "Hélène", Name: "Benarous"})
	b.begin(b.sh.Env(), "prime-activite")
	l := b.sh.Current().(*live)
	l.draft.Session.Person = &session.Person{BeneficiaryID: string(her.ID)}
	b.sh.Act(shell.VisitorPanel)
	b.silent("il faut un mandat")
	b.press(session.CnilSituations.Label(b.sh.Env().Words, "je_fais"))
	b.says("il faut un mandat")
	b.says("FranceConnect")
	b.press("Préparer un mandat")
	f, ok := b.sh.Current().(*mandateForm)
	if !ok || f.m.Person != her.ID || f.m.Mandant != "Hélène Benarous" || len(f.m.Actes) != 1 || len(f.m.Perimetre) == 0 {
		t.Fatalf("the form opens as %T %+v", b.sh.Current(), f)
	}
	b.press("Non")
	b.press("Imprimer deux exemplaires")
	b.press("Les deux exemplaires sont signés")
	b.key(fyne.KeyEscape)
	if b.sh.Current() != shell.Screen(l) {
		t.Fatalf("back on %T", b.sh.Current())
	}
	b.says("Mandat en cours jusqu’au")
	b.press("Noter son utilisation")
	if m := b.onlyMandate(); m.Events[len(m.Events)-1].Kind != people.Used {
		t.Errorf("%+v", m.Events)
	}
}

func TestInformationNotices(t *testing.T) {
	b := newBench(t)
	b.ok(b.device.Unlock(context.Background(), b.me.ID, ""))
	b.sh.Env().Go(newRights(b.Desk))
	b.says("Il manque le délégué")
	b.press("Imprimer l’affiche")
	if len(b.papers) != 0 {
		t.Fatal("a poster without an officer")
	}
	b.win.Canvas().Overlays().Remove(b.win.Canvas().Overlays().Top())
	b.sh.OpenSettings()
	b.written("Délégué à la protection", "dpo@exemple.fr")
	kit.Walk(b.win.Canvas().Content(), func(o fyne.CanvasObject) bool {
		f, ok := o.(*kit.Field)
		if ok && strings.HasPrefix(spaced(f.AccessibilityLabel()), "Responsable") {
			f.SetText("")
			kit.Focus(f)
			return true
		}
		return false
	})
	b.typed("Métropole")
	b.press("Vos droits") // unsaved: the screen still says what is missing
	b.says("Il manque le délégué")
	b.ok(b.Settings.SetSettingJSON(context.Background(), KeyController, people.Controller{Name: "Métropole", DPO: "dpo@exemple.fr"}))
	b.sh.Env().Rebuild()
	b.silent("Il manque le délégué")
	for _, want := range []string{"Métropole", "dpo@exemple.fr", "intérêt public", "CNIL", "226-13", "Aucun classement de personnes"} {
		b.says(want)
	}
	b.photograph("n1-vos-droits")
	b.press("Imprimer l’affiche")
	b.press("Imprimer la feuille à remettre")
	b.press("Imprimer la fiche de l’équipe")
	if len(b.papers) != 3 || !b.papers[0].Large || b.papers[1].Large || b.papers[2].Title != "Les chiffres ne jugent personne" {
		t.Errorf("%d papers", len(b.papers))
	}
	for _, p := range b.papers {
		var out bytes.Buffer
		b.ok(p.PDF(&out, b.fonts()))
		if pages := strings.Count(out.String(), "/Type /Page\n"); pages != 1 {
			t.Errorf("%s takes %d pages", p.Title, pages)
		}
	}
}

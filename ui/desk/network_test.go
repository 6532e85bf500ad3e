package desk

import (
	"context"
	"crypto/rand"
	"testing"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/relay"
)

func TestJoiningSaysEachStateInWords(t *testing.T) {
	b := newBench(t)
	b.sh.OpenSettings()
	b.press("Rejoindre un réseau")
	b.says("Comment avez-vous reçu l’invitation")
	b.typed("http://ailleurs.exemple.fr") // plain http to another machine
	j := b.sh.Current().(*join)
	j.code = "AAAA"
	b.press("Inscrire")
	b.says("https")
	j.hub = "https://parvis.exemple.fr"
	b.press("Inscrire")
	b.says("celui-ci en a 4")
	code, err := relay.NewCode(rand.Reader, make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	j.code = code.String()
	b.press("Inscrire")
	b.says("Inscrit : Médiathèque")
	b.press("Terminer")
	b.says("auprès de https://parvis.exemple.fr")
	b.says("Guides de la coordination : mise à jour n° 14")
}

func TestTheKioskOfThisComputerJoinsWithItsOwnCode(t *testing.T) {
	b := newBench(t)
	var s relay.Status
	b.KioskHere = func() bool { return true }
	b.KioskAccount = func() (*Account, error) {
		return &Account{Status: func(context.Context) (relay.Status, error) { return s, nil }}, nil
	}
	b.Net.JoinKiosk = func(ctx context.Context, text, hub string) (relay.Registration, error) {
		reg, err := b.Net.Join(ctx, text, hub)
		s = relay.Status{Enrolled: err == nil, Registration: reg}
		return reg, err
	}
	code, err := relay.NewCode(rand.Reader, make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Net.Join(t.Context(), code.String(), ""); err != nil {
		t.Fatal(err)
	}
	b.sh.OpenSettings()
	b.says("La borne de ce poste a sa propre inscription")
	b.press("Inscrire la borne")
	j := b.sh.Current().(*join)
	j.hub, j.code = "https://parvis.exemple.fr", code.String()
	b.press("Inscrire")
	b.says("Inscrit : Médiathèque")
	b.press("Terminer")
	b.says("Borne de ce poste : ")
}

func TestAPictureOrAScannerThatIsNoInvitationIsSaid(t *testing.T) {
	b := newBench(t)
	b.sh.OpenSettings()
	b.press("Rejoindre un réseau")
	b.press("Une image")
	b.says("invitation.png")
	b.press("invitation.png")
	b.says("Pas encore inscrit")
	b.press("Une douchette")
	b.typed("bonjour")
	b.key(fyne.KeyReturn)
	b.says("Pas encore inscrit")
}

func TestAStickGoesAndItsReceiptComesBack(t *testing.T) {
	b := newBench(t)
	b.sh.Push(newStick(b.Desk, &b.Account))
	b.says("une clé perdue ne perd rien")
	b.press("CLE")
	b.says("3 envois écrits dans parvis.parvis")
	s := b.sh.Current().(*stick)
	s.read("x.recu")
	b.says("Le reçu n’a pas été accepté")
	b.WriteStick = func(context.Context, string) (int, string, error) { return 0, "", nil }
	b.press("CLE")
	b.says("Rien n’attend")
	b.says("Aucun fichier n’est écrit")
}

func TestWhatIsSetAsideIsSeenWithItsReason(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	if err := b.device.Enqueue(ctx, relay.KindFlag, 1, []byte{0xa0}); err != nil {
		t.Fatal(err)
	}
	pending, err := b.device.Pending(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	pending[0].State, pending[0].Rejects, pending[0].Reason = relay.SetAside, 2, "bad_body"
	if err := b.device.Mark(ctx, pending...); err != nil {
		t.Fatal(err)
	}
	b.sh.Push(newAside(b.Desk, &b.Account))
	b.says("Signalement d’une étape")
	b.says("Le contenu est illisible.")
	b.says("Rien de cela n’est effacé")
	b.press("Enregistrer dans un fichier")
	b.says("mis-de-cote.json")
}

func TestWhyOneIsNotEnrolledIsInViewInALargeText(t *testing.T) {
	b := newBench(t, size(1366, 768), textSize(2))
	b.sh.OpenSettings()
	b.press("Rejoindre un réseau")
	j := b.sh.Current().(*join)
	j.with = func(context.Context, string, string) (relay.Registration, error) {
		return relay.Registration{}, app.E(app.Hub, "hub_unreachable")
	}
	code, err := relay.NewCode(rand.Reader, make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	j.hub, j.code = "https://parvis.exemple.fr", code.String()
	b.press("Inscrire")
	b.says("Vérifiez l’adresse et le réseau")
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(j.said)
	if end := at.Y + j.said.Size().Height; at.Y < 0 || end > 768 {
		t.Errorf("the answer stands between %g and %g", at.Y, end)
	}
}

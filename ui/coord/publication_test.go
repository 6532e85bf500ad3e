package coord

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/guide"
	"parvis/app/library"
	"parvis/app/poll"
	"parvis/app/relay"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

// proposal is a starter guide with one text changed.
func proposal(t *testing.T) library.Submission {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "assets", "guides", "carte-vitale.guide.md"))
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), "Que se passe-t-il", "Que vous arrive-t-il", 1)
	s, err := library.Submit([]byte(changed), guide.Parse("x", text).Guide)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// publishing is a hub's publication, in memory.
func (b *bench) publishing(t *testing.T) *library.Publication {
	one := proposal(t)
	p := &library.Publication{
		Version: 13, Previous: 12, Places: 34, Devices: 41, Waiting: 1,
		Proposals: []library.Proposal{{Submission: one, Week: "2026-W47"}},
		Flags:     []library.FlagSum{{Key: "k", Guide: "rsa", Title: "Demander le RSA", Step: "fin", Reason: library.DeadLink, Count: 9, Week: "2026-W47"}},
		Next:      library.Edition{Unchanged: 46},
	}
	b.Publish = &Publishing{
		Read: func(context.Context) (library.Publication, error) { return *p, nil },
		Decide: func(_ context.Context, text string, m library.Mark) error {
			if text != one.Mark {
				return errors.New("another text")
			}
			p.Proposals[0].Decided, p.Ready, p.Waiting = m, 0, 1
			if m == library.MarkRead {
				p.Ready, p.Waiting = 1, 0
			}
			return nil
		},
		DealtWith: func(_ context.Context, _ string, n int) error { p.Flags[0].Done = n > 0; return nil },
		Publish: func(_ context.Context, seen library.Publication) (relay.Published, error) {
			if seen.Ready == 0 {
				return relay.Published{}, app.E(app.Rejected, "publish_nothing")
			}
			p.Version, p.Previous, p.Proposals, p.Ready = 14, 13, nil, 0
			return relay.Published{Version: 14}, nil
		},
		Revert: func(context.Context) (relay.Published, error) { return relay.Published{Version: p.Version + 1}, nil },
	}
	return p
}

func TestAProposalIsReadOverThenPublished(t *testing.T) {
	b := newBench(t, 1366, 768, theme.Options{}, "fr")
	p := b.publishing(t)
	b.sh.Open("publication")
	b.says("Commander ou refaire sa carte Vitale", "1 texte changé", "8 essais réussis", "1 en attente",
		"Demander le RSA", "9 signalements", "semaine du 16 novembre", "34 lieux, 41 appareils", "Mise à jour des guides n°\u00a014")
	b.press("Marquer traité")
	b.says("Traité")
	b.press("Annuler")
	b.says("Marquer traité")
	b.press("Relire")
	b.says("Que se passe-t-il", "Que vous arrive-t-il", "En place", "Proposé")
	b.press("J’ai relu\u00a0: prêt à publier")
	b.says("Relu par vous", "1 guide relu, prêt à partir")
	b.sh.Current().(*publication).publish()
	if top := b.win.Canvas().Overlays().Top(); top == nil {
		t.Fatal("it publishes without asking")
	}
	b.win.Canvas().Overlays().Remove(b.win.Canvas().Overlays().Top())
	v := b.sh.Current().(*publication)
	v.act(func(ctx context.Context) error { _, err := b.Publish.Publish(ctx, v.p); return err }, "")
	b.says("Aucune proposition n’attend", "remplace le n°\u00a014", "Revenir au n°\u00a013")
	if p.Version != 14 {
		t.Fatalf("%+v", p)
	}
	b.Publish.Read = func(context.Context) (library.Publication, error) {
		return library.Publication{}, app.E(app.Hub, "hub_unreachable")
	}
	b.sh.Open("publication")
	b.says("Réessayer")
}

// TestPicturesAndSoundsAreReadOverToo: they are seen and heard beside the text,
// and a guide does not leave without those it shows.
func TestPicturesAndSoundsAreReadOverToo(t *testing.T) {
	b := newBench(t, 1366, 768, theme.Options{}, "fr")
	p := b.publishing(t)
	var file bytes.Buffer
	if err := png.Encode(&file, image.NewGray(image.Rect(0, 0, 30, 20))); err != nil {
		t.Fatal(err)
	}
	one := &p.Proposals[0]
	before := *one.Current
	before.Steps = slices.Clone(before.Steps)
	before.Steps[0].Image = guide.Image{File: "carte-vitale-ancien.png", Alt: "La carte d’avant"}
	one.Guide.Steps[0].Image = guide.Image{File: "carte-vitale-dessin.png", Alt: "La carte, vue de dos"}
	one.Guide.Steps[0].Audio = "carte-vitale-voix.mp3"
	one.Current, one.Changes = &before, library.Changes(&before, one.Guide)
	one.InUse = []library.Media{{Name: "carte-vitale-ancien.png", Data: file.Bytes()}}
	one.Media = []library.Media{{Name: "carte-vitale-dessin.png", Data: file.Bytes()}, {Name: "carte-vitale-voix.mp3", Data: []byte("ID3")}}
	playing := ""
	b.Publish.Play = func(name string, _ []byte, _ func()) (func(), error) {
		playing = name
		return func() { playing = "" }, nil
	}
	b.sh.Open("publication")
	b.press("Relire")
	b.says("2 images ou sons changés")
	b.says("La carte d’avant", "carte-vitale-ancien.png · 1 Ko", "La carte, vue de dos", "carte-vitale-dessin.png · 1 Ko", "carte-vitale-voix.mp3 · 1 Ko")
	b.press("Écouter")
	if playing != "carte-vitale-voix.mp3" {
		t.Fatalf("playing %q", playing)
	}
	b.sh.Back()
	if playing != "" {
		t.Error("it plays on once the screen is left")
	}
	one.Current, one.Changes = one.Guide, nil // the same name, another picture
	one.InUse[0].Name = "carte-vitale-dessin.png"
	b.sh.Open("publication")
	b.press("Relire")
	b.says("Étape «\u00a0motif\u00a0» · image", "En place", "Proposé")
	b.sh.Back()
	one.Media, one.Missing = nil, []string{"carte-vitale-dessin.png"}
	b.sh.Open("publication")
	b.press("Relire")
	b.says("Des images ou des sons manquent", "carte-vitale-dessin.png")
	b.press("J’ai relu\u00a0: prêt à publier")
	if one.Decided != "" {
		t.Error("a guide without its picture is ready to leave")
	}
}

func TestAPollAloneIsPublished(t *testing.T) {
	b := newBench(t, 1366, 768, theme.Options{}, "fr")
	p := b.publishing(t)
	b.sh.Open("publication")
	const publish = "Publier la mise à jour n°\u00a014"
	b.press(publish)
	if b.win.Canvas().Overlays().Top() != nil {
		t.Fatal("it would publish nothing")
	}
	p.Polls = []poll.Entry{{Poll: hours(), Waits: true}}
	b.press("Actualiser")
	b.says("1 consultation écrite ou retirée, prête à partir")
	b.press(publish)
	b.answerAsked("Ne rien changer")
}

func TestADeviceIsInvitedWithACodeAndItsPicture(t *testing.T) {
	b := newBench(t, 1366, 768, theme.Options{}, "fr")
	var asked relay.InviteRequest
	ticket, err := relay.Ticket("https://parvis.exemple.fr", make([]byte, 32), "7K2P9QXM")
	if err != nil {
		t.Fatal(err)
	}
	b.Invite = func(_ context.Context, q relay.InviteRequest) (relay.Invited, error) {
		if strings.TrimSpace(q.Place) == "" {
			return relay.Invited{}, app.E(app.Hub, "invite_place")
		}
		asked = q
		return relay.Invited{Code: "7K2P-9QXM-FEJX-4H2H", Place: q.Place, Role: q.Role, Expires: now.AddDate(0, 0, 1), Ticket: ticket}, nil
	}
	saved := false
	b.SaveInvitation = func(context.Context, relay.Invited) (string, error) { saved = true; return "/x/invitation.png", nil }
	b.sh.Open("network")
	b.press("Ajouter un appareil")
	b.press("Créer le code")
	b.says("Écrivez le nom du lieu")
	i := b.sh.Current().(*network).asked
	i.name, i.role = "Médiathèque d’Auriol", "kiosk"
	b.press("Créer le code")
	b.says("7K2P-9QXM-FEJX-4H2H", "https://parvis.exemple.fr", "Médiathèque d’Auriol", "mercredi 25 novembre 2026 à 09:00")
	b.press("Enregistrer l’image")
	if !saved || asked.Role != "kiosk" {
		t.Fatalf("saved %v, asked %+v", saved, asked)
	}
	b.press("Fermer")
	b.says("Ajouter un appareil")
}

func TestADeviceSaysWhyItIsToBeLookedAt(t *testing.T) {
	b := newBench(t, 1366, 768, theme.Options{}, "fr")
	b.sh.Open("network")
	n := b.sh.Current().(*network)
	seen := now.Add(-48 * 3600e9).Format("2006-01-02T15:04:05Z07:00")
	for want, row := range map[string]relay.FleetRow{
		"Le cahier":   {LastSeen: &seen},
		"mis de côté": {LastSeen: &seen, StoreOK: true, SetAside: 2},
		"7 minutes":   {LastSeen: &seen, StoreOK: true, ClockDrift: -430},
		"150 Mo":      {LastSeen: &seen, StoreOK: true, FreeDiskMiB: 150},
		"25 essais":   {LastSeen: &seen, StoreOK: true, Failures: 25},
		"hors ligne":  {LastSeen: &seen, StoreOK: true, Failures: 5},
		"coup de fil": {LastSeen: &seen, StoreOK: true, Silent: true},
	} {
		d := devices([]relay.FleetRow{row}, now)[0]
		if text := strings.Join(n.why(d), " "); !strings.Contains(text, want) {
			t.Errorf("%q does not say %q", text, want)
		}
		if watched := d.health == watch; watched != (want != "hors ligne" && want != "coup de fil") {
			t.Errorf("%q: to be looked at: %v", want, watched)
		}
	}
	closed := devices([]relay.FleetRow{{LastSeen: &seen, StoreOK: true, ClosedUntil: "2026-12-01"}}, now)[0]
	if got := n.stateOf(closed).Text; got != i18n.New("fr").T("network.state.closed", "day", "1er décembre") {
		t.Errorf("a closed place is %q", got)
	}
}

// TestAnInvitationStaysInTheWindow holds the panel in a small window and a
// large text, where it takes the page.
func TestAnInvitationStaysInTheWindow(t *testing.T) {
	for name, factor := range map[string]float32{"usual": 1, "large": 2} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, 1280, 800, theme.Options{Factor: factor}, "fr")
			b.fleet = []relay.FleetRow{{Place: "Médiathèque Boris-Vian, annexe du quartier de la Gare, Port-de-Bouc", Role: "desk"}}
			b.Invite = func(context.Context, relay.InviteRequest) (relay.Invited, error) { return relay.Invited{}, nil }
			b.sh.Open("network")
			b.press("Ajouter un appareil")
			i := b.sh.Current().(*network).asked
			i.name = "boris"
			i.suggest()
			i.known.Objects[0].(fyne.Tappable).Tapped(&fyne.PointEvent{})
			if i.name != b.fleet[0].Place {
				t.Errorf("the name is %q", i.name)
			}
			i.name = "gare"
			i.suggest()
			kit.Walk(b.win.Content(), func(o fyne.CanvasObject) bool {
				if end := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).X + o.Size().Width; end > 1280.5 {
					t.Errorf("%T ends at %g", o, end)
				}
				return false
			})
			b.press(map[float32]string{1: "Fermer", 2: "Retour"}[factor])
			b.says("1 appareil")
		})
	}
}

func TestACoordinationAloneHasNoDevice(t *testing.T) {
	b := newBench(t, 1280, 800, theme.Options{}, "fr")
	own := relay.FleetRow{Place: "Métropole", Role: "coordinator"}
	b.fleet = []relay.FleetRow{own}
	b.sh.Open("network")
	b.says("Aucun appareil pour l’instant")
	b.fleet = []relay.FleetRow{own, {Place: "Trets", Role: "kiosk"}}
	b.press("Actualiser")
	b.says("1 lieu, 2 appareils", "Bureaux 1", "Bornes 1")
}

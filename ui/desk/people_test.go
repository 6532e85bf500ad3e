package desk

import (
	"context"
	"encoding/hex"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"parvis/app/handout"
	"parvis/app/people"
	"parvis/app/session"
	"parvis/store/device"
	"parvis/ui/kit"
	"parvis/ui/shell"
)

// benchPeople is the vault of the bench's own directory.
type benchPeople struct {
	*device.Device
	b *bench
}

func (p benchPeople) NewID() (string, error) {
	var raw [8]byte
	for i := range raw {
		raw[i] = byte(rand.N(256))
	}
	return hex.EncodeToString(raw[:]), nil
}

func (p benchPeople) Note(ctx context.Context, kind string, who people.MediatorID, args map[string]string) error {
	return p.AppendLine(ctx, device.Line{Kind: kind, Author: string(who), Args: args})
}

func (p benchPeople) Lines(ctx context.Context) (out []people.Line, err error) {
	for l, err := range p.Device.Lines(ctx) {
		if err != nil {
			return nil, err
		}
		out = append(out, people.Line{Seq: l.Seq, At: l.At, Kind: l.Kind, Who: people.MediatorID(l.Author), Args: l.Args})
	}
	return out, nil
}

func (p benchPeople) LastPurge(ctx context.Context) (Purged, bool, error) {
	r, ok, err := p.Device.LastPurge(ctx)
	return Purged{At: r.At, Persons: r.Persons, Mandates: r.Mandates}, ok, err
}

func (p benchPeople) Paper(name string, l *handout.Letter) (pdf, html string, err error) {
	p.b.papers = append(p.b.papers, l)
	return name + ".pdf", name + ".html", nil
}

func (p benchPeople) Recover(ctx context.Context, code, mediator, secret string) error {
	return p.RecoverPIN(ctx, code, mediator, secret)
}

func (b *bench) mediators(ctx context.Context) (out []Mediator, err error) {
	m, err := b.device.Meta(ctx)
	for _, one := range m.Mediators {
		if !one.Gone {
			out = append(out, Mediator{ID: one.ID, Name: one.Name, PIN: one.PIN})
		}
	}
	return out, err
}

// follow switches files of persons on, with the vault open.
func (b *bench) follow() {
	b.t.Helper()
	ctx := context.Background()
	b.ok(b.device.Unlock(ctx, b.me.ID, ""))
	b.ok(b.Settings.SetSettingJSON(ctx, keyPeople, true))
	b.sh.SetNav(b.Nav())
}

func (b *bench) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// colleague adds someone and gives them the window.
func (b *bench) colleague(name string) {
	b.t.Helper()
	ctx := context.Background()
	b.ok(b.device.SetPIN(ctx, b.me.ID, "258036"))
	m, err := b.device.AddMediatorWithPIN(ctx, name, "quatre mots choisis")
	b.ok(err)
	b.device.Lock()
	b.ok(b.device.Unlock(ctx, m.ID, "quatre mots choisis"))
	b.me = Mediator{ID: m.ID, Name: name, PIN: true}
	b.sh.Enter(shell.Person{ID: m.ID, Name: name})
	if b.sh.Current() == nil {
		b.sh.Open("today")
	}
}

// written fills the field of a label.
func (b *bench) written(label, text string) {
	b.t.Helper()
	found := kit.Walk(b.win.Canvas().Content(), func(o fyne.CanvasObject) bool {
		f, ok := o.(*kit.Field)
		if ok && strings.HasPrefix(spaced(f.AccessibilityLabel()), label) {
			kit.Focus(f)
			return true
		}
		return false
	})
	if top := b.win.Canvas().Overlays().Top(); top != nil {
		kit.Walk(top, func(o fyne.CanvasObject) bool {
			f, ok := o.(*kit.Field)
			if ok && strings.HasPrefix(spaced(f.AccessibilityLabel()), label) {
				kit.Focus(f)
				found = true
			}
			return found
		})
	}
	if !found {
		b.t.Fatalf("no field %q", label)
	}
	b.typed(text)
}

func (b *bench) silent(words string) {
	b.t.Helper()
	if strings.Contains(b.texts(), spaced(words)) {
		b.t.Errorf("the screen says %q:\n%s", words, b.texts())
	}
}

// file makes a file by its rule, not by the screen.
func (b *bench) file(f people.Beneficiary) people.Beneficiary {
	b.t.Helper()
	f, _, err := b.register(b.sh.Env()).Save(context.Background(), f, b.Desk.me(), true)
	b.ok(err)
	return f
}

// visited records a session with a person.
func (b *bench) visited(id people.ID, note string) session.ID {
	b.t.Helper()
	sid := b.record("carte-vitale", 20)
	r, err := b.Book.Find(context.Background(), sid)
	b.ok(err)
	s := r.Session
	s.Notes, s.Person = note, &session.Person{BeneficiaryID: string(id)}
	b.ok(b.Book.Update(context.Background(), b.me.ID, s))
	return sid
}

func TestFilesOfPersonsAreOffUntilSwitchedOn(t *testing.T) {
	b := newBench(t)
	b.ok(b.device.Unlock(context.Background(), b.me.ID, ""))
	b.silent("Personnes")
	b.begin(b.sh.Env(), "")
	b.sh.Act(shell.VisitorPanel)
	b.silent("Personne suivie")
	b.sh.OpenSettings()
	b.press("Suivre des personnes")
	b.says("Personnes")
	b.sh.Open("people")
	b.says("Cherchez d’abord")
	b.photograph("p1-personnes-vide")
}

func TestSearchFirstThenCreateAndALikelyDuplicateIsAnnounced(t *testing.T) {
	b := newBench(t)
	b.follow()
	b.sh.Open("people")
	b.typed("Hélène Benarous")
	b.says("Personne de ce nom")
	b.press("Nouvelle fiche")
	if f := b.sh.Current().(*personForm).file; f.FirstName != "Hélène" || f.Name != "Benarous" {
		t.Errorf("the file begins as %+v", f)
	}
	b.written("Téléphone", "06 12 34 56 78")
	b.written("Année de naissance", "1951")
	b.photograph("p2-nouvelle-fiche")
	b.ctrl(fyne.KeyReturn)
	b.says("Fiche enregistrée")
	if _, ok := b.sh.Current().(*personFile); !ok {
		t.Fatalf("the file is not shown but %T", b.sh.Current())
	}
	b.says("06 12 34 56 78")
	b.says("24 novembre 2027") // when it goes by itself
	b.photograph("p3-fiche")
	b.sh.Open("people")
	b.silent("Benarous") // no name before something is typed
	b.typed("Helene Zz")
	b.press("Nouvelle fiche")
	b.written("Téléphone", "+33612345678")
	b.ctrl(fyne.KeyReturn)
	b.says("Une fiche ressemble à celle-ci")
	b.says("même prénom, téléphone")
	b.photograph("p4-doublon")
	all, err := b.register(b.sh.Env()).All(context.Background())
	b.ok(err)
	if len(all) != 1 {
		t.Fatalf("saved before the answer: %d files", len(all))
	}
	b.press("C’est une autre personne")
	all, err = b.register(b.sh.Env()).All(context.Background())
	b.ok(err)
	if len(all) != 2 {
		t.Errorf("%d files", len(all))
	}
}

func TestAFileNotSavedIsNotLostByEscape(t *testing.T) {
	b := newBench(t)
	b.follow()
	b.sh.Open("people")
	b.typed("Awa")
	b.press("Nouvelle fiche")
	b.written("Nom", "Diop")
	b.key(fyne.KeyEscape)
	b.says("Quitter sans enregistrer")
	b.press("Rester")
	if _, ok := b.sh.Current().(*personForm); !ok {
		t.Error("the form has gone")
	}
}

func TestASessionIsLinkedByItsPseudonym(t *testing.T) {
	b := newBench(t)
	b.follow()
	her := b.file(people.Beneficiary{FirstName: "Hélène", Name: "Benarous", BirthYear: 1951, Genre: "feminin"})
	b.begin(b.sh.Env(), "carte-vitale")
	b.sh.Act(shell.VisitorPanel)
	b.press("Retrouver la personne")
	b.typed("bena")
	b.press("Hélène Benarous")
	b.says("Hélène Benarous")
	l := b.sh.Current().(*live)
	if p := l.draft.Session.Person; p.BeneficiaryID != string(her.ID) || p.TrancheAge != "soixante_dix_plus" || !*p.PremierAccompagnement {
		t.Errorf("linked as %+v", p)
	}
	b.photograph("p5-seance-liee")
	b.sh.Act(shell.VisitorPanel)
	b.walk()
	b.ctrl(fyne.KeyReturn)
	b.ctrl(fyne.KeyReturn)
	b.sh.Env().Go(newPersonFile(b.Desk, her.ID))
	b.says("Commander ou refaire sa carte Vitale")
	b.says("1 séance")
}

func TestMergeErasureAndAccess(t *testing.T) {
	b := newBench(t)
	b.follow()
	keep := b.file(people.Beneficiary{FirstName: "Hélène", Name: "Benarous", Phone: "0612345678", Notes: "préfère le matin"})
	other := b.file(people.Beneficiary{FirstName: "Lena", Name: "B", Email: "h@exemple.fr"})
	b.visited(keep.ID, "première note")
	b.visited(other.ID, "")
	b.sh.Open("people")
	b.sh.Env().Go(newPersonFile(b.Desk, keep.ID))
	b.press("Réunir deux fiches")
	b.typed("lena")
	b.press("Lena B")
	b.says("Rien ne se perd")
	b.photograph("p6-reunir")
	b.press("Réunir")
	b.says("2 séances")
	b.says("h@exemple.fr")
	b.says("Prénom : Lena")
	b.press("Imprimer ses données")
	if len(b.papers) != 1 || !slices.Equal(b.shown, []string{"acces.pdf"}) {
		t.Fatalf("papers %v, shown %v", b.papers, b.shown)
	}
	all := ""
	for _, p := range b.papers[0].Parts {
		all += strings.Join(p.Lines, "\n") + "\n"
	}
	for _, want := range []string{"Benarous", "première note", "préfère le matin", "Lena", "h@exemple.fr"} {
		if !strings.Contains(all, want) {
			t.Errorf("her data lack %q:\n%s", want, all)
		}
	}
	b.press("Tout effacer")
	b.says("2 séances")
	b.says("comptées")
	b.photograph("p7-effacer")
	b.press("Tout effacer")
	b.says("La fiche est effacée")
	if files, err := b.register(b.sh.Env()).All(context.Background()); err != nil || len(files) != 0 {
		t.Errorf("left: %v %v", files, err)
	}
	n := 0
	for r, err := range b.Book.List(context.Background(), session.Filter{}) {
		b.ok(err)
		if n++; r.Notes != "" || r.Person.BeneficiaryID == string(keep.ID) || r.Person.BeneficiaryID == string(other.ID) {
			t.Errorf("left in a session: %+v", r)
		}
	}
	if n != 2 {
		t.Errorf("%d sessions counted", n)
	}
}

func TestAColleagueFollowsOnlyWithThePersonsAgreement(t *testing.T) {
	b := newBench(t)
	b.follow()
	her := b.file(people.Beneficiary{FirstName: "Hélène", Name: "Benarous", Notes: "une confidence"})
	b.visited(her.ID, "note de séance")
	nadia := b.me
	b.colleague("Karim")
	b.sh.Env().Go(newPersonFile(b.Desk, her.ID))
	b.says("Nadia suit cette personne")
	b.silent("confidence")
	b.silent("note de séance")
	b.silent("carte Vitale")
	b.silent("Confier à un collègue")
	b.photograph("p8-suivie-par-un-autre")
	b.press("Modifier la fiche")
	b.silent("confidence")
	b.written("Téléphone", "0612345678")
	b.ctrl(fyne.KeyReturn)
	b.says("06 12 34 56 78")

	b.device.Lock()
	b.ok(b.device.Unlock(context.Background(), nadia.ID, "258036"))
	karim := b.me
	b.me = nadia
	b.sh.Enter(shell.Person{ID: nadia.ID, Name: nadia.Name})
	b.sh.Env().Go(newPersonFile(b.Desk, her.ID))
	b.silent("confidence") // until asked for: the visitor looks at the same screen
	b.key(fyne.KeyN)
	b.says("une confidence")
	b.press("Confier à un collègue")
	b.press("Karim")
	b.press("Confier le suivi")
	b.says("il faut l’accord de la personne")
	b.press("Hélène Benarous est d’accord")
	b.says("note de séance")
	b.press("novembre") // this note goes too
	b.photograph("p9-confier")
	b.press("Confier le suivi")
	b.says("Le suivi est confié")

	b.device.Lock()
	b.ok(b.device.Unlock(context.Background(), karim.ID, "quatre mots choisis"))
	b.me = karim
	b.sh.Enter(shell.Person{ID: karim.ID, Name: karim.Name})
	if b.sh.Current() == nil {
		b.sh.Open("today")
	}
	b.sh.Env().Go(newPersonFile(b.Desk, her.ID))
	b.press("Montrer les notes")
	b.says("une confidence")
	b.says("note de séance")
	b.says("Commander ou refaire sa carte Vitale")
}

func TestOneMediatorNeverSeesAnothersDraftsNorIsAskedAboutThem(t *testing.T) {
	b := newBench(t)
	b.follow()
	b.begin(b.sh.Env(), "carte-vitale")
	l := b.sh.Current().(*live)
	l.draft.Session.Notes = "une confidence"
	l.keep()
	b.sh.Open("today")
	sid := b.record("apl", 30)
	r, err := b.Book.Find(context.Background(), sid)
	b.ok(err)
	r.Notes = "autre confidence"
	b.ok(b.Book.Update(context.Background(), b.me.ID, r.Session))
	b.colleague("Karim")
	b.sh.Open("today")
	b.now = b.now.Add(10 * time.Hour)
	b.AskResume(b.sh.Env())
	if b.win.Canvas().Overlays().Top() != nil {
		t.Errorf("a colleague is asked:\n%s", b.texts())
	}
	b.silent("carte Vitale")
	for _, screen := range []string{"today", "sessions", "workshops"} {
		b.sh.Open(screen)
		b.silent("confidence")
		b.silent("aide au logement")
	}
	b.begin(b.sh.Env(), "")
	drafts, err := b.Book.Drafts(context.Background(), b.me.ID)
	b.ok(err)
	if len(drafts) != 1 || drafts[0].Author != b.me.ID {
		t.Errorf("what a colleague begins is kept as %+v", drafts)
	}
}

func TestANoteThatLooksLikeASecretIsQuestionedBeforeSaving(t *testing.T) {
	b := newBench(t)
	b.begin(b.sh.Env(), "carte-vitale")
	b.walk()
	b.ctrl(fyne.KeyReturn)
	rep := b.sh.Current().(*report)
	rep.draft.Session.Notes = "son numéro 2 51 05 13 055 123 13 et son mot de passe : Soleil!1951"
	b.ctrl(fyne.KeyReturn)
	b.says("numéro de sécurité sociale")
	b.says("mot de passe")
	b.photograph("p10-secret")
	count := func() (n int) {
		for _, err := range b.Book.List(context.Background(), session.Filter{}) {
			b.ok(err)
			n++
		}
		return n
	}
	if count() != 0 {
		t.Fatal("saved before the answer")
	}
	b.press("Revenir à la note")
	if count() != 0 {
		t.Fatal("saved all the same")
	}
	b.ctrl(fyne.KeyReturn)
	b.press("Enregistrer quand même")
	if count() != 1 {
		t.Error("not saved")
	}
}

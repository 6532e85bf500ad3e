package coord

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/poll"
	"parvis/app/reach"
	"parvis/app/session"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

// pollDesk keeps polls as cmd/internal/publish does, in memory.
type pollDesk struct {
	sent   []poll.Poll
	drafts map[string]poll.Poll
}

// polling gives the bench a desk of polls.
func (b *bench) polling(sent ...poll.Poll) *pollDesk {
	d := &pollDesk{sent: sent, drafts: map[string]poll.Poll{}}
	b.Publish = &Publishing{
		Polls: func(context.Context) ([]poll.Entry, error) { return poll.Entries(d.sent, d.drafts), nil },
		SavePoll: func(_ context.Context, p poll.Poll) error {
			if p.ID == "" {
				p.ID = poll.NewID(p.First, func(id string) bool { _, ok := d.drafts[id]; return ok })
			}
			if faults := p.Faults(); len(faults) > 0 {
				return faults[0].Err("")
			}
			d.drafts[p.ID] = p
			return nil
		},
		WithdrawPoll: func(_ context.Context, id string) error {
			i := slices.IndexFunc(d.sent, func(p poll.Poll) bool { return p.ID == id })
			if i < 0 {
				return app.E(app.Rejected, "poll_unknown")
			}
			p := d.sent[i]
			p.Withdrawn = true
			d.drafts[id] = p
			return nil
		},
		DropPoll: func(_ context.Context, id string) error { delete(d.drafts, id); return nil },
	}
	return d
}

// hours is asked in November.
func hours() poll.Poll {
	return poll.Poll{
		ID: "horaires", First: "2026-11-01", Last: "2026-12-15",
		Question: poll.Text{"fr": "Quand aimeriez-vous que la borne soit ouverte ?", "en": "When would you like the kiosk to be open?"},
		Answers: []poll.Text{
			{"fr": "Le samedi matin", "en": "Saturday morning"},
			{"fr": "Le soir, après 18 h", "en": "In the evening, after 6 pm"},
			{"fr": "Pendant les vacances", "en": "During holidays"},
			{"fr": "Les horaires me conviennent", "en": "Today’s hours suit me"},
		},
	}
}

// write types into the field of the form that holds a part of the poll.
func (b *bench) write(field, text string) {
	b.t.Helper()
	f := b.sh.Current().(*pollForm).fields[field]
	if f == nil {
		b.t.Fatalf("no field %s", field)
	}
	f.SetText(text)
	f.OnChanged(text)
}

// answerAsked presses the button of the question over the screen.
func (b *bench) answerAsked(label string) {
	b.t.Helper()
	top := b.win.Canvas().Overlays().Top()
	if top == nil || !kit.Walk(top, func(o fyne.CanvasObject) bool {
		named, ok := o.(interface{ AccessibilityLabel() string })
		tap, can := o.(fyne.Tappable)
		if ok && can && named.AccessibilityLabel() == label {
			tap.Tapped(&fyne.PointEvent{})
			return true
		}
		return false
	}) {
		b.t.Fatalf("nothing asks %q", label)
	}
}

func TestAPollIsWrittenWithItsFaultsInPlace(t *testing.T) {
	b := newBench(t, 1280, 800, theme.Options{}, "fr")
	d := b.polling()
	b.sh.Open("polls")
	b.says("Aucune consultation pour l’instant")
	b.photograph("cp0-vide")
	b.press("Écrire une consultation")
	b.says("Premier jour", "Sur la borne")
	b.press("Enregistrer")
	b.says("Il manque le texte français")
	if len(d.drafts) != 0 {
		t.Fatal("an empty poll is kept")
	}
	b.photograph("cp1-fautes")
	b.write("question.fr", strings.Repeat("a", poll.MaxQuestion+1))
	b.says("Ce texte est trop long")
	b.write("question.fr", "Quand ouvrir ?")
	b.write("answers.1.fr", "Le matin")
	b.write("answers.2.fr", "le matin")
	b.write("first", "31/12/2026")
	b.write("last", "1/12/2026")
	b.press("Enregistrer")
	b.says("Deux réponses disent la même chose", "Le dernier jour vient avant le premier")
	b.write("answers.2.fr", "Le soir")
	b.write("first", "30/02/2026")
	b.press("Enregistrer")
	b.says("Ce jour n’existe pas")
	b.write("first", "1/12/2026")
	b.write("last", "31.12.2026")
	b.press("Ajouter une réponse")
	b.write("answers.3.fr", "Le samedi")
	form := b.sh.Current().(*pollForm)
	form.langs = []string{"en"}
	form.again()
	b.write("question.en", "When to open?")
	b.press("Enregistrer")
	b.says("Il manque ce texte en « English »")
	for i, text := range []string{"In the morning", "In the evening", "On Saturdays"} {
		b.write("answers."+string(rune('1'+i))+".en", text)
	}
	form.shown = "en"
	form.preview()
	b.says("One last question, if you like", "On Saturdays")
	b.photograph("cp2-ecrire")
	b.press("Enregistrer")
	p := d.drafts["consultation-2026-12-01"]
	if len(p.Answers) != 3 || p.First != "2026-12-01" || p.Last != "2026-12-31" || p.Answers[2]["en"] != "On Saturdays" {
		t.Fatalf("%+v", d.drafts)
	}
	b.says("Pas encore partie", "1 consultation attend la prochaine mise à jour", "English")
	b.press("Supprimer")
	if len(d.drafts) != 0 {
		t.Error("not deleted")
	}
	b.says("Aucune consultation pour l’instant")
	b.press("Annuler")
	if len(d.drafts) != 1 {
		t.Error("deleting is not undone")
	}
}

func TestLeavingAPollHalfWrittenAsksFirst(t *testing.T) {
	b := newBench(t, 1280, 800, theme.Options{}, "fr")
	b.polling()
	b.sh.Open("polls")
	b.press("Écrire une consultation")
	b.sh.Back()
	b.says("Aucune consultation pour l’instant") // nothing was typed: nothing is asked
	b.press("Écrire une consultation")
	b.write("question.fr", "Quand ?")
	b.sh.Back()
	if _, ok := b.sh.Current().(*pollForm); !ok {
		t.Fatal("what was typed is thrown away")
	}
	b.answerAsked("Quitter")
	b.says("Aucune consultation pour l’instant")
}

func TestAnswersAreReadAsSumsOfGroups(t *testing.T) {
	b := newBench(t, 1280, 800, theme.Options{}, "fr")
	over := hours()
	over.ID, over.First, over.Last, over.Question = "ete", "2026-06-01", "2026-06-30", poll.Text{"fr": "Êtes-vous venu à pied ?", "en": "Did you walk here?"}
	d := b.polling(hours(), over)
	for code, n := range map[string]int{"horaires:1": 31, "horaires:4": 12} {
		for _, place := range []string{"A", "B"} {
			b.rows = append(b.rows, reach.Row{PlaceID: place, View: session.ViewPoll, Cell: session.ViewPoll + "=" + code, Window: "2026-10", Count: n})
		}
	}
	b.sh.Open("polls")
	b.says("En cours", "86 réponses reçues", "62", "24", "–", "à quelques unités près par lieu, complet avec le temps",
		"Terminée", "Aucun groupe reçu pour l’instant", "Du 1er novembre 2026 au 15 décembre 2026")
	b.photograph("cp3-resultats")
	b.press("Retirer")
	b.answerAsked("Retirer")
	if !d.drafts["horaires"].Withdrawn {
		t.Fatal("not taken back")
	}
	b.says("Retrait à publier")
	b.press("Ne plus la retirer")
	b.says("En cours")
	b.stale = errors.New("down")
	b.press("Actualiser")
	b.says("Le serveur ne répond pas", "86 réponses reçues")
}

func TestPollsAreSeenWithoutFiguresAndWithExampleData(t *testing.T) {
	b := newBench(t, 1280, 800, theme.Options{}, "fr")
	b.sh.Open("polls")
	b.says("Pas de consultation avec des données d’exemple")
	b.polling(hours())
	b.Figures = func(context.Context) (*reach.Cube, time.Time, error, error) {
		return nil, time.Time{}, nil, app.E(app.Hub, "hub_unreachable")
	}
	b.sh.Open("polls")
	b.says("Quand aimeriez-vous", "Réessayer", "Retirer")
}

func TestPollsInEveryLook(t *testing.T) {
	for name, c := range map[string]struct {
		w, h float32
		look theme.Options
		lang string
	}{
		"1280-en-contrast": {1280, 800, theme.Options{Variant: theme.HighContrast}, "en"},
		"1920-fr":          {1920, 1080, theme.Options{}, "fr"},
		"1280-fr-200":      {1280, 800, theme.Options{Factor: 2}, "fr"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, c.w, c.h, c.look, c.lang)
			b.polling(hours())
			b.sh.Open("polls")
			b.photograph("cp4-" + name)
			b.sh.Push(newPollForm(b.Coord, hours()))
			b.photograph("cp5-" + name)
			if text := b.text(); !strings.Contains(text, i18n.New(c.lang).T("coord.polls.preview")) {
				t.Error(text)
			}
			if least := b.win.Canvas().Content().MinSize(); least.Width > c.w+.5 {
				t.Errorf("needs %v", least)
			}
		})
	}
}

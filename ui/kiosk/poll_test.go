package kiosk

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"parvis/app/guide"
	rules "parvis/app/kiosk"
	"parvis/app/poll"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

// hours is a poll in the four languages of the kiosk.
func hours() poll.Poll {
	return poll.Poll{
		ID: "horaires", First: "2026-11-01", Last: "2026-11-30",
		Question: poll.Text{
			"fr": "Quand aimeriez-vous que la borne soit ouverte ?", "en": "When would you like the kiosk to be open?",
			"es": "¿Cuándo le gustaría que el terminal estuviera abierto?", "ar": "متى تودّ أن تكون المحطة مفتوحة؟",
		},
		Answers: []poll.Text{
			{"fr": "Le samedi matin", "en": "Saturday morning", "es": "El sábado por la mañana", "ar": "صباح السبت"},
			{"fr": "Le soir, après 18 heures", "en": "In the evening, after 6 pm", "es": "Por la tarde, después de las 18 h", "ar": "مساءً، بعد السادسة"},
			{"fr": "Pendant les vacances scolaires", "en": "During school holidays", "es": "Durante las vacaciones escolares", "ar": "خلال العطل المدرسية"},
			{"fr": "Les horaires d’aujourd’hui me conviennent", "en": "Today’s hours suit me", "es": "El horario actual me conviene", "ar": "المواعيد الحالية تناسبني"},
			{"fr": "Je ne sais pas", "en": "I don’t know", "es": "No lo sé", "ar": "لا أعرف"},
		},
	}
}

// polling asks a poll at the kiosk and keeps what is answered.
func (b *bench) polling(p poll.Poll) *[]string {
	var codes []string
	b.s.Poll = func() (poll.Poll, bool) { return poll.Current([]poll.Poll{p}, "2026-11-24") }
	b.s.Answered = func(p poll.Poll, answer int) { codes = append(codes, p.Code(answer)) }
	return &codes
}

// toTheEnd goes to the end of a guide.
func (b *bench) toTheEnd() {
	b.t.Helper()
	b.touch()
	b.begin("carte-vitale", "heartbeat")
	for range 30 {
		if b.run.AtEnd() {
			return
		}
		b.once()
	}
	b.t.Fatal("no end")
}

func TestAPollIsAnsweredWithOneTouchOnceTheVisitIsErased(t *testing.T) {
	b := newBench(t, 1920, 1080)
	codes := b.polling(hours())
	b.toTheEnd()
	if strings.Contains(b.text(), "Quand aimeriez-vous") {
		t.Error("the poll covers what remains to do")
	}
	b.press("Un peu")
	b.press("J’ai fini")
	if len(b.counted) != 1 || b.counted[0].Satisfaction != "un_peu" || b.run != nil || b.face != "" {
		t.Fatalf("the visit is not over when the poll is asked: %+v", b.counted)
	}
	if at := b.text(); !strings.Contains(at, "Quand aimeriez-vous") || strings.Contains(at, "Vitale") {
		t.Fatalf("%s", at)
	}
	b.press("Le soir, après 18 heures")
	if got := *codes; !slices.Equal(got, []string{"horaires:2"}) {
		t.Fatalf("%q", got)
	}
	if !strings.Contains(b.text(), "Merci") {
		t.Error("nothing says that the answer is counted")
	}
	b.photograph("p2-merci")
	b.pending()
	if !b.current.home || len(b.counted) != 1 || len(*codes) != 1 {
		t.Error("the thanks do not end at the home")
	}
}

func TestAPollIsPassedInEveryWay(t *testing.T) {
	for name, pass := range map[string]func(b *bench){
		"the button":     func(b *bench) { b.press("Skip") },
		"Escape":         func(b *bench) { b.typedKey(&fyne.KeyEvent{Name: fyne.KeyEscape}) },
		"Enter twice":    func(b *bench) { b.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) },
		"the quick exit": func(b *bench) { b.typedKey(&fyne.KeyEvent{Name: fyne.KeyF12}); b.fresh() },
		"silence": func(b *bench) {
			b.now = b.now.Add(46 * time.Second)
			b.pending()
			if b.warning == nil {
				b.t.Fatal("no warning")
			}
			b.now = b.now.Add(31 * time.Second)
			b.pending()
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, 1920, 1080)
			codes := b.polling(hours())
			b.toTheEnd()
			b.toggleContrast()
			b.speak("en")
			b.press("I am done")
			pass(b)
			if !b.current.home || len(*codes) != 0 || len(b.counted) != 1 {
				t.Errorf("answered %q, counted %+v", *codes, b.counted)
			}
			if b.l.Lang() != "fr" || b.look.Variant != theme.Light || b.warning != nil || b.win.Canvas().Overlays().Top() != nil {
				t.Error("the next visitor inherits something")
			}
		})
	}
}

func TestNoPollIsAskedOfWhoDidNotFinish(t *testing.T) {
	for name, leave := range map[string]func(b *bench){
		"in the middle": func(b *bench) { b.begin("carte-vitale", "heartbeat"); b.press("J’ai fini") },
		"from a door":   func(b *bench) { b.enter(rules.Doors()[0]); b.press("J’ai fini") },
		"by silence":    func(b *bench) { b.toTheEnd(); b.end(rules.Silent) },
		"in a hurry":    func(b *bench) { b.toTheEnd(); b.end(rules.QuickExit) },
		"no poll today": func(b *bench) {
			b.s.Poll = func() (poll.Poll, bool) { return poll.Current([]poll.Poll{hours()}, "2026-12-01") }
			b.toTheEnd()
			b.press("J’ai fini")
		},
	} {
		b := newBench(t, 1920, 1080)
		b.polling(hours())
		b.touch()
		leave(b)
		if !b.current.home || b.asking {
			t.Errorf("%s: a poll is asked", name)
		}
	}
}

func TestAPollIsAnsweredByKeys(t *testing.T) {
	b := newBench(t, 1920, 1080)
	codes := b.polling(hours())
	b.toTheEnd()
	b.end(rules.Finished)
	b.typedKey(&fyne.KeyEvent{Name: fyne.Key5})
	if !slices.Equal(*codes, []string{"horaires:5"}) {
		t.Errorf("the digit 5: %q", *codes)
	}
	b.typedKey(&fyne.KeyEvent{Name: fyne.Key1})
	if !b.current.home || len(*codes) != 1 {
		t.Errorf("a second key answers again: %q", *codes)
	}
}

// TestAPollFitsItsWindow in every way of seeing it, written from right to left
// too, with a language the poll is not in.
func TestAPollFitsItsWindow(t *testing.T) {
	for _, v := range append(views(),
		view{1280, 800, false, false, "fr"}, view{1280, 800, true, true, "fr"},
		view{1920, 1080, false, false, "ar"}, view{1280, 800, false, true, "ar"}, view{1280, 800, false, false, "es"},
	) {
		t.Run(v.String(), func(t *testing.T) {
			b := newBench(t, v.w, v.h)
			p := hours()
			b.polling(p)
			b.see(v)
			b.toTheEnd()
			b.end(rules.Finished)
			b.fits("poll")
			b.photograph("p1-" + v.String())
			if !strings.Contains(b.text(), p.Answers[0][v.lang]) {
				t.Errorf("not in %s: %s", v.lang, b.text())
			}
			kit.Walk(b.win.Canvas().Content(), func(o fyne.CanvasObject) bool {
				if a, ok := o.(*kit.Pressable); ok && a.Size().Height < theme.Current().M().Target-1 {
					t.Errorf("%s is %.0f high", said(a), a.Size().Height)
				}
				return false
			})
		})
	}
}

func TestAPollInFrenchAloneIsAskedInFrench(t *testing.T) {
	b := newBench(t, 1920, 1080)
	p := hours()
	p.Question = poll.Text{"fr": p.Question["fr"]}
	for i := range p.Answers {
		p.Answers[i] = poll.Text{"fr": p.Answers[i]["fr"]}
	}
	b.polling(p)
	b.toTheEnd()
	b.speak("en")
	b.end(rules.Finished)
	if text := b.text(); !strings.Contains(text, "Le samedi matin") || !strings.Contains(text, "Skip") {
		t.Error(text)
	}
}

// TestNothingOfAGuideOutlivesItInThePoll: what was typed in the guide is gone
// before the question is shown.
func TestNothingOfAGuideOutlivesItInThePoll(t *testing.T) {
	b := newBench(t, 1920, 1080)
	b.polling(hours())
	b.learn(small)
	b.touch()
	b.begin("petit", "books")
	b.current.digits[0]()
	b.typeOnScreen(canary())
	b.press("Valider")
	for range 5 {
		if !b.run.AtEnd() {
			b.forward()
		}
	}
	b.press("J’ai fini")
	if !b.asking {
		t.Fatal("no poll is asked")
	}
	if at := b.found(); at != "" {
		t.Errorf("the free text outlives the guide %s", at)
	}
	if fmt.Sprint(b.counted[0].Outcome) != string(guide.Finished) {
		t.Errorf("%+v", b.counted)
	}
}

package kiosk

import (
	"time"

	"fyne.io/fyne/v2"

	rules "parvis/app/kiosk"
	"parvis/app/poll"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

// thanksFor is how long the thanks stay when nobody touches the screen.
const thanksFor = 6 * time.Second

// asks gives the poll to ask: today's, to somebody who went to the end of a
// guide and says that it is over. Who leaves otherwise is asked nothing.
func (k *Kiosk) asks() (poll.Poll, bool) {
	if k.s.Poll == nil || k.asking || k.run == nil || !k.run.AtEnd() || k.visit.Reason() != rules.Finished {
		return poll.Poll{}, false
	}
	return k.s.Poll()
}

// ask asks the poll once everything of the visit is erased: an answer has
// nothing it could be linked to. Only the language and the look stay, until the
// answer. What was « J’ai fini » is « Passer », so that a second touch there, or
// a second Enter, answers nothing.
func (k *Kiosk) ask(p poll.Poll) {
	k.wipe(rules.New(k.s.Policy.Asking()))
	k.asking = true
	k.visit.Touch(k.s.Now())
	k.apply(func() screen { return k.pollScreen(p) })
}

func (k *Kiosk) pollScreen(p poll.Poll) screen {
	lang := k.l.Lang()
	answers := make([]*kit.Pressable, 0, len(p.Answers))
	digits := make([]func(), 0, len(p.Answers))
	for i, a := range p.Answers {
		press := func() { k.answered(p, i+1) }
		answers = append(answers, kit.NewAnswer(i+1, a.In(lang), press).AtLeast(k.pollHeight(len(p.Answers))))
		digits = append(digits, press)
	}
	pass := kit.NewTwoLineButton(kit.Secondary, k.t("poll.skip"), k.t("poll.skip.second"), "arrow-right", k.fresh)
	return screen{
		head: k.headed(k.pollTitle()), digits: digits, first: pass,
		body: k.newTurner(k.pollBody(p.Question.In(lang), answers)),
		foot: func() fyne.CanvasObject { return k.bar(k.languageButton(), kit.Spacer(), k.helpButton(), pass) },
		onKey: func(ev *fyne.KeyEvent) bool {
			if ev.Name == fyne.KeyEscape {
				k.fresh()
			}
			return ev.Name == fyne.KeyEscape
		},
	}
}

// pollTitle says that nothing has to be answered, and what becomes of it; the
// latter under the answers where there is no room.
func (k *Kiosk) pollTitle() fyne.CanvasObject {
	if k.stacked() {
		return kit.Muted(k.t("poll.intro"))
	}
	return kit.VBox(0, kit.Heading(k.t("poll.intro")), k.pollCounted())
}

func (k *Kiosk) pollCounted() fyne.CanvasObject {
	return kit.Row(12, kit.Middle, kit.NewIcon("shield-check", theme.GreenText, 36), kit.Grow(kit.Muted(k.t("poll.counted"))))
}

func (k *Kiosk) pollBody(question string, answers []*kit.Pressable) fyne.CanvasObject {
	box := kit.VBox(theme.Current().M().Gap, k.title(question), k.pollAnswers(answers))
	if k.stacked() {
		box.Add(k.pollCounted())
	}
	return box
}

// pollAnswers lays the answers one under the other, close where they are many:
// one that is out of sight is less chosen.
func (k *Kiosk) pollAnswers(answers []*kit.Pressable) fyne.CanvasObject {
	gap := theme.Current().M().Gap
	if len(answers) > 3 {
		gap = 10
	}
	group, box := kit.NewGroup(), kit.VBox(gap)
	for _, a := range answers {
		group.Add(a)
		box.Add(a)
	}
	return box
}

// pollHeight is the least height of an answer.
func (k *Kiosk) pollHeight(n int) float32 {
	if n > 3 {
		return 96
	}
	return k.answerHeight()
}

// answered counts an answer and thanks; a touch, or a few seconds, bring the
// home back.
func (k *Kiosk) answered(p poll.Poll, answer int) {
	k.s.Answered(p, answer)
	k.wipe(rules.New(k.s.Policy))
	k.apply(func() screen {
		thanks := kit.NewText(k.t("poll.thanks")).As(theme.Display).Centre()
		body := kit.Centred(kit.VBox(24, kit.Centred(kit.NewIcon("check-circle-bold", theme.GreenText, 120)), thanks))
		return screen{body: kit.NewSense(body, k.fresh), bare: true, onKey: func(*fyne.KeyEvent) bool { k.fresh(); return true }}
	})
	k.stopThanks = k.s.After(thanksFor, func() { k.s.UI(k.fresh) })
}

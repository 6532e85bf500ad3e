package kiosk

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/guide"
	rules "parvis/app/kiosk"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

func mirrored() bool { return theme.Current().RTL() }

// ending is what remains to do, with the code to carry on with a telephone.
func (k *Kiosk) ending(s *guide.Step) screen {
	sum := k.run.Summary(guide.Words{Localizer: k.l})
	main := kit.VBox(16)
	if k.stacked() {
		main.Add(k.title(s.Title))
	}
	if k.simple(s) || len(k.run.Items(s.ID)) > 0 {
		text := s.Body
		if k.simple(s) {
			text = s.Easy
		}
		for _, p := range paragraphs(text) {
			main.Add(kit.NewText(p))
		}
	}
	if m := k.mediaButtons(s, true); m != nil {
		main.Add(m)
	}
	main.Add(kit.CardPad(22, k.todo(s)))
	if k.stacked() {
		main.Add(k.faces())
	}
	main.Add(kit.Muted(strings.Join(k.attribution(sum.Sources), " ")))
	side := kit.VBox(12)
	url := k.address(s, sum)
	if url != "" {
		if b := k.browseButton(url, kit.Primary); b != nil {
			side.Add(b)
		}
		side.Add(k.phone(url, k.s.Browse == nil || k.s.Print == nil))
	}
	if k.s.Print != nil {
		side.Add(kit.NewButton(kit.Secondary, k.t("print"), "printer", func() { k.touch(); k.print() }).Bold())
	}
	side.Add(kit.NewButton(kit.Secondary, k.t("other"), "house-line", func() { k.touch(); k.elsewhere() }))
	card := kit.CardPad(14, side)
	if k.stacked() {
		return screen{body: k.beside(main, card), reading: true}
	}
	left := kit.VBox(14, kit.Grow(k.newTurner(main)), k.faces())
	body := kit.VBox(14, k.title(s.Title), kit.Grow(kit.Row(asideGap, kit.Stretch, kit.Grow(left), kit.Sized(asideWidth, 0, k.newTurner(card)))))
	return screen{body: body, reading: true}
}

// todo are the steps that remain, verb first, then where to go.
func (k *Kiosk) todo(s *guide.Step) fyne.CanvasObject {
	todo := kit.VBox(10)
	number := 0
	step := func(title, text string) {
		if number++; number > 1 {
			todo.Add(kit.HLine())
		}
		disc := kit.Tinted(kit.NewText(strconv.Itoa(number)).As(theme.Section).In(theme.LinkDark).NoWrap(), theme.BluePale, 76, 38)
		words := kit.VBox(0, kit.NewText(title).As(theme.Label))
		if text != "" {
			words.Add(kit.Muted(text))
		}
		todo.Add(kit.HBox(24, disc, kit.Grow(words)))
	}
	for _, it := range k.run.Items(s.ID) {
		step(headline(it.Text))
	}
	if number == 0 {
		step(headline(strings.Join(paragraphs(s.Body), " ")))
	}
	if s.Orientation != "" {
		step(k.t("end.go", "where", s.Orientation), "")
	}
	if s.Warning != "" {
		todo.Add(k.warningCard(s.Warning))
	}
	return todo
}

// address is the official page to carry on with: the end's own, or the last
// one met on the way.
func (k *Kiosk) address(s *guide.Step, sum guide.Summary) string {
	if url := s.Link(); url != "" {
		return url
	}
	if n := len(sum.Links); n > 0 {
		return sum.Links[n-1].URL
	}
	return ""
}

// elsewhere goes back to the doors without ending the visit: the answers of
// the finished guide are dropped.
func (k *Kiosk) elsewhere() {
	k.run, k.back, k.show = nil, nil, nil
	k.apply(k.home)
}

func (k *Kiosk) faces() fyne.CanvasObject {
	choice := kit.NewFaceChoice([]kit.FaceOption{
		{Value: "oui", Label: k.t("face.yes"), Icon: "smiley"},
		{Value: "un_peu", Label: k.t("face.some"), Icon: "smiley-meh"},
		{Value: "non", Label: k.t("face.no"), Icon: "smiley-sad"},
	}, func(v string) { k.touch(); k.face = v })
	return kit.HBox(24, kit.Grow(kit.Strong(k.t("face.question"))), kit.Sized(kit.PreferredWidth(choice), 0, choice))
}

// attribution says where the facts come from, and that they bind nobody.
func (k *Kiosk) attribution(sources []guide.Source) []string {
	lines := make([]string, 0, 2)
	for _, s := range sources {
		day, ok := s.Day()
		if !ok || s.Sheet() == "" {
			continue
		}
		t := day.Time(k.s.Now().Location())
		if s.Edition != "" {
			lines = append(lines, k.t("source.edition", "edition", k.l.MonthYear(t)))
		} else {
			lines = append(lines, k.t("source.read", "day", k.l.ShortDay(t)+" "+strconv.Itoa(t.Year())))
		}
		break
	}
	if !k.run.Graph().Guide.Reviewed.Done() {
		lines = append(lines, k.t("source.unreviewed"))
	}
	return append(lines, k.t("source.unofficial"))
}

// print sends the sheet and says so, unless the visit is over by then: nothing
// of it may meet the next visitor.
func (k *Kiosk) print() {
	sum, lang, visit := k.run.Summary(guide.Words{Localizer: k.l}), k.l.Lang(), k.visit
	told := func(err error) {
		switch {
		case k.visit != visit:
		case err != nil:
			kit.Tell(k.win.Canvas(), k.t("print.failed"), k.t("print.failed.text"))
		default:
			kit.Tell(k.win.Canvas(), k.t("print.sent"), k.t("print.sent.text"))
		}
	}
	if k.s.Background == nil {
		told(k.s.Print(sum, lang))
		return
	}
	k.s.Background(func() {
		err := k.s.Print(sum, lang)
		k.s.UI(func() { told(err) })
	})
}

// warning is the question asked after a silence.
type warning struct {
	modal *kit.Modal
	ring  *kit.Countdown
}

func (w *warning) close() { w.modal.Close() }

// warn asks « Êtes-vous toujours là ? »: any sign of life says yes.
func (k *Kiosk) warn(left int) *warning {
	w := &warning{ring: kit.NewCountdown(left, int(k.s.Policy.Count.Seconds())*max(1, k.s.Policy.Factor))}
	here := kit.NewTallButton(kit.Primary, k.t("idle.here"), "check-bold", k.touch)
	done := kit.NewTwoLineButton(kit.Secondary, k.t("done"), k.t("done.second"), "eraser", func() {
		w.close()
		k.warning = nil
		k.end(rules.Finished)
	})
	words := kit.VBox(24, kit.NewText(k.t("idle.title")).As(theme.Display), kit.NewText(k.t("idle.text")),
		kit.Wrap(24, here, done))
	w.modal = kit.NewModal(k.win.Canvas(), 0, kit.HBox(48, w.ring, kit.Grow(words)))
	w.modal.OnOutside, w.modal.OnEscape = k.touch, k.touch
	w.modal.Open(here)
	return w
}

// help says where a person is; one touch, from everywhere.
func (k *Kiosk) help() {
	text := k.t("help.text")
	if k.s.FindPerson != "" {
		text = k.t("help.where", "where", k.s.FindPerson)
	}
	kit.Tell(k.win.Canvas(), k.t("help.title"), text)
}

func (k *Kiosk) rights() { k.open(k.rightsScreen) }

// rightsScreen says what is kept, for how long, and whom to ask.
func (k *Kiosk) rightsScreen() screen {
	box := kit.VBox(theme.Current().M().Gap, k.title(k.t("rights.title")), kit.NewText(k.t("rights.what")),
		kit.NewText(k.t("rights.count")), kit.NewText(k.t("rights.who", "who", k.s.Responsible)), kit.NewText(k.t("rights.network")),
		kit.NewText(k.t("rights.access")))
	return screen{body: k.newTurner(box), reading: true}
}

// chooseLanguage lists the languages, each written in itself.
func (k *Kiosk) chooseLanguage() {
	var modal *kit.Modal
	group := kit.NewGroup()
	box := kit.VBox(18, kit.Title(k.t("language")))
	var first fyne.CanvasObject
	for _, lang := range k.s.Langs {
		b := kit.NewIconAnswer("globe", theme.Sky, i18n.NameOf(lang), func() {
			modal.Close()
			k.touch()
			k.speak(lang)
		})
		group.Add(b)
		box.Add(b)
		if first == nil {
			first = b
		}
	}
	modal = kit.NewModal(k.win.Canvas(), 1000, box)
	modal.Open(first)
}

// quickExit covers the screen with something innocent until it is touched.
func (k *Kiosk) quickExit() {
	k.apply(func() screen {
		day := i18n.Capital(k.l.LongDay(k.s.Now()))
		clock := kit.NewText(k.l.Clock(k.s.Now())).As(theme.Figure).Centre()
		body := kit.Centred(kit.VBox(24, clock, kit.NewText(day).As(theme.Display).Centre(), kit.NewText(k.s.Place).Centre()))
		return screen{body: kit.NewSense(body, k.fresh), bare: true, onKey: func(*fyne.KeyEvent) bool { k.fresh(); return true }}
	})
}

// askLeave asks for the mediator's code; only that leaves the kiosk.
func (k *Kiosk) askLeave() {
	var modal *kit.Modal
	wrong := kit.NewText("").In(theme.RedText)
	var pad *kit.PinPad
	pad = kit.NewPinPad(0, func(code string) {
		if err := k.s.Leave(code); err != nil {
			wrong.SetText(app.Message(k.l, err))
			pad.Clear()
			return
		}
		modal.Close()
		k.end(rules.ByMediator)
		k.s.Quit()
	})
	stay := kit.NewButton(kit.Secondary, k.t("leave.stay"), "", func() { modal.Close() })
	modal = kit.NewModal(k.win.Canvas(), 1000, kit.VBox(24, kit.Title(k.t("leave.title")), pad.Dots(), pad, wrong, stay))
	modal.Open(stay)
}

package coord

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/poll"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// pollForm writes a poll: the question, two to five answers, the days, the
// languages; beside it, what a visitor will see.
type pollForm struct {
	shell.Plain
	c      *Coord
	env    *shell.Env
	p      poll.Poll
	before []byte                // as it was opened
	langs  []string              // besides French
	shown  string                // the language of the preview
	fields map[string]*kit.Field // by the field of a fault
	count  *kit.Text             // says what is wrong of the number of answers
	form   *fyne.Container
	side   *fyne.Container
}

func newPollForm(c *Coord, p poll.Poll) *pollForm {
	v := &pollForm{c: c, p: p, before: p.Encode(), shown: poll.French}
	v.langs = slices.DeleteFunc(p.Langs(), func(lang string) bool { return lang == poll.French })
	return v
}

// Title implements shell.Screen.
func (v *pollForm) Title() string { return v.env.T("coord.polls.new") }

// Build implements shell.Screen.
func (v *pollForm) Build(env *shell.Env) shell.Page {
	v.env, v.form, v.side = env, kit.VBox(16), kit.VBox(14)
	v.fill()
	v.preview()
	title := env.T("coord.polls.new")
	if v.p.ID != "" {
		title = env.T("coord.polls.edit")
	}
	return shell.Page{
		Title: title, Subtitle: env.T("coord.polls.form.sub"), NoStatus: true,
		Body: kit.NewSplit(v.form, kit.Card(v.side)), First: v.fields["question.fr"],
		Actions: []fyne.CanvasObject{
			kit.NewButton(kit.Secondary, env.T("coord.polls.cancel"), "", env.Back),
			kit.NewButton(kit.Primary, env.T("coord.polls.save"), "check-bold", v.save),
		},
	}
}

// Leave implements shell.GuardedScreen: what was typed is not thrown away
// without asking.
func (v *pollForm) Leave(leave func()) {
	if string(v.p.Encode()) == string(v.before) {
		leave()
		return
	}
	kit.Ask(v.env.Canvas(), v.env.T("coord.polls.leave"), v.env.T("coord.polls.leave.text"), kit.Secondary,
		v.env.T("coord.polls.leave.stay"), v.env.T("coord.polls.leave.do"), leave)
}

// fill makes the fields anew, from what is written so far.
func (v *pollForm) fill() {
	env := v.env
	v.fields = map[string]*kit.Field{}
	v.form.RemoveAll()
	v.form.Add(kit.Card(v.texts("question", env.T("coord.polls.question"), v.p.Question, poll.MaxQuestion)))
	box := kit.VBox(14, kit.Section(env.T("coord.polls.answerlist")))
	for i := range v.p.Answers {
		name := env.T("coord.polls.answer", "n", i+1)
		row := kit.Row(10, kit.Middle, kit.Grow(v.texts("answers."+strconv.Itoa(i+1), name, v.p.Answers[i], poll.MaxAnswer)))
		if len(v.p.Answers) > poll.MinAnswers {
			row.Add(kit.NewIconButton(kit.Quiet, "x-bold", env.T("coord.polls.answer.drop", "n", i+1), func() {
				v.p.Answers = slices.Delete(v.p.Answers, i, i+1)
				v.again()
			}))
		}
		box.Add(row)
	}
	v.count = kit.Small("").In(theme.RedText)
	box.Add(v.count)
	if len(v.p.Answers) < poll.MaxAnswers {
		box.Add(kit.Wrap(8, kit.NewButton(kit.Secondary, env.T("coord.polls.answer.add"), "plus-bold", func() {
			v.p.Answers = append(v.p.Answers, poll.Text{})
			v.again()
			kit.Focus(v.fields["answers."+strconv.Itoa(len(v.p.Answers))+".fr"])
		})))
	}
	v.form.Add(kit.Card(box))
	v.form.Add(kit.Card(v.days()))
	v.form.Add(kit.Card(v.languages()))
}

func (v *pollForm) again() {
	v.fill()
	v.preview()
	v.form.Refresh()
	kit.Relayout(v.form)
}

// texts are the fields of one text, a language each.
func (v *pollForm) texts(field, label string, t poll.Text, most int) fyne.CanvasObject {
	box := kit.Columns(theme.Current().Scaled(280), 12)
	if most == poll.MaxQuestion { // a whole line each
		box = kit.VBox(12)
	}
	for _, lang := range append([]string{poll.French}, v.langs...) {
		name := label
		if lang != poll.French {
			name = v.env.T("coord.polls.in", "what", label, "lang", i18n.NameOf(lang))
		}
		f := kit.NewField(kit.FieldLook{Label: name})
		f.SetText(t[lang])
		f.OnChanged = func(text string) {
			if t[lang] = strings.TrimSpace(text); t[lang] == "" {
				delete(t, lang)
			}
			f.SetError("")
			if utf8.RuneCountInString(t[lang]) > most {
				f.SetError(v.env.T("error.poll_long", "max", most))
			}
			v.preview()
		}
		v.fields[field+"."+lang] = f
		box.Add(f)
	}
	return box
}

// days are the first and the last day, as people write them.
func (v *pollForm) days() fyne.CanvasObject {
	env := v.env
	day := func(field, label string, into *app.Day) *kit.Field {
		f := kit.NewField(kit.FieldLook{Label: env.T(label), Placeholder: "24/11/2026", Icon: "calendar-blank"})
		f.SetText(shell.WrittenDay(*into))
		f.OnChanged = func(text string) {
			*into, _ = shell.DayTyped(text)
			f.SetError("")
			v.preview()
		}
		v.fields[field] = f
		return f
	}
	return kit.VBox(10, kit.Section(env.T("coord.polls.when")),
		kit.Columns(200, 16, day("first", "coord.polls.first", &v.p.First), day("last", "coord.polls.last", &v.p.Last)),
		kit.Muted(env.T("coord.polls.when.help")))
}

// languages chooses what the poll is written in besides French.
func (v *pollForm) languages() fyne.CanvasObject {
	env := v.env
	choices := make([]kit.Choice, 0, 3)
	for _, lang := range poll.Langs()[1:] {
		choices = append(choices, kit.Choice{Value: lang, Label: i18n.NameOf(lang)})
	}
	group := kit.NewMultiChipGroup(choices, func(values []string) {
		for _, lang := range v.langs {
			if !slices.Contains(values, lang) {
				v.forget(lang)
			}
		}
		v.langs = slices.DeleteFunc(poll.Langs(), func(lang string) bool { return !slices.Contains(values, lang) })
		v.again()
	})
	group.Choose(false, v.langs...)
	return kit.VBox(10, kit.Section(env.T("coord.polls.langs")), group, kit.Muted(env.T("coord.polls.langs.help")))
}

// forget takes a language away from every text.
func (v *pollForm) forget(lang string) {
	for _, t := range append([]poll.Text{v.p.Question}, v.p.Answers...) {
		delete(t, lang)
	}
	if v.shown == lang {
		v.shown = poll.French
	}
}

// preview is the screen of the kiosk, as it would ask it.
func (v *pollForm) preview() {
	env := v.env
	v.side.RemoveAll()
	v.side.Add(kit.Section(env.T("coord.polls.preview")))
	if len(v.langs) > 0 {
		choices := []kit.Choice{{Value: poll.French, Label: i18n.NameOf(poll.French)}}
		for _, lang := range v.langs {
			choices = append(choices, kit.Choice{Value: lang, Label: i18n.NameOf(lang)})
		}
		v.side.Add(kit.Wrap(8, kit.NewSegmented(choices, v.shown, func(lang string) { v.shown = lang; v.preview() })))
	}
	words := i18n.New(v.shown)
	or := func(text, missing string) string {
		if text == "" {
			return env.T(missing)
		}
		return text
	}
	v.side.Add(kit.VBox(2, kit.Small(words.T("kiosk.poll.intro")).In(theme.Ink2), kit.Heading(or(v.p.Question.In(v.shown), "coord.polls.question"))))
	answers := make([]*kit.Pressable, len(v.p.Answers))
	for i, a := range v.p.Answers {
		answers[i] = kit.NewAnswer(i+1, or(a.In(v.shown), "coord.polls.blank"), func() {})
	}
	v.side.Add(kit.AnswerList(answers...))
	v.side.Add(kit.HBox(10, kit.NewIcon("shield-check", theme.GreenText, 22), kit.Grow(kit.Small(words.T("kiosk.poll.counted")).In(theme.Ink2))))
	v.side.Add(kit.HLine())
	v.side.Add(kit.Small(env.T("coord.polls.preview.help", "skip", env.T("kiosk.poll.skip"))).In(theme.Ink2))
	v.side.Refresh()
	kit.Relayout(v.side)
}

// save keeps the poll, or says at its place what keeps it from being asked.
func (v *pollForm) save() {
	if v.refuse() {
		return
	}
	shell.Do(v.env, func() (bool, error) { return true, v.c.Publish.SavePoll(context.Background(), v.p) }, func(_ bool, err error) {
		if err != nil {
			v.env.Fail(err)
			return
		}
		v.before = v.p.Encode()
		v.env.Toast(v.env.T("coord.polls.saved"))
		v.env.Back()
	})
}

// refuse shows every fault under its field and goes to the first.
func (v *pollForm) refuse() bool {
	p := v.p
	if p.ID == "" {
		p.ID = "x" // given when it is saved
	}
	for _, f := range v.fields {
		f.SetError("")
	}
	v.count.SetText("")
	faults := p.Faults()
	for i := len(faults) - 1; i >= 0; i-- {
		f := faults[i]
		field := v.fields[f.Field]
		switch {
		case field != nil:
			field.SetError(f.Message(v.env.Words))
			kit.Focus(field)
		default:
			v.count.SetText(f.Message(v.env.Words))
		}
	}
	return len(faults) > 0
}

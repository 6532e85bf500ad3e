package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/session"
	"parvis/assets"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// settings is one page of cards: the place, the look, people, the network, the
// notebook, what the program is made of.
type settings struct {
	shell.Plain
	d     *Desk
	env   *shell.Env
	store *kit.Text
}

func newSettings(d *Desk) *settings { return &settings{d: d} }

// Title implements shell.Screen.
func (s *settings) Title() string { return s.env.T("shell.settings") }

// Build implements shell.Screen.
func (s *settings) Build(env *shell.Env) shell.Page {
	s.env, s.d.env = env, env
	left := kit.VBox(16, kit.Card(s.place()), kit.Card(s.look()), kit.Card(s.about()))
	right := kit.VBox(16, kit.Card(newMachine(s.d, env).card()))
	if s.d.People != nil {
		right.Add(kit.Card(followCard(s.d, env)))
		right.Add(kit.Card(controllerCard(s.d, env)))
	}
	right.Add(newNetworkCard(s.d, env))
	right.Add(kit.Card(s.stores()))
	return shell.Page{Title: s.Title(), Subtitle: env.T("desk.set.sub"), Body: kit.Columns(440, 16, left, right)}
}

// place is what the sheets and the kiosk say of this place.
func (s *settings) place() fyne.CanvasObject {
	env, p := s.env, s.d.Place()
	field := func(key string, value *string, help string) *kit.Field {
		f := kit.NewField(kit.FieldLook{Label: env.T(key), Help: help})
		f.SetText(*value)
		f.OnChanged = func(text string) { *value = strings.TrimSpace(text) }
		return f
	}
	commune := communePicker(s.d, env, env.T("desk.set.commune"), p.Commune, func(insee string) { p.Commune = insee })
	name := field("desk.set.name", &p.Name, "")
	printer, paper, print := s.printer()
	save := kit.NewButton(kit.Secondary, env.T("desk.set.save"), "check-bold", func() {
		if p.Name == "" {
			name.SetError(env.T("desk.set.name.need"))
			return
		}
		name.SetError("")
		printer.SetError("")
		shell.Do(env, func() (refused error, err error) {
			ctx, one := context.Background(), *print
			if err := s.d.SetPlace(ctx, p); err != nil {
				return nil, err
			}
			if one.Name != "" && s.d.CheckPrinter != nil {
				if refused := s.d.CheckPrinter(ctx, one.Name); refused != nil {
					return refused, nil
				}
			}
			return nil, s.d.Settings.SetSettingJSON(ctx, KeyPrinter, one)
		}, func(refused, err error) {
			switch {
			case err != nil:
				env.Fail(err)
			case refused != nil:
				printer.SetError(app.Message(env.Words, refused))
				kit.Focus(printer)
			default:
				env.Toast(env.T("desk.set.saved"))
			}
		})
	})
	return kit.VBox(12, kit.SectionTitle(env.T("desk.set.place")), name, commune,
		field("desk.set.phone", &p.Phone, env.T("desk.set.phone.help")), field("desk.set.hours", &p.Hours, ""),
		field("desk.set.find", &p.FindPerson, env.T("desk.set.find.help")),
		s.scheme(&p), printer, paper, kit.Wrap(8, save))
}

// scheme is what every session of this place is counted under, without a tap.
func (s *settings) scheme(p *PlaceInfo) fyne.CanvasObject {
	env := s.env
	choices := []kit.Choice{{Value: "", Label: env.T("desk.set.scheme.none")}}
	for _, one := range session.SchemesWith(env.Words, s.d.schemes()) {
		choices = append(choices, kit.Choice{Value: one.Code, Label: one.Label})
	}
	list := kit.NewSelect("", "", "", choices, p.Dispositif, func(code string) { p.Dispositif = code })
	return kit.VBox(6, kit.Strong(env.T("desk.set.scheme")), kit.Wrap(8, list), kit.Muted(env.T("desk.set.scheme.help")))
}

// printer is what visitors may print on, and its paper.
func (s *settings) printer() (*kit.Field, fyne.CanvasObject, *Printer) {
	env, p := s.env, &Printer{}
	_, _ = s.d.Settings.SettingJSON(context.Background(), KeyPrinter, p) // unreadable: nothing is printed
	field := kit.NewField(kit.FieldLook{Label: env.T("desk.set.printer"), Help: env.T("desk.set.printer.help"), Clear: true})
	field.SetText(p.Name)
	field.OnChanged = func(text string) { p.Name = strings.TrimSpace(text) }
	const sheet, roll = "a4", "80"
	paper := kit.NewSegmented([]kit.Choice{{Value: sheet, Label: env.T("desk.set.paper.a4")}, {Value: roll, Label: env.T("desk.set.paper.roll")}},
		map[bool]string{false: sheet, true: roll}[p.Roll], func(v string) { p.Roll = v == roll })
	return field, labelled(env, "desk.set.paper", kit.Wrap(8, paper)), p
}

// look chooses language, contrast and text size; each applies at once.
func (s *settings) look() fyne.CanvasObject {
	env := s.env
	now := env.Look()
	var langs []kit.Choice
	for _, lang := range s.d.languages() {
		langs = append(langs, kit.Choice{Value: lang, Label: i18n.NameOf(lang)})
	}
	lang := kit.NewSegmented(langs, env.Words.Lang(), func(v string) {
		o := env.Look()
		o.Words = i18n.New(v)
		env.Shell().SetLook(o)
	})
	contrast := kit.NewSegmented([]kit.Choice{
		{Value: "light", Label: env.T("desk.set.light")}, {Value: "dark", Label: env.T("desk.set.dark")}, {Value: "high", Label: env.T("desk.set.high")},
	}, map[theme.Variant]string{theme.Light: "light", theme.Dark: "dark", theme.HighContrast: "high"}[now.Variant], func(v string) {
		o := env.Look()
		o.Variant = map[string]theme.Variant{"light": theme.Light, "dark": theme.Dark, "high": theme.HighContrast}[v]
		env.Shell().SetLook(o)
	})
	var sizes []kit.Choice
	for _, p := range []int{100, 125, 150, 175, 200} {
		sizes = append(sizes, kit.Choice{Value: strconv.Itoa(p), Label: env.Words.Percent(float64(p) / 100)})
	}
	factor := int(max(1, now.Factor)*100 + 0.5)
	size := kit.NewSegmented(sizes, strconv.Itoa(factor), func(v string) {
		n, err := strconv.Atoi(v)
		if err != nil {
			return
		}
		o := env.Look()
		o.Factor = float32(n) / 100
		env.Shell().SetLook(o)
	})
	return kit.VBox(12, kit.SectionTitle(env.T("desk.set.look")), labelled(env, "desk.set.lang", kit.Wrap(8, lang)),
		labelled(env, "desk.set.contrast", kit.Wrap(8, contrast)), labelled(env, "desk.set.size", kit.Wrap(8, size)))
}

// languages are those the desk speaks whole.
func (d *Desk) languages() []string {
	var out []string
	for _, lang := range i18n.Languages() {
		missing := i18n.Missing(lang)
		if !slices.ContainsFunc(missing, func(key string) bool { return strings.HasPrefix(key, "desk.") || strings.HasPrefix(key, "shell.") }) {
			out = append(out, lang)
		}
	}
	return out
}

func sixDigits(pin string) bool {
	return len(pin) == 6 && strings.Trim(pin, "0123456789") == ""
}

func (s *settings) stores() fyne.CanvasObject {
	env := s.env
	s.store = kit.NewText(env.T("desk.set.store.help"))
	var check *kit.Button
	check = kit.NewButton(kit.Secondary, env.T("desk.set.store.check"), "", func() {
		check.SetEnabled(false)
		shell.Do(env, func() (string, error) { return s.d.Stores(context.Background()) }, func(sentence string, err error) {
			check.SetEnabled(true)
			if err != nil {
				sentence = app.Message(env.Words, err)
			}
			s.store.SetText(sentence)
			kit.Relayout(s.store)
		})
	})
	buttons := kit.Wrap(8, check)
	if s.d.Care != nil {
		buttons.Add(kit.NewButton(kit.Secondary, env.T("care.backups"), "", func() { env.Go(newBackups(s.d)) }))
		buttons.Add(kit.NewButton(kit.Secondary, env.T("care.tasks"), "", func() { env.Go(newAutomatic(s.d)) }))
	}
	return kit.VBox(12, kit.SectionTitle(env.T("desk.set.store")), s.store, buttons)
}

// about names the version and whose work the program carries.
func (s *settings) about() fyne.CanvasObject {
	env := s.env
	box := kit.VBox(10, kit.SectionTitle(env.T("desk.set.about")), kit.NewText(env.T("desk.set.version", "version", s.d.Version)),
		kit.Muted(env.T("desk.set.about.text")), kit.NewText(env.T("desk.set.about.licence")))
	licences := assets.Licences()
	titles := make([]string, 0, len(licences))
	for title := range licences {
		titles = append(titles, title)
	}
	slices.Sort(titles)
	buttons := kit.Wrap(8, kit.NewButton(kit.Secondary, env.T("desk.help"), "question-bold", func() { env.Go(newHelp(s.d)) }))
	buttons.Add(kit.NewButton(kit.Quiet, env.T("desk.set.libraries"), "", func() { env.Go(&libraries{}) }))
	for _, title := range titles {
		buttons.Add(kit.NewButton(kit.Quiet, env.T("desk.set.licence", "what", title), "", func() { env.Go(&licence{title: title, text: licences[title]}) }))
	}
	box.Add(buttons)
	return box
}

// licence is the whole text of one licence.
type licence struct {
	shell.Plain
	title, text string
}

// Title implements shell.Screen.
func (v *licence) Title() string { return v.title }

// Build implements shell.Screen.
func (v *licence) Build(env *shell.Env) shell.Page {
	box := kit.VBox(10)
	for _, p := range paragraphs(strings.ReplaceAll(v.text, "\r\n", "\n")) {
		box.Add(kit.NewText(p).As(theme.Secondary))
	}
	back := kit.NewButton(kit.Secondary, env.T("desk.back"), "arrow-left-bold", env.Back)
	return shell.Page{Title: v.title, Body: kit.Card(kit.Narrow(860, box)), Actions: []fyne.CanvasObject{back}, First: back, NoStatus: true}
}

package desk

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/people"
	"parvis/app/session"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// personForm makes or changes a file. Only the first name is required.
type personForm struct {
	shell.Plain
	d      *Desk
	env    *shell.Env
	file   people.Beneficiary
	begun  people.Beneficiary // as it was when the screen opened
	hidden bool               // the notes are a colleague's
	year   string
	saved  func(people.Beneficiary) // what follows; nil: the file is shown
	fields map[string]*kit.Field
	fault  *remark
	busy   bool
	ended  bool
}

func newPersonForm(d *Desk, b people.Beneficiary) *personForm {
	f := &personForm{d: d, file: b, begun: b}
	if b.BirthYear > 0 {
		f.year = strconv.Itoa(b.BirthYear)
	}
	return f
}

// Title implements shell.Screen.
func (v *personForm) Title() string {
	if v.file.ID == "" {
		return v.env.T("desk.people.new")
	}
	return v.env.T("desk.people.change")
}

// Build implements shell.Screen.
func (v *personForm) Build(env *shell.Env) shell.Page {
	v.env, v.fields, v.fault = env, map[string]*kit.Field{}, newRemark(theme.RedText)
	b := &v.file
	first := v.field("prenom", &b.FirstName, "")
	year := v.field("annee_naissance", &v.year, env.T("desk.people.year.help"))
	none := kit.NewCheckbox(env.T("people.field.pas_de_telephone"), "", b.NoPhone, func(on bool) { b.NoPhone = on })
	commune := communePicker(v.d, env, env.T("people.field.commune_insee"), b.CommuneInsee, func(insee string) { b.CommuneInsee = insee })
	nothing := func() {}
	left := kit.Card(kit.VBox(14, kit.Columns(240, 16, first, v.field("nom", &b.Name, "")),
		kit.Columns(240, 16, kit.VBox(4, v.field("telephone", &b.Phone, ""), none), v.field("courriel", &b.Email, env.T("desk.people.email.help"))),
		kit.Columns(240, 16, year, commune)))
	right := kit.Card(kit.VBox(14, choiceOf(env, "desk.form.genre", session.Genres, &b.Genre, nothing),
		choiceOf(env, "desk.form.statut", session.StatutsSociaux, &b.StatutSocial, nothing), v.notes()))
	save := kit.NewTallButton(kit.Primary, env.T("desk.people.save"), "", v.save)
	back := kit.NewTallButton(kit.Quiet, env.T("desk.cancel"), "", env.Back)
	told := kit.HBox(8, kit.NewIcon("shield-check", theme.GreenText, 20), kit.Muted(env.T("desk.people.sealed")))
	foot := kit.VBox(6, v.fault.box, kit.HBox(12, save, back, kit.Grow(kit.HBox(0, kit.Spacer(), told))))
	return shell.Page{
		Title: v.Title(), Subtitle: env.T("desk.people.form.sub"), Heading: true, Fixed: true, NoStatus: true, First: first,
		Body: kit.VBox(12, kit.Grow(kit.NewPage(newSplit(left, right))), foot),
	}
}

func (v *personForm) field(name string, value *string, help string) *kit.Field {
	f := kit.NewField(kit.FieldLook{Label: v.env.T("people.field." + name), Help: help})
	f.SetText(*value)
	f.OnChanged = func(text string) { *value = text; f.SetError("") }
	f.OnSubmit = func(string) { v.save() }
	v.fields[name] = f
	return f
}

func (v *personForm) notes() fyne.CanvasObject {
	env := v.env
	if v.hidden {
		return labelled(env, "desk.form.note", kit.Muted(env.T("desk.people.notes.theirs", "name", v.d.nameOf(context.Background(), env, v.file.Author))))
	}
	f := kit.NewField(kit.FieldLook{Lines: 4, Help: env.T("desk.form.note.help")})
	f.SetText(v.file.Notes)
	f.OnChanged = func(text string) {
		v.file.Notes = text
		f.SetError(secretText(env, text))
	}
	v.fields["notes"] = f
	return labelled(env, "desk.form.note", f)
}

// Shortcuts implements shell.Screen.
func (v *personForm) Shortcuts() map[shell.Action]func() {
	return map[shell.Action]func(){shell.Save: v.save}
}

// Leave implements shell.GuardedScreen: what was typed is not thrown away
// without a question.
func (v *personForm) Leave(leave func()) {
	same := v.file
	same.Former, same.Merged = v.begun.Former, v.begun.Merged
	if v.ended || encoded(same) == encoded(v.begun) && v.year == newPersonForm(v.d, v.begun).year {
		leave()
		return
	}
	kit.Ask(v.env.Canvas(), v.env.T("desk.people.leave"), v.env.T("desk.people.leave.text"), kit.Danger,
		v.env.T("desk.people.leave.stay"), v.env.T("desk.people.leave.go"), leave)
}

func (v *personForm) save() {
	v.fault.say("")
	for _, f := range v.fields {
		f.SetError("")
	}
	if v.file.BirthYear = 0; strings.TrimSpace(v.year) != "" {
		n, err := strconv.Atoi(strings.TrimSpace(v.year))
		if err != nil {
			n = -1 // refused with the sentence of the rule
		}
		v.file.BirthYear = n
	}
	warnSecrets(v.env, v.file.Notes, func() { v.keep(false) })
}

func (v *personForm) keep(sure bool) {
	if v.busy {
		return
	}
	v.busy = true
	type saved struct {
		b    people.Beneficiary
		like []people.Likeness
	}
	shell.Do(v.env, func() (out saved, err error) {
		out.b, out.like, err = v.d.register(v.env).Save(context.Background(), v.file, v.d.me(), sure)
		return out, err
	}, func(out saved, err error) {
		v.busy = false
		switch {
		case errors.Is(err, app.E(app.Rejected, "people_likely")):
			v.announce(out.like)
		case err != nil:
			v.refuse(err)
		default:
			v.done(out.b)
		}
	})
}

// refuse says each fault at its field.
func (v *personForm) refuse(err error) {
	faults := session.FaultsOf(err)
	if len(faults) == 0 {
		v.fault.say(app.Message(v.env.Words, err))
		return
	}
	for i, f := range faults {
		name := session.FieldOf(f)
		words := fieldMessage(v.env.Words, f, name)
		field, ok := v.fields[name]
		if !ok {
			v.fault.say(words)
			continue
		}
		if field.SetError(words); i == 0 {
			kit.Focus(field)
		}
	}
}

// fieldMessage is a fault with the name of its field instead of its code.
func fieldMessage(l *i18n.Localizer, f *app.Error, name string) string {
	if label := "people.field." + name; l.Has(label) {
		named := *f
		named.Args = append([]any{}, f.Args...)
		for i := 0; i+1 < len(named.Args); i += 2 {
			if named.Args[i] == "field" {
				named.Args[i+1] = l.T(label)
			}
		}
		f = &named
	}
	return app.Message(l, f)
}

// announce shows the files this one resembles before anything is saved.
func (v *personForm) announce(like []people.Likeness) {
	env := v.env
	var m *kit.Modal
	box := kit.VBox(10, kit.Heading(env.T("desk.people.likely", "n", len(like))), kit.NewText(env.T("desk.people.likely.text")))
	group := kit.NewGroup()
	for i := range like {
		b := &like[i].File
		var same []string
		for _, f := range like[i].Fields {
			same = append(same, strings.ToLower(env.T("people.field."+f)))
		}
		row := personRow(v.d, env, b, func() { m.Close(); v.instead(*b) })
		group.Add(row)
		box.Add(row)
		box.Add(kit.Inset(0, 0, 4, 62, kit.Small(env.T("desk.people.same", "what", strings.Join(same, ", "))).In(theme.AmberText)))
	}
	other := kit.NewButton(kit.Secondary, env.T("desk.people.likely.other"), "", func() { m.Close(); v.keep(true) })
	back := kit.NewButton(kit.Quiet, env.T("desk.people.likely.back"), "", func() { m.Close() })
	box.Add(kit.Wrap(12, other, back))
	m = kit.NewModal(env.Canvas(), 640, box)
	m.Open(group.Current())
}

// instead takes the file that was there already.
func (v *personForm) instead(b people.Beneficiary) {
	v.ended = true
	if v.saved != nil {
		v.env.Back()
		v.saved(b)
		return
	}
	v.env.Shell().Swap(newPersonFile(v.d, b.ID))
}

func (v *personForm) done(b people.Beneficiary) {
	v.ended = true
	v.env.Toast(v.env.T("desk.people.saved"))
	switch {
	case v.saved != nil:
		v.env.Back()
		v.saved(b)
	case v.begun.ID != "":
		v.env.Back()
	default:
		v.env.Shell().Swap(newPersonFile(v.d, b.ID))
	}
}

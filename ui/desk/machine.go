package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/people"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// machine is who works at this desk and how it locks: a card of the settings.
type machine struct {
	d    *Desk
	env  *shell.Env
	list *fyne.Container
}

func newMachine(d *Desk, env *shell.Env) *machine {
	m := &machine{d: d, env: env, list: kit.VBox(8)}
	m.update()
	return m
}

func (m *machine) card() fyne.CanvasObject {
	return kit.VBox(12, kit.SectionTitle(m.env.T("desk.set.people")), m.list)
}

type machineView struct {
	people   []Mediator
	recovery bool
	after    int
}

func (m *machine) update() {
	get(m.env, func(ctx context.Context) (out machineView, err error) {
		if out.people, err = m.d.Mediators(ctx); err != nil {
			return out, err
		}
		out.after = LockAfter
		if _, err = m.d.Settings.SettingJSON(ctx, KeyLockAfter, &out.after); err != nil || m.d.People == nil {
			return out, err
		}
		out.recovery, err = m.d.People.HasRecovery(ctx)
		return out, err
	}, m.show)
}

func (m *machine) show(v machineView) {
	env := m.env
	m.list.RemoveAll()
	coded := false
	for i, one := range v.people {
		m.list.Add(m.row(i, one, len(v.people)))
		coded = coded || one.PIN
	}
	m.list.Add(kit.Wrap(8, kit.NewButton(kit.Secondary, env.T("desk.set.person.add"), "plus-bold", func() { m.add(v.people) })))
	if coded && m.d.People != nil {
		m.list.Add(kit.HLine())
		m.list.Add(m.delay(v.after))
		m.list.Add(kit.HLine())
		m.list.Add(m.recovery(v.recovery))
	}
	relaid(m.list)
}

func (m *machine) row(i int, one Mediator, count int) fyne.CanvasObject {
	env, mine := m.env, one.ID == m.d.Me().ID
	state, do := env.T("desk.set.nopin"), env.T("desk.set.pin.add")
	if one.PIN {
		state, do = env.T("desk.set.pin"), env.T("desk.set.pin.change")
	}
	name := one.Name
	if mine && count > 1 {
		name += " (" + env.T("desk.set.you") + ")"
	}
	row := kit.HBox(12, kit.Avatar(shell.Initial(one.Name), i, 40), kit.Grow(kit.VBox(0, kit.Strong(name), kit.Small(state).In(theme.Ink2))))
	switch {
	case !mine: // a colleague's code is theirs
		row.Add(kit.NewButton(kit.Quiet, env.T("desk.set.person.remove"), "", func() { m.remove(one) }))
	case one.PIN && count == 1:
		row.Add(kit.NewButton(kit.Secondary, do, "", func() {
			m.askCode(one.Name, func(code string) error { return m.d.SetPIN(context.Background(), one.ID, code) }, nil)
		}))
		row.Add(kit.NewButton(kit.Quiet, env.T("desk.set.pin.remove"), "", func() { m.uncode(one) }))
	default:
		row.Add(kit.NewButton(kit.Secondary, do, "", func() {
			m.askCode(one.Name, func(code string) error { return m.d.SetPIN(context.Background(), one.ID, code) }, m.offerRecovery)
		}))
	}
	return row
}

func (m *machine) uncode(one Mediator) {
	get(m.env, func(ctx context.Context) (bool, error) { return true, m.d.SetPIN(ctx, one.ID, "") }, func(bool) {
		m.env.Toast(m.env.T("desk.set.saved"))
		m.update()
	})
}

func (m *machine) remove(one Mediator) {
	env := m.env
	kit.Ask(env.Canvas(), env.T("desk.set.person.remove.title", "name", one.Name), env.T("desk.set.person.remove.text"), kit.Danger,
		env.T("desk.cancel"), env.T("desk.set.person.remove"), func() {
			get(env, func(ctx context.Context) (bool, error) {
				if err := m.d.People.RemoveMediator(ctx, one.ID); err != nil {
					return false, err
				}
				return true, m.d.People.Note(ctx, people.MediatorGone, m.d.me(), nil)
			}, func(bool) {
				env.Shell().Forget(one.ID)
				env.Toast(env.T("desk.set.person.removed"))
				m.update()
			})
		})
}

// add adds a colleague, who chooses a code: among several, codes tell who is
// there, so whoever is here alone without one chooses theirs first.
func (m *machine) add(list []Mediator) {
	me := m.d.Me()
	for _, one := range list {
		if one.ID == me.ID && !one.PIN {
			kit.AskOr(m.env.Canvas(), m.env.T("desk.set.several"), m.env.T("desk.set.several.text"), kit.Primary, m.env.T("desk.cancel"), m.env.T("desk.set.pin.add"), nil, func() {
				m.askCode(one.Name, func(code string) error { return m.d.SetPIN(context.Background(), one.ID, code) }, m.addNamed)
			})
			return
		}
	}
	m.addNamed()
}

func (m *machine) addNamed() {
	m.update()
	m.askNamedCode("", func(name, code string) error {
		ctx := context.Background()
		if _, err := m.d.AddMediator(ctx, name, code); err != nil {
			return err
		}
		return m.d.People.Note(ctx, people.MediatorAdded, m.d.me(), nil)
	}, m.offerRecovery)
}

func (m *machine) askCode(name string, keep func(code string) error, then func()) {
	m.askNamedCode(name, func(_, code string) error { return keep(code) }, then)
}

// askNamedCode asks for a code, or for words, twice in one box, so that a slip
// locks nobody out; without a name, it asks for it too.
func (m *machine) askNamedCode(name string, keep func(name, code string) error, then func()) {
	env := m.env
	var modal *kit.Modal
	box := kit.VBox(14)
	who := kit.NewField(kit.FieldLook{Label: env.T("desk.set.person.name"), Help: env.T("desk.set.person.help")})
	ask := newCodeFields(env)
	first := fyne.CanvasObject(ask.first)
	title := env.T("desk.set.pin.title", "name", name)
	if name == "" {
		title, first = env.T("desk.set.person.add"), who
		box.Add(who)
	}
	busy := false
	submit := func() {
		named := strings.TrimSpace(who.Text())
		if who.SetError(""); name == "" && named == "" {
			who.SetError(env.T("error.desk_name"))
			return
		}
		code, ok := ask.code(name + named)
		if !ok || busy {
			return
		}
		busy = true
		shell.Do(env, func() (bool, error) { return true, keep(named, code) }, func(_ bool, err error) {
			busy = false
			if err != nil {
				ask.first.SetError(app.Message(env.Words, err))
				return
			}
			modal.Close()
			env.Toast(env.T("desk.set.saved"))
			m.update()
			if then != nil {
				then()
			}
		})
	}
	who.OnSubmit = func(string) { kit.Focus(ask.first) }
	ask.again.OnSubmit = func(string) { submit() }
	box.Add(ask.first)
	box.Add(ask.again)
	row := kit.Wrap(12, kit.NewButton(kit.Primary, env.T("desk.validate"), "check-bold", submit), kit.NewButton(kit.Quiet, env.T("desk.cancel"), "", func() { modal.Close() }))
	modal = kit.NewModal(env.Canvas(), 540, kit.VBox(14, kit.Heading(title), box, row))
	modal.Open(first)
}

// codeFields are a secret typed twice.
type codeFields struct {
	env          *shell.Env
	first, again *kit.Field
}

func newCodeFields(env *shell.Env) *codeFields {
	c := &codeFields{
		env:   env,
		first: kit.NewField(kit.FieldLook{Label: env.T("desk.set.pin.first"), Help: env.T("desk.set.code.rule"), Password: true}),
		again: kit.NewField(kit.FieldLook{Label: env.T("desk.set.pin.again"), Password: true}),
	}
	c.first.OnSubmit = func(string) { kit.Focus(c.again) }
	return c
}

// code is the secret chosen; ok is false when a field says what to correct.
func (c *codeFields) code(name string) (code string, ok bool) {
	c.first.SetError("")
	c.again.SetError("")
	code = people.TidySecret(c.first.Text())
	if err := people.CheckSecret(code, name); err != nil {
		c.first.SetError(app.Message(c.env.Words, err))
		kit.Focus(c.first)
		return "", false
	}
	if people.TidySecret(c.again.Text()) != code {
		c.again.SetError(c.env.T("desk.set.pin.differs"))
		kit.Focus(c.again)
		return "", false
	}
	return code, true
}

// delay chooses how long without a sign of life before the window locks.
func (m *machine) delay(minutes int) fyne.CanvasObject {
	var choices []kit.Choice
	for _, n := range []int{2, 5, 10, 20} {
		choices = append(choices, kit.Choice{Value: strconv.Itoa(n), Label: m.env.Words.Minutes(n)})
	}
	choices = append(choices, kit.Choice{Value: "0", Label: m.env.T("desk.lock.never")})
	seg := kit.NewSegmented(choices, strconv.Itoa(minutes), func(v string) {
		n, err := strconv.Atoi(v)
		if err != nil {
			return
		}
		get(m.env, func(ctx context.Context) (bool, error) {
			return true, m.d.Settings.SetSettingJSON(ctx, KeyLockAfter, n)
		}, func(bool) {
			m.env.Shell().SetLockAfter(time.Duration(n) * time.Minute)
			m.env.Toast(m.env.T("desk.set.saved"))
		})
	})
	return kit.VBox(8, kit.Strong(m.env.T("desk.lock.after")), kit.Wrap(8, seg), kit.Muted(m.env.T("desk.lock.help")))
}

// recovery says whether a recovery sheet was printed, and prints one.
func (m *machine) recovery(has bool) fyne.CanvasObject {
	env := m.env
	key, icon, role := "desk.recovery.none", "warning-bold", theme.AmberText
	if has {
		key, icon, role = "desk.recovery.has", "shield-check", theme.GreenText
	}
	return kit.VBox(8, kit.Row(8, kit.Top, kit.NewIcon(icon, role, 22), kit.Grow(kit.VBox(0, kit.Strong(env.T("desk.recovery")), kit.Muted(env.T(key))))),
		kit.Wrap(8, kit.NewButton(kit.Secondary, env.T("desk.recovery.print"), "printer-bold", func() { m.printRecovery(has) })))
}

// offerRecovery proposes the sheet as soon as there is a code to forget.
func (m *machine) offerRecovery() {
	if m.d.People == nil {
		return
	}
	get(m.env, func(ctx context.Context) (bool, error) { return m.d.People.HasRecovery(ctx) }, func(has bool) {
		if !has {
			kit.Ask(m.env.Canvas(), m.env.T("desk.recovery"), m.env.T("desk.recovery.offer"), kit.Primary, m.env.T("desk.recovery.later"), m.env.T("desk.recovery.print"), m.print)
		}
	})
}

// keyOffered remembers that the recovery sheet was proposed: once is enough, the
// settings say the rest.
const keyOffered = "recovery.offered"

// OfferRecovery proposes the recovery sheet at set-up, once a code is in use.
func (d *Desk) OfferRecovery(env *shell.Env) {
	get(env, func(ctx context.Context) (bool, error) {
		list, err := d.Mediators(ctx)
		if err != nil || !slices.ContainsFunc(list, func(m Mediator) bool { return m.PIN }) {
			return false, err
		}
		before := false
		if _, err := d.Settings.SettingJSON(ctx, keyOffered, &before); before || err != nil {
			return false, err
		}
		return true, d.Settings.SetSettingJSON(ctx, keyOffered, true)
	}, func(offer bool) {
		if offer {
			newMachine(d, env).offerRecovery()
		}
	})
}

func (m *machine) printRecovery(has bool) {
	if !has {
		m.print()
		return
	}
	kit.Ask(m.env.Canvas(), m.env.T("desk.recovery.again"), m.env.T("desk.recovery.again.text"), kit.Primary, m.env.T("desk.cancel"), m.env.T("desk.recovery.print"), m.print)
}

func (m *machine) print() {
	env := m.env
	get(env, func(ctx context.Context) (string, error) { return m.d.People.NewRecovery(ctx) }, func(code string) {
		m.d.paper(env, "fiche-de-secours", recoveryLetter(m.d, env, code), func(ctx context.Context) error {
			return m.d.People.Note(ctx, people.RecoveryMade, m.d.me(), nil)
		})
		m.update()
	})
}

// Forgotten is the way out of a forgotten code: the recovery sheet, then another
// code. done is told that the person is in.
func (d *Desk) Forgotten(env *shell.Env, id, name string, done func()) {
	var modal *kit.Modal
	sheet := kit.NewField(kit.FieldLook{Label: env.T("desk.forgotten.code"), Help: env.T("desk.forgotten.code.help"), Placeholder: "ABCD-EFGH-JKLM-NPQR-STUV"})
	ask := newCodeFields(env)
	busy := false
	submit := func() {
		sheet.SetError("")
		code, ok := ask.code(name)
		if !ok || busy {
			return
		}
		busy = true
		shell.Do(env, func() (bool, error) {
			ctx := context.Background()
			if err := d.People.Recover(ctx, sheet.Text(), id, code); err != nil {
				return false, err
			}
			return true, d.People.Note(ctx, people.CodeRecovered, people.MediatorID(id), nil)
		}, func(_ bool, err error) {
			busy = false
			if err != nil {
				sheet.SetError(app.Message(env.Words, err))
				kit.Focus(sheet)
				return
			}
			modal.Close()
			done()
		})
	}
	sheet.OnSubmit = func(string) { kit.Focus(ask.first) }
	ask.again.OnSubmit = func(string) { submit() }
	row := kit.Wrap(12, kit.NewButton(kit.Primary, env.T("desk.forgotten.go"), "check-bold", submit), kit.NewButton(kit.Quiet, env.T("desk.cancel"), "", func() { modal.Close() }))
	modal = kit.NewModal(env.Canvas(), 560, kit.VBox(14, kit.Heading(env.T("desk.forgotten", "name", name)), kit.NewText(env.T("desk.forgotten.text")),
		sheet, ask.first, ask.again, row))
	modal.Open(sheet)
}

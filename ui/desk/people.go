package desk

import (
	"cmp"
	"context"
	"time"

	"parvis/app/handout"
	"parvis/app/people"
	"parvis/app/session"
	"parvis/ui/shell"
)

// PeopleDesk is what the screens on persons, mandates and the people of this
// machine need of it. Reading the vault fails with "vault_locked" once its
// mediator has locked.
type PeopleDesk interface {
	people.Vault
	people.Log
	// NewID makes a random id; "" stands for nothing.
	NewID() (string, error)
	// Lines gives the local journal, oldest first.
	Lines(ctx context.Context) ([]people.Line, error)
	// LastPurge says what the last purge did; ok is false before the first.
	LastPurge(ctx context.Context) (p Purged, ok bool, err error)
	// Paper makes a letter on paper and its twin for a screen reader, in a place
	// emptied when the window closes.
	Paper(name string, l *handout.Letter) (pdf, html string, err error)

	// RemoveMediator takes someone else out of this desk.
	RemoveMediator(ctx context.Context, id string) error
	// NewRecovery makes the code of the recovery sheet; an earlier one stops
	// working. Recover gives a mediator another secret with it.
	NewRecovery(ctx context.Context) (code string, err error)
	HasRecovery(ctx context.Context) (bool, error)
	Recover(ctx context.Context, code, mediator, secret string) error
}

// Purged is what a purge did.
type Purged struct {
	At                                  time.Time
	Persons, Mandates, Sessions, Drafts int
}

// The settings of persons and of the lock, one for the machine.
const (
	keyPeople     = "people.on"
	KeyController = "people.controller" // who answers for the data: people.Controller
	KeyLockAfter  = "lock.after"        // minutes without a sign of life, 0: never
)

// LockAfter is how long before the window locks when nothing was chosen.
const LockAfter = 10

// peopleOn says whether files of persons are switched on.
func (d *Desk) peopleOn() bool {
	on := false
	if d.People != nil {
		_, _ = d.Settings.SettingJSON(context.Background(), keyPeople, &on) // unreadable: off
	}
	return on
}

// peopleItem is the entry of the rail, there only when switched on.
func (d *Desk) peopleItem() []shell.NavItem {
	if !d.peopleOn() {
		return nil
	}
	return []shell.NavItem{{ID: "people", Key: "desk.people", Icon: "users", IconOn: "users", Make: func() shell.Screen { return newPersons(d) }}}
}

// me is who is at the desk.
func (d *Desk) me() people.MediatorID { return people.MediatorID(d.Me().ID) }

// register is the work on files of persons.
func (d *Desk) register(env *shell.Env) *people.Register {
	return &people.Register{Vault: d.People, Book: d.Book, Now: env.Clock, Zone: env.Zone, NewID: d.People.NewID}
}

// mandates is the work on the register of mandates.
func (d *Desk) mandates(env *shell.Env) *people.Mandates {
	return &people.Mandates{Vault: d.People, Log: d.People, Now: env.Clock, Zone: env.Zone, NewID: d.People.NewID}
}

// controller is who answers for the data, filled from the place where nothing
// else was said.
func (d *Desk) controller(ctx context.Context) people.Controller {
	var c people.Controller
	_, _ = d.Settings.SettingJSON(ctx, KeyController, &c) // unreadable: asked again in the settings
	p := d.Place()
	c.Name = cmp.Or(c.Name, p.Responsible, p.Name)
	c.Contact = cmp.Or(c.Contact, p.Phone)
	return c
}

// nameOf is the name of a mediator of this desk.
func (d *Desk) nameOf(ctx context.Context, env *shell.Env, id people.MediatorID) string {
	list, _ := d.Mediators(ctx) // without the list, a word serves
	for _, m := range list {
		if m.ID == string(id) {
			return m.Name
		}
	}
	return env.T("desk.people.former")
}

// get fetches in the background, then shows; a failure is said.
func get[T any](env *shell.Env, fetch func(ctx context.Context) (T, error), show func(T)) {
	shell.Do(env, func() (T, error) { return fetch(context.Background()) }, func(v T, err error) {
		if err != nil {
			env.Fail(err)
			return
		}
		show(v)
	})
}

// about says what a session was about, as on paper.
func (d *Desk) about(env *shell.Env) func(*session.Session) string {
	return func(s *session.Session) string { return titleOf(d, env, *s, "") }
}

// paper prints a letter: made, noted in the local journal under a kind if any,
// then opened.
func (d *Desk) paper(env *shell.Env, name string, letter *handout.Letter, note func(ctx context.Context) error) {
	type files struct{ pdf, html string }
	get(env, func(ctx context.Context) (f files, err error) {
		if f.pdf, f.html, err = d.People.Paper(name, letter); err != nil {
			return f, err
		}
		if note != nil {
			if err := note(ctx); err != nil {
				return f, err
			}
		}
		return f, d.Show(f.pdf)
	}, func(f files) {
		env.ToastUndo(env.T("desk.paper.made"), env.T("desk.paper.html"), func() { env.Fail(d.Show(f.html)) })
	})
}

package desk

import (
	"context"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/job"
	"parvis/app/relay"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// automatic is the screen of what runs by itself: when it last ran, what it
// did or why it could not, when it runs next.
type automatic struct {
	shell.Plain
	d    *Desk
	env  *shell.Env
	list *fyne.Container
}

func newAutomatic(d *Desk) *automatic { return &automatic{d: d} }

// Title implements shell.Screen.
func (a *automatic) Title() string { return a.env.T("care.tasks") }

// Build implements shell.Screen.
func (a *automatic) Build(env *shell.Env) shell.Page {
	a.env, a.list = env, kit.VBox(12)
	a.show()
	back := kit.NewButton(kit.Secondary, env.T("desk.back"), "arrow-left-bold", env.Back)
	return shell.Page{Title: a.Title(), Subtitle: env.T("care.tasks.sub"), Body: kit.Narrow(900, a.list), Actions: []fyne.CanvasObject{back}, First: back}
}

// standing is what the screen shows.
type standing struct {
	tasks []job.Status
	sync  relay.Status
}

func (a *automatic) show() {
	shell.Do(a.env, func() (s standing, err error) {
		if s.tasks, err = a.d.Care.Tasks(context.Background()); err == nil {
			s.sync, err = a.d.Status(context.Background())
		}
		return s, err
	}, func(s standing, err error) {
		if err != nil {
			a.env.Fail(err)
			return
		}
		a.list.RemoveAll()
		for _, t := range s.tasks {
			a.list.Add(a.card(t))
		}
		if s.sync.Enrolled {
			key, args := s.sync.Line(a.env.Now(), a.env.Zone)
			a.list.Add(kit.Card(kit.VBox(6, kit.Section(a.env.T("care.task.send")), kit.Muted(a.env.T("care.task.send.text")), kit.NewText(a.env.T(key, args...)))))
		}
		a.list.Refresh()
		kit.Relayout(a.list)
	})
}

// card is one task.
func (a *automatic) card(t job.Status) fyne.CanvasObject {
	env := a.env
	key := "care.task." + t.Name
	words := kit.VBox(6, kit.Section(env.T(key)), kit.Muted(env.T(key+".text")))
	icon, tint := "clock", theme.Ink2
	switch {
	case t.Last.At.IsZero():
		words.Add(kit.NewText(env.T("care.task.never")))
	case t.Last.Failed.Key != "":
		icon, tint = "warning-circle-bold", theme.RedText
		why := env.T(t.Last.Failed.Key, t.Last.Failed.List()...)
		words.Add(kit.NewText(env.T("care.task.last", "when", moment(env, t.Last.At))))
		words.Add(kit.NewText(env.T("care.task.failed", "why", why)).In(theme.RedText))
	default:
		icon, tint = "check-bold", theme.GreenText
		words.Add(kit.NewText(env.T("care.task.last", "when", moment(env, t.Last.At))))
		if t.Last.Did.Key != "" {
			words.Add(kit.NewText(env.T(t.Last.Did.Key, t.Last.Did.List()...)))
		}
	}
	next := env.T("care.task.soon")
	if t.Next.After(env.Now()) {
		next = env.T("care.task.next", "when", moment(env, t.Next))
	}
	words.Add(kit.NewText(next).In(theme.Ink2))
	if t.Name == "backup" { // the screen of copies makes one at once
		open := kit.NewButton(kit.Secondary, env.T("care.backups"), "", func() { env.Go(newBackups(a.d)) })
		return kit.Card(kit.Row(16, kit.Top, kit.NewIcon(icon, tint, 26), kit.Grow(words), open))
	}
	var run *kit.Button
	run = kit.NewButton(kit.Secondary, env.T("care.task.run"), "", func() {
		run.SetEnabled(false)
		shell.Do(env, func() (bool, error) { return true, a.d.Care.RunTask(context.Background(), t.Name) }, func(_ bool, err error) {
			if err != nil {
				env.Toast(app.Message(env.Words, err))
			}
			a.show()
		})
	})
	return kit.Card(kit.Row(16, kit.Top, kit.NewIcon(icon, tint, 26), kit.Grow(words), run))
}

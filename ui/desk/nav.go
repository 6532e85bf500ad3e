package desk

import (
	"parvis/app/session"
	"parvis/ui/shell"
)

// Nav gives the entries of the rail.
func (d *Desk) Nav() []shell.NavItem {
	items := []shell.NavItem{
		{ID: "today", Key: "desk.today", Icon: "sun-horizon", IconOn: "sun-horizon-fill", Make: func() shell.Screen { return newToday(d) }},
		{ID: "sessions", Key: "desk.sessions", Icon: "notebook", IconOn: "notebook-fill", Make: func() shell.Screen { return newSessions(d, "") }},
		{ID: "workshops", Key: "desk.workshops", Icon: "users-three", IconOn: "users-three-fill", Make: func() shell.Screen { return newSessions(d, session.Workshop) }},
	}
	items = append(items, d.peopleItem()...)
	items = append(items, shell.NavItem{ID: "guides", Key: "desk.guides", Icon: "book-open-text", IconOn: "book-open-text-fill", Make: func() shell.Screen { return newGuides(d) }})
	items = append(items, d.placesItem()...)
	return append(items, []shell.NavItem{
		{ID: "figures", Key: "figures", Icon: "chart-bar", IconOn: "chart-bar-fill", Make: func() shell.Screen { return newFigures(d) }},
		{ID: "leaves", Key: "desk.leaves", Icon: "paper-plane-tilt", IconOn: "paper-plane-tilt-fill", Make: func() shell.Screen { return newLeaves(d) }},
	}...)
}

// SettingsScreen makes the settings.
func (d *Desk) SettingsScreen() shell.Screen { return newSettings(d) }

// Actions gives the shortcuts that work on every screen, once one of the
// desk's own has been shown.
func (d *Desk) Actions() map[shell.Action]func() {
	return map[shell.Action]func(){
		shell.Search: func() {
			d.env.Shell().Open("today")
			if t, ok := d.env.Shell().Current().(*today); ok {
				t.again()
			}
		},
		shell.NewSession: func() { d.begin(d.env, "") },
		shell.Help: func() {
			if _, open := d.env.Shell().Current().(*help); !open {
				d.env.Go(newHelp(d))
			}
		},
	}
}

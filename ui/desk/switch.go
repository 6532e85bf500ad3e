package desk

import (
	"context"
	"encoding/json"
	"time"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/session"
	"parvis/ui/kit"
	"parvis/ui/shell"
)

// switcher shows the other visitors received at the same time, one press away.
// It is empty when there are none.
func (l *live) switcher() fyne.CanvasObject {
	box := kit.VBox(0)
	if l.dry != nil {
		return box
	}
	env, d, own := l.env, l.d, l.draft.ID
	shell.Do(env, func() ([]session.Draft, error) {
		return d.Book.Drafts(context.Background(), d.Me().ID)
	}, func(drafts []session.Draft, err error) {
		if err != nil {
			return // the list of the day shows them too
		}
		row := kit.Wrap(8)
		for _, one := range drafts {
			if newer, ok := d.drafts.latest(one.ID); ok {
				one = newer
			}
			if one.ID != own && inProgress(&one) && app.DayOf(one.Started, env.Zone) == d.today(env) {
				row.Add(l.other(one))
			}
		}
		if len(row.Objects) == 0 {
			return
		}
		row.Objects = append([]fyne.CanvasObject{kit.Inset(11, 4, 0, 0, kit.Muted(env.T("live.open")).NoWrap())}, row.Objects...)
		box.Add(kit.Inset(0, 0, 14, 0, row))
		box.Refresh()
		kit.Relayout(box)
	})
	return box
}

// inProgress says that a draft is a visit going on: not a workshop, nor a
// report already begun.
func inProgress(draft *session.Draft) bool {
	var s struct{ Report bool }
	return draft.Session.Type == session.Individual && (len(draft.Run) == 0 || json.Unmarshal(draft.Run, &s) == nil && !s.Report)
}

// other is a visitor to go to: when she came, what for, how long ago.
func (l *live) other(draft session.Draft) fyne.CanvasObject {
	env := l.env
	most := 30
	if l.narrow {
		most = 14
	}
	what := short(titleOf(l.d, env, draft.Session, draft.Label), most)
	length := env.Words.Minutes(int(draft.Elapsed(env.Now()) / time.Minute))
	text := env.Words.Clock(draft.Started.In(env.Zone)) + " · " + what + " · " + length
	icon := "user"
	if draft.Pause != nil {
		icon = "pause-bold"
	}
	return kit.NewButton(kit.Secondary, text, icon, func() {
		l.keep()
		env.Shell().Swap(l.d.screenOf(env, draft))
	})
}

// welcome begins a session for someone who comes while this one goes on.
func (l *live) welcome() {
	l.keep()
	l.d.begin(l.env, "")
}

package coord

import (
	"context"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/poll"
	"parvis/app/reach"
	"parvis/app/session"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
)

// polls is « Consultations »: what is asked at the kiosks, what is about to be,
// and what was answered, in sums of groups.
type polls struct {
	shell.Plain
	c    *Coord
	env  *shell.Env
	body *fyne.Container
}

// pollsView is all the screen shows. counts are by code of answer.
type pollsView struct {
	entries []poll.Entry
	counts  map[string]int
	figures figures
}

// Title implements shell.Screen.
func (v *polls) Title() string { return v.env.T("coord.polls") }

// Build implements shell.Screen.
func (v *polls) Build(env *shell.Env) shell.Page {
	v.env, v.body = env, kit.VBox(16)
	page, ok := v.c.publishing(env, v.body, "question", "coord.polls", "coord.polls.sub", "coord.polls.example", v.update)
	if ok {
		page.Actions = append(page.Actions, v.write(kit.Primary))
		v.update()
	}
	return page
}

// write opens an empty poll: a month, from tomorrow on.
func (v *polls) write(kind kit.Kind) *kit.Button {
	return kit.NewButton(kind, v.env.T("coord.polls.new"), "plus-bold", func() {
		tomorrow := v.today().Add(1)
		blank := poll.Poll{First: tomorrow, Last: tomorrow.Add(30), Question: poll.Text{}, Answers: []poll.Text{{}, {}}}
		v.env.Go(newPollForm(v.c, blank))
	})
}

func (v *polls) today() app.Day { return app.DayOf(v.env.Now(), v.env.Zone) }

func (v *polls) update() {
	shell.Do(v.env, func() (pollsView, error) { return v.fetch(context.Background()) }, func(out pollsView, err error) {
		v.body.RemoveAll()
		if err != nil {
			v.body.Add(unread(v.env, err, v.update))
		} else {
			v.fill(out)
		}
		v.body.Refresh()
		kit.Relayout(v.body)
	})
}

// fetch reads the polls, which are here, and the answers, which may not be.
func (v *polls) fetch(ctx context.Context) (out pollsView, err error) {
	if out.entries, err = v.c.Publish.Polls(ctx); err != nil {
		return out, err
	}
	if out.figures, err = v.c.load(); err != nil {
		out.figures.stale = err
		return out, nil
	}
	out.counts, err = pollCounts(out.figures.cube)
	return out, err
}

// pollCounts adds the answers up over all months and places.
func pollCounts(cube *reach.Cube) (map[string]int, error) {
	r, err := cube.Query(reach.Query{View: session.ViewPoll}, reach.Territory{})
	counts := map[string]int{}
	for _, f := range r.Cells {
		counts[f.Cell[session.ViewPoll]] = f.Count
	}
	return counts, err
}

func (v *polls) fill(out pollsView) {
	env := v.env
	if out.figures.cube != nil || out.figures.stale == nil {
		v.body.Add(v.c.notices(env, out.figures, v.update))
	} else {
		v.body.Add(kit.Banner(kit.Warn, "cloud-slash", env.T("coord.stale"), app.Message(env.Words, out.figures.stale),
			kit.NewButton(kit.Secondary, env.T("coord.retry"), "arrows-clockwise-bold", v.update)))
	}
	if n := poll.Waiting(out.entries); n > 0 {
		v.body.Add(kit.Banner(kit.Info, "paper-plane-tilt", env.T("coord.polls.waits", "n", n), env.T("coord.polls.waits.text"),
			kit.NewButton(kit.Secondary, env.T("coord.polls.publish"), "seal-check", func() { env.Shell().Open("publication") })))
	}
	if len(out.entries) == 0 {
		v.body.Add(kit.Empty("question", env.T("coord.polls.none"), env.T("coord.polls.none.text"), v.write(kit.Secondary)))
		return
	}
	for _, e := range out.entries {
		v.body.Add(kit.Card(v.card(e, out.counts)))
	}
}

// card is one poll: what is asked and when, what was answered, what to do.
func (v *polls) card(e poll.Entry, counts map[string]int) fyne.CanvasObject {
	env := v.env
	head := kit.HBox(12, kit.Grow(kit.Heading(e.Question.In(env.Words.Lang()))), v.state(e))
	when := env.T("coord.polls.days", "first", yearDay(env.Words, e.First), "last", yearDay(env.Words, e.Last))
	names := make([]string, 0, len(e.Langs()))
	for _, lang := range e.Langs() {
		names = append(names, i18n.NameOf(lang))
	}
	box := kit.VBox(10, head, kit.Muted(when+" · "+strings.Join(names, ", ")))
	box.Add(kit.HLine())
	box.Add(v.results(e, counts))
	return kit.VBox(14, box, v.acts(e))
}

// state says in a word where the poll stands.
func (v *polls) state(e poll.Entry) fyne.CanvasObject {
	word := v.env.T("coord.polls.state." + string(e.On(v.today())))
	switch {
	case !e.Sent:
		return kit.Tag(kit.Warn, "pencil-simple-bold", v.env.T("coord.polls.state.draft"))
	case e.Waits:
		return kit.Tag(kit.Warn, "clock-bold", v.env.T("coord.polls.state.leaving"))
	case e.On(v.today()) == poll.Open:
		return kit.Tag(kit.Good, "check-bold", word)
	}
	return kit.Tag(kit.Neutral, "", word)
}

// results are the answers received so far. No group is not no answer, and the
// screen says so.
func (v *polls) results(p poll.Entry, counts map[string]int) fyne.CanvasObject {
	env := v.env
	sum := 0
	bars := make([]kit.Bar, len(p.Answers))
	for i, a := range p.Answers {
		n := counts[p.Code(i+1)]
		sum += n
		bars[i] = kit.Bar{Label: a.In(env.Words.Lang()), Value: float64(n), Shown: env.Words.Number(n)}
		if n == 0 {
			bars[i].Shown = "–"
		}
	}
	if sum == 0 {
		box := kit.VBox(6)
		for i, b := range bars {
			box.Add(kit.NewText(strconv.Itoa(i+1) + ". " + b.Label))
		}
		if p.Sent {
			box.Add(kit.Muted(env.T("coord.polls.noanswer")))
		}
		return box
	}
	return kit.VBox(8, kit.HBarChart(env.T("coord.polls.answers", "n", sum), bars), kit.Muted(env.T("coord.polls.blunt")))
}

// acts are what can be done with the poll as it stands.
func (v *polls) acts(e poll.Entry) fyne.CanvasObject {
	env := v.env
	row := kit.Wrap(10)
	switch {
	case !e.Sent:
		row.Add(kit.NewButton(kit.Secondary, env.T("coord.polls.change"), "pencil-simple-bold", func() { env.Go(newPollForm(v.c, e.Poll)) }))
		row.Add(kit.NewButton(kit.Quiet, env.T("coord.polls.drop"), "eraser", func() { v.drop(e.Poll) }))
	case e.Waits:
		row.Add(kit.NewButton(kit.Secondary, env.T("coord.polls.keep"), "clock-counter-clockwise-bold", func() {
			v.act(func(ctx context.Context) error { return v.c.Publish.DropPoll(ctx, e.ID) }, func() { env.Toast(env.T("coord.polls.kept")) })
		}))
	case e.On(v.today()) == poll.Open, e.On(v.today()) == poll.Coming:
		row.Add(kit.NewButton(kit.Secondary, env.T("coord.polls.withdraw"), "x-bold", func() { v.withdraw(e.Poll) }))
	}
	return row
}

// drop throws a draft away; it comes back with one press.
func (v *polls) drop(p poll.Poll) {
	v.act(func(ctx context.Context) error { return v.c.Publish.DropPoll(ctx, p.ID) }, func() {
		v.env.ToastUndo(v.env.T("coord.polls.dropped"), v.env.T("coord.polls.undo"), func() {
			v.act(func(ctx context.Context) error { return v.c.Publish.SavePoll(ctx, p) }, func() {})
		})
	})
}

func (v *polls) withdraw(p poll.Poll) {
	env := v.env
	kit.Ask(env.Canvas(), env.T("coord.polls.withdraw.ask"), env.T("coord.polls.withdraw.text"), kit.Secondary, env.T("network.keep"),
		env.T("coord.polls.withdraw"), func() {
			v.act(func(ctx context.Context) error { return v.c.Publish.WithdrawPoll(ctx, p.ID) }, func() {})
		})
}

// act does something in the background and reads all again.
func (v *polls) act(f func(ctx context.Context) error, done func()) {
	shell.Do(v.env, func() (bool, error) { return true, f(context.Background()) }, func(_ bool, err error) {
		if err != nil {
			v.env.Fail(err)
		} else {
			done()
		}
		v.update()
	})
}

// yearDay is a day with its year, without the name of the day.
func yearDay(l *i18n.Localizer, d app.Day) string {
	t := d.Time(time.UTC)
	return l.ShortDay(t) + " " + strconv.Itoa(t.Year())
}

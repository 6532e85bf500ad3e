package coord

import (
	"context"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/library"
	"parvis/app/poll"
	"parvis/app/relay"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// Publishing is what the publication screen needs. Calls are made off the
// interface's thread.
type Publishing struct {
	Read      func(ctx context.Context) (library.Publication, error)
	Decide    func(ctx context.Context, text string, mark library.Mark) error
	DealtWith func(ctx context.Context, key string, count int) error
	Publish   func(ctx context.Context, p library.Publication) (relay.Published, error)
	Revert    func(ctx context.Context) (relay.Published, error)
	// Play plays a proposed sound; nil: not offered. ended is told its end.
	Play func(name string, data []byte, ended func()) (stop func(), err error)

	// Polls are those of the edition in use and those written here; what is
	// saved, taken back or dropped leaves with the next edition.
	Polls        func(ctx context.Context) ([]poll.Entry, error)
	SavePoll     func(ctx context.Context, p poll.Poll) error
	WithdrawPoll func(ctx context.Context, id string) error
	DropPoll     func(ctx context.Context, id string) error
}

// publication is « Publication »: on the left what needs a person, on the right
// what would leave if one pressed now.
type publication struct {
	shell.Plain
	c    *Coord
	env  *shell.Env
	p    library.Publication
	body *fyne.Container
	busy bool
}

// Title implements shell.Screen.
func (v *publication) Title() string { return v.env.T("coord.publication") }

// Build implements shell.Screen.
func (v *publication) Build(env *shell.Env) shell.Page {
	v.env, v.body = env, kit.VBox(16)
	page, ok := v.c.publishing(env, v.body, "seal-check", "coord.publication", "network.publish.sub", "network.publish.example", v.update)
	if ok {
		v.body.Add(kit.Muted(env.T("network.publish.reading")))
		v.update()
	}
	return page
}

// publishing is the page of something the coordination publishes; ok is false
// where there is no hub to publish to, which the page then explains.
func (c *Coord) publishing(env *shell.Env, body *fyne.Container, icon, title, sub, example string, update func()) (page shell.Page, ok bool) {
	page = shell.Page{Title: env.T(title), Subtitle: env.T(sub), Body: body, NoStatus: true}
	if c.Publish == nil {
		body.Add(kit.Empty(icon, env.T(example), env.T(example+".text"), nil))
		return page, false
	}
	page.Actions = []fyne.CanvasObject{kit.NewButton(kit.Secondary, env.T("coord.refresh"), "arrows-clockwise-bold", update)}
	return page, true
}

// unread says why what the hub has cannot be read, and tries again.
func unread(env *shell.Env, err error, again func()) fyne.CanvasObject {
	return kit.Banner(kit.Warn, "cloud-slash", env.T("coord.stale"), app.Message(env.Words, err),
		kit.NewButton(kit.Secondary, env.T("coord.retry"), "arrows-clockwise-bold", again))
}

func (v *publication) update() {
	shell.Do(v.env, func() (library.Publication, error) { return v.c.Publish.Read(context.Background()) }, func(p library.Publication, err error) {
		v.body.RemoveAll()
		if err != nil {
			v.body.Add(unread(v.env, err, v.update))
		} else {
			v.p = p
			v.fill()
		}
		v.body.Refresh()
		kit.Relayout(v.body)
	})
}

func (v *publication) fill() {
	left := kit.VBox(16, kit.Card(v.proposals()), kit.Card(v.flags()))
	v.body.Add(kit.NewSplit(left, kit.Card(v.next())))
}

// proposals are the guides to read over, then those read.
func (v *publication) proposals() fyne.CanvasObject {
	env := v.env
	head := kit.HBox(12, kit.Grow(kit.Section(env.T("network.proposals"))))
	if v.p.Waiting > 0 {
		head.Add(kit.Tag(kit.Warn, "", env.T("network.proposals.n", "n", v.p.Waiting)))
	}
	box := kit.VBox(12, head)
	if len(v.p.Proposals) == 0 {
		box.Add(kit.HLine())
		box.Add(kit.Muted(env.T("network.proposals.none")))
		return box
	}
	for _, one := range v.p.Proposals {
		box.Add(kit.HLine())
		box.Add(v.proposal(one))
	}
	return box
}

func (v *publication) proposal(one library.Proposal) fyne.CanvasObject {
	env := v.env
	words := kit.VBox(2, kit.Strong(one.Guide.Title), kit.Small(changed(env, one.Submission)).In(theme.Ink2))
	icon, role, trials := "check-circle-bold", theme.GreenText, env.T("network.trials", "n", one.Trials)
	switch {
	case len(one.Faults) > 0:
		icon, role, trials = "warning-circle-bold", theme.RedText, env.T("network.faults", "n", len(one.Faults))
	case one.Passed < one.Trials:
		icon, role, trials = "warning-circle-bold", theme.RedText, env.T("network.trials.fail", "n", one.Trials-one.Passed, "all", one.Trials)
	case one.Trials == 0:
		icon, role, trials = "info", theme.Ink2, env.T("network.trials.none")
	}
	words.Add(kit.HBox(6, kit.NewIcon(icon, role, 18), kit.Grow(kit.Small(trials).Bold().In(role))))
	row := kit.Row(14, kit.Middle, kit.IconTile("book-open-text", theme.Sky, 46, 24, 23), kit.Grow(words))
	switch one.Decided {
	case library.MarkRead:
		row.Add(kit.Tag(kit.Good, "check-bold", env.T("network.read.you")))
		row.Add(kit.NewButton(kit.Quiet, env.T("network.read.again"), "", func() { env.Go(newCompare(v.c, one)) }))
	case library.MarkLeft:
		row.Add(kit.Tag(kit.Neutral, "x-bold", env.T("network.left")))
		row.Add(kit.NewButton(kit.Quiet, env.T("network.read.again"), "", func() { env.Go(newCompare(v.c, one)) }))
	default:
		row.Add(kit.NewButton(kit.Secondary, env.T("network.read"), "", func() { env.Go(newCompare(v.c, one)) }))
	}
	return row
}

// changed sums a proposal up in a line: what changed, never who wrote it.
func changed(env *shell.Env, s library.Submission) string {
	if s.New {
		return env.T("network.new", "n", len(s.Guide.Steps))
	}
	texts, media, added, removed := 0, 0, 0, 0
	for _, c := range s.Changes {
		switch {
		case c.Field == library.StepAdded:
			added++
		case c.Field == library.StepRemoved:
			removed++
		case c.Field == library.ChangedPicture, c.Field == library.ChangedSound:
			media++
		case c.Field != "version":
			texts++
		}
	}
	var said []string
	for _, one := range []struct {
		key string
		n   int
	}{{"network.changed", texts}, {"network.changed.media", media}, {"network.added", added}, {"network.removed", removed}} {
		if one.n > 0 {
			said = append(said, env.T(one.key, "n", one.n))
		}
	}
	if len(said) == 0 {
		return env.T("network.changed.none")
	}
	line := strings.Join(said, ", ")
	if s.Older {
		line += " · " + env.T("network.older")
	}
	return line
}

// flags are counted by guide, step and reason: no place, no name.
func (v *publication) flags() fyne.CanvasObject {
	env := v.env
	open := 0
	for _, f := range v.p.Flags {
		if !f.Done && !f.Fixed {
			open++
		}
	}
	head := kit.HBox(12, kit.Grow(kit.Section(env.T("network.flags"))))
	if open > 0 {
		head.Add(kit.Tag(kit.Warn, "", env.T("network.flags.n", "n", open)))
	}
	box := kit.VBox(12, head)
	if len(v.p.Flags) == 0 {
		box.Add(kit.HLine())
		box.Add(kit.Muted(env.T("network.flags.none")))
		return box
	}
	for _, f := range v.p.Flags {
		box.Add(kit.HLine())
		box.Add(v.flag(f))
	}
	return box
}

func (v *publication) flag(f library.FlagSum) fyne.CanvasObject {
	env := v.env
	step := env.T("network.flag.whole")
	if f.Step != "" {
		step = env.T("network.flag.step", "step", f.Step)
	}
	reason := string(f.Reason)
	if key := "library.reason." + reason; env.Words.Has(key) {
		reason = env.T(key)
	}
	where := kit.VBox(0, kit.Strong(f.Title), kit.Small(step).In(theme.Ink2))
	what := kit.VBox(0, kit.NewText(reason), kit.Small(env.T("network.flag.n", "n", f.Count)+" · "+env.T("network.week", "day", weekDay(env, f.Week))).In(theme.Ink2))
	row := kit.Row(14, kit.Middle, kit.IconTile("flag", theme.SunTint, 44, 22, 12), kit.Grow(kit.Columns(200, 10, where, what)))
	switch {
	case f.Fixed:
		row.Add(kit.Tag(kit.Good, "check-bold", env.T("network.flag.fixed")))
	case f.Done:
		row.Add(kit.Tag(kit.Neutral, "check-bold", env.T("network.flag.done")))
		row.Add(kit.NewButton(kit.Quiet, env.T("network.flag.undo"), "", func() { v.deal(f.Key, 0) }))
	default:
		row.Add(kit.NewButton(kit.Secondary, env.T("network.flag.deal"), "", func() { v.deal(f.Key, f.Count) }))
	}
	return row
}

func (v *publication) deal(key string, count int) {
	v.act(func(ctx context.Context) error { return v.c.Publish.DealtWith(ctx, key, count) }, "")
}

// act does something in the background, says it, and reads all again.
func (v *publication) act(f func(ctx context.Context) error, said string) {
	shell.Do(v.env, func() (bool, error) { return true, f(context.Background()) }, func(_ bool, err error) {
		v.busy = false
		if err != nil {
			v.env.Fail(err)
		} else if said != "" {
			v.env.Toast(said)
		}
		v.update()
	})
}

// weekDay is the Monday of an ISO week, as people say it.
func weekDay(env *shell.Env, week string) string {
	if len(week) != 8 {
		return week
	}
	year, err1 := strconv.Atoi(week[:4])
	n, err2 := strconv.Atoi(week[6:])
	if err1 != nil || err2 != nil {
		return week
	}
	fourth := time.Date(year, 1, 4, 0, 0, 0, 0, time.UTC) // always in week 1
	monday := fourth.AddDate(0, 0, -(int(fourth.Weekday())+6)%7+7*(n-1))
	return env.Words.ShortDay(monday)
}

// next is what would leave now, with its honest gaps.
func (v *publication) next() fyne.CanvasObject {
	env, p := v.env, v.p
	number := strconv.FormatUint(p.Version+1, 10)
	sub := env.T("network.next.first")
	if p.Version > 0 {
		sub = env.T("network.next.after", "n", int(p.Version))
	}
	box := kit.VBox(14, kit.HBox(14, kit.IconTile("package", theme.Sky, 58, 32, 12),
		kit.Grow(kit.VBox(2, kit.Heading(env.T("network.next", "n", number)), kit.Small(sub).In(theme.Ink2)))))
	line := func(ok bool, text string) {
		icon, role := "check-bold", theme.GreenText
		if !ok {
			icon, role = "clock-bold", theme.AmberText
		}
		box.Add(kit.Row(12, kit.Top, kit.NewIcon(icon, role, 22), kit.Grow(kit.NewText(text))))
	}
	if p.Next.Unchanged > 0 {
		line(true, env.T("network.next.same", "n", p.Next.Unchanged))
	}
	polls := poll.Waiting(p.Polls)
	switch {
	case p.Ready > 0:
		line(true, env.T("network.next.ready", "n", p.Ready))
	case polls == 0:
		line(false, env.T("network.next.none"))
	}
	if polls > 0 {
		line(true, env.T("coord.polls.next", "n", polls))
	}
	if p.Waiting > 0 {
		line(false, env.T("network.next.waiting", "n", p.Waiting, "next", strconv.FormatUint(p.Version+2, 10)))
	}
	if p.Next.Trials > 0 {
		line(p.Next.Passed == p.Next.Trials, env.T("network.next.trials", "n", p.Next.Passed, "all", p.Next.Trials))
	}
	if p.Next.NoArabic > 0 {
		line(false, env.T("network.next.arabic", "n", p.Next.NoArabic))
	}
	if p.Ready+polls > 0 {
		line(true, env.T("network.next.size", "size", kilobytes(env, p.Next.Bytes)))
	}
	box.Add(kit.HLine())
	box.Add(kit.Strong(env.T("network.next.who")))
	box.Add(kit.NewText(env.T("network.next.places", "places", p.Places, "devices", p.Devices)))
	box.Add(kit.Small(env.T("network.next.how")).In(theme.Ink2))
	publish := kit.NewButton(kit.Primary, env.T("network.publish.do", "n", number), "seal-check", v.publish).Tall(60)
	publish.SetEnabled(p.Ready+polls > 0)
	box.Add(publish)
	if p.Previous > 0 {
		box.Add(kit.NewButton(kit.Quiet, env.T("network.revert", "n", int(p.Previous)), "clock-counter-clockwise-bold", v.revert))
	}
	return box
}

func kilobytes(env *shell.Env, n int) string {
	if n < 1_000_000 {
		return env.T("network.kb", "n", (n+999)/1000)
	}
	return env.T("network.mb", "n", decimal(env.Words, float64(n)/1e6))
}

// publish asks once, with the number and who receives it.
func (v *publication) publish() {
	env, p := v.env, v.p
	if v.busy {
		return
	}
	number := strconv.FormatUint(p.Version+1, 10)
	kit.Ask(env.Canvas(), env.T("network.publish.ask", "n", number), env.T("network.publish.ask.text", "ready", p.Ready, "polls", poll.Waiting(p.Polls), "devices", p.Devices),
		kit.Primary, env.T("network.keep"), env.T("network.publish.do", "n", number), func() {
			v.busy = true
			v.act(func(ctx context.Context) error { _, err := v.c.Publish.Publish(ctx, p); return err }, env.T("network.published", "n", number))
		})
}

// revert publishes the edition before again, under a new number.
func (v *publication) revert() {
	env, p := v.env, v.p
	if v.busy {
		return
	}
	kit.Ask(env.Canvas(), env.T("network.revert.ask", "n", int(p.Previous)), env.T("network.revert.text", "n", strconv.FormatUint(p.Version+1, 10)),
		kit.Secondary, env.T("network.keep"), env.T("network.revert", "n", int(p.Previous)), func() {
			v.busy = true
			v.act(func(ctx context.Context) error { _, err := v.c.Publish.Revert(ctx); return err }, env.T("network.reverted", "n", int(p.Previous)))
		})
}

package desk

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/guide"
	"parvis/app/library"
	"parvis/app/lots"
	"parvis/app/relay"
	"parvis/app/session"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// leaves is « Ce qui sort de cet appareil »: the next report in a sentence,
// then row by row; what waits, seen from here alone; what has already left,
// byte for byte.
type leaves struct {
	shell.Plain
	d     *Desk
	env   *shell.Env
	whose string // the account chosen: this desk's or the kiosk's
	of    *Account
	bar   *fyne.Container // the choice between them, once there is a kiosk
	main  *fyne.Container
	side  *fyne.Container
	send  *kit.Button
	older bool // every report, not the recent ones alone
	all   bool // every table that waits, not the main ones alone
}

// The accounts of the screen.
const (
	ofDesk  = "desk"
	ofKiosk = "kiosk"
)

func newLeaves(d *Desk) *leaves { return &leaves{d: d, whose: ofDesk} }

// leavesView is all the screen shows of one account, fetched at once.
type leavesView struct {
	of     *Account
	sum    lots.Summary
	past   []lots.Closing
	stays  map[string]bool // bodies of what was closed and is not known to have left
	flags  []library.Flag
	status relay.Status
}

// Title implements shell.Screen.
func (v *leaves) Title() string { return v.env.T("lots.title") }

// Build implements shell.Screen.
func (v *leaves) Build(env *shell.Env) shell.Page {
	v.env, v.d.env = env, env
	v.bar, v.main, v.side = kit.VBox(0), kit.VBox(14), kit.VBox(14)
	v.send = kit.NewButton(kit.Secondary, env.T("desk.leaves.sync"), "arrows-clockwise-bold", v.sync)
	v.choose(v.whose)
	return shell.Page{Title: env.T("lots.title"), Subtitle: env.T("lots.intro"), Body: kit.VBox(0, v.bar, newSplit(v.main, v.side))}
}

// choose turns to an account: nothing of the other stays in view meanwhile.
func (v *leaves) choose(whose string) {
	v.whose = whose
	v.lay([]fyne.CanvasObject{kit.Card(kit.Muted(v.env.T("lots.preparing")))}, nil)
	v.update()
}

func (v *leaves) update() {
	whose := v.whose
	if len(v.bar.Objects) == 0 {
		shell.Do(v.env, func() (bool, error) { return v.d.kioskHere(), nil }, func(here bool, _ error) { v.offer(here) })
	}
	shell.Do(v.env, func() (leavesView, error) { return v.fetch(context.Background(), whose) }, func(out leavesView, err error) {
		switch {
		case whose != v.whose: // the other was chosen meanwhile
		case err != nil:
			v.sorry(err)
		default:
			v.show(out)
		}
	})
}

// offer lets the kiosk's account be chosen, once there is a kiosk.
func (v *leaves) offer(here bool) {
	if !here || len(v.bar.Objects) > 0 {
		return
	}
	env := v.env
	whose := kit.NewSegmented([]kit.Choice{{Value: ofDesk, Label: env.T("desk.leaves.desk")}, {Value: ofKiosk, Label: env.T("desk.leaves.kiosk")}}, v.whose, v.choose)
	v.bar.Add(kit.Inset(0, 0, 14, 0, kit.Wrap(14, whose, kit.Muted(env.T("desk.leaves.apart")))))
	kit.Relayout(v.bar)
}

// fetch reads an account, the kiosk's once its directory is open.
func (v *leaves) fetch(ctx context.Context, whose string) (out leavesView, err error) {
	out.of = &v.d.Account
	if whose == ofKiosk {
		if out.of, err = v.d.KioskAccount(); err != nil {
			return out, err
		}
	}
	if out.sum, err = out.of.Summary(ctx); err != nil {
		return out, err
	}
	if out.past, err = out.of.History(ctx); err != nil {
		return out, err
	}
	if out.stays, err = out.of.Unconfirmed(ctx); err != nil {
		return out, err
	}
	if out.of.Flags != nil {
		if out.flags, err = out.of.Flags(ctx); err != nil {
			return out, err
		}
	}
	out.status, err = out.of.Status(ctx)
	return out, err
}

// sorry says why an account cannot be read.
func (v *leaves) sorry(err error) {
	again := kit.NewButton(kit.Secondary, v.env.T("desk.leaves.again"), "arrows-clockwise-bold", func() { v.choose(v.whose) })
	v.lay([]fyne.CanvasObject{kit.Banner(kit.Warn, "warning-bold", v.env.T("desk.leaves.unread"), app.Message(v.env.Words, err), again)}, nil)
}

func (v *leaves) show(out leavesView) {
	v.of = out.of
	never := kit.TintCard(kit.Good, kit.HBox(14, kit.NewIcon("shield-check", theme.GreenText, 26), kit.Grow(kit.NewText(v.env.T(v.of.key("lots.never"))))))
	if v.of.OfKiosk && out.empty() {
		none := kit.Empty("desktop", v.env.T("desk.leaves.kiosk.none"), v.env.T("desk.leaves.kiosk.none.text"), nil)
		v.lay([]fyne.CanvasObject{kit.Card(none), never}, []fyne.CanvasObject{v.exports(out.status)})
		return
	}
	side := []fyne.CanvasObject{v.exports(out.status), kit.Card(v.waiting(out.sum))}
	if len(out.flags) > 0 {
		side = append(side, kit.Card(v.flags(out.flags)))
	}
	v.lay([]fyne.CanvasObject{kit.Card(v.report(out.sum)), never}, append(side, kit.Card(v.history(out))))
}

// empty says that nothing was ever counted.
func (out leavesView) empty() bool {
	left := func(c lots.Closing) bool { return len(c.Lots) > 0 }
	return len(out.sum.Tables) == 0 && !slices.ContainsFunc(out.past, left)
}

// lay puts both columns in view.
func (v *leaves) lay(main, side []fyne.CanvasObject) {
	v.main.Objects, v.side.Objects = main, side
	v.main.Refresh()
	v.side.Refresh()
	kit.Relayout(v.main)
	kit.Relayout(v.side)
}

// report says the next report as a person would, then row by row.
func (v *leaves) report(s lots.Summary) fyne.CanvasObject {
	env := v.env
	title := env.T("desk.leaves.next")
	if s.Handed {
		title = env.T("desk.leaves.last")
	}
	head := kit.HBox(12, kit.Grow(kit.Section(title)))
	if s.WindowEnd != "" {
		head.Add(kit.Tag(kit.Neutral, "calendar-blank", env.T("lots.closed", "day", env.Words.ShortDay(s.WindowEnd.Time(env.Zone)))))
	}
	closes := s.NextClosing.In(env.Zone) // at midnight
	next := env.T("lots.next_closing", "eve", env.Words.ShortDay(closes.AddDate(0, 0, -1)), "day", env.Words.ShortDay(closes))
	if s.From == "" {
		text := env.T("desk.leaves.nothing")
		if s.WindowEnd == "" {
			text = env.T("lots.nothing_yet", "day", env.Words.ShortDay(s.NextClosing.In(env.Zone)))
		}
		return kit.VBox(12, head, kit.TintCard(kit.Neutral, kit.NewText(text)), v.tables(s), kit.Muted(next))
	}
	day := func(d app.Day) string {
		t := d.Time(env.Zone)
		if s.From[:4] == s.To[:4] {
			return env.Words.ShortDay(t)
		}
		return env.Words.ShortDay(t) + " " + strconv.Itoa(t.Year())
	}
	sentence := "**" + v.of.titled(env, v.d.Place().Name) + ".** " + env.T("lots.period", "from", day(s.From), "to", day(s.To)) + " " + v.counted(s) + ". " + env.T("lots.blunt")
	return kit.VBox(12, head, kit.TintCard(kit.Neutral, kit.Rich(sentence)), v.tables(s),
		kit.Muted(env.T("lots.each_table", "k", lots.Policy{}.Threshold())), kit.Muted(next))
}

// counted says how much the report is about. One of details alone has no
// total: that leaves by the week.
func (v *leaves) counted(s lots.Summary) string {
	env, groups := v.env, 0
	for _, t := range s.Tables {
		groups += len(t.Lots)
	}
	var words []string
	for _, part := range []struct {
		key string
		n   int
	}{{"lots.participations", s.Participations}, {"lots.in_workshops", s.InWorkshops}, {"lots.runs", s.Runs}, {"lots.answers", s.Answers}} {
		if part.n > 0 {
			words = append(words, "**"+env.T(part.key, "n", part.n)+"**")
		}
	}
	if s.Participations+s.Runs+s.Answers == 0 {
		return "**" + env.T("desk.leaves.details", "n", groups) + "**. " + env.T("desk.leaves.details.total")
	}
	return strings.Join(words, ", ")
}

// tables are one small table for each view: never one that crosses more.
func (v *leaves) tables(s lots.Summary) fyne.CanvasObject {
	var cards []fyne.CanvasObject
	months := s.From != "" && s.From[:7] != s.To[:7]
	for _, t := range s.Tables {
		if t.View == lots.Total || len(t.Lots) == 0 {
			continue
		}
		head := kit.HBox(8, kit.Grow(kit.Strong(session.ViewLabel(v.env.Words, string(t.View)))), kit.Small(v.env.T("lots.groups", "n", len(t.Lots))).In(theme.Ink2).NoWrap())
		box := kit.VBox(6, head, kit.HLine())
		for _, l := range byDate(t.Lots)[:min(rowsShown, len(t.Lots))] {
			words := kit.VBox(0, kit.NewText(v.d.cellText(v.env, v.of, l.Cell)).As(theme.Secondary))
			if months {
				words.Add(kit.Small(v.d.windowText(v.env, l.Window)).In(theme.Ink2))
			}
			box.Add(kit.HBox(8, kit.Grow(words), kit.Strong(v.env.Words.Number(l.Count)).NoWrap()))
		}
		if len(t.Lots) > rowsShown {
			box.Add(kit.Wrap(8, kit.NewButton(kit.Quiet, v.env.T("desk.leaves.rows", "n", len(t.Lots)), "", func() {
				v.env.Go(&sent{d: v.d, of: v.of, c: lots.Closing{Lots: byDate(t.Lots)}, title: session.ViewLabel(v.env.Words, string(t.View))})
			})))
		}
		cards = append(cards, kit.Card(box))
	}
	return kit.Columns(230, 12, cards...)
}

// rowsShown is how many rows a table of the report shows before it is opened.
const rowsShown = 8

// windowText is the month a group is about, or the week by its Monday. A month
// is one of whole weeks: it may begin in the last days of the month before, and
// keeps its own name.
func (d *Desk) windowText(env *shell.Env, w lots.Window) string {
	if string(w) == w.Month() {
		return i18n.Capital(env.Words.MonthYear(app.Day(w + "-01").Time(env.Zone)))
	}
	from, _ := w.Bounds()
	return env.Words.ShortDay(from.Time(env.Zone))
}

// byDate puts groups in the order of their windows, then the biggest first.
func byDate(list []lots.Lot) []lots.Lot {
	return slices.SortedStableFunc(slices.Values(list), func(a, b lots.Lot) int {
		fromA, _ := a.Window.Bounds()
		fromB, _ := b.Window.Bounds()
		return cmp.Or(cmp.Compare(fromA, fromB), cmp.Compare(b.Count, a.Count))
	})
}

// cellText is a cell in words: « Social, santé · 70 ans et plus ».
func (d *Desk) cellText(env *shell.Env, of *Account, c lots.Cell) string {
	if len(c) == 0 {
		return env.T("desk.leaves.all")
	}
	dims := make([]string, 0, len(c))
	for dim := range c {
		dims = append(dims, dim)
	}
	slices.Sort(dims)
	slices.Reverse(dims) // theme before age
	var words []string
	for _, dim := range dims {
		words = append(words, d.codeText(env, of, dim, c[dim]))
	}
	return strings.Join(words, " · ")
}

func (d *Desk) codeText(env *shell.Env, of *Account, dim, code string) string {
	if key := "lots.tier." + code; env.Words.Has(key) {
		return env.T(key)
	}
	switch {
	case strings.HasPrefix(code, "epci:"):
		return env.T("lots.tier.epci")
	case code == session.Here:
		return d.Place().Name
	}
	if dim == session.Dispositifs.Name() {
		return session.SchemeLabel(env.Words, d.schemes(), code)
	}
	text := session.CellLabel(env.Words, dim, code)
	if text != code {
		return text
	}
	switch dim {
	case "commune":
		return communeName(d, code)
	case "guide", "borne_guide":
		if e, ok := d.Shelf.Entry(guide.ID(code)); ok {
			return e.Title
		}
	case session.ViewPoll:
		if of.PollLabel != nil {
			return cmp.Or(of.PollLabel(code, env.Words.Lang()), text)
		}
	}
	return text
}

// mainViews are the tables people ask about first; the others unfold.
var mainViews = []lots.View{
	lots.Total, "thematiques_administratives", "thematiques", "tranche_age", "commune", "operateur", "thematiques_x_tranche_age",
}

// waiting is what stays here for now, view by view, and why.
func (v *leaves) waiting(s lots.Summary) fyne.CanvasObject {
	env := v.env
	box := kit.VBox(10, kit.Section(env.T("lots.waiting.title")), kit.Muted(env.T("lots.waiting.intro")))
	why, more, elsewhere := map[lots.Reason]int{}, false, false
	for _, t := range s.Tables {
		elsewhere = elsewhere || t.Elsewhere != 0
		if t.Waiting == 0 {
			continue
		}
		for r, n := range t.Why {
			why[r] += n
		}
		if !v.all && !v.of.OfKiosk && !slices.Contains(mainViews, t.View) {
			more = true
			continue
		}
		waits := env.Words.Number(t.Waiting)
		if t.Waiting < 0 {
			waits = env.T("desk.leaves.owed")
		}
		box.Add(kit.VBox(4, kit.HBox(10, kit.Grow(kit.NewText(session.ViewLabel(env.Words, string(t.View)))), kit.Strong(waits).NoWrap()),
			kit.SplitBar("", t.Share(), ""), kit.Small(v.share(t)).In(theme.Ink2)))
	}
	if more {
		box.Add(kit.Wrap(8, kit.NewButton(kit.Quiet, env.T("desk.leaves.all.tables"), "caret-down-bold", func() { v.all = true; v.update() })))
	}
	if len(why) > 0 || elsewhere {
		box.Add(kit.Wrap(8, kit.NewButton(kit.Quiet, env.T("lots.waiting.rows"), "list-checks-bold", func() { env.Go(&kept{d: v.d, of: v.of, tables: s.Tables}) })))
	}
	if elsewhere { // this device is a copy
		box.Add(kit.TintCard(kit.Neutral, kit.Small(env.T("lots.reason.long."+string(lots.Elsewhere)))))
	}
	if len(why) == 0 {
		box.Add(kit.Muted(env.T("desk.leaves.nowait")))
		return box
	}
	box.Add(kit.HLine())
	for _, r := range []lots.Reason{lots.TooFew, lots.People, lots.Remainder, lots.Auditor} {
		if why[r] != 0 {
			box.Add(kit.Small(env.T("lots.reason.long."+string(r), "k", lots.Policy{}.Threshold())).In(theme.Ink2))
		}
	}
	return box
}

// share is « 94 % détaillés, 6 % en attente »; what waits is never said to be
// nothing.
func (v *leaves) share(t lots.Table) string {
	left := t.Share()
	if t.Waiting > 0 {
		left = min(left, .99)
	}
	return v.env.T("lots.share", "left", v.env.Words.Percent(left), "waiting", v.env.Words.Percent(1-left))
}

func (v *leaves) flags(list []library.Flag) fyne.CanvasObject {
	box := kit.VBox(10, kit.Section(v.env.T("desk.leaves.flags")))
	for _, f := range list[max(0, len(list)-6):] {
		title := string(f.Guide)
		if e, ok := v.d.Shelf.Entry(f.Guide); ok {
			title = e.Title
		}
		if f.Step != "" {
			title = v.env.T("desk.leaves.flag", "guide", title, "step", string(f.Step))
		}
		why := string(f.Reason) + " : " + v.env.T("library.reason."+string(f.Reason))
		box.Add(kit.Row(12, kit.Top, kit.NewIcon("flag", theme.AmberText, 22), kit.Grow(kit.VBox(2, kit.Strong(title), kit.Small(why).In(theme.Ink2)))))
	}
	return box
}

// lastReports is how many reports are listed before all are asked for.
const lastReports = 12

// history lists the reports closed, and says of each whether it left; each line
// opens the exact content.
func (v *leaves) history(out leavesView) fyne.CanvasObject {
	env, past := v.env, out.past
	box := kit.VBox(6, kit.Section(env.T("lots.history.title")))
	if len(past) == 0 {
		box.Add(kit.Muted(env.T("desk.leaves.nothistory")))
	}
	first := max(0, len(past)-lastReports)
	if v.older {
		first = 0
	}
	group := kit.NewGroup()
	for _, c := range slices.Backward(past[first:]) {
		day := reportDay(env, c)
		groups := v.gone(c, out.stays)
		row := kit.NewRow(day+" "+groups, 46, kit.HBox(12, kit.Strong(day).NoWrap(), kit.Grow(kit.Muted(groups)), kit.NewIcon("caret-right-bold", theme.Ink2, 18)),
			func() { env.Go(newSent(v.d, v.of, c)) })
		group.Add(row)
		box.Add(row)
	}
	if first > 0 {
		box.Add(kit.Wrap(8, kit.NewButton(kit.Quiet, env.T("lots.history.all", "n", len(past)), "caret-down-bold", func() { v.older = true; v.update() })))
	}
	return box
}

// reportDay is the day a report was closed, with its year when that is not this
// one.
func reportDay(env *shell.Env, c lots.Closing) string {
	at := c.At.In(env.Zone)
	day := env.Words.ShortDay(at)
	if at.Year() != env.Now().In(env.Zone).Year() {
		day += " " + strconv.Itoa(at.Year())
	}
	return day
}

// gone says how many groups a report has, and how many of them wait to be sent.
func (v *leaves) gone(c lots.Closing, stays map[string]bool) string {
	n := 0
	for _, l := range c.Lots {
		if body, err := lots.EncodeLot(l); err == nil && stays[string(body)] {
			n++
		}
	}
	all := v.env.T("lots.groups", "n", len(c.Lots))
	switch {
	case len(c.Lots) == 0:
		return all
	case n == 0:
		return v.env.T("lots.groups.left", "groups", all, "n", len(c.Lots))
	case n == len(c.Lots):
		return v.env.T("lots.groups.wait", "groups", all)
	}
	return v.env.T("lots.groups.some", "groups", all, "n", n)
}

// exports are the ways out: the network, or a file.
func (v *leaves) exports(s relay.Status) fyne.CanvasObject {
	env, in := v.env, s.Enrolled && !s.Registration.Revoked
	box := kit.VBox(12, v.of.statusLine(env, s))
	if in {
		box.Add(v.send)
	}
	if !in && v.d.Net != nil && !v.d.Example {
		box.Add(v.join())
	}
	if in && v.d.Net != nil {
		box.Add(kit.NewButton(kit.Secondary, env.T("network.stick"), "usb-bold", func() { env.Go(newStick(v.d, v.of)) }))
	}
	if s.SetAside > 0 && v.d.Net != nil {
		box.Add(kit.NewButton(kit.Secondary, env.T("network.aside.see"), "list-checks-bold", func() { env.Go(newAside(v.d, v.of)) }))
	}
	box.Add(kit.NewButton(kit.Secondary, env.T("desk.leaves.export"), "", v.export))
	box.Add(kit.Small(env.T("desk.leaves.export.help")).In(theme.Ink2))
	return kit.Card(box)
}

// join offers the network to the device the account is of.
func (v *leaves) join() fyne.CanvasObject {
	label, with := "network.join", v.d.Net.Join
	if v.of.OfKiosk {
		label, with = "network.kiosk.join", v.d.Net.JoinKiosk
	}
	return kit.NewButton(kit.Secondary, v.env.T(label), "qr-code", func() { v.env.Go(newJoin(v.d, with, v.of.OfKiosk)) })
}

// sync sends what waits, now.
func (v *leaves) sync() {
	of := v.of
	v.send.SetEnabled(false)
	shell.Do(v.env, func() (relay.Summary, error) { return of.Sync(context.Background()) }, func(s relay.Summary, err error) {
		v.send.SetEnabled(true)
		if err != nil {
			v.env.Fail(err)
		} else {
			v.env.Toast(v.env.T("desk.leaves.synced", "n", s.Sent))
		}
		v.update()
	})
}

func (v *leaves) export() {
	of := v.of
	name := v.env.T(of.key("desk.leaves.export.name"), "day", string(v.d.today(v.env)))
	ask(v.env, v.env.T("desk.leaves.export"), v.env.T("desk.leaves.export.where"), name, func(file string) error {
		written, err := of.Export(context.Background(), strings.TrimSpace(file))
		if err == nil {
			v.env.Toast(v.env.T("desk.leaves.exported", "file", written))
		}
		return err
	})
}

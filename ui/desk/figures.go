package desk

import (
	"context"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/session"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// Whose figures are shown, and which part of them.
const (
	mine    = "mine"
	ofPlace = "place"

	partMain  = "main"
	partWhy   = "why"
	partWhere = "where"
	partWho   = "who"
)

// figures shows « Mes statistiques » and « Bilan du lieu »: the same blocks on
// screen, on paper and in the workbook, from one query.
type figures struct {
	shell.Plain
	d      *Desk
	env    *shell.Env
	whose  string
	period period
	asked  asked
	part   string
	whole  map[string]bool // blocks whose long list is shown to its end

	shown figuresView
	body  *fyne.Container
}

// figuresView is what one question gives.
type figuresView struct {
	filter session.Filter
	stats  session.Stats
	past   session.Stats // the same span a year before
	blocks []session.Block
	names  session.Names
}

func newFigures(d *Desk) *figures {
	return &figures{d: d, whose: mine, period: period{kind: "year"}, part: partMain, whole: map[string]bool{}}
}

// Title implements shell.Screen.
func (v *figures) Title() string { return v.env.T("figures") }

// Build implements shell.Screen.
func (v *figures) Build(env *shell.Env) shell.Page {
	v.d.env, v.env = env, env
	v.body = kit.VBox(16)
	whose := kit.NewSegmented([]kit.Choice{{Value: mine, Label: env.T("figures.mine")}, {Value: ofPlace, Label: env.T("figures.place")}}, v.whose,
		func(w string) { v.whose = w; v.update() })
	filters := newFilterBar(v.d, env, &v.asked, "", false, v.update)
	span := choosePeriod(env, &v.period, v.update)
	part := kit.NewSegmented([]kit.Choice{
		{Value: partMain, Label: env.T("figures.main")},
		{Value: partWhy, Label: env.T("figures.why")},
		{Value: partWhere, Label: env.T("figures.where")},
		{Value: partWho, Label: env.T("figures.who")},
	}, v.part, func(p string) { v.part = p; v.fill() })
	bar := kit.HBox(12, whose, span, kit.Grow(filters.box))
	v.update()
	return shell.Page{
		Title: env.T("figures"), Actions: v.actions(), First: whose,
		Body: kit.VBox(14, bar, kit.HBox(0, part, kit.Spacer()), v.body),
	}
}

func (v *figures) actions() []fyne.CanvasObject {
	if v.d.Sessions == nil || v.d.Files == nil {
		return nil
	}
	return []fyne.CanvasObject{
		kit.NewButton(kit.Secondary, v.env.T("figures.save"), "", v.save),
		kit.NewButton(kit.Primary, v.env.T("figures.print"), "printer-bold", v.print),
	}
}

// Shortcuts implements shell.Screen.
func (v *figures) Shortcuts() map[shell.Action]func() {
	if v.d.Sessions == nil {
		return nil
	}
	return map[shell.Action]func(){shell.Print: v.print}
}

// filter is the one query behind the screen, the page and the workbook.
func (v *figures) filter() session.Filter {
	var f session.Filter
	v.asked.into(&f)
	f.From, f.To = v.period.days(v.d.today(v.env))
	if v.whose == mine {
		f.Author = v.d.Me().ID
	}
	return f
}

func (v *figures) update() {
	f := v.filter()
	shell.Do(v.env, func() (figuresView, error) {
		ctx := context.Background()
		out := figuresView{filter: f, names: v.d.names()}
		if v.d.Sessions != nil {
			out.names = v.d.Sessions.Names(ctx)
		}
		var err error
		if out.stats, err = v.d.Book.Stats(ctx, f); err != nil {
			return out, err
		}
		if before, ok := yearBefore(f); ok {
			if out.past, err = v.d.Book.Stats(ctx, before); err != nil {
				return out, err
			}
		}
		out.blocks = session.Blocks(v.env.Words, &out.stats, f, out.names)
		return out, nil
	}, func(out figuresView, err error) {
		if err != nil {
			v.env.Fail(err)
			return
		}
		v.shown = out
		v.fill()
	})
}

// yearBefore is the same question a year earlier, for a period inside one year.
func yearBefore(f session.Filter) (session.Filter, bool) {
	if f.From == "" || f.To == "" || f.From[:4] != f.To[:4] {
		return f, false
	}
	f.From = app.DayOf(f.From.Time(time.UTC).AddDate(-1, 0, 0), time.UTC)
	f.To = app.DayOf(f.To.Add(1).Time(time.UTC).AddDate(-1, 0, -1), time.UTC) // the end of February stays one
	return f, true
}

// fill draws the part chosen.
func (v *figures) fill() {
	v.body.RemoveAll()
	st := &v.shown.stats
	if v.whose == ofPlace {
		v.body.Add(kit.Banner(kit.Warn, "warning-bold", v.env.T("figures.place.title"), v.env.T("figures.place.text", "n", session.Small), nil))
	}
	if st.Total == 0 && st.NotReceived == 0 {
		v.body.Add(kit.Card(kit.Empty("chart-bar", v.env.T("figures.empty"), v.env.T("figures.empty.text"), nil)))
	} else if v.part == partMain {
		v.fillMain()
	} else {
		v.fillBlocks(partViews(v.part)...)
	}
	v.body.Refresh()
	kit.Relayout(v.body)
}

func partViews(part string) []string {
	switch part {
	case partWhy:
		return []string{"thematiques", "thematiques_administratives", "operateur", "guide", "blocage", "structure_de_redirection", session.ViewTags}
	case partWhere:
		return []string{"lieu", "type_lieu", "duree", "materiel", "non_recue", "dispositif"}
	}
	return []string{"tranche_age", "genre", "statut_social", "commune", "autonomie", "premier_accompagnement", "qpv"}
}

// fillMain is the few figures first, then what they were over time.
func (v *figures) fillMain() {
	env, l, st := v.env, v.env.Words, &v.shown.stats
	tile := func(icon string, tint theme.Role, n int, key, note string) fyne.CanvasObject {
		words := kit.VBox(0, kit.NewText(l.Number(n)).As(theme.Heading).NoWrap(), kit.Muted(env.T("session.block."+key)).Bold().In(theme.Ink))
		if note != "" {
			words.Add(kit.Small(note))
		}
		return kit.CardPad(14, kit.Row(12, kit.Top, kit.IconTile(icon, tint, 44, 24, 10), kit.Grow(words)))
	}
	help := kit.NewButton(kit.Quiet, env.T("figures.people.how"), "question-bold", func() {
		kit.Tell(env.Canvas(), env.T("session.block.people"), env.T("session.block.people_help"))
	})
	v.body.Add(kit.Columns(220, 14,
		tile("handshake", theme.BluePale, st.Total, "total", env.T("figures.hours", "time", l.Minutes(st.Minutes))),
		tile("users", theme.Sky, st.People, "people", env.T("figures.new", "n", st.NewPeople)),
		tile("users-three", theme.SunTint, st.WorkshopPeople, "workshop_people", env.T("figures.workshops", "n", st.Workshops)),
		tile("hand-waving", theme.Sand, st.NotReceived, "not_received", ""),
	))
	v.body.Add(kit.Card(v.timeChart()))
	v.body.Add(kit.HBox(0, help, kit.Spacer()))
	v.fillBlocks("type", "thematiques", "tranche_age", "type_lieu")
}

// timeChart is a bar a month, or a day for a period of a month or less.
func (v *figures) timeChart() *kit.Chart {
	env, l := v.env, v.env.Words
	f := v.shown.filter
	if days := session.Days(f.From, f.To); len(days) > 0 && len(days) <= 31 {
		bars := make([]kit.Bar, 0, len(days))
		for _, d := range days {
			n := v.shown.stats.ByDay[d]
			bars = append(bars, kit.Bar{Label: strconv.Itoa(d.Time(time.UTC).Day()), Value: float64(n), Shown: l.Number(n)})
		}
		return kit.VBarChart(env.T("figures.days"), "", "", bars)
	}
	var bars []kit.Bar
	now, past := "", ""
	if before, ok := yearBefore(f); ok && v.shown.past.Total > 0 {
		now, past = string(f.From[:4]), string(before.From[:4])
	}
	for _, b := range v.shown.blocks {
		if b.View != session.ViewMonths {
			continue
		}
		for _, r := range b.Rows {
			at := app.Day(r.Code + "-01").Time(time.UTC)
			bar := kit.Bar{Label: v.monthLabel(at, len(b.Rows)), Value: float64(r.N), Shown: l.Number(r.N)}
			if past != "" {
				n := v.shown.past.ByMonth[at.AddDate(-1, 0, 0).Format("2006-01")]
				bar.Past, bar.PastAs = float64(n), l.Number(n)
			}
			bars = append(bars, bar)
		}
	}
	return kit.VBarChart(env.T("session.block.months"), now, past, bars)
}

// monthLabel is short under a bar of a single year, whole otherwise.
func (v *figures) monthLabel(at time.Time, n int) string {
	if n <= 12 {
		return v.env.T("coord.month." + at.Format("01"))
	}
	return i18n.Capital(v.env.Words.MonthYear(at))
}

// fillBlocks draws blocks as bars with their numbers, two side by side.
func (v *figures) fillBlocks(views ...string) {
	left, right := kit.VBox(16), kit.VBox(16)
	for _, view := range views {
		for _, b := range v.shown.blocks {
			if b.View != view {
				continue
			}
			side := left
			if weight(left) > weight(right) {
				side = right
			}
			side.Add(kit.Card(v.block(b)))
		}
	}
	v.body.Add(kit.Columns(480, 16, left, right))
}

func weight(o fyne.CanvasObject) float32 { return kit.HeightFor(o, theme.Current().Scaled(500)) }

// longest is how many lines of a list are drawn before a person asks for more.
const longest = 12

func (v *figures) block(b session.Block) fyne.CanvasObject {
	rows, none := said(b.Rows)
	rest := 0
	if !v.whole[b.View] && len(rows) > longest+2 {
		rest = len(rows) - longest
		rows = rows[:longest]
	}
	bars := make([]kit.Bar, 0, len(rows))
	for _, r := range rows {
		shown := v.env.T("figures.cell", "n", v.env.Words.Number(r.N), "share", session.ShareText(v.env.Words, r.Share))
		if r.N == 0 {
			shown = "0"
		}
		if v.whose == ofPlace && r.Small {
			shown += " · " + v.env.T("session.block.small", "n", session.Small)
		}
		bars = append(bars, kit.Bar{Label: r.Label, Value: float64(r.N), Shown: shown, Outline: unsaid(r.Code)})
	}
	box := kit.VBox(8, kit.HBarChart(b.Title, bars))
	if rest > 0 {
		box.Add(kit.HBox(0, kit.NewButton(kit.Quiet, v.env.T("figures.more", "n", rest), "caret-down-bold", func() { v.whole[b.View] = true; v.fill() }), kit.Spacer()))
	}
	if none > 0 {
		box.Add(kit.Small(v.env.T("figures.zero", "n", none)))
	}
	if b.Note != "" {
		box.Add(kit.Small(b.Note))
	}
	return box
}

// said leaves out the lines of a long list that count nobody.
func said(rows []session.Row) (kept []session.Row, none int) {
	if len(rows) <= 8 {
		return rows, 0
	}
	for _, r := range rows {
		if r.N > 0 {
			kept = append(kept, r)
		}
	}
	return kept, len(rows) - len(kept)
}

// unsaid says that a line counts an absence of answer.
func unsaid(code string) bool {
	switch code {
	case session.NotSaid, session.Unknown, session.NotAnswered, session.None:
		return true
	}
	return false
}

// report is what is printed or saved: the blocks of the screen.
func (v *figures) report() session.Report {
	env := v.env
	who, title := v.d.Me().Name, env.T("figures.mine")
	if v.whose == ofPlace {
		who, title = v.d.Place().Name, env.T("figures.place.name", "place", v.d.Place().Name)
	}
	return session.Report{
		Export: session.Export{
			Localizer: env.Words, Who: who, At: env.Now(), Zone: env.Zone, Total: v.shown.stats.Total,
			Filters: v.shown.filter.Lines(env.Words, v.shown.names), Names: v.shown.names,
		},
		Title: title, Marked: v.whose == ofPlace, Blocks: v.shown.blocks,
	}
}

func (v *figures) print() {
	r := v.report()
	shell.Do(v.env, func() (bool, error) { return true, v.d.Sessions.Print(context.Background(), r) }, func(_ bool, err error) {
		if err != nil {
			v.env.Fail(err)
			return
		}
		v.env.Toast(v.env.T("figures.printed"))
	})
}

// save asks for a name and a format, then writes the figures shown.
func (v *figures) save() {
	env := v.env
	name := env.T("figures.file")
	if v.whose == ofPlace {
		name = env.T("figures.file.place")
	}
	x := exporting{filter: v.shown.filter}
	to := v.d.newSaving(env, name+x.span(), session.XLSX)
	formats := kit.NewSegmented([]kit.Choice{{Value: session.XLSX, Label: env.T("export.xlsx")}, {Value: session.PDF, Label: env.T("figures.pdf")}}, session.XLSX, to.setExt)
	var modal *kit.Modal
	do := kit.NewButton(kit.Primary, env.T("figures.save.do"), "", func() {
		path := to.path()
		if path == "" {
			return
		}
		modal.Close()
		r := v.report()
		shell.Do(env, func() (bool, error) { return true, v.d.Sessions.Report(context.Background(), r, path) }, func(_ bool, err error) {
			if err != nil {
				env.Fail(err)
				return
			}
			v.d.written(env, env.T("export.done"), env.T("export.done.text", "n", r.Total), path)
		})
	})
	box := kit.VBox(16, kit.Heading(env.T("figures.save.title")), labelled(env, "export.format", kit.HBox(0, formats, kit.Spacer())), to.box,
		kit.HBox(12, do, kit.NewButton(kit.Quiet, env.T("desk.cancel"), "", func() { modal.Close() }), kit.Spacer()))
	modal = kit.NewModal(env.Canvas(), 640, box)
	to.grown = modal.Refresh
	modal.Open(do)
}

package desk

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parvis/app"
	"parvis/app/session"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

// noon is a zone for days that are only written: any will do.
var noon = time.UTC

// weekday is the name of a day of the week, cut to three letters.
func weekday(l *i18n.Localizer, d app.Day) string {
	return l.T("sessions.weekday." + strconv.Itoa(int(d.Time(noon).Weekday())))
}

// calDay is what a square of the calendar says.
type calDay struct {
	records []*session.Record
	n       int // participations
	minutes int
}

// byDay shares the sessions shown between their days, oldest first.
func (v *sessions) byDay() map[app.Day]*calDay {
	days := map[app.Day]*calDay{}
	for i := len(v.shown.records) - 1; i >= 0; i-- {
		r := &v.shown.records[i]
		day := days[r.Date]
		if day == nil {
			day = &calDay{}
			days[r.Date] = day
		}
		day.records = append(day.records, r)
		if !r.Deleted {
			day.n += r.Participations()
			day.minutes += r.Duree
		}
	}
	return days
}

// roomy says whether seven columns of words fit: with large text they do not.
func roomy() bool { return theme.Current().Options().Factor < 1.3 }

// goTo shows a day.
func (v *sessions) goTo(day app.Day) {
	v.anchor, v.view = day, asDay
	v.env.Rebuild()
}

// month is the calendar of a month: one square a day, a press opens it.
func (v *sessions) month() fyne.CanvasObject {
	env := v.env
	from, to := v.span()
	days, today := v.byDay(), v.d.today(env)
	heads := kit.Grid(7, 6)
	for i := range 7 {
		name := env.T("date.weekday." + strconv.Itoa((i+1)%7))
		if !roomy() {
			name = env.T("sessions.weekday." + strconv.Itoa((i+1)%7))
		}
		heads.Add(kit.Small(i18n.Capital(name)).Bold().Centre())
	}
	grid, group := kit.Grid(7, 6), kit.NewGroup()
	last := mondayOf(to).Add(6)
	for day := mondayOf(from); day <= last; day = day.Add(1) {
		if day < from || day > to {
			grid.Add(kit.Gap(0, 0))
			continue
		}
		square := v.square(day, days[day], day == today)
		group.Add(square)
		if day == v.anchor {
			group.SetCurrent(square)
		}
		grid.Add(square)
	}
	return kit.CardPad(14, kit.VBox(6, heads, kit.Grow(kit.NewPage(grid))))
}

// square is a day of the month: its number, how many, how long, the first
// procedures.
func (v *sessions) square(day app.Day, d *calDay, today bool) *kit.Pressable {
	env := v.env
	at := day.Time(noon)
	num := kit.Strong(strconv.Itoa(at.Day())).NoWrap()
	head := kit.HBox(6, num, kit.Spacer())
	label := dayTitle(env.Words, day)
	box := kit.VBox(1, head)
	if d != nil && d.n > 0 {
		count := env.T("sessions.count", "n", d.n)
		label += ", " + count + ", " + env.Words.Minutes(d.minutes)
		if roomy() {
			head.Add(kit.Small(env.Words.Minutes(d.minutes)).NoWrap())
			box.Add(kit.Small(count).Bold().In(theme.LinkDark).NoWrap())
			box.Add(kit.Small(short(titleOf(v.d, env, d.records[0].Session, ""), 18)).NoWrap())
		} else {
			box.Add(kit.Small(env.Words.Number(d.n)).Bold().In(theme.LinkDark).NoWrap())
		}
	}
	return kit.NewPressable(label, box, kit.Look{
		Radius: 10, PadX: 9, PadY: 6, MinSize: fyne.NewSize(0, theme.Current().Scaled(74)), Face: dayFace(d != nil && d.n > 0, today),
	}, func() { v.goTo(day) })
}

// dayFace is the look of a day: tinted when something was done, edged when it
// is today.
func dayFace(busy, today bool) func(kit.State) kit.Face {
	return func(s kit.State) kit.Face {
		f := kit.Face{Fill: theme.Surface, Stroke: theme.Line, Text: theme.Ink}
		switch {
		case s.Hovered, s.Pressed:
			f.Fill = theme.Sand
		case busy:
			f.Fill = theme.BluePale
		}
		if today {
			f.Stroke, f.Width = theme.Primary, 2.5
		}
		return f
	}
}

// week is seven columns, one line a session.
func (v *sessions) week() fyne.CanvasObject {
	from, _ := v.span()
	days, today := v.byDay(), v.d.today(v.env)
	heads, columns := kit.Grid(7, 8), kit.Grid(7, 8)
	if !roomy() { // each day under its head, as many side by side as fit
		columns = kit.Columns(230, 8)
	}
	group := kit.NewGroup()
	for i := range 7 {
		day := from.Add(i)
		head := v.weekHead(day, days[day], day == today)
		group.Add(head)
		if !roomy() {
			columns.Add(kit.VBox(8, head, v.weekDay(days[day])))
			continue
		}
		heads.Add(head)
		columns.Add(v.weekDay(days[day]))
	}
	if !roomy() {
		return kit.CardPad(14, kit.NewPage(columns))
	}
	return kit.CardPad(14, kit.VBox(10, heads, kit.Grow(kit.NewPage(columns))))
}

func (v *sessions) weekHead(day app.Day, d *calDay, today bool) *kit.Pressable {
	env := v.env
	l := env.Words
	name := i18n.Capital(weekday(l, day)) + " " + strconv.Itoa(day.Time(noon).Day())
	sum, label := env.T("sessions.none"), dayTitle(l, day)
	if d != nil && d.n > 0 {
		sum = env.T("sessions.day.sum", "n", d.n, "time", l.Minutes(d.minutes))
		label += ", " + env.T("sessions.count", "n", d.n) + ", " + l.Minutes(d.minutes)
	}
	box := kit.VBox(0, kit.Strong(name).NoWrap(), kit.Small(sum).NoWrap())
	return kit.NewPressable(label, box, kit.Look{
		Radius: 10, PadX: 10, PadY: 6, MinSize: fyne.NewSize(0, theme.Current().Scaled(56)), Face: dayFace(d != nil && d.n > 0, today),
	}, func() { v.goTo(day) })
}

func (v *sessions) weekDay(d *calDay) fyne.CanvasObject {
	box := kit.VBox(6)
	if d == nil {
		return box
	}
	group := kit.NewGroup()
	for _, r := range d.records {
		title := titleOf(v.d, v.env, r.Session, "")
		note := v.env.Words.Minutes(r.Duree)
		if r.Type == session.Workshop {
			note = v.kind(r)
		}
		if r.Type == session.NotReceived {
			note = ""
		}
		bar := canvas.NewRectangle(theme.Current().C(kindRole(r)))
		bar.CornerRadius = 2
		bar.SetMinSize(fyne.NewSize(4, 0))
		words := kit.VBox(0, kit.Small(title).In(theme.Ink), kit.Small(note))
		record := *r
		row := kit.NewPressable(title+", "+note, kit.Row(7, kit.Stretch, bar, kit.Grow(words)), kit.Look{
			Radius: 8, PadX: 6, PadY: 5, MinSize: fyne.NewSize(0, theme.Current().M().Target), Face: dayFace(false, false),
		}, func() { v.env.Go(newDetail(v.d, record)) })
		group.Add(row)
		box.Add(row)
	}
	return box
}

// kindRole is the tint of a kind of session; its words say the same.
func kindRole(r *session.Record) theme.Role {
	switch r.Type {
	case session.Workshop:
		return theme.Sun
	case session.NotReceived:
		return theme.Stroke
	}
	return theme.Primary
}

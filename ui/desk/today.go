package desk

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app/guide"
	"parvis/app/library"
	"parvis/app/session"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// shown is how many results stand under the search.
const shown = 4

// today is the first screen: search, the day's sessions, what not to forget.
type today struct {
	shell.Plain
	d      *Desk
	env    *shell.Env
	search *kit.Field
	count  *kit.Text // how many guides, inside the search
	words  string
	hits   []library.Hit
	chosen int
	more   bool // every result is shown
	rows   []*kit.Pressable

	into *live // the session the guide is for; nil: a new one

	results, day, todo *fyne.Container
	agenda             *fyne.Container
	titles             bool // the titles of appointments are shown
	head               *kit.Text
}

func newToday(d *Desk) *today { return &today{d: d} }

// Title implements shell.Screen.
func (t *today) Title() string { return t.env.T("desk.today") }

// Build implements shell.Screen.
func (t *today) Build(env *shell.Env) shell.Page {
	t.env, t.d.env = env, env
	t.count = kit.Muted("").NoWrap()
	t.search = kit.NewField(kit.FieldLook{
		Inside: env.T("desk.search"), Icon: "magnifying-glass", Height: 64, Size: 22, End: t.count,
	})
	t.search.SetText(t.words)
	t.search.OnChanged = t.typed
	t.search.OnKey = t.key
	t.search.OnSubmit = func(string) { t.open() }
	t.results, t.day, t.todo, t.agenda = kit.VBox(0), kit.VBox(0), kit.VBox(12), kit.VBox(0)
	t.titles = false
	t.find()
	if t.into != nil {
		return shell.Page{Title: env.T("desk.pick"), Subtitle: env.T("desk.search.tip"), Body: kit.VBox(16, t.search, t.results), First: t.search}
	}
	start := kit.NewTallButton(kit.Primary, env.T("desk.new"), "plus-bold", func() { t.d.begin(env, "") }).Tall(64)
	t.head = kit.Muted("").NoWrap()
	refused := kit.NewButton(kit.Secondary, env.T("desk.turned_away"), "", t.turnedAway)
	dayCard := kit.Card(kit.VBox(8, kit.SectionTitle(env.T("desk.day"), t.head, refused), t.day))
	body := kit.VBox(16, kit.HBox(16, kit.Grow(t.search), start), t.results, newSplit(kit.VBox(16, t.agenda, dayCard), t.todo))
	t.update()
	hello := env.T("desk.hello", "name", t.d.Me().Name)
	if t.d.Me().Name == "" {
		hello = env.T("desk.hello.nobody")
	}
	return shell.Page{
		Title: hello, Subtitle: i18n.Capital(env.Words.LongDay(env.Now())) + " · " + t.d.Place().Name,
		Body: body, First: t.search,
	}
}

// Shortcuts implements shell.Screen.
func (t *today) Shortcuts() map[shell.Action]func() {
	return map[shell.Action]func(){shell.Search: t.again}
}

// again goes back to the search: what is typed replaces the words before.
func (t *today) again() {
	kit.Focus(t.search)
	t.search.SelectAll()
}

func (t *today) typed(words string) {
	t.words, t.chosen, t.more = words, 0, false
	t.find()
}

// find shows the guides for the words; it takes well under a millisecond.
func (t *today) find() {
	t.results.RemoveAll()
	t.rows, t.hits = nil, nil
	if strings.TrimSpace(t.words) == "" {
		t.count.SetText("")
		t.results.Refresh()
		kit.Relayout(t.results)
		return
	}
	t.hits = t.d.Shelf.Search(t.words, library.Options{Limit: 20, Lang: t.env.Words.Lang(), Today: t.d.today(t.env)})
	t.count.SetText(t.env.T("desk.search.count", "n", len(t.hits)))
	list := kit.VBox(0)
	group := kit.NewGroup()
	for i, h := range t.hits[:min(t.limit(), len(t.hits))] {
		row := t.hitRow(h)
		row.SetOn(i == t.chosen)
		t.rows = append(t.rows, row)
		group.Add(row)
		list.Add(row)
	}
	if more := len(t.hits) - len(t.rows); more > 0 {
		list.Add(kit.HBox(0, kit.NewButton(kit.Quiet, t.env.T("desk.search.more", "n", more), "caret-down-bold", t.unfold), kit.Spacer()))
	}
	if len(t.hits) == 0 {
		t.count.SetText(t.env.T("desk.search.none.short"))
		list.Add(kit.Pad(12, kit.NewText(t.env.T("desk.search.none"))))
	}
	t.results.Add(kit.CardPad(8, list))
	t.results.Refresh()
	kit.Relayout(t.results)
}

// unfold shows every result; the focus goes to the first that was not shown.
func (t *today) unfold() {
	t.more, t.chosen = true, len(t.rows)
	t.find()
	if t.chosen < len(t.rows) {
		kit.Focus(t.rows[t.chosen])
	}
}

func (t *today) limit() int {
	if t.more {
		return len(t.hits)
	}
	if t.into != nil {
		return 2 * shown
	}
	return shown
}

func (t *today) hitRow(h library.Hit) *kit.Pressable {
	icon, line, end := "book-open-text", "", fyne.CanvasObject(kit.Gap(1, 1))
	if e, ok := t.d.Shelf.Entry(guide.ID(h.ID)); ok {
		icon, line, end = iconOf(e), doorOf(t.env, e), reviewTag(t.env, e)
	}
	name := h.Title
	if e, ok := t.d.Shelf.Entry(guide.ID(h.ID)); ok && h.Lang != t.env.Words.Lang() {
		name = t.d.titleIn(t.env, e) // found by words of another language
	}
	title := kit.NewText("").At(17)
	title.SetSpans(marked(name, t.words))
	content := kit.HBox(14, kit.IconTile(icon, theme.Sand, 36, 22, 9), title, kit.Grow(kit.Muted(line)), end,
		kit.NewIcon("caret-right-bold", theme.Ink2, 18))
	return kit.NewRow(name, 50, content, func() { t.choose(guide.ID(h.ID)) })
}

// marked sets in bold the words of a title that start like a word typed.
func marked(title, words string) []kit.Span {
	typed := strings.Fields(strings.ToLower(words))
	var spans []kit.Span
	for i, w := range strings.SplitAfter(title, " ") {
		bold := false
		for _, q := range typed {
			bold = bold || strings.HasPrefix(strings.ToLower(strings.TrimLeft(w, "«(")), q)
		}
		if n := len(spans); i > 0 && spans[n-1].Bold == bold {
			spans[n-1].Text += w
			continue
		}
		spans = append(spans, kit.Span{Text: w, Bold: bold})
	}
	return spans
}

// key moves among the results while the focus stays in the field.
func (t *today) key(ev *fyne.KeyEvent) bool {
	step := map[fyne.KeyName]int{fyne.KeyDown: 1, fyne.KeyUp: -1}[ev.Name]
	if step == 0 || len(t.rows) == 0 {
		return false
	}
	t.rows[t.chosen].SetOn(false)
	t.chosen = (t.chosen + step + len(t.rows)) % len(t.rows)
	t.rows[t.chosen].SetOn(true)
	return true
}

// open starts a session with the chosen guide.
func (t *today) open() {
	if len(t.rows) > 0 {
		t.choose(guide.ID(t.hits[t.chosen].ID))
	}
}

// choose starts a session with a guide, or gives the guide to the session it is
// for.
func (t *today) choose(id guide.ID) {
	if t.into == nil {
		t.d.begin(t.env, id)
		return
	}
	graph, err := t.d.Shelf.Load(id)
	if err != nil {
		t.env.Fail(err)
		return
	}
	t.into.run = guide.NewRun(graph, t.env.Clock)
	t.d.speak(t.env, t.into.run)
	if t.into.draft.Label == "" {
		t.into.draft.Label = t.into.run.Graph().Guide.Title
	}
	t.into.keep()
	t.env.Back()
}

// turnedAway counts someone who could not be received: one tap, undone by one.
func (t *today) turnedAway() {
	id, err := t.d.NewID()
	if err != nil {
		t.env.Fail(err)
		return
	}
	s := session.TurnedAway(id, t.d.today(t.env), "")
	shell.Do(t.env, func() (bool, error) { return true, t.d.save(context.Background(), s, false) }, func(_ bool, err error) {
		if err != nil {
			t.env.Fail(err)
			return
		}
		t.env.ToastUndo(t.env.T("desk.turned_away.done"), t.env.T("desk.undo"), func() {
			t.env.Fail(t.d.Book.Delete(context.Background(), t.d.Me().ID, id))
			t.update()
		})
		t.update()
	})
}

// dayRow is one session of the day, or one still open.
type dayRow struct {
	clock, title string
	minutes      int
	draft        *session.Draft
	record       *session.Record
}

type dayView struct {
	rows  []dayRow
	total int
	count int
	copy  int // sessions not yet copied into the national tool

	agenda agendaDay
	around []PlaceChoice
}

func (t *today) fetch(ctx context.Context) (dayView, error) {
	var v dayView
	day := t.d.today(t.env)
	drafts, err := t.d.Book.Drafts(ctx, t.d.Me().ID)
	if err != nil {
		return v, err
	}
	for _, one := range drafts {
		v.rows = append(v.rows, dayRow{
			clock: t.env.Words.Clock(one.Started.In(t.env.Zone)), title: titleOf(t.d, t.env, one.Session, one.Label),
			minutes: session.MinutesOf(one.Elapsed(t.env.Now())), draft: &one,
		})
	}
	for r, err := range t.d.Book.List(ctx, session.Filter{From: day, To: day, Author: t.d.Me().ID, Newest: true}) {
		if err != nil {
			return v, err
		}
		if r.Type == session.NotReceived {
			continue
		}
		v.count++
		v.total += r.Duree
		v.rows = append(v.rows, dayRow{
			clock: t.env.Words.Clock(r.Saved.In(t.env.Zone)), title: titleOf(t.d, t.env, r.Session, ""), minutes: r.Duree, record: &r,
		})
	}
	v.agenda = t.d.readAgenda(ctx, day)
	if t.d.Sessions != nil {
		if v.around, err = t.d.Sessions.Places(ctx); err != nil {
			return v, err
		}
	}
	v.copy, err = t.d.left(ctx, t.env)
	return v, err
}

func (t *today) update() {
	shell.Do(t.env, func() (dayView, error) { return t.fetch(context.Background()) }, func(v dayView, err error) {
		if err != nil {
			t.env.Fail(err)
			return
		}
		t.d.day, t.d.appointments = t.d.today(t.env), v.agenda.list
		if v.around != nil {
			t.d.around = v.around
		}
		t.showAgenda(v.agenda)
		t.showDay(v)
		t.showTodo(v)
	})
}

func (t *today) showDay(v dayView) {
	t.head.SetText(t.env.T("desk.day.sum", "n", v.count, "time", t.env.Words.Minutes(v.total)))
	t.day.RemoveAll()
	if len(v.rows) == 0 {
		t.day.Add(kit.Empty("notebook", t.env.T("desk.day.empty"), t.env.T("desk.day.empty.text"), nil))
	}
	group := kit.NewGroup()
	for _, r := range v.rows {
		t.day.Add(kit.HLine())
		state, press := t.stateOf(r)
		content := kit.HBox(16, kit.Sized(theme.Current().Scaled(52), 0, kit.Strong(r.clock).NoWrap()), kit.Grow(kit.NewText(r.title)),
			kit.Muted(t.env.Words.Minutes(r.minutes)).NoWrap(), kit.Sized(theme.Current().Scaled(178), 0, kit.HBox(0, state, kit.Spacer())), kit.NewIcon("caret-right-bold", theme.Ink2, 20))
		row := kit.NewRow(r.clock+" "+r.title, 54, content, press)
		group.Add(row)
		t.day.Add(row)
	}
	if t.d.Sessions != nil && t.d.Files != nil && v.agenda.path == "" {
		t.day.Add(kit.HBox(0, kit.NewButton(kit.Quiet, t.env.T("agenda.add"), "calendar-blank", t.chooseAgenda), kit.Spacer()))
	}
	t.day.Refresh()
	kit.Relayout(t.day)
}

// stateOf is where a line of the day stands, and what opening it does.
func (t *today) stateOf(r dayRow) (state fyne.CanvasObject, open func()) {
	if r.draft == nil {
		record := *r.record
		return kit.Tag(kit.Good, "check-bold", t.env.T("desk.saved")), func() { t.env.Go(newDetail(t.d, record)) }
	}
	draft := *r.draft
	open = func() { t.d.resume(t.env, draft) }
	if draft.Pause == nil {
		return kit.Tag(kit.Info, "clock-bold", t.env.T("desk.running")), open
	}
	return kit.Tag(kit.Warn, "note-pencil-bold", t.env.T("desk.unfinished")), open
}

func (t *today) showTodo(v dayView) {
	t.todo.RemoveAll()
	box := kit.VBox(12, kit.HBox(10, kit.NewIcon("bell-ringing", theme.AmberText, 24), kit.Grow(kit.Section(t.env.T("desk.todo")))))
	add := func(title, text, do string, press func()) {
		if len(box.Objects) > 1 {
			box.Add(kit.HLine())
		}
		words := kit.VBox(2, kit.Strong(title))
		if text != "" {
			words.Add(kit.NewText(text).As(theme.Secondary).In(theme.Ink2))
		}
		row := kit.HBox(12, kit.Grow(words))
		if do != "" {
			row.Add(kit.NewButton(kit.Secondary, do, "", press))
		}
		box.Add(row)
	}
	if t.d.Example {
		add(t.env.T("desk.example"), t.env.T("desk.example.text"), "", nil)
	}
	for _, r := range v.rows {
		if r.draft != nil && r.draft.Pause != nil {
			draft := *r.draft
			add(t.env.T("desk.todo.finish"), t.env.T("desk.todo.finish.text", "clock", r.clock, "what", r.title), t.env.T("desk.todo.finish.do"),
				func() { t.d.resume(t.env, draft) })
		}
	}
	if v.copy > 0 {
		add(t.env.T("desk.coop.todo", "n", v.copy), "", t.env.T("desk.open"), func() { t.env.Go(newCopying(t.d)) })
	}
	due, week := 0, t.d.today(t.env).Add(7)
	for _, one := range t.d.Shelf.Plan() {
		if one.Day <= week {
			due++
		}
	}
	if due > 0 {
		add(t.env.T("desk.todo.review", "n", due), t.env.T("desk.todo.review.text"), t.env.T("desk.open"), func() { t.env.Shell().Open("guides") })
	}
	if len(box.Objects) == 1 {
		box.Add(kit.Muted(t.env.T("desk.todo.none")))
	}
	t.todo.Add(kit.TintCard(kit.Warn, box))
	t.todo.Refresh()
	kit.Relayout(t.todo)
}

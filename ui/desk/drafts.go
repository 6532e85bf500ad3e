package desk

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"parvis/app/guide"
	"parvis/app/session"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// keeping writes drafts one after the other, the newest state of each only, so
// that typing never waits for the disk, an older state never lands on a newer
// one, and a draft that has become a session cannot come back.
type keeping struct {
	mu      sync.Mutex
	writing sync.Mutex // held around each write
	pending map[session.ID]keep
	order   []session.ID
	ended   map[session.ID]bool
	last    map[session.ID]session.Draft // of the person at the desk, as last changed in this run
	busy    bool
}

type keep struct {
	draft session.Draft
	then  func(error)
}

// put asks for a draft to be kept.
func (k *keeping) put(one keep) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.ended[one.draft.ID] {
		return
	}
	if k.pending == nil {
		k.pending = map[session.ID]keep{}
	}
	if _, waits := k.pending[one.draft.ID]; !waits {
		k.order = append(k.order, one.draft.ID)
	}
	k.pending[one.draft.ID] = one
	for id, was := range k.last { // nothing of someone else stays
		if was.Author != one.draft.Author {
			delete(k.last, id)
		}
	}
	if k.last == nil {
		k.last = map[session.ID]session.Draft{}
	}
	k.last[one.draft.ID] = one.draft
}

// latest gives a draft as last changed in this run, be it written or not.
func (k *keeping) latest(id session.ID) (session.Draft, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	draft, ok := k.last[id]
	return draft, ok
}

func (k *keeping) next() (keep, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for len(k.order) > 0 {
		id := k.order[0]
		k.order = k.order[1:]
		if one, ok := k.pending[id]; ok {
			delete(k.pending, id)
			return one, true
		}
	}
	k.busy = false
	return keep{}, false
}

// write keeps all that waits; a second caller leaves it to the first.
func (k *keeping) write(put func(session.Draft) error) {
	k.mu.Lock()
	if k.busy {
		k.mu.Unlock()
		return
	}
	k.busy = true
	k.mu.Unlock()
	for one, ok := k.next(); ok; one, ok = k.next() {
		k.writing.Lock()
		over := k.isEnded(one.draft.ID)
		var err error
		if !over {
			err = put(one.draft)
		}
		k.writing.Unlock()
		if !over {
			one.then(err)
		}
	}
}

func (k *keeping) isEnded(id session.ID) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.ended[id]
}

// end stops keeping a draft and waits for the write under way.
func (k *keeping) end(id session.ID) {
	k.mu.Lock()
	if k.ended == nil {
		k.ended = map[session.ID]bool{}
	}
	k.ended[id] = true
	delete(k.pending, id)
	delete(k.last, id)
	k.mu.Unlock()
	k.writing.Lock()
	k.writing.Unlock() //nolint:staticcheck // nothing to do inside: only to let the write end
}

// keepDraft keeps a draft off the interface's thread and says it in a line.
func (d *Desk) keepDraft(env *shell.Env, draft session.Draft, saved *kit.Autosave) {
	draft.Touched = env.Now()
	raw, err := json.Marshal(draft) // a copy of its own: the screen goes on changing the draft
	if err == nil {
		var copied session.Draft
		if err = json.Unmarshal(raw, &copied); err == nil {
			draft = copied
		}
	}
	if err != nil {
		env.Fail(err)
		return
	}
	d.drafts.put(keep{draft, func(err error) {
		env.UI(func() {
			if err != nil {
				saved.Failed()
				return
			}
			saved.Saved(env.Words.Clock(env.Now()))
		})
	}})
	env.Background(func() {
		d.drafts.write(func(one session.Draft) error { return d.Book.PutDraft(context.Background(), one) })
	})
}

// dropDraft forgets a draft for good.
func (d *Desk) dropDraft(ctx context.Context, id session.ID) error {
	d.drafts.end(id)
	return d.Book.DropDraft(ctx, id)
}

// stage is what a draft remembers beside its session: the guide's run, and
// whether it had come to its report, with what a person had changed there.
type stage struct {
	guide.Saved
	Report  bool            `json:"report,omitempty"`
	Touched map[string]bool `json:"touched,omitempty"`
}

func encodeStage(run *guide.Run, report bool, touched map[string]bool) json.RawMessage {
	s := stage{Report: report, Touched: touched}
	if run != nil {
		s.Saved = run.SaveWithGuide()
	}
	raw, err := json.Marshal(s)
	if err != nil {
		return nil
	}
	return raw
}

// stageOf reads what a draft remembers; the run is nil when there was none.
func (d *Desk) stageOf(env *shell.Env, draft session.Draft) (stage, *guide.Run, error) {
	var s stage
	if len(draft.Run) == 0 {
		return s, nil, nil
	}
	if err := json.Unmarshal(draft.Run, &s); err != nil {
		return s, nil, err
	}
	if s.Guide == "" {
		return s, nil, nil
	}
	graph, err := d.Shelf.Load(s.Guide)
	if err != nil {
		if graph, err = guide.Load(string(s.Guide), []byte(s.Text)); err != nil {
			return s, nil, err
		}
	}
	run, kept, err := guide.RestoreAny(graph, s.Saved, env.Clock)
	if err == nil && !kept {
		_ = run.Show(graph, "") // of the same guide: never refused
		d.speak(env, run)
	}
	return s, run, err
}

// resume takes a draft up again where it stood.
func (d *Desk) resume(env *shell.Env, draft session.Draft) { env.Go(d.screenOf(env, draft)) }

// screenOf is the screen a draft stood on, with its latest changes.
func (d *Desk) screenOf(env *shell.Env, draft session.Draft) shell.Screen {
	if newer, ok := d.drafts.latest(draft.ID); ok && newer.Author == d.Me().ID {
		draft = newer
	}
	if draft.Session.Type == session.Workshop {
		return newWorkshop(d, draft, false)
	}
	s, run, err := d.stageOf(env, draft)
	if err != nil {
		env.Fail(err) // the report is still there to be filled in
	}
	if !s.Report {
		l := newLive(d, draft, run)
		if s.Touched != nil {
			l.touched = s.Touched
		}
		return l
	}
	r := newReport(d, draft, run, false)
	if s.Touched != nil {
		r.touched = s.Touched
	}
	r.measured = draft.Session.DureeParcours > 0
	return r
}

// AskResume asks, when the program starts, what to do with reports a power cut
// or a crash left behind: one question, naming the one session, or a list. The
// time the machine was off is not counted.
func (d *Desk) AskResume(env *shell.Env) {
	shell.Do(env, func() ([]session.Draft, error) {
		return d.Book.Drafts(context.Background(), d.Me().ID)
	}, func(drafts []session.Draft, err error) {
		open := d.stopped(env, drafts)
		switch {
		case err != nil:
			env.Fail(err)
		case len(open) == 1:
			d.askOne(env, open[0])
		case len(open) > 1:
			d.askSeveral(env, open)
		}
	})
}

// stopped gives the drafts the program's end cut short: those not put off on
// purpose nor opened in this run. The time the machine was off is taken out of
// their timers, and kept so.
func (d *Desk) stopped(env *shell.Env, drafts []session.Draft) []session.Draft {
	var open []session.Draft
	var alive time.Time // the last moment the program is known to have run
	for _, one := range drafts {
		if _, here := d.drafts.latest(one.ID); one.Pause == nil && !here {
			open = append(open, one)
			if one.Touched.After(alive) {
				alive = one.Touched
			}
		}
	}
	for i := range open {
		open[i] = sleep(open[i], alive, env.Now())
		d.keepDraft(env, open[i], kit.NewAutosave())
	}
	return open
}

// sleep takes the time since the program last ran out of a draft's timer.
func sleep(draft session.Draft, alive, now time.Time) session.Draft {
	if !alive.Before(draft.Started) && now.Sub(alive) > 2*time.Minute {
		draft.PauseAt(alive)
		draft.Resume(now)
	}
	return draft
}

func (d *Desk) askOne(env *shell.Env, draft session.Draft) {
	clock := env.Words.Clock(draft.Started.In(env.Zone))
	what := env.T("desk.resume.text", "what", titleOf(d, env, draft.Session, draft.Label))
	var m *kit.Modal
	yes := kit.NewButton(kit.Primary, env.T("desk.resume.yes"), "play-bold", func() { m.Close(); d.resume(env, draft) })
	later := kit.NewButton(kit.Secondary, env.T("desk.resume.later"), "", func() { m.Close(); d.putOff(env, draft) })
	drop := kit.NewButton(kit.Quiet, env.T("desk.report.drop"), "", func() { m.Close(); d.askDrop(env, draft.ID, nil) })
	m = kit.NewModal(env.Canvas(), 560, kit.VBox(16, kit.Heading(env.T("desk.resume.title", "clock", clock)), kit.NewText(what),
		kit.Wrap(12, yes, later, drop)))
	m.OnEscape = func() { m.Close(); d.putOff(env, draft) }
	m.Open(yes)
}

func (d *Desk) askSeveral(env *shell.Env, drafts []session.Draft) {
	var m *kit.Modal
	box := kit.VBox(8, kit.Heading(env.T("desk.resume.several")), kit.NewText(env.T("desk.resume.several.text")))
	group := kit.NewGroup()
	var first *kit.Pressable
	for _, draft := range drafts {
		clock, what := env.Words.Clock(draft.Started.In(env.Zone)), titleOf(d, env, draft.Session, draft.Label)
		content := kit.HBox(16, kit.Strong(clock).NoWrap(), kit.Grow(kit.NewText(what)), kit.NewIcon("caret-right-bold", theme.Ink2, 20))
		row := kit.NewRow(clock+" "+what, 52, content, func() { m.Close(); d.resume(env, draft) })
		group.Add(row)
		box.Add(row)
		if first == nil {
			first = row
		}
	}
	later := func() {
		m.Close()
		for _, draft := range drafts {
			d.putOff(env, draft)
		}
	}
	box.Add(kit.Wrap(12, kit.NewButton(kit.Secondary, env.T("desk.resume.later"), "", later)))
	m = kit.NewModal(env.Canvas(), 640, box)
	m.OnEscape = later
	m.Open(first)
}

// putOff keeps a draft for later, its timer stopped.
func (d *Desk) putOff(env *shell.Env, draft session.Draft) {
	draft.PauseAt(env.Now())
	d.keepDraft(env, draft, kit.NewAutosave())
	d.refresh(env)
}

// refresh shows the present screen again when it is today's.
func (d *Desk) refresh(env *shell.Env) {
	if t, ok := env.Shell().Current().(*today); ok {
		t.update()
	}
}

// askDrop asks before a draft is thrown away: it is the one thing here that
// cannot be undone.
func (d *Desk) askDrop(env *shell.Env, id session.ID, then func()) {
	kit.Ask(env.Canvas(), env.T("desk.report.drop.title"), env.T("desk.report.drop.text"), kit.Danger,
		env.T("desk.report.drop.keep"), env.T("desk.report.drop"), func() {
			shell.Do(env, func() (bool, error) { return true, d.dropDraft(context.Background(), id) }, func(_ bool, err error) {
				if err != nil {
					env.Fail(err)
					return
				}
				env.Toast(env.T("desk.report.dropped"))
				d.refresh(env)
				if then != nil {
					then()
				}
			})
		})
}

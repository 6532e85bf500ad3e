// Package desk holds the mediator's screens: today, the live session with its
// guide, the report in four taps, sessions, workshops, guides, what leaves the
// device, settings and help.
//
// It promises that every change of a report is kept before the next one, that
// the visitor who looks at the same screen never reads a private note nor the
// form unless the mediator opens it, and that every screen works by keyboard
// alone. It holds no rule: sessions, guides and lots decide; it shows.
package desk

import (
	"context"
	"slices"
	"time"

	"parvis/app"
	"parvis/app/guide"
	"parvis/app/library"
	"parvis/app/people"
	"parvis/app/session"
	"parvis/i18n"
	"parvis/ui/shell"
)

// Shelf is what the desk needs of the guides; *library.Shelf is one.
type Shelf interface {
	Search(query string, o library.Options) []library.Hit
	Entries() []*library.Entry
	Entry(id guide.ID) (*library.Entry, bool)
	Load(id guide.ID) (*guide.Graph, error)
	Text(id guide.ID, lang string) (name string, data []byte, mark string, err error)
	VariantText(v library.Variant) ([]byte, error)
	Draft(id guide.ID) (v library.Variant, data []byte, mark string, ok bool)
	Outgoing(id guide.ID) ([]byte, error)
	Media(id guide.ID, name string) ([]byte, error)
	HasMedia(id guide.ID, name string) bool
	AddMedia(ctx context.Context, id guide.ID, name string, data []byte) (string, error)
	Save(ctx context.Context, data []byte, mark string) (newMark string, err error)
	Discard(ctx context.Context, id guide.ID) error
	Review(ctx context.Context, by string, id guide.ID, lang string) error
	ReviewDraft(ctx context.Context, by string, id guide.ID) error
	Accept(ctx context.Context, by string, ids ...guide.ID) error
	AcceptTranslation(ctx context.Context, by string, id guide.ID, lang string) error
	Withdraw(ctx context.Context, by string, id guide.ID, lang string) error
	Flag(ctx context.Context, id guide.ID, step guide.StepID, why library.Reason) (library.Flag, error)
	Propose(ctx context.Context, id guide.ID) error
	Plan() []library.Due
}

// Settings keeps small choices durably, sealed.
type Settings interface {
	SettingJSON(ctx context.Context, key string, v any) (bool, error)
	SetSettingJSON(ctx context.Context, key string, v any) error
}

// Commune is a town that can be chosen.
type Commune struct{ Insee, Name string }

// PlaceInfo is what the desk says of its place.
type PlaceInfo struct {
	Name, Commune string // commune: INSEE code
	Phone, Hours  string
	Responsible   string // who answers for the data
	FindPerson    string // where a person is, for the kiosk
	Dispositif    string // the scheme its sessions are counted under
}

// KeyPrinter is the setting that keeps the Printer of the kiosk.
const KeyPrinter = "kiosk.printer"

// Printer is what visitors may print on; without a name, nothing.
type Printer struct {
	Name string `json:"name"`
	Roll bool   `json:"roll,omitempty"` // an 80 mm roll instead of A4 sheets
}

// Mediator is someone at this desk.
type Mediator struct {
	ID, Name string
	PIN      bool
}

// Desk is what the screens share. Everything is required unless said
// otherwise; calls that touch the disk are made off the interface's thread.
type Desk struct {
	Book     session.Book
	Shelf    Shelf
	Settings Settings
	// In is a guide in another language than French, or in French where it is
	// not translated; nil: always French.
	In func(id guide.ID, lang string) *guide.Graph

	Me        func() Mediator
	Place     func() PlaceInfo
	SetPlace  func(ctx context.Context, p PlaceInfo) error
	Mediators func(ctx context.Context) ([]Mediator, error)
	// AddMediator and SetPIN are for the settings; an empty PIN takes it away.
	AddMediator func(ctx context.Context, name, pin string) (Mediator, error)
	SetPIN      func(ctx context.Context, id, pin string) error
	Context     func(ctx context.Context) (session.Context, error)
	Schemes     func() []session.Scheme // published by the coordination; nil: none
	NewID       func() (session.ID, error)
	Communes    func(start string) []Commune

	// People is for files of persons, mandates and what is told to people; nil:
	// not offered.
	People PeopleDesk

	Account // what leaves from this desk
	// KioskHere says whether a kiosk was opened on this computer, KioskAccount
	// opens what leaves from it; nil: not offered.
	KioskHere    func() bool
	KioskAccount func() (*Account, error)

	Net    *Network                                  // nil: this desk works alone
	Stores func(ctx context.Context) (string, error) // check, in one sentence
	Care   Care                                      // copies, and what runs by itself
	TakeUp func()                                    // at the first run: take up a backup

	// Show opens a file or an address with the machine's own program.
	Show func(path string) error
	// Guides is what the screens of guides need of the machine.
	Guides GuideDesk
	// ReadFile and WriteFile are for the spreadsheet twin of a guide, at a path a
	// person typed: at most so many bytes; the path really written. nil: not
	// offered.
	ReadFile  func(path string, most int64) ([]byte, error)
	WriteFile func(path string, data []byte) (string, error)
	// CheckPrinter says what is wrong with the kiosk's printer; nil: not asked.
	CheckPrinter func(ctx context.Context, name string) error
	// OpenKiosk starts the visitor's kiosk; nil: not offered here.
	OpenKiosk func() error
	// Files is the person's own folders; Sessions what leaves and enters as
	// files, with the figures of the place.
	Files    *FilesDesk
	Sessions *SessionsDesk
	// Dock makes the window narrow, or wide again.
	Dock func(narrow bool)
	// Seed fills a new directory with example data, Configure prepares it; both
	// are for the first run only.
	Seed      func(ctx context.Context) error
	Configure func(ctx context.Context, place, commune, mediator, pin string) error

	Example bool // example data: said everywhere
	// AcceptStarter is whether the person agreed, at the first run, to show the
	// starter guides to visitors; the welcome screen sets it before Configure.
	AcceptStarter bool
	// Answers is who answers for the data, as said at the first run.
	Answers people.Controller
	Version string // of the program

	// Directory is the directory of places; nil: not offered.
	Directory PlacesDesk

	env    *shell.Env
	drafts keeping
	recent
}

// habitKey is the setting habits are kept under, one by mediator.
func (d *Desk) habitKey() string { return "habit." + d.Me().ID }

func (d *Desk) habit(ctx context.Context) session.Habit {
	var h session.Habit
	_, _ = d.Settings.SettingJSON(ctx, d.habitKey(), &h) // without a habit, the usual values serve
	if scheme := d.Place().Dispositif; scheme != "" {
		h.Dispositif = scheme
	}
	return h
}

// save validates and saves a session, then learns from it. Overwrite replaces
// a session already saved.
func (d *Desk) save(ctx context.Context, s session.Session, overwrite bool) error {
	known, err := d.Context(ctx)
	if err != nil {
		return err
	}
	s = session.Normalize(s, known)
	if err := session.Validate(&s, known); err != nil {
		return err
	}
	if overwrite {
		err = d.Book.Update(ctx, d.Me().ID, s)
	} else {
		_, err = d.Book.Save(ctx, d.Me().ID, s)
	}
	if err != nil {
		return err
	}
	h := d.habit(ctx)
	h.Learn(&s)
	_ = d.Settings.SetSettingJSON(ctx, d.habitKey(), h) // the session is saved; a habit is only a convenience
	return d.dropDraft(ctx, s.ID)
}

// today is the present day of the place.
func (d *Desk) today(env *shell.Env) app.Day { return app.DayOf(env.Now(), env.Zone) }

// begin starts a session as it usually is, with a guide or without, and shows
// it.
func (d *Desk) begin(env *shell.Env, id guide.ID) { d.start(env, d.prefilled(env), id) }

// start starts a session already known in part, with a guide or without.
func (d *Desk) start(env *shell.Env, s session.Session, id guide.ID) {
	if id == "" {
		d.startWith(env, s, nil)
		return
	}
	graph, err := d.Shelf.Load(id)
	if err != nil {
		env.Fail(err)
		return
	}
	d.startWith(env, s, graph)
}

func (d *Desk) startWith(env *shell.Env, s session.Session, graph *guide.Graph) {
	sid, err := d.NewID()
	if err != nil {
		env.Fail(err)
		return
	}
	l := newLive(d, session.NewDraft(sid, d.Me().ID, env.Now(), s), nil)
	if graph != nil {
		l.run = guide.NewRun(graph, env.Clock)
		d.speak(env, l.run)
		l.draft.Label = l.run.Graph().Guide.Title
	}
	l.env = env
	l.keep()
	env.Go(l)
}

// graphIn is a guide in the language of the interface, nil where that is the
// guide's own or where there is no translation.
func (d *Desk) graphIn(env *shell.Env, id guide.ID) *guide.Graph {
	lang := env.Words.Lang()
	if d.In == nil || lang == i18n.Fallback {
		return nil
	}
	if e, ok := d.Shelf.Entry(id); !ok || !slices.Contains(e.Languages(), lang) {
		return nil
	}
	return d.In(id, lang)
}

// speak shows a run in the language of the interface, where its guide has it.
func (d *Desk) speak(env *shell.Env, run *guide.Run) {
	if g := d.graphIn(env, run.Graph().Guide.ID); g != nil {
		_ = run.Show(g, env.Words.Lang()) // another version is in use: its own words stay
	}
}

// titleIn is the title of a guide in the language of the interface.
func (d *Desk) titleIn(env *shell.Env, e *library.Entry) string {
	if g := d.graphIn(env, e.ID); g != nil {
		return g.Guide.Title
	}
	return e.Title
}

// summaryOf tells the report what the run did.
func summaryOf(run *guide.Run, elapsed time.Duration) session.RunSummary {
	s := session.RunSummary{Elapsed: elapsed}
	if run == nil {
		return s
	}
	g := run.Graph().Guide
	s.GuideID, s.Version, s.Operateur = string(g.ID), string(g.Version), g.Operator
	s.Thematiques, s.Outcome, s.Langue = g.Themes, string(run.Outcome()), "fr"
	if run.Lang() != "" {
		s.Langue = run.Lang()
	}
	return s
}

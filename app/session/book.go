package session

import (
	"context"
	"encoding/json"
	"iter"
	"time"

	"parvis/app"
)

// Outcome says what a Save did.
type Outcome int

// The outcomes of Save. A repeat with other content is the error "conflict".
const (
	Saved Outcome = iota
	Duplicate
)

// Filter chooses sessions; an empty field does not filter. One filter serves
// the list, the statistics and every export, so that numbers always agree.
type Filter struct {
	From, To     app.Day // inclusive
	Types        []Type
	Thematiques  []string
	PlaceID      string
	CommuneInsee string // commune of the place of the session or, failing that, of the person
	GuideID      string
	Operateur    string // "non_communique" asks for sessions that name none
	Suite        string // as above; "bloquee" and the others of Suites
	Author       string
	Tag          string
	Text         string // words looked for in guide, themes, workshop title, tags
	Deleted      bool   // include deleted ones (history screens)
	Newest       bool   // newest first
	Limit        int    // 0: all
}

// Change is one entry of a session's history: what it was before (nil when
// created) and after (nil when deleted), in the order of the device.
type Change struct {
	Seq    uint64
	At     time.Time
	Author string
	ID     ID
	Before *Session
	After  *Session
}

// Draft is a report not yet saved, kept at each change.
type Draft struct {
	ID      ID              `json:"id"` // the ID the session will have
	Author  string          `json:"author"`
	Started time.Time       `json:"started"`
	Touched time.Time       `json:"touched"`
	Paused  time.Duration   `json:"paused"`          // time not counted
	Pause   *time.Time      `json:"pause,omitempty"` // set while paused
	Session Session         `json:"session"`         // what is filled in so far
	Run     json.RawMessage `json:"run,omitempty"`   // the guide run (guide.Run as JSON)
	Label   string          `json:"label,omitempty"` // how the mediator tells visitors apart
}

// Book is the store of sessions, as the domain needs it. Every method is safe
// for concurrent use. A method that returns nil has made its effect durable.
type Book interface {
	// Save stores a validated session once. The same ID with the same content
	// is Duplicate; with other content, the error "session_conflict".
	Save(ctx context.Context, author string, s Session) (Outcome, error)
	// Update replaces the content of a session, keeping its history.
	Update(ctx context.Context, author string, s Session) error
	// Delete hides a session; Restore brings it back (undo).
	Delete(ctx context.Context, author string, id ID) error
	Restore(ctx context.Context, author string, id ID) error
	// Find gives one session; the error "session_unknown" when there is none.
	Find(ctx context.Context, id ID) (Record, error)
	// List yields the sessions of the filter by date then Seq.
	List(ctx context.Context, f Filter) iter.Seq2[Record, error]
	// History gives the changes of one session, oldest first.
	History(ctx context.Context, id ID) ([]Change, error)
	// Stats counts the sessions of the filter.
	Stats(ctx context.Context, f Filter) (Stats, error)

	// PutDraft keeps a draft durably (sealed); Drafts gives those of an author
	// (all when author is empty), oldest first; DropDraft forgets one.
	PutDraft(ctx context.Context, d Draft) error
	Drafts(ctx context.Context, author string) ([]Draft, error)
	DropDraft(ctx context.Context, id ID) error
}

// Stats are the figures of a filter, in participations unless said otherwise.
// Cells of multi-valued fields count ticks.
type Stats struct {
	Total          int                       // participations
	Sessions       int                       // individual sessions
	Workshops      int                       // workshops
	WorkshopPeople int                       // participations in workshops
	NotReceived    int                       // requests not received
	People         int                       // distinct followed + each anonymous session as one
	NewPeople      int                       // first visits said as such, and workshop newcomers
	Minutes        int                       // time recorded, once per session or workshop
	By             map[string]map[string]int // view name (see Views) → cell code → participations or ticks
	ByDay          map[app.Day]int
	ByMonth        map[string]int // AAAA-MM
	Tags           map[string]int
}

// Package lots makes figures harmless before they leave a device: it turns
// sessions into cells of declared views, lets a cell leave only as a lot of
// enough different people, carries over the rest, and keeps the account exact.
//
// It promises, for every view and at every moment: released + held = truth on
// the device, and everything outside is a sum of lots. It never lets out a
// name, a note, a tag, a session id or a time finer than the window.
//
// The rules are those of the project's privacy design: threshold k = 5,
// different people, carry-over and roll-up, a secret remainder, nested frozen
// windows, corrections as debts, an auditor asked before anything leaves. Four
// things go further than the design, because attacks on it showed the need:
//
//   - people surely different are the greatest of three families, not the sum
//     of four, in which the same person can be twice (see crowd);
//   - a recognised regular counts once towards 2k+1 participations as well;
//   - kiosk runs, which anyone can add, keep a larger remainder with a part that
//     never changes, and leave only when they come from 2k+1 different days, so
//     that what an attacker adds never shows a visitor (see remainder);
//   - the auditor is asked once for each belief an observer may hold.
package lots

import (
	"context"
	"iter"
	"time"

	"parvis/app"
	"parvis/app/session"
)

// View names a declared table of at most two dimensions over sessions.
type View string

// Cell is the coordinates of one cell of a view: dimension → code. The total
// is the empty cell. Two cells are the same when Key is.
type Cell map[string]string

// Window names a closed period: an ISO week "2026-W44" (total) or a month of
// whole ISO weeks "2026-10" (every other view).
type Window string

// Lot is what leaves: a count of a cell in a window.
type Lot struct {
	View   View   `json:"view" cbor:"1,keyasint"`
	Cell   Cell   `json:"cell" cbor:"2,keyasint"`
	Window Window `json:"window" cbor:"3,keyasint"`
	Count  int    `json:"count" cbor:"4,keyasint"`
}

// Reason says why something is held.
type Reason string

// The reasons.
const (
	TooFew    Reason = "trop_peu"
	People    Reason = "personnes"
	Remainder Reason = "reste_secret"
	Auditor   Reason = "auditeur"
	Elsewhere Reason = "autre_poste" // another device counts it (see Split)
)

// Held is what waits in a cell; it never leaves the device. Count may be
// negative: a debt left by a correction.
type Held struct {
	View   View   `json:"view"`
	Cell   Cell   `json:"cell"`
	Count  int    `json:"count"`
	Reason Reason `json:"reason"`
	// Open is how many of them are of a window that is not over: they wait for
	// its end, whatever the reason says of the others.
	Open int `json:"-"`
}

// Report is one closing as people and files see it. WindowEnd is the last
// Sunday of the newest window closed.
type Report struct {
	WindowEnd string `json:"window_end"`
	Lots      []Lot  `json:"lots"`
	Held      []Held `json:"held"`
}

// Event is one change of a session in the device's history, or one ended
// kiosk run.
type Event struct {
	Seq    uint64
	At     time.Time
	Before *session.Session // nil: created
	After  *session.Session // nil: deleted
	Run    *Run             // a kiosk run; Before and After are nil
	Split  *Split           // two disks parted; everything else is nil
}

// Run is what is counted of a visitor's run at the kiosk, and nothing else: it
// has no person, no hour and no answer. Empty fields count as "not said". An
// answer to a poll is a Run of its own, with Poll and the day alone, so that
// nothing tells which run it came with.
type Run struct {
	ID           string  `json:"id"`
	Date         app.Day `json:"date"`
	Guide        string  `json:"guide,omitempty"`
	Langue       string  `json:"langue,omitempty"`
	Issue        string  `json:"issue,omitempty"`
	Duree        string  `json:"duree,omitempty"` // a band, never a duration
	Satisfaction string  `json:"satisfaction,omitempty"`
	Poll         string  `json:"poll,omitempty"` // the answer, as poll.Code writes it
}

// MinK is the smallest number of people a lot may hold, for ever.
const MinK = 5

// Policy is what a coordinator may set. The zero value is the default.
type Policy struct {
	K int `json:"k"` // people per lot; never below MinK, whatever is written
	// EPCI gives the SIREN of the intercommunality of a commune (INSEE code),
	// "" when it is outside the known territory. nil: nothing is known.
	EPCI func(insee string) string `json:"-"`
	// KnownGuide says whether a guide is of the place's shelf. The sessions of
	// any other leave together as « autre guide »; nil: every guide is known
	// whose name is one (see session.ValidGuide).
	KnownGuide func(id string) bool `json:"-"`
}

// Threshold is the k in force.
func (p Policy) Threshold() int { return max(p.K, MinK) }

// Closing is one release, committed as a whole: the lots that leave (each
// becomes one outbox record, in this order), the state after it, and how far
// in the history it went.
type Closing struct {
	WindowEnd string    `json:"window_end"`
	At        time.Time `json:"at"`
	Lots      []Lot     `json:"lots"`
	Through   uint64    `json:"through"` // Seq of the last event taken in
	State     []byte    `json:"state"`   // opaque snapshot after the closing
}

// Ledger is what the domain needs of the store to close windows.
type Ledger interface {
	// State gives the snapshot of the last closing (nil before the first) and
	// the Seq it had taken in.
	State(ctx context.Context) (state []byte, through uint64, err error)
	// Events yields the changes after a Seq, in order.
	Events(ctx context.Context, after uint64) iter.Seq2[Event, error]
	// Close commits a closing: history, snapshot and outbox records together
	// or not at all. It refuses (error "closing_stale") when another closing
	// or a later event than Through was committed meanwhile.
	Close(ctx context.Context, c Closing) error
	// Closings yields past closings, oldest first, without their State.
	Closings(ctx context.Context) iter.Seq2[Closing, error]
	// RemainderKey is the device's key for secret remainders (32 bytes).
	RemainderKey(ctx context.Context) ([]byte, error)
}

package relay

import (
	"bytes"
	"context"
	"iter"
	"slices"
	"time"
)

// State is where a record of the outbox stands; it is in exactly one.
type State string

// The states, as shown to people: à envoyer, en cours, envoyé, mis de côté.
const (
	ToSend   State = "to_send"
	Sending  State = "sending"
	Sent     State = "sent"
	SetAside State = "set_aside"
)

// Entry is a record with its state.
type Entry struct {
	Record
	State    State
	Rejects  int    // rejected verdicts for this very record
	Reason   string // last reason code
	Enqueued time.Time
	Acked    time.Time
}

// Registration is what enrolment gave: where the hub is and how it knows us.
type Registration struct {
	Hub      string    `json:"hub"`       // base URL
	HubKey   []byte    `json:"hub_key"`   // the hub's Ed25519 public key
	HubBox   string    `json:"hub_box"`   // the hub's age recipient, for sticks
	HubEpoch uint32    `json:"hub_epoch"` // last one seen
	Token    string    `json:"token"`     // revocable registration
	Role     string    `json:"role"`      // desk, kiosk, coordinator
	Place    string    `json:"place"`     // place name at the hub
	PlaceID  string    `json:"place_id"`  // place id at the hub
	At       time.Time `json:"at"`
	Revoked  bool      `json:"revoked"`
}

// Identity is the device's own: made once, changed only by restore or clone.
type Identity struct {
	Device  DeviceID
	Epoch   uint32
	Private []byte // Ed25519 private key (64 bytes)
	Settled Settled
	// Restored: the program itself put the disk back, and began this epoch.
	Restored bool
}

// Progress is what the device knows of its last exchanges.
type Progress struct {
	LastTry     time.Time `json:"last_try"`
	LastSuccess time.Time `json:"last_success"`
	LastError   string    `json:"last_error"`  // message key of the last failure, empty after a success
	Failures    int       `json:"failures"`    // network failures in a row
	ClockDrift  int64     `json:"clock_drift"` // seconds, hub minus device

	AckedEpoch    uint32    `json:"acked_epoch"`    // device epoch that AckedThrough counts in
	AckedThrough  uint64    `json:"acked_through"`  // highest answer of the hub in that epoch
	Known         uint64    `json:"known"`          // how many numbers of that epoch it had decided
	LastHeartbeat time.Time `json:"last_heartbeat"` // when the last one was put in the outbox
	RetryAfter    time.Time `json:"retry_after"`    // the hub asked not to be called before
	PackVersion   uint64    `json:"pack_version"`   // newest pack the hub spoke of
}

// Counts is the outbox at a glance.
type Counts struct{ ToSend, Sending, Sent, SetAside int }

// Parting says what a new epoch answers. The zero value is a restore by the
// program itself: there is one disk, as before.
type Parting struct {
	// NewDevice: this disk becomes another device, with a new DeviceID, key and
	// secrets.
	NewDevice bool
	// Copied: another copy of this disk lives, or lived. The one that becomes a
	// new device counts nothing of what it knows until now: sessions that wait
	// are the other's, and lots that wait are set aside with ReasonElsewhere.
	// The one that keeps the name takes back its lots that wait, which leave the
	// outbox, and takes over those of Out.
	Copied bool
	// Out is what the hub has under the name that stays, beyond what this disk
	// knows, and Settled how far that goes. Back is what was taken back; the
	// outbox fills it in. Both are bodies of lots.
	Out     [][]byte
	Settled Settled
	Back    [][]byte
}

// ReasonElsewhere is why a copy sets its lots aside: the other one sends them.
const ReasonElsewhere = "counted_elsewhere"

// GivesUp says whether an entry is set aside by a parting.
func (p Parting) GivesUp(e Entry) bool { return p.NewDevice && p.Copied && e.Acked.IsZero() && e.lot() }

// TakesBack says whether an entry leaves the outbox with a parting. A lot that
// is at the hub word for word goes on, to be told so.
func (p Parting) TakesBack(e Entry) bool {
	return !p.NewDevice && p.Copied && e.Acked.IsZero() && e.lot() &&
		!slices.ContainsFunc(p.Out, func(body []byte) bool { return bytes.Equal(body, e.Body) })
}

func (e Entry) lot() bool { return e.Kind == KindLot || e.Kind == KindKioskLot }

// Outbox is what the relay needs of the store. A method that returns nil has
// made its effect durable.
type Outbox interface {
	Identity(ctx context.Context) (Identity, error)
	// NewEpoch starts a new epoch: what waits is renumbered in it; acknowledged
	// records keep their old identity. The rest is said at Parting. All of it
	// happens or nothing does.
	NewEpoch(ctx context.Context, p Parting) (Identity, error)

	Registration(ctx context.Context) (Registration, bool, error)
	SetRegistration(ctx context.Context, r Registration) error

	// Enqueue adds records of a kind; ID, Epoch, Seq and Hash are set by the store.
	Enqueue(ctx context.Context, kind Kind, version uint16, bodies ...[]byte) error
	// Pending gives up to limit entries to send, lowest Seq first.
	Pending(ctx context.Context, limit int) ([]Entry, error)
	// Mark records new states and reasons for entries, by (Epoch, Seq).
	Mark(ctx context.Context, entries ...Entry) error
	// Recover turns every Sending into ToSend (at start) and, when resend is
	// not nil, every Sent with Seq above it into ToSend again (hub restored).
	Recover(ctx context.Context, resendAbove *uint64) error
	// Entries yields everything kept, lowest Seq first.
	Entries(ctx context.Context) iter.Seq2[Entry, error]
	Counts(ctx context.Context) (Counts, error)

	Progress(ctx context.Context) (Progress, error)
	SetProgress(ctx context.Context, p Progress) error
}

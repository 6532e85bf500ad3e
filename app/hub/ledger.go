// Package hub is the coordinator's side of sync: it accepts signed batches,
// keeps lots, knows the fleet, makes invitations and serves packs, through
// net/http handlers over the Ledger port.
//
// It promises that a batch is decided in one transaction by unique
// constraints, never by looking first, that the same record counts once
// whoever carries it, and that every privileged act is written in an
// append-only audit log. It never keeps an IP address nor anything about a
// person.
package hub

import (
	"context"
	"iter"
	"time"

	"parvis/app/relay"
)

// Role is what a token may do.
type Role string

// The roles.
const (
	RoleDesk        Role = "desk"
	RoleKiosk       Role = "kiosk"
	RoleCoordinator Role = "coordinator"
)

// Invitation is a one-use code, known by the hash of its token only.
type Invitation struct {
	TokenHash []byte // SHA-256
	Place     string
	PlaceID   string
	Role      Role
	Territory string // EPCI or empty
	Made      time.Time
	Expires   time.Time
	UsedBy    relay.DeviceID // empty while unused
}

// Device is an enrolled device as the hub knows it.
type Device struct {
	ID        relay.DeviceID
	Place     string
	PlaceID   string
	Role      Role
	Territory string
	PublicKey []byte
	TokenHash []byte // SHA-256 of the registration token
	Enrolled  time.Time
	LastSeen  time.Time
	Revoked   bool
	Heartbeat relay.Heartbeat // last one
	Parent    relay.DeviceID  // the device this one was cloned from, or empty
}

// LotRow is one accepted lot, with the place it came from.
type LotRow struct {
	ID       string
	Device   relay.DeviceID
	PlaceID  string
	View     string
	Cell     string // JSON object with sorted keys
	Window   string
	Count    int
	Kiosk    bool
	Received time.Time // to the second
}

// LotQuery chooses lots; empty fields do not filter. Months are inclusive
// bounds on the month or on the month an ISO week belongs to.
type LotQuery struct {
	Device    relay.DeviceID
	View      string
	PlaceID   string
	FromMonth string
	ToMonth   string
	Since     time.Time // received at or after
}

// AuditEntry is one privileged act.
type AuditEntry struct {
	At      time.Time
	Actor   string // device id of a coordinator, or "admin"
	Act     string // code
	Subject string
}

// Judged is a record whose body was read: what it is, or why it is refused.
type Judged struct {
	relay.Record
	Refusal string           // reason code; the record is kept all the same
	Lot     *LotRow          // a lot, without ID, Device, PlaceID and Received
	Beat    *relay.Heartbeat // a heartbeat
}

// Delivery is a batch to decide.
type Delivery struct {
	Device  Device
	Epoch   uint32 // the device's current epoch, as the batch says
	Settled relay.Settled
	Records []Judged
	Now     time.Time
}

// Decision is what was decided: one verdict per record, in order, and the
// highest Seq below which everything of this device's newest epoch has been
// decided.
type Decision struct {
	Verdicts     []relay.RecordVerdict
	AckedThrough uint64
	KnownBefore  uint64 // numbers of the newest epoch decided before the delivery
	KnownAfter   uint64 // and after it
	// Settle asks the device to settle, and says how far the lots read next go.
	Settle *relay.Settled
	// Account is what it then takes over; not the ledger's to fill.
	Account *relay.Account
}

// Head is the hub at a glance.
type Head struct {
	Epoch       uint32
	PackVersion uint64 // 0: none published
}

// Pack is a published pack: its signed manifest, and when it is published the
// content of its files by hex SHA-256.
type Pack struct {
	Version  uint64            `cbor:"1,keyasint"`
	Manifest []byte            `cbor:"2,keyasint"`
	Files    map[string][]byte `cbor:"-"`
}

// Ledger is the hub's storage. Implementations pass one conformance suite.
//
// What Accept decides by, each a unique constraint: (device, epoch, seq); the
// record's ID; for a lot, (device, kiosk, view, cell, window), since a closed
// window is released once. A number of the newest epoch that carries something
// else shows that two disks go by one name: then nothing of the delivery is
// taken. Nor is anything of a new epoch whose account did not take over what
// was sent before (Settled). So a device copied, or put back from an old
// backup, cannot count its figures twice.
type Ledger interface {
	// SigningKey is the hub's Ed25519 seed (32 bytes): the first caller's
	// proposal is kept for ever and given to all.
	SigningKey(ctx context.Context, proposal []byte) ([]byte, error)
	// Epoch is the hub's epoch; NewEpoch replaces it (restore).
	Epoch(ctx context.Context) (uint32, error)
	NewEpoch(ctx context.Context) (uint32, error)

	Invite(ctx context.Context, inv Invitation) error
	// Redeem uses an invitation and creates the device in one transaction; the
	// place, role and territory are the invitation's. A device that comes back
	// with its own key gets a new token and is no longer revoked.
	// Errors: "code_unknown", "code_used", "code_expired", "device_taken".
	Redeem(ctx context.Context, tokenHash []byte, d Device, now time.Time) (Device, error)
	// Enlist creates a device without an invitation (a clone's own identity),
	// or gives it a new token when it exists with the same key.
	// Error: "device_taken".
	Enlist(ctx context.Context, d Device) error

	DeviceByID(ctx context.Context, id relay.DeviceID) (Device, bool, error)
	Devices(ctx context.Context) ([]Device, error)
	// Revoke closes a registration. Error: "device_unknown".
	Revoke(ctx context.Context, id relay.DeviceID) error

	// Accept decides a batch in one transaction.
	Accept(ctx context.Context, d Delivery) (Decision, error)

	// Head is what every reply says: the epoch and the newest pack's version.
	Head(ctx context.Context) (Head, error)
	// PutPack keeps a pack and its files; files known already stay as they
	// are. Error: "pack_taken" when the version exists.
	PutPack(ctx context.Context, p Pack) error
	// LatestPack gives the newest pack, without its files.
	LatestPack(ctx context.Context) (Pack, bool, error)
	// PackFile gives a file of any pack by the hex SHA-256 of its content.
	PackFile(ctx context.Context, hash string) ([]byte, bool, error)

	// Lots yields accepted lots.
	Lots(ctx context.Context, q LotQuery) iter.Seq2[LotRow, error]

	// Notes yields the accepted records of some kinds (see IsNote) received at
	// or after a moment, in no particular order.
	Notes(ctx context.Context, since time.Time, kinds ...relay.Kind) iter.Seq2[Kept, error]

	Audit(ctx context.Context, e AuditEntry) error
	AuditLog(ctx context.Context) iter.Seq2[AuditEntry, error]

	// Export yields everything the ledger holds, key included, as of one
	// moment. Import puts it in place of what there is, or changes nothing.
	Export(ctx context.Context) iter.Seq2[Item, error]
	Import(ctx context.Context, items iter.Seq2[Item, error]) error

	// Ping says whether the ledger can answer now.
	Ping(ctx context.Context) error
	Close() error
}

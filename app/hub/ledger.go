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
}

// LotRow is one accepted lot, with the place it came from.
type LotRow struct {
	Device  relay.DeviceID
	PlaceID string
	View    string
	Cell    string // canonical text of the cell (lots.Cell.Key)
	Window  string
	Count   int
	Kiosk   bool
}

// LotQuery chooses lots; empty fields do not filter. Windows are inclusive
// bounds on the month or on the month an ISO week belongs to.
type LotQuery struct {
	View      string
	PlaceID   string
	FromMonth string
	ToMonth   string
}

// AuditEntry is one privileged act.
type AuditEntry struct {
	At      time.Time
	Actor   string // device id of a coordinator, or "admin"
	Act     string // code
	Subject string
}

// Ledger is the hub's storage. Implementations pass one conformance suite.
type Ledger interface {
	// Epoch is the hub's epoch; NewEpoch replaces it (restore).
	Epoch(ctx context.Context) (uint32, error)
	NewEpoch(ctx context.Context) (uint32, error)

	Invite(ctx context.Context, inv Invitation) error
	// Redeem uses an invitation and creates the device in one transaction.
	// Errors: "code_unknown", "code_used", "code_expired".
	Redeem(ctx context.Context, tokenHash []byte, d Device, now time.Time) (Device, error)

	DeviceByID(ctx context.Context, id relay.DeviceID) (Device, bool, error)
	Devices(ctx context.Context) ([]Device, error)
	Revoke(ctx context.Context, id relay.DeviceID) error

	// Accept decides a batch in one transaction and gives one verdict per
	// record, in order, and the highest Seq below which everything of this
	// device's newest epoch has been decided.
	Accept(ctx context.Context, d relay.DeviceID, records []relay.Record, now time.Time) ([]relay.RecordVerdict, uint64, error)

	// Lots yields accepted lots.
	Lots(ctx context.Context, q LotQuery) iter.Seq2[LotRow, error]

	Audit(ctx context.Context, e AuditEntry) error
	AuditLog(ctx context.Context) iter.Seq2[AuditEntry, error]

	Close() error
}

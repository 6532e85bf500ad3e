package hub

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"io"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"parvis/app"
	"parvis/app/relay"
)

// InvitationLife is how long a code may be used.
const InvitationLife = 24 * time.Hour

// adminActor is who the audit log names for what the hub's owner did.
const adminActor = "admin"

// Admin does what the hub's owner may do, over the ledger; every act is
// written in the audit log.
type Admin struct {
	Ledger Ledger
	Random io.Reader
}

// InviteRequest asks for a code.
type InviteRequest struct {
	Place     string `json:"place"`
	Role      Role   `json:"role"`
	Territory string `json:"territory,omitempty"`
}

// Invited is a code, for one device and InvitationLife.
type Invited struct {
	Code    string    `json:"code"` // as people type it
	Hub     string    `json:"hub"`
	Place   string    `json:"place"`
	Role    Role      `json:"role"`
	Expires time.Time `json:"expires"`
	Ticket  string    `json:"ticket,omitempty"` // text of the QR code
}

// Invite makes a code for one device of a place.
func (a Admin) Invite(ctx context.Context, q InviteRequest, hubURL string, now time.Time) (Invited, error) {
	return a.invite(ctx, q, hubURL, adminActor, now)
}

func (a Admin) invite(ctx context.Context, q InviteRequest, hubURL, actor string, now time.Time) (Invited, error) {
	q.Place = strings.Join(strings.Fields(q.Place), " ")
	if q.Place == "" || len(q.Place) > 200 {
		return Invited{}, app.E(app.Usage, "hub_invite_place")
	}
	if q.Role != RoleDesk && q.Role != RoleKiosk && q.Role != RoleCoordinator {
		return Invited{}, app.E(app.Usage, "invite_role", "role", string(q.Role))
	}
	if q.Territory != "" && !codePattern.MatchString(q.Territory) {
		return Invited{}, app.E(app.Usage, "invite_territory", "territory", q.Territory)
	}
	key, err := SigningKey(ctx, a.Ledger, a.Random)
	if err != nil {
		return Invited{}, err
	}
	public := key.Public().(ed25519.PublicKey)
	code, err := relay.NewCode(a.Random, public)
	if err != nil {
		return Invited{}, err
	}
	ticket := ""
	if hubURL != "" { // a coordinator's device writes its own: it knows an address that answers
		if ticket, err = relay.Ticket(hubURL, public, code.Token); err != nil {
			return Invited{}, err
		}
	}
	inv := Invitation{
		TokenHash: hash(code.Token), Place: q.Place, PlaceID: PlaceID(q.Place), Role: q.Role, Territory: q.Territory,
		Made: now, Expires: now.Add(InvitationLife).Truncate(time.Second),
	}
	if err := a.Ledger.Invite(ctx, inv); err != nil {
		return Invited{}, err
	}
	out := Invited{Code: code.String(), Hub: hubURL, Place: q.Place, Role: q.Role, Expires: inv.Expires, Ticket: ticket}
	entry := AuditEntry{At: now, Actor: actor, Act: "invited", Subject: string(q.Role) + " " + q.Place}
	return out, a.Ledger.Audit(ctx, entry)
}

// Enlist registers a device whose secret the owner chose, without an
// invitation: for trials and load tests.
func (a Admin) Enlist(ctx context.Context, d Device, secret string) error {
	d.TokenHash = hash(secret)
	if err := a.Ledger.Enlist(ctx, d); err != nil {
		return err
	}
	return a.audit(ctx, d.Enrolled, "enlisted", string(d.ID))
}

func (a Admin) audit(ctx context.Context, now time.Time, act, subject string) error {
	return a.Ledger.Audit(ctx, AuditEntry{At: now, Actor: adminActor, Act: act, Subject: subject})
}

// Devices lists the fleet.
func (a Admin) Devices(ctx context.Context, now time.Time) ([]relay.FleetRow, error) {
	devices, err := a.Ledger.Devices(ctx)
	if err != nil {
		return nil, err
	}
	rows := make([]relay.FleetRow, len(devices))
	for i, d := range devices {
		rows[i] = FleetRow(d, now)
	}
	return rows, nil
}

// Revoke closes a device's registration: from then on it can neither send nor
// read. What it sent stays. Error: "device_unknown".
func (a Admin) Revoke(ctx context.Context, id relay.DeviceID, now time.Time) error {
	if err := a.Ledger.Revoke(ctx, id); err != nil {
		return err
	}
	return a.audit(ctx, now, "revoked", string(id))
}

// NewEpoch makes every device send again what it still keeps.
func (a Admin) NewEpoch(ctx context.Context, now time.Time) (uint32, error) {
	epoch, err := a.Ledger.NewEpoch(ctx)
	if err != nil {
		return 0, err
	}
	return epoch, a.audit(ctx, now, "epoch_new", "")
}

// PlaceID is the identifier of a place at the hub, made of its name so that
// several hub processes and several devices of one place agree: its letters,
// and enough of a hash to tell "Mairie" from "mairie !".
func PlaceID(name string) string {
	name = strings.Join(strings.Fields(norm.NFC.String(name)), " ")
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(name)) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r): // an accent
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 40 {
			break
		}
	}
	slug := strings.Trim(b.String(), "-")
	if slug == "" {
		slug = "lieu"
	}
	return slug + "-" + hex.EncodeToString(hash(name))[:6]
}

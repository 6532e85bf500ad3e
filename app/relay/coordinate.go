package relay

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"

	"parvis/app"
)

// ask sends a coordinator's request and reads the signed JSON answer.
func (r *Relay) ask(ctx context.Context, c call, send, into any) (Registration, error) {
	reg, w, err := r.registered(ctx)
	if err != nil {
		return reg, err
	}
	c.token = reg.Token
	if send != nil {
		c.kind = TypeJSON
		if c.body, err = json.Marshal(send); err != nil {
			return reg, err
		}
	}
	a, err := w.do(ctx, c)
	if err != nil {
		return reg, err
	}
	if a.status != http.StatusOK {
		return reg, refusal(a)
	}
	if err := json.Unmarshal(a.body, into); err != nil {
		return reg, app.E(app.Hub, "hub_not_parvis", "hub", reg.Hub).Because(err)
	}
	return reg, nil
}

// Fleet reads the devices of a coordinator's territory.
func (r *Relay) Fleet(ctx context.Context) (rows []FleetRow, err error) {
	_, err = r.ask(ctx, call{method: http.MethodGet, path: PathFleet}, nil, &rows)
	return rows, err
}

// Notes reads the flags and the proposals of a coordinator's territory, oldest
// first.
func (r *Relay) Notes(ctx context.Context) (rows []NoteRow, err error) {
	_, err = r.ask(ctx, call{method: http.MethodGet, path: PathNotes, heavy: true}, nil, &rows)
	return rows, err
}

// Media reads a picture or a sound of a proposal. Error: "media_none" while not
// all of it has come to the hub.
func (r *Relay) Media(ctx context.Context, ref MediaRef) ([]byte, error) {
	reg, w, err := r.registered(ctx)
	if err != nil {
		return nil, err
	}
	a, err := w.do(ctx, call{method: http.MethodGet, path: PathMedia + hex.EncodeToString(ref.Hash), token: reg.Token, heavy: true})
	if err != nil {
		return nil, err
	}
	if a.status != http.StatusOK {
		return nil, refusal(a)
	}
	if sum := sha256.Sum256(a.body); !bytes.Equal(sum[:], ref.Hash) {
		return nil, app.E(app.Hub, "hub_not_parvis", "hub", reg.Hub)
	}
	return a.body, nil
}

// Invite asks the hub for a code for one desk or kiosk of a place. The address
// written in the QR code is the one this device uses itself. Error:
// "invite_place" for a place without a name.
func (r *Relay) Invite(ctx context.Context, q InviteRequest) (inv Invited, err error) {
	reg, err := r.ask(ctx, call{method: http.MethodPost, path: PathInvite}, q, &inv)
	if err != nil {
		return inv, err
	}
	code, err := ParseCode(inv.Code)
	if err != nil {
		return inv, app.E(app.Hub, "hub_not_parvis", "hub", reg.Hub).Because(err)
	}
	inv.Ticket, err = Ticket(reg.Hub, reg.HubKey, code.Token)
	return inv, err
}

// Revoke retires a desk or a kiosk of the territory. Error: "device_unknown".
func (r *Relay) Revoke(ctx context.Context, device DeviceID) error {
	var nothing struct{}
	_, err := r.ask(ctx, call{method: http.MethodPost, path: PathRevoke}, RevokeRequest{Device: device}, &nothing)
	return err
}

// Hub is the address of the hub this device is enrolled at.
func (r *Relay) Hub(ctx context.Context) (string, error) {
	reg, _, err := r.registered(ctx)
	return reg.Hub, err
}

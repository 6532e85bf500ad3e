package hub

import (
	"bytes"
	"time"

	"parvis/app"
	"parvis/app/relay"
)

// CheckInvitation says why an invitation cannot be used: the sentence a person
// reads differs for a wrong, a used and an expired code. The device that used
// it may ask again: the answer was lost on the way.
func CheckInvitation(inv Invitation, found bool, by relay.DeviceID, now time.Time) error {
	switch {
	case !found:
		return app.E(app.Hub, relay.ProblemCodeUnknown)
	case inv.UsedBy != "" && inv.UsedBy != by:
		return app.E(app.Hub, relay.ProblemCodeUsed)
	case !now.Before(inv.Expires):
		return app.E(app.Hub, relay.ProblemCodeExpired)
	}
	return nil
}

// Reenlist completes a device that may be known already: with the same key it
// comes back, keeping what is known of it; with another key it is refused.
func Reenlist(d *Device, old Device, known bool) error {
	if !known {
		return nil
	}
	if !bytes.Equal(old.PublicKey, d.PublicKey) {
		return app.E(app.Hub, relay.ProblemDeviceTaken)
	}
	d.Enrolled, d.Heartbeat, d.Revoked = old.Enrolled, old.Heartbeat, false
	if d.Parent == "" {
		d.Parent = old.Parent
	}
	return nil
}

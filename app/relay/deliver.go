package relay

import (
	"context"
	"crypto/ed25519"
	"errors"
	"net/http"

	"parvis/app"
)

// deliver sends one batch and applies the verdicts. An error leaves every
// record of the batch "to send".
func (rn *run) deliver(ctx context.Context, entries []Entry) error {
	entries, spoiled := rn.sound(entries)
	if len(spoiled) > 0 {
		if err := rn.Outbox.Mark(ctx, spoiled...); err != nil {
			return err
		}
		if len(entries) == 0 {
			return nil
		}
	}
	batch := Batch{Device: rn.id.Device, Epoch: rn.id.Epoch, Settled: rn.id.Settled}
	var err error
	if batch.ID, err = NewID(rn.Random); err != nil {
		return err
	}
	frame, hash, entries, err := rn.seal(batch, entries)
	if errors.Is(err, ErrTooLarge) {
		return rn.halve(ctx, entries, ReasonTooLarge)
	}
	if err != nil {
		return err
	}
	if err := rn.mark(ctx, entries, Sending); err != nil {
		return err
	}
	reply, err := rn.post(ctx, frame, hash, batch.ID, entries)
	if err == nil {
		return rn.apply(ctx, reply, entries)
	}
	if err := rn.mark(context.WithoutCancel(ctx), entries, ToSend); err != nil {
		return err
	}
	switch {
	case errors.Is(err, errTooLargeThere) && len(frame) == Sizes[0]:
		// Nothing smaller exists: the network refuses everything, and that is
		// no record's fault.
		return app.E(app.Hub, "hub_refused", "code", ReasonTooLarge).Because(err)
	case errors.Is(err, errTooLargeThere):
		return rn.halve(ctx, entries, ReasonTooLarge)
	case errors.Is(err, errUnreadableThere):
		return rn.halve(ctx, entries, ReasonUnreadable)
	}
	var b *busyError
	if errors.As(err, &b) && b.after <= shortPause && rn.pauses < maxPauses {
		rn.pauses++
		if serr := rn.Sleep(ctx, max(b.after, shortPause/15)); serr == nil {
			return nil
		}
	}
	return err
}

// reasonDamaged is the reason of a record the hub never saw.
const reasonDamaged = "damaged"

// sound sets apart records that no longer match their own hash: the disk
// changed them, and no hub can tell.
func (rn *run) sound(entries []Entry) (good, spoiled []Entry) {
	good = entries[:0:0]
	for _, e := range entries {
		if string(HashOf(e.Kind, e.Version, e.Body)) == string(e.Hash) {
			good = append(good, e)
			continue
		}
		e.State, e.Reason = SetAside, reasonDamaged
		spoiled = append(spoiled, e)
	}
	return good, spoiled
}

// seal makes the frame, dropping the second half until it fits.
func (rn *run) seal(b Batch, entries []Entry) (frame, hash []byte, kept []Entry, err error) {
	for {
		b.Records = make([]Record, len(entries))
		for i, e := range entries {
			b.Records[i] = e.Record
		}
		frame, hash, err = Seal(b, ed25519.PrivateKey(rn.id.Private))
		if !errors.Is(err, ErrTooLarge) || len(entries) <= 1 {
			return frame, hash, entries, err
		}
		entries = entries[:len(entries)/2]
	}
}

// halve makes the next batches smaller; a record refused alone counts as
// rejected, so that it cannot block the others.
func (rn *run) halve(ctx context.Context, entries []Entry, reason string) error {
	switch len(entries) {
	case 0:
		return app.E(app.Hub, "hub_refused", "code", reason)
	case 1:
		return rn.Outbox.Mark(ctx, rejected(entries[0], reason))
	}
	rn.limit = len(entries) / 2
	return nil
}

func (rn *run) mark(ctx context.Context, entries []Entry, s State) error {
	if len(entries) == 0 {
		return nil
	}
	marked := make([]Entry, len(entries))
	for i, e := range entries {
		e.State = s
		marked[i] = e
	}
	return rn.Outbox.Mark(ctx, marked...)
}

// post sends a frame. Success is 2xx, the hub's signature, and the echo of the
// batch's id, count and hash with one verdict per record.
func (rn *run) post(ctx context.Context, frame, hash []byte, id string, entries []Entry) (Reply, error) {
	a, err := rn.wire.do(ctx, call{
		method: http.MethodPost, path: PathBatches, token: rn.reg.Token, kind: TypeBatch, body: frame,
	})
	if err != nil {
		return Reply{}, err
	}
	if a.status < 200 || a.status > 299 {
		return Reply{}, refusal(a)
	}
	var reply Reply
	if err := Decode(a.body, &reply); err != nil {
		return Reply{}, app.E(app.Hub, "hub_not_parvis", "hub", rn.reg.Hub).Because(err)
	}
	if err := echoes(reply, id, hash, entries); err != nil {
		return Reply{}, err
	}
	return reply, nil
}

// echoes checks that a reply speaks of this very batch.
func echoes(reply Reply, id string, hash []byte, entries []Entry) error {
	wrong := app.E(app.Hub, "hub_wrong_echo")
	if reply.BatchID != id || reply.Count != len(entries) || string(reply.BatchHash) != string(hash) ||
		len(reply.Verdicts) != len(entries) {
		return wrong
	}
	for i, v := range reply.Verdicts {
		if v.Seq != entries[i].Seq {
			return wrong
		}
	}
	return nil
}

// apply turns verdicts into states, then looks at what the reply says of the
// hub and of this device's identity.
func (rn *run) apply(ctx context.Context, reply Reply, entries []Entry) error {
	now := rn.Now()
	rn.heard = true
	fresh := rn.id.fresh(rn.progress)
	rn.progress.ClockDrift = reply.ServerTime - now.Unix()
	if d := rn.progress.ClockDrift; d >= -1 && d <= 1 {
		rn.progress.ClockDrift = 0 // the answer's own travel
	}
	lost := rn.lost(reply)
	if !lost {
		// Before the records are marked: stopped in between, they are sent
		// again; the other way round, a loss at the hub could go unseen.
		if err := rn.heardOf(ctx, reply); err != nil {
			return err
		}
	}
	clone, settle := false, false
	marked := make([]Entry, len(entries))
	for i, v := range reply.Verdicts {
		e := entries[i]
		switch {
		case v.Verdict == Accepted, v.Verdict == Duplicate:
			e.State, e.Reason, e.Acked = Sent, "", now
			rn.sent++
		case reply.Account != nil && asksToSettle(v, e, rn.id.Epoch, fresh):
			e.State, settle = ToSend, true
		case v.Verdict == Conflict && v.Reason == ReasonOldEpoch:
			e.State, clone = ToSend, true
		default:
			e = rejected(e, v.Reason)
		}
		marked[i] = e
	}
	if len(marked) > 0 {
		if err := rn.Outbox.Mark(ctx, marked...); err != nil {
			return err
		}
	}
	switch {
	case clone:
		return rn.newEpoch(ctx, Parting{NewDevice: true, Copied: true})
	case settle:
		return rn.settle(ctx, *reply.Account)
	}
	if lost {
		return rn.sendAgain(ctx, reply)
	}
	return nil
}

// rejected counts one refusal of this very record; the second sets it aside.
func rejected(e Entry, reason string) Entry {
	e.Rejects++
	e.Reason, e.State = reason, ToSend
	if e.Rejects >= 2 {
		e.State = SetAside
	}
	return e
}

// lost recognises a hub that was restored: another epoch, or less known than
// before.
func (rn *run) lost(reply Reply) bool {
	return reply.HubEpoch != rn.reg.HubEpoch ||
		(rn.progress.AckedEpoch == rn.id.Epoch &&
			(reply.AckedThroughSeq < rn.progress.AckedThrough || reply.KnownBefore < rn.progress.Known))
}

// heardOf keeps how far the hub says it has everything.
func (rn *run) heardOf(ctx context.Context, reply Reply) error {
	rn.progress.AckedEpoch, rn.progress.AckedThrough = rn.id.Epoch, reply.AckedThroughSeq
	rn.progress.Known = reply.KnownAfter
	rn.progress.PackVersion = reply.PackVersion
	return rn.Outbox.SetProgress(ctx, rn.progress)
}

// sendAgain puts back what a restored hub may have lost: everything still
// kept, since a record that arrives twice counts once. What tells of the loss
// is overwritten last. A hub that forgets again and again during one run is
// several that do not know one another: better to say so than to send for ever.
func (rn *run) sendAgain(ctx context.Context, reply Reply) error {
	if rn.losses++; rn.losses > maxLosses {
		return app.E(app.Hub, "hub_forgets")
	}
	rn.Log.Info("hub restored: sending again", "epoch", reply.HubEpoch)
	if err := rn.resend(ctx); err != nil {
		return err
	}
	if err := rn.heardOf(ctx, reply); err != nil {
		return err
	}
	rn.reg.HubEpoch = reply.HubEpoch
	return rn.Outbox.SetRegistration(ctx, rn.reg)
}

// newEpoch answers a conflict of identity. A restored device goes on under a
// new epoch; a clone becomes a device of its own, with its own registration.
func (rn *run) newEpoch(ctx context.Context, p Parting) error {
	if rn.renewals++; rn.renewals > maxRenewal {
		return app.E(app.Hub, "identity_conflict")
	}
	rn.Log.Info("identity conflict: new epoch", "clone", p.NewDevice)
	if err := rn.forget(ctx); err != nil { // first, so that a crash here loses nothing
		return err
	}
	id, err := rn.Outbox.NewEpoch(ctx, p)
	if err != nil {
		return err
	}
	rn.id = id
	rn.progress.AckedEpoch, rn.progress.AckedThrough, rn.progress.Known = id.Epoch, 0, 0
	if err := rn.Outbox.SetProgress(ctx, rn.progress); err != nil {
		return err
	}
	if p.NewDevice {
		return rn.renew(ctx)
	}
	return nil
}

// renew gives a clone its own registration, asked for with the one it copied.
func (rn *run) renew(ctx context.Context) error {
	reg, err := rn.register(ctx, rn.wire, PathRenew, rn.reg.Token, rn.id)
	if err == nil {
		rn.reg = reg
		rn.progress.AckedThrough, rn.progress.Known = 0, 0
	}
	return err
}

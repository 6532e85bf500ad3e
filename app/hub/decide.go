package hub

import (
	"bytes"
	"slices"
	"time"

	"parvis/app/relay"
)

// ReasonIDTaken is a conflict: this record's ID belongs to another content.
const ReasonIDTaken = "id_taken"

// sameFact marks a number whose content arrived before under another identity:
// nothing is counted, the number is decided.
const sameFact = "duplicate"

// Cabinet is one read-write transaction of a ledger that has one writer at a
// time, so that reading inside it is as good as a unique constraint.
type Cabinet interface {
	Standing(d relay.DeviceID) (Standing, error)
	// SetStanding also notes when the device was seen, and its heartbeat
	// unless nil.
	SetStanding(s Standing, seen time.Time, beat *relay.Heartbeat) error
	// HashBySeq, HashByID and HashByLot give the hash of the accepted record
	// of that identity, nil when there is none.
	HashBySeq(d relay.DeviceID, epoch uint32, seq uint64) ([]byte, error)
	HashByID(id string) ([]byte, error)
	HashByLot(d relay.DeviceID, l LotRow) ([]byte, error)
	// Refused says whether that number was kept with a refusal.
	Refused(d relay.DeviceID, epoch uint32, seq uint64) (bool, error)
	Keep(k Kept) error
}

// Decide decides a delivery in a cabinet: the rules every Ledger follows.
func Decide(c Cabinet, d Delivery) (Decision, error) {
	standing, err := c.Standing(d.Device.ID)
	if err != nil {
		return Decision{}, err
	}
	standing.Device = d.Device.ID
	if Unsettled(d, standing) {
		return Undecided(d, standing), nil
	}
	out := Decision{Verdicts: make([]relay.RecordVerdict, len(d.Records))}
	if outcomes, taken, err := anyTaken(c, d, standing); err != nil || taken {
		return Refuse(d, standing, outcomes), err
	}
	var seqs []uint64
	var beat *relay.Heartbeat
	fresh := uint64(0)
	for i, j := range d.Records {
		v, kept, err := decideOne(c, d, j, standing.Epoch)
		if err != nil {
			return Decision{}, err
		}
		if kept && j.Epoch == d.Epoch {
			fresh++
		}
		out.Verdicts[i] = v
		if Decided(v) && j.Epoch == d.Epoch {
			seqs = append(seqs, j.Seq)
		}
		if v.Verdict == relay.Accepted && j.Beat != nil {
			beat = j.Beat
		}
	}
	if d.Epoch >= standing.Epoch {
		standing, err = standing.Advance(d.Epoch, seqs, func(seq uint64) (bool, error) {
			hash, err := c.HashBySeq(d.Device.ID, d.Epoch, seq)
			if err != nil || hash != nil {
				return hash != nil, err
			}
			return c.Refused(d.Device.ID, d.Epoch, seq)
		})
		if err != nil {
			return Decision{}, err
		}
		out.KnownBefore = standing.Known
		standing.Known += fresh
		out.KnownAfter = standing.Known
	}
	out.AckedThrough = standing.Acked
	out.Settle = SettleFor(out.Verdicts, relay.Settled{Epoch: standing.Epoch, Known: standing.Known})
	return out, c.SetStanding(standing, d.Now, beat)
}

// SettleFor asks a device to settle, up to now, when it closed a window that
// its name had released otherwise, or comes under an epoch left behind.
func SettleFor(verdicts []relay.RecordVerdict, now relay.Settled) *relay.Settled {
	asks := func(v relay.RecordVerdict) bool {
		return v.Reason == relay.ReasonReleased || v.Reason == relay.ReasonOldEpoch
	}
	if slices.ContainsFunc(verdicts, asks) {
		return &now
	}
	return nil
}

// Unsettled says whether a delivery begins an epoch without taking over what
// its device sent before. A copy of the disk may have sent it.
func Unsettled(d Delivery, s Standing) bool {
	return d.Epoch > s.Epoch && s.Known > 0 && d.Settled != (relay.Settled{Epoch: s.Epoch, Known: s.Known})
}

// Undecided answers an unsettled delivery: nothing of it is taken.
func Undecided(d Delivery, s Standing) Decision {
	out := Decision{Verdicts: make([]relay.RecordVerdict, len(d.Records))}
	for i, j := range d.Records {
		out.Verdicts[i] = relay.RecordVerdict{Seq: j.Seq, Verdict: relay.Conflict, Reason: relay.ReasonUnsettled}
	}
	if len(d.Records) > 0 {
		out.Settle = &relay.Settled{Epoch: s.Epoch, Known: s.Known}
	}
	return out
}

// Taken says whether an outcome shows that two disks go by one name: then
// nothing of the delivery is taken, so that what the hub has of an epoch comes
// from one of them.
func Taken(v relay.RecordVerdict, j Judged, d Delivery) bool {
	return v.Verdict == relay.Conflict && v.Reason == relay.ReasonSeqTaken && j.Epoch == d.Epoch
}

// Refuse answers a delivery of which nothing is taken: what is known already
// stays so, the rest has to wait until the account is settled.
func Refuse(d Delivery, s Standing, outcomes []Outcome) Decision {
	out := Decision{
		Verdicts: make([]relay.RecordVerdict, len(outcomes)), AckedThrough: s.Acked, KnownBefore: s.Known, KnownAfter: s.Known,
		Settle: &relay.Settled{Epoch: s.Epoch, Known: s.Known},
	}
	for i, o := range outcomes {
		out.Verdicts[i] = o.RecordVerdict
		if known := o.Verdict == relay.Duplicate && !o.Keep; !known && !Taken(o.RecordVerdict, d.Records[i], d) {
			out.Verdicts[i] = relay.RecordVerdict{Seq: o.Seq, Verdict: relay.Conflict, Reason: relay.ReasonUnsettled}
		}
	}
	return out
}

// Decided says whether a verdict settles the record's number for good.
func Decided(v relay.RecordVerdict) bool {
	return v.Verdict != relay.Conflict || v.Reason == ReasonIDTaken
}

// Found is what the ledger has under each identity of a record: the hash of
// the accepted record, nil when there is none.
type Found struct{ BySeq, ByID, ByLot []byte }

// Outcome is what becomes of a record. With Keep, its number is kept: as
// accepted when Refusal is empty, else with that refusal.
type Outcome struct {
	relay.RecordVerdict
	Keep    bool
	Refusal string
}

// Rule is the one rule of verdicts. old says that the batch came under an
// epoch this device has left behind.
func Rule(j Judged, f Found, old bool) Outcome {
	say := func(v relay.Verdict, reason string) Outcome {
		return Outcome{RecordVerdict: relay.RecordVerdict{Seq: j.Seq, Verdict: v, Reason: reason}}
	}
	keep := func(o Outcome, refusal string) Outcome {
		o.Keep, o.Refusal = true, refusal
		return o
	}
	switch {
	case f.BySeq != nil && bytes.Equal(f.BySeq, j.Hash):
		return say(relay.Duplicate, "")
	case f.BySeq != nil && !old:
		return say(relay.Conflict, relay.ReasonSeqTaken)
	case f.BySeq == nil && f.ByID != nil && bytes.Equal(f.ByID, j.Hash):
		return keep(say(relay.Duplicate, ""), sameFact)
	case old:
		return say(relay.Conflict, relay.ReasonOldEpoch)
	case f.ByID != nil:
		return keep(say(relay.Conflict, ReasonIDTaken), ReasonIDTaken)
	case j.Refusal != "":
		return keep(say(relay.Rejected, j.Refusal), j.Refusal)
	case f.ByLot != nil && bytes.Equal(f.ByLot, j.Hash):
		return keep(say(relay.Duplicate, ""), sameFact)
	case f.ByLot != nil:
		return keep(say(relay.Rejected, relay.ReasonReleased), relay.ReasonReleased)
	}
	return keep(say(relay.Accepted, ""), "")
}

// LotOf is a record's lot with its identity, nil when it is not a lot.
func LotOf(j Judged, d Device, received time.Time) *LotRow {
	if j.Lot == nil {
		return nil
	}
	l := *j.Lot
	l.ID, l.Device, l.PlaceID, l.Received = j.ID, d.ID, d.PlaceID, received
	return &l
}

// anyTaken looks for a number of the newest epoch that carries something else.
// A number above the highest decided is free.
func anyTaken(c Cabinet, d Delivery, s Standing) (out []Outcome, taken bool, err error) {
	if d.Epoch != s.Epoch {
		return nil, false, nil
	}
	out = make([]Outcome, len(d.Records))
	for i, j := range d.Records {
		var f Found
		if j.Epoch == s.Epoch && j.Seq <= s.Highest {
			if f.BySeq, err = c.HashBySeq(d.Device.ID, j.Epoch, j.Seq); err != nil {
				return nil, false, err
			}
		}
		out[i] = Rule(j, f, false)
		taken = taken || Taken(out[i].RecordVerdict, j, d)
	}
	return out, taken, nil
}

// decideOne decides one record; fresh says that its number was not decided
// before.
func decideOne(c Cabinet, d Delivery, j Judged, newest uint32) (v relay.RecordVerdict, fresh bool, err error) {
	var f Found
	lot := LotOf(j, d.Device, d.Now)
	if f.BySeq, err = c.HashBySeq(d.Device.ID, j.Epoch, j.Seq); err != nil {
		return v, false, err
	}
	if f.ByID, err = c.HashByID(j.ID); err != nil {
		return v, false, err
	}
	if lot != nil {
		if f.ByLot, err = c.HashByLot(d.Device.ID, *lot); err != nil {
			return v, false, err
		}
	}
	o := Rule(j, f, d.Epoch < newest)
	if !o.Keep {
		return o.RecordVerdict, false, nil
	}
	kept := Kept{Record: j.Record, Device: d.Device.ID, Refusal: o.Refusal, Received: d.Now}
	if o.Refusal == "" {
		kept.Lot = lot
	}
	known, err := c.Refused(d.Device.ID, j.Epoch, j.Seq)
	if err != nil {
		return v, false, err
	}
	return o.RecordVerdict, !known, c.Keep(kept)
}

package hub

import (
	"bytes"
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
	out := Decision{Verdicts: make([]relay.RecordVerdict, len(d.Records))}
	var seqs []uint64
	var beat *relay.Heartbeat
	for i, j := range d.Records {
		v, err := decideOne(c, d, j, standing.Epoch)
		if err != nil {
			return Decision{}, err
		}
		out.Verdicts[i] = v
		if v.Verdict != relay.Conflict && j.Epoch == d.Epoch {
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
	}
	out.AckedThrough = standing.Acked
	return out, c.SetStanding(standing, d.Now, beat)
}

func decideOne(c Cabinet, d Delivery, j Judged, newest uint32) (relay.RecordVerdict, error) {
	say := func(v relay.Verdict, reason string) (relay.RecordVerdict, error) {
		return relay.RecordVerdict{Seq: j.Seq, Verdict: v, Reason: reason}, nil
	}
	kept := Kept{Record: j.Record, Device: d.Device.ID, Received: d.Now}
	keep := func(refusal string, v relay.Verdict, reason string) (relay.RecordVerdict, error) {
		kept.Refusal = refusal
		if err := c.Keep(kept); err != nil {
			return relay.RecordVerdict{}, err
		}
		return say(v, reason)
	}
	hash, err := c.HashBySeq(d.Device.ID, j.Epoch, j.Seq)
	if err != nil {
		return relay.RecordVerdict{}, err
	}
	if hash != nil {
		if bytes.Equal(hash, j.Hash) {
			return say(relay.Duplicate, "")
		}
		return say(relay.Conflict, relay.ReasonSeqTaken)
	}
	if hash, err = c.HashByID(j.ID); err != nil {
		return relay.RecordVerdict{}, err
	}
	switch {
	case hash != nil && bytes.Equal(hash, j.Hash):
		return keep(sameFact, relay.Duplicate, "")
	case d.Epoch < newest:
		return say(relay.Conflict, relay.ReasonOldEpoch)
	case hash != nil:
		return say(relay.Conflict, ReasonIDTaken)
	case j.Refusal != "":
		return keep(j.Refusal, relay.Rejected, j.Refusal)
	case j.Lot == nil:
		return keep("", relay.Accepted, "")
	}
	lot := *j.Lot
	lot.ID, lot.Device, lot.PlaceID, lot.Received = j.ID, d.Device.ID, d.Device.PlaceID, d.Now
	if hash, err = c.HashByLot(d.Device.ID, lot); err != nil {
		return relay.RecordVerdict{}, err
	}
	switch {
	case hash == nil:
		kept.Lot = &lot
		return keep("", relay.Accepted, "")
	case bytes.Equal(hash, j.Hash):
		return keep(sameFact, relay.Duplicate, "")
	}
	return keep(RefusedAgain, relay.Rejected, RefusedAgain)
}

package relay

import "context"

// asksToSettle says whether a verdict shows that another disk may have counted
// what this record counts: its number is taken, its epoch is not settled, or
// its window was released otherwise; or the epoch it begins was left behind by
// another restore of the same backup (fresh). What was acknowledged once and comes again
// to a restored hub is in the account already.
func asksToSettle(v RecordVerdict, e Entry, epoch uint32, fresh bool) bool {
	switch v.Reason {
	case ReasonUnsettled:
		return true
	case ReasonOldEpoch:
		return fresh
	case ReasonSeqTaken:
		return e.Epoch == epoch
	case ReasonReleased:
		return e.Acked.IsZero() && e.lot()
	}
	return false
}

// fresh says whether the identity began with a restore and the hub never heard
// of it: then a newer epoch is no copy that lives, but an earlier restore, or
// the disk this one replaces.
func (id Identity) fresh(p Progress) bool { return id.Restored && p.AckedEpoch != id.Epoch }

// settle goes on under a new epoch whose account takes over what the hub has.
func (rn *run) settle(ctx context.Context, a Account) error {
	p, err := rn.parting(ctx, a)
	if err != nil {
		return err
	}
	return rn.newEpoch(ctx, p)
}

// parting compares what the hub has with what this disk knows: what was
// acknowledged here is no news.
func (r *Relay) parting(ctx context.Context, a Account) (Parting, error) {
	out := Parting{Copied: true, Settled: a.Settled}
	known := map[string]bool{}
	for e, err := range r.Outbox.Entries(ctx) {
		if err != nil {
			return Parting{}, err
		}
		if !e.Acked.IsZero() && e.lot() {
			known[string(e.Body)] = true
		}
	}
	for _, page := range a.Pages {
		for _, l := range page {
			body, err := Canonical(l)
			if err != nil {
				return Parting{}, err
			}
			if !known[string(body)] {
				out.Out = append(out.Out, body)
			}
		}
	}
	return out, nil
}

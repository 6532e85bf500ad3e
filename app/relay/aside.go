package relay

import (
	"context"
	"encoding/hex"
	"time"
)

// Aside lists what was set aside, oldest first. Nothing ever deletes it.
func (r *Relay) Aside(ctx context.Context) (list []Entry, err error) {
	for e, err := range r.Outbox.Entries(ctx) {
		if err != nil {
			return nil, err
		}
		if e.State == SetAside {
			list = append(list, e)
		}
	}
	return list, nil
}

// ExportedEntry is a record of the outbox as a person may keep it: what it is,
// why it was refused, and its very bytes.
type ExportedEntry struct {
	ID       string    `json:"id"`
	Epoch    uint32    `json:"epoch"`
	Seq      uint64    `json:"seq"`
	Kind     string    `json:"kind"`
	Version  uint16    `json:"version"`
	State    State     `json:"state"`
	Reason   string    `json:"reason,omitempty"`
	Rejects  int       `json:"rejects"`
	Enqueued time.Time `json:"enqueued"`
	Content  any       `json:"content,omitempty"` // when this program can read it
	Body     string    `json:"body"`              // canonical CBOR, in hexadecimal
	Hash     string    `json:"hash"`
}

// ExportEntries makes records fit for a file.
func ExportEntries(list []Entry) []ExportedEntry {
	out := make([]ExportedEntry, len(list))
	for i, e := range list {
		out[i] = ExportedEntry{
			ID: e.ID, Epoch: e.Epoch, Seq: e.Seq, Kind: e.Kind.Name(), Version: e.Version, State: e.State,
			Reason: e.Reason, Rejects: e.Rejects, Enqueued: e.Enqueued, Content: contentOf(e.Record),
			Body: hex.EncodeToString(e.Body), Hash: hex.EncodeToString(e.Hash),
		}
	}
	return out
}

// Name is the word for a kind, in exports and in message keys.
func (k Kind) Name() string {
	names := map[Kind]string{
		KindLot: "lot", KindKioskLot: "kiosk_lot", KindFlag: "flag", KindHeartbeat: "heartbeat", KindProposal: "proposal", KindMedia: "media",
	}
	if name, ok := names[k]; ok {
		return name
	}
	return "unknown"
}

// contentOf reads a body of a known kind; nil when it cannot be read.
func contentOf(r Record) any {
	read := func(v any) any {
		if Decode(r.Body, v) != nil {
			return nil
		}
		return v
	}
	switch r.Kind {
	case KindLot, KindKioskLot:
		return read(&LotBody{})
	case KindFlag:
		return read(&FlagBody{})
	case KindHeartbeat:
		return read(&Heartbeat{})
	case KindProposal:
		return read(&ProposalBody{})
	case KindMedia:
		return read(&MediaBody{})
	}
	return nil
}

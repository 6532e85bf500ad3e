package station

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"time"

	"parvis/app"
	"parvis/app/guide"
	"parvis/app/library"
	"parvis/app/relay"
	"parvis/app/relay/pack"
	"parvis/app/session"
	"parvis/store/device"
)

// Settings the shelf is remembered under.
const (
	keyAcceptances = "library.acceptances"
	keyReviews     = "library.reviews"
	keyFlags       = "library.flags"
	keyFlagsSent   = "library.flags.sent"

	keyProposalsSent = "library.proposals.sent" // by guide, the hash of the text
)

// records keeps what the shelf asks to be remembered in the settings of the
// device, which are sealed and durable.
type records struct{ d *device.Device }

func read[T any](ctx context.Context, d *device.Device, key string) ([]T, error) {
	var list []T
	_, err := d.SettingJSON(ctx, key, &list)
	return list, err
}

func add[T any](ctx context.Context, d *device.Device, key string, more ...T) error {
	list, err := read[T](ctx, d, key)
	if err != nil {
		return err
	}
	return d.SetSettingJSON(ctx, key, append(list, more...))
}

// Acceptances implements library.Records.
func (r records) Acceptances(ctx context.Context) ([]library.Acceptance, error) {
	return read[library.Acceptance](ctx, r.d, keyAcceptances)
}

// Accept implements library.Records.
func (r records) Accept(ctx context.Context, list ...library.Acceptance) error {
	return add(ctx, r.d, keyAcceptances, list...)
}

// Reviews implements library.Records.
func (r records) Reviews(ctx context.Context) ([]library.ReviewRecord, error) {
	return read[library.ReviewRecord](ctx, r.d, keyReviews)
}

// AddReview implements library.Records.
func (r records) AddReview(ctx context.Context, one library.ReviewRecord) error {
	return add(ctx, r.d, keyReviews, one)
}

// Flags implements library.Records.
func (r records) Flags(ctx context.Context) ([]library.Flag, error) {
	return read[library.Flag](ctx, r.d, keyFlags)
}

// keptFlag is a flag with the name it travels under, given when it is raised:
// a directory restored or copied since hands it over under the same one, and
// the hub counts it once. The name tells the day, no more.
type keptFlag struct {
	library.Flag
	ID string `json:"id,omitempty"` // empty: raised by an earlier program
}

// AddFlag implements library.Records.
func (r records) AddFlag(ctx context.Context, f library.Flag) error {
	id, err := session.NewID(f.On.Time(time.UTC), rand.Reader)
	if err != nil {
		return err
	}
	return add(ctx, r.d, keyFlags, keptFlag{Flag: f, ID: string(id)})
}

// Flags are the steps flagged on this device, oldest first.
func (s *Station) Flags(ctx context.Context) ([]library.Flag, error) {
	return read[library.Flag](ctx, s.Device, keyFlags)
}

// sendFlags puts the flags not yet handed over into the outbox: guide,
// version, step, reason; nobody's name.
func (s *Station) sendFlags(ctx context.Context) error {
	flags, err := read[keptFlag](ctx, s.Device, keyFlags)
	if err != nil {
		return err
	}
	sent := 0
	if raw, ok, err := s.Setting(ctx, keyFlagsSent); err != nil {
		return err
	} else if ok {
		sent, _ = strconv.Atoi(string(raw))
	}
	if sent >= len(flags) {
		return nil
	}
	h := device.Handover{Key: keyFlagsSent, Value: []byte(strconv.Itoa(len(flags)))}
	for _, f := range flags[sent:] {
		raw, err := relay.Canonical(relay.FlagBody{Guide: string(f.Guide), Version: string(f.Version), Step: string(f.Step), Code: string(f.Reason)})
		if err != nil {
			return err
		}
		h.Records = append(h.Records, device.HandedOver{Kind: relay.KindFlag, Body: raw, ID: f.ID})
	}
	return s.HandOver(ctx, h)
}

// sendProposals puts the guides proposed here into the outbox, each text once:
// the guide, its pictures and sounds, and nobody's name.
func (s *Station) sendProposals(ctx context.Context) error {
	proposed, err := s.Shelf.Proposals(ctx)
	if err != nil || len(proposed) == 0 {
		return err
	}
	sent := map[string]string{} // by guide, the hash of what was sent; pictures by their own hash
	if _, err := s.SettingJSON(ctx, keyProposalsSent, &sent); err != nil {
		return err
	}
	h := device.Handover{Key: keyProposalsSent}
	for _, p := range proposed {
		records, print, err := proposalRecords(p, sent)
		if err != nil {
			return err
		}
		if sent[string(p.ID)] == print || len(records[0].Body) > relay.MaxBody { // too long to travel: it stays a guide of the place
			continue
		}
		sent[string(p.ID)] = print
		h.Records = append(h.Records, records...)
	}
	if len(h.Records) == 0 {
		return nil
	}
	if h.Value, err = json.Marshal(sent); err != nil {
		return err
	}
	return s.HandOver(ctx, h)
}

// proposalRecords are a proposal, then what it shows that was not sent yet.
// print changes when any of it does.
func proposalRecords(p library.Proposed, sent map[string]string) (records []device.HandedOver, print string, err error) {
	body := relay.ProposalBody{Guide: string(p.ID), Version: string(p.Version), Text: string(p.Text)}
	print = pack.HashOf(p.Text)
	for _, m := range p.Media {
		ref, pieces, err := relay.MediaBodies(m.Data)
		if err != nil {
			return nil, "", err
		}
		ref.Name = m.Name
		body.Media = append(body.Media, ref)
		key := "media " + hex.EncodeToString(ref.Hash)
		if print += key; sent[key] != "" {
			continue
		}
		sent[key] = m.Name
		for _, piece := range pieces {
			records = append(records, device.HandedOver{Kind: relay.KindMedia, Body: piece})
		}
	}
	raw, err := relay.Canonical(body)
	return append([]device.HandedOver{{Kind: relay.KindProposal, Body: raw}}, records...), print, err
}

// usage counts sessions by guide.
type usage struct{ d *device.Device }

// GuideUses implements library.Usage.
func (u usage) GuideUses(ctx context.Context, since app.Day) (map[guide.ID]int, error) {
	stats, err := u.d.Stats(ctx, session.Filter{From: since})
	if err != nil {
		return nil, err
	}
	out := map[guide.ID]int{}
	for id, n := range stats.By["guide"] {
		out[guide.ID(id)] = n
	}
	return out, nil
}

package station

import (
	"context"
	"strconv"

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

// AddFlag implements library.Records.
func (r records) AddFlag(ctx context.Context, f library.Flag) error {
	return add(ctx, r.d, keyFlags, f)
}

// Flags are the steps flagged on this device, oldest first.
func (s *Station) Flags(ctx context.Context) ([]library.Flag, error) {
	return read[library.Flag](ctx, s.Device, keyFlags)
}

// sendFlags puts the flags not yet handed over into the outbox: guide,
// version, step, reason; nobody's name.
func (s *Station) sendFlags(ctx context.Context) error {
	flags, err := read[library.Flag](ctx, s.Device, keyFlags)
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
	var bodies [][]byte
	for _, f := range flags[sent:] {
		raw, err := relay.Canonical(relay.FlagBody{Guide: string(f.Guide), Version: string(f.Version), Step: string(f.Step), Code: string(f.Reason)})
		if err != nil {
			return err
		}
		bodies = append(bodies, raw)
	}
	if err := s.Enqueue(ctx, relay.KindFlag, 1, bodies...); err != nil {
		return err
	}
	return s.SetSetting(ctx, keyFlagsSent, []byte(strconv.Itoa(len(flags))))
}

// sendProposals puts the guides proposed here into the outbox, each text once:
// the guide, and nobody's name.
func (s *Station) sendProposals(ctx context.Context) error {
	proposed, err := s.Shelf.Proposals(ctx)
	if err != nil || len(proposed) == 0 {
		return err
	}
	sent := map[guide.ID]string{}
	if _, err := s.SettingJSON(ctx, keyProposalsSent, &sent); err != nil {
		return err
	}
	var bodies [][]byte
	for _, p := range proposed {
		print := pack.HashOf(p.Text)
		raw, err := relay.Canonical(relay.ProposalBody{Guide: string(p.ID), Version: string(p.Version), Text: string(p.Text)})
		if err != nil {
			return err
		}
		if sent[p.ID] == print || len(raw) > relay.MaxBody { // too long to travel: it stays a guide of the place
			continue
		}
		sent[p.ID] = print
		bodies = append(bodies, raw)
	}
	if len(bodies) == 0 {
		return nil
	}
	if err := s.Enqueue(ctx, relay.KindProposal, 1, bodies...); err != nil {
		return err
	}
	return s.SetSettingJSON(ctx, keyProposalsSent, sent)
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

package library

import (
	"context"

	"parvis/app"
	"parvis/app/guide"
)

// Proposed is a guide written here that asks to be read over and shared.
type Proposed struct {
	ID      guide.ID
	Version guide.Version
	Text    []byte
	Media   []Media
}

// Proposals are the local guides whose review was asked for, as they are now,
// with the pictures and sounds that go with them. One that changed version
// since, or whose pictures cannot travel any more, waits to be proposed again.
func (s *Shelf) Proposals(ctx context.Context) ([]Proposed, error) {
	accepted, err := s.records.Acceptances(ctx)
	if err != nil {
		return nil, err
	}
	asked := map[guide.ID]guide.Version{}
	for _, a := range accepted {
		if a.Lang == proposalLang {
			asked[a.Guide] = a.Version
		}
	}
	var out []Proposed
	for _, e := range s.Entries() {
		version, ok := asked[e.ID]
		if !ok {
			continue
		}
		for _, v := range append([]Variant{e.Variant}, e.Others...) {
			if v.Origin != Local || v.Version != version {
				continue
			}
			text, err := s.VariantText(v)
			if err != nil {
				return nil, err
			}
			f := guide.Parse(v.File, text)
			if f.Guide == nil {
				continue // written over since
			}
			media, err := s.travelling(f.Guide)
			if err != nil && app.KindOf(err) == app.Rejected {
				continue
			}
			if err != nil {
				return nil, err
			}
			out = append(out, Proposed{e.ID, v.Version, text, media})
		}
	}
	return out, nil
}

// SetPolicy puts the rules a coordinator publishes in force.
func (s *Shelf) SetPolicy(ctx context.Context, p Policy) error {
	s.policy.Store(&p)
	return s.Refresh(ctx)
}

func (s *Shelf) inForce() Policy { return *s.policy.Load() }

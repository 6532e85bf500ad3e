package library

import (
	"context"
	"sync"

	"parvis/app"
	"parvis/app/guide"
)

// Acceptance is what a place lets visitors see: a guide, or its translation in
// one language, as it was on that day. Withdrawn takes it back.
type Acceptance struct {
	Guide     guide.ID      `json:"guide"`
	Lang      string        `json:"lang,omitempty"` // empty: the guide itself
	Version   guide.Version `json:"version"`
	On        app.Day       `json:"on"`
	By        string        `json:"by,omitempty"`
	Withdrawn bool          `json:"withdrawn,omitempty"`
}

// ReviewRecord is a review signed on this device. It holds for that version.
type ReviewRecord struct {
	Guide   guide.ID      `json:"guide"`
	Lang    string        `json:"lang,omitempty"`
	Version guide.Version `json:"version"`
	By      string        `json:"by"`
	On      app.Day       `json:"on"`
}

// Reason is why a step was flagged. The codes travel and are never reused.
type Reason string

// The reasons, in the order of the two-tap menu.
const (
	DeadLink      Reason = "lien_mort"
	Outdated      Reason = "texte_perime"
	Unclear       Reason = "texte_obscur"
	PlaceMoved    Reason = "lieu_change"
	SourceChanged Reason = "source_changee"
	OtherReason   Reason = "autre"
)

// Reasons are all reasons, in order.
func Reasons() []Reason {
	return []Reason{DeadLink, Outdated, Unclear, PlaceMoved, SourceChanged, OtherReason}
}

// Flag says that something is wrong with a step. It names no person.
type Flag struct {
	Guide   guide.ID      `json:"guide"`
	Version guide.Version `json:"version"`
	Step    guide.StepID  `json:"step,omitempty"` // empty: the whole guide
	Reason  Reason        `json:"reason"`
	On      app.Day       `json:"on"`
}

// Records is what the shelf asks to be remembered. Everything is kept in the
// order it was added; a later acceptance replaces an earlier one of the same
// guide and language.
type Records interface {
	Acceptances(ctx context.Context) ([]Acceptance, error)
	Accept(ctx context.Context, list ...Acceptance) error
	Reviews(ctx context.Context) ([]ReviewRecord, error)
	AddReview(ctx context.Context, r ReviewRecord) error
	Flags(ctx context.Context) ([]Flag, error)
	AddFlag(ctx context.Context, f Flag) error
}

// Usage counts how often guides were followed on this device since a day.
type Usage interface {
	GuideUses(ctx context.Context, since app.Day) (map[guide.ID]int, error)
}

// Memory is Records kept in memory only: for demonstrations, and for what
// needs no memory (linting, searching a folder). It is safe for concurrent use.
type Memory struct {
	mu          sync.Mutex
	acceptances []Acceptance
	reviews     []ReviewRecord
	flags       []Flag
}

var _ Records = (*Memory)(nil)

// Acceptances gives what was accepted or withdrawn, oldest first.
func (m *Memory) Acceptances(context.Context) ([]Acceptance, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]Acceptance(nil), m.acceptances...), nil
}

// Accept adds acceptances.
func (m *Memory) Accept(_ context.Context, list ...Acceptance) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.acceptances = append(m.acceptances, list...)
	return nil
}

// Reviews gives the reviews, oldest first.
func (m *Memory) Reviews(context.Context) ([]ReviewRecord, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]ReviewRecord(nil), m.reviews...), nil
}

// AddReview adds a review.
func (m *Memory) AddReview(_ context.Context, r ReviewRecord) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reviews = append(m.reviews, r)
	return nil
}

// Flags gives the flags, oldest first.
func (m *Memory) Flags(context.Context) ([]Flag, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]Flag(nil), m.flags...), nil
}

// AddFlag adds a flag.
func (m *Memory) AddFlag(_ context.Context, f Flag) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.flags = append(m.flags, f)
	return nil
}

func (s *Shelf) today() app.Day { return app.DayOf(s.now(), s.zone) }

// known groups the records by what they are about.
type known struct {
	accepted map[textKey]Acceptance
	reviews  map[textKey][]ReviewRecord
	flagged  map[guide.ID]app.Day
	uses     map[guide.ID]int
}

// textKey names a guide in one language; empty: its own.
type textKey struct {
	id   guide.ID
	lang string
}

func (s *Shelf) recall(ctx context.Context) (*known, error) {
	k := &known{
		accepted: map[textKey]Acceptance{}, reviews: map[textKey][]ReviewRecord{},
		flagged: map[guide.ID]app.Day{}, uses: map[guide.ID]int{},
	}
	accepted, err := s.records.Acceptances(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range accepted {
		k.accepted[textKey{a.Guide, a.Lang}] = a
	}
	reviews, err := s.records.Reviews(ctx)
	if err != nil {
		return nil, err
	}
	for _, r := range reviews {
		key := textKey{r.Guide, r.Lang}
		k.reviews[key] = append(k.reviews[key], r)
	}
	flags, err := s.records.Flags(ctx)
	if err != nil {
		return nil, err
	}
	for _, f := range flags {
		k.flagged[f.Guide] = max(k.flagged[f.Guide], f.On)
	}
	if s.usage != nil {
		if k.uses, err = s.usage.GuideUses(ctx, s.today().Add(-30)); err != nil {
			return nil, err
		}
	}
	return k, nil
}

// review is the newest review of exactly that version: the one written in the
// file, or one signed on this device.
func (k *known) review(id guide.ID, lang string, v guide.Version, written guide.Review) guide.Review {
	best := written
	for _, r := range k.reviews[textKey{id, lang}] {
		if r.Version == v && r.On >= best.On {
			best = guide.Review{By: r.By, On: r.On}
		}
	}
	return best
}

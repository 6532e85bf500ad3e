package library

import (
	"context"
	"slices"

	"parvis/app"
	"parvis/app/guide"
)

// proposalLang is the language under which a request for review is kept: it is
// no language, and its acceptance shows nothing to anyone.
const proposalLang = "-relecture"

func proposal(id guide.ID) textKey { return textKey{id, proposalLang} }

// Accept lets visitors see the guides in use, as they are now. A raw import, a
// faulty guide or an unknown one is refused; then none is accepted.
func (s *Shelf) Accept(ctx context.Context, by string, ids ...guide.ID) error {
	list := make([]Acceptance, 0, len(ids))
	for _, id := range ids {
		e, err := s.find(id)
		if err != nil {
			return err
		}
		if e.Origin == Imported {
			return app.E(app.Rejected, "library_accept_imported", "title", e.Title)
		}
		if s.faulty(e) {
			return app.E(app.Rejected, "library_accept_faulty", "title", e.Title)
		}
		list = append(list, Acceptance{Guide: id, Version: e.Version, On: s.today(), By: by})
	}
	if err := s.records.Accept(ctx, list...); err != nil {
		return err
	}
	return s.Refresh(ctx)
}

// AcceptStarter accepts every starter guide meant for visitors, as the first
// set-up offers, and gives their number.
func (s *Shelf) AcceptStarter(ctx context.Context, by string) (int, error) {
	var ids []guide.ID
	for _, e := range s.Entries() {
		if e.Origin == Starter && e.For(guide.Kiosk) && !e.Accepted && !s.faulty(e) {
			ids = append(ids, e.ID)
		}
	}
	if len(ids) == 0 {
		return 0, nil
	}
	return len(ids), s.Accept(ctx, by, ids...)
}

// AcceptTranslation is said by a speaker of the language: visitors may read it.
func (s *Shelf) AcceptTranslation(ctx context.Context, by string, id guide.ID, lang string) error {
	e, err := s.find(id)
	if err != nil {
		return err
	}
	t := e.translation(lang)
	if t == nil {
		return app.E(app.Rejected, "library_no_translation", "title", e.Title, "lang", lang)
	}
	a := Acceptance{Guide: id, Lang: lang, Version: t.Of, On: s.today(), By: by}
	if err := s.records.Accept(ctx, a); err != nil {
		return err
	}
	return s.Refresh(ctx)
}

// Withdraw hides a guide from visitors, or its translation in one language.
func (s *Shelf) Withdraw(ctx context.Context, by string, id guide.ID, lang string) error {
	e, err := s.find(id)
	if err != nil {
		return err
	}
	a := Acceptance{Guide: id, Lang: lang, Version: e.Version, On: s.today(), By: by, Withdrawn: true}
	if err := s.records.Accept(ctx, a); err != nil {
		return err
	}
	return s.Refresh(ctx)
}

// Propose asks for the review of a guide written here: its draft, where one is
// newer than the text in use. Its pictures and sounds go with it: when one
// cannot, the error says which, and nothing is proposed.
func (s *Shelf) Propose(ctx context.Context, id guide.ID) error {
	e, err := s.find(id)
	if err != nil {
		return err
	}
	v := e.Variant
	if draft, _, _, ok := s.Draft(id); ok {
		v = draft
	}
	if s.faultyText(v) {
		return app.E(app.Rejected, "library_accept_faulty", "title", e.Title)
	}
	text, err := s.VariantText(v)
	if err != nil {
		return err
	}
	if f := guide.Parse(v.File, text); f.Guide != nil {
		if _, err := s.travelling(f.Guide); err != nil {
			return err
		}
	}
	a := Acceptance{Guide: id, Lang: proposalLang, Version: v.Version, On: s.today()}
	if err := s.records.Accept(ctx, a); err != nil {
		return err
	}
	return s.Refresh(ctx)
}

// Review signs the text in use, or its translation in a language: this person
// read it over today. In a text written here the review stands in the file; of
// another one this device remembers it. A review without a name is refused.
func (s *Shelf) Review(ctx context.Context, by string, id guide.ID, lang string) error {
	by, err := reviewer(by)
	if err != nil {
		return err
	}
	e, err := s.find(id)
	if err != nil {
		return err
	}
	if lang == "" && e.Origin == Local {
		data, err := s.VariantText(e.Variant)
		if err != nil {
			return err
		}
		return s.sign(ctx, by, id, e.Variant, data)
	}
	r := ReviewRecord{Guide: id, Lang: lang, Version: e.Version, By: by, On: s.today()}
	if lang != "" {
		t := e.translation(lang)
		if t == nil {
			return app.E(app.Rejected, "library_no_translation", "title", e.Title, "lang", lang)
		}
		r.Version = t.Of
	}
	if s.faulty(e) {
		return app.E(app.Rejected, "library_accept_faulty", "title", e.Title)
	}
	if err := s.records.AddReview(ctx, r); err != nil {
		return err
	}
	return s.Refresh(ctx)
}

// Flag says that a step is out of date, in two taps and without a name. An
// empty step means the guide as a whole.
func (s *Shelf) Flag(ctx context.Context, id guide.ID, step guide.StepID, why Reason) (Flag, error) {
	if !slices.Contains(Reasons(), why) {
		return Flag{}, app.E(app.Rejected, "library_flag_reason", "reason", string(why))
	}
	e, err := s.find(id)
	if err != nil {
		return Flag{}, err
	}
	f := Flag{Guide: id, Version: e.Version, Step: step, Reason: why, On: s.today()}
	if err := s.records.AddFlag(ctx, f); err != nil {
		return Flag{}, err
	}
	return f, s.Refresh(ctx)
}

func (s *Shelf) find(id guide.ID) (*Entry, error) {
	e, ok := s.Entry(id)
	if !ok {
		return nil, app.E(app.Rejected, "library_no_guide", "id", string(id))
	}
	return e, nil
}

// faulty says whether the text in use has an error.
func (s *Shelf) faulty(e *Entry) bool { return s.faultyText(e.Variant) }

func (s *Shelf) faultyText(v Variant) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, p := range s.problems {
		if p.Origin == v.Origin && p.File == v.File {
			return true
		}
	}
	return false
}

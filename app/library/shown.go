package library

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"parvis/app"
	"parvis/app/guide"
)

// LoadShown gives the guide visitors follow, compiled, in a language: where
// there is no translation they may see, in French.
func (s *Shelf) LoadShown(id guide.ID, lang string) (*guide.Graph, error) {
	e, err := s.find(id)
	if err != nil {
		return nil, err
	}
	if e.Shown.File == "" {
		return nil, app.E(app.Rejected, "library_no_guide", "id", string(id))
	}
	data, err := s.VariantText(e.Shown)
	if err != nil {
		return nil, err
	}
	g, err := guide.Load(e.Shown.File, data)
	if err != nil || lang == "" || lang == "fr" || !e.VisibleIn(lang, s.inForce()) {
		return g, err
	}
	t := find(e.public, lang)
	raw, err := s.variantText(t.variant, t.file)
	if err != nil {
		return g, nil // the French text serves
	}
	if words := guide.Parse(t.file, raw).Translation; words != nil {
		g, _ = g.In(words)
	}
	return g, nil
}

// Draft gives the text of a guide as it is being written or corrected here,
// with its mark, whether it is in use or waits for its review. ok is false when
// nothing was written here.
func (s *Shelf) Draft(id guide.ID) (v Variant, data []byte, mark string, ok bool) {
	e, known := s.Entry(id)
	if !known {
		return Variant{}, nil, "", false
	}
	for _, v := range append([]Variant{e.Variant}, e.Others...) {
		if v.Origin != Local {
			continue
		}
		data, err := s.VariantText(v)
		return v, data, markOf(data), err == nil
	}
	return Variant{}, nil, "", false
}

// Waiting is a correction written here that is newer than the text in use and
// not reviewed yet.
func (e *Entry) Waiting() (Variant, bool) {
	i := slices.IndexFunc(e.Others, func(v Variant) bool { return v.Origin == Local && v.Version.Compare(e.Version) > 0 })
	if i < 0 {
		return Variant{}, false
	}
	return e.Others[i], true
}

// ReviewDraft signs the text written here, in its file; it is then the newest
// reviewed text.
func (s *Shelf) ReviewDraft(ctx context.Context, by string, id guide.ID) error {
	by, err := reviewer(by)
	if err != nil {
		return err
	}
	v, data, _, ok := s.Draft(id)
	if !ok {
		return app.E(app.Rejected, "library_no_guide", "id", string(id))
	}
	return s.sign(ctx, by, id, v, data)
}

// sign writes a review in the file of a local text, and remembers it.
func (s *Shelf) sign(ctx context.Context, by string, id guide.ID, v Variant, data []byte) error {
	f := guide.Parse(v.File, data)
	title := string(id)
	_, found := guide.Compile(f.Guide)
	if f.Guide != nil {
		title = f.Guide.Title
	}
	review := guide.Review{By: by, On: s.today()}
	signed, ok := guide.Sign(data, review)
	if !ok || guide.HasErrors(f.Findings) || guide.HasErrors(found) {
		return app.E(app.Rejected, "library_accept_faulty", "title", title)
	}
	if err := writeFile(filepath.Join(s.dir, localFolder, v.File), signed); err != nil {
		return app.E(app.Failed, "library_save", "file", v.File).Because(err)
	}
	if err := s.records.AddReview(ctx, ReviewRecord{Guide: id, Version: v.Version, By: by, On: review.On}); err != nil {
		return err
	}
	return s.Reload(ctx)
}

// reviewer is the name a review is signed with; without one it is refused.
func reviewer(by string) (string, error) {
	if by = strings.Join(strings.Fields(by), " "); by == "" {
		return "", app.E(app.Rejected, "library_review_name")
	}
	return by, nil
}

// Outgoing gives the text in use as it may leave this device: the review signed
// here stands in it.
func (s *Shelf) Outgoing(id guide.ID) ([]byte, error) {
	e, err := s.find(id)
	if err != nil {
		return nil, err
	}
	data, err := s.VariantText(e.Variant)
	if err != nil || !e.Review.Done() {
		return data, err
	}
	if signed, ok := guide.Sign(data, e.Review); ok {
		return signed, nil
	}
	return data, nil
}

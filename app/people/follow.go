package people

import (
	"context"
	"encoding/json"
	"slices"

	"parvis/app"
	"parvis/app/session"
)

// Handover records that a person agreed to be followed by a colleague.
type Handover struct {
	ID     string     `json:"id"`
	Person ID         `json:"person"`
	From   MediatorID `json:"from"`
	To     MediatorID `json:"to"`
	Day    app.Day    `json:"day"`
	Agreed bool       `json:"agreed"`         // the person's agreement, asked and given
	Oral   bool       `json:"oral"`           // given orally rather than in writing
	Note   string     `json:"note,omitempty"` // what to carry on with
	// Shared are the notes of sessions whoever hands over chose to give, each
	// with its day. The others stay their author's.
	Shared []SharedNote `json:"shared,omitempty"`
}

// SharedNote is a note of a session given to a colleague.
type SharedNote struct {
	Day  app.Day `json:"day"`
	Text string  `json:"text"`
}

// Validate refuses a hand-over without the person's agreement.
func (h *Handover) Validate() error {
	switch {
	case !h.Agreed:
		return app.E(app.Rejected, "people_no_agreement", "field", "agreed")
	case h.To == "" || h.To == h.From:
		return app.E(app.Rejected, "people_handover_to", "field", "to")
	}
	return nil
}

// FollowedBy says whether a mediator follows the person: who opened the file,
// or who was handed it over with her agreement. Others see who she is, so that
// nobody is created twice, and neither the notes nor the history.
func (b *Beneficiary) FollowedBy(who MediatorID, given []Handover) bool {
	return b.Author == "" || b.Author == who || slices.ContainsFunc(given, func(h Handover) bool {
		return h.To == who && h.Agreed && (h.Person == b.ID || slices.Contains(b.Merged, h.Person))
	})
}

// Handovers gives those of a person, oldest first.
func (r *Register) Handovers(ctx context.Context, id ID) ([]Handover, error) {
	docs, err := r.Vault.DocsOf(ctx, string(id))
	if err != nil {
		return nil, err
	}
	var out []Handover
	for _, d := range docs {
		if d.Kind != KindHandover {
			continue
		}
		var h Handover
		if err := json.Unmarshal(d.Body, &h); err != nil {
			return nil, app.E(app.Damaged, "people_unreadable").Because(err)
		}
		out = append(out, h)
	}
	slices.SortStableFunc(out, func(a, b Handover) int { return compareDays(a.Day, b.Day) })
	return out, nil
}

func compareDays(a, b app.Day) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Hand gives a follow-up to a colleague. Only who follows the person can
// ("people_not_followed"), and only with her agreement.
func (r *Register) Hand(ctx context.Context, h Handover) error {
	if err := h.Validate(); err != nil {
		return err
	}
	b, err := r.Find(ctx, h.Person)
	if err != nil {
		return err
	}
	given, err := r.Handovers(ctx, b.ID)
	if err != nil {
		return err
	}
	if !b.FollowedBy(h.From, given) {
		return app.E(app.Rejected, "people_not_followed")
	}
	if h.ID, err = r.NewID(); err != nil {
		return err
	}
	h.Person, h.Day = b.ID, r.today()
	body, err := json.Marshal(h)
	if err != nil {
		return err
	}
	return r.Vault.PutDoc(ctx, Doc{Kind: KindHandover, ID: h.ID, Person: string(b.ID), Author: string(h.From), At: r.Now(), Body: body})
}

// File is what one mediator sees of a person.
type File struct {
	Beneficiary
	Followed  bool             // by this mediator: see FollowedBy
	Sessions  []session.Record // oldest first; one's own alone when a colleague follows her
	Mandates  []Mandate
	Handovers []Handover // oldest first
	Purge     app.Day    // when the file goes by itself
}

// View gives what a mediator sees of a person.
func (r *Register) View(ctx context.Context, id ID, who MediatorID) (File, error) {
	b, err := r.Find(ctx, id)
	f := File{Beneficiary: b}
	if err != nil {
		return f, err
	}
	if f.Handovers, err = r.Handovers(ctx, b.ID); err != nil {
		return f, err
	}
	all, err := r.Sessions(ctx, &b)
	if err != nil {
		return f, err
	}
	f.Followed = b.FollowedBy(who, f.Handovers)
	last := b.Created
	for _, rec := range all {
		last = max(last, rec.Date)
		if f.Followed || rec.Author == string(who) {
			f.Sessions = append(f.Sessions, rec)
		}
	}
	f.Purge = PurgeDay(last)
	if !f.Followed {
		f.Notes, f.Handovers = "", nil
		f.Former = slices.DeleteFunc(slices.Clone(f.Former), func(x Former) bool { return x.Field == "notes" })
		return f, nil
	}
	f.Mandates, err = r.mandates(ctx, &b)
	return f, err
}

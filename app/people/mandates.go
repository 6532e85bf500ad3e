package people

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"parvis/app"
)

// Log is the local journal: only ever added to. Its lines hold no name; a
// mandate is named by its id.
type Log interface {
	Note(ctx context.Context, kind string, who MediatorID, args map[string]string) error
}

// Mandates is the work on the register of mandates. Writing needs no PIN,
// reading needs the vault unlocked.
type Mandates struct {
	Vault Vault
	Log   Log
	Now   app.Clock
	Zone  *time.Location
	NewID func() (string, error)
}

// keptDraftDays is how long a mandate never printed stays.
const keptDraftDays = 30

func (r *Mandates) today() app.Day { return app.DayOf(r.Now(), r.Zone) }

// All gives every mandate, newest first.
func (r *Mandates) All(ctx context.Context) ([]Mandate, error) {
	docs, err := r.Vault.Docs(ctx, KindMandate)
	if err != nil {
		return nil, err
	}
	out := make([]Mandate, 0, len(docs))
	for _, d := range docs {
		var m Mandate
		if err := json.Unmarshal(d.Body, &m); err != nil {
			return nil, app.E(app.Damaged, "people_unreadable").Because(err)
		}
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b Mandate) int { return b.Made.Compare(a.Made) })
	return out, nil
}

// Find gives one mandate; "people_mandate_unknown" when there is none.
func (r *Mandates) Find(ctx context.Context, id string) (m Mandate, err error) {
	d, ok, err := r.Vault.Doc(ctx, KindMandate, id)
	switch {
	case err != nil:
		return m, err
	case !ok:
		return m, app.E(app.Rejected, "people_mandate_unknown")
	}
	if err := json.Unmarshal(d.Body, &m); err != nil {
		return m, app.E(app.Damaged, "people_unreadable").Because(err)
	}
	return m, nil
}

// Keep keeps a mandate being written, with the present text; one that was
// printed cannot change any more ("people_mandate_printed").
func (r *Mandates) Keep(ctx context.Context, m Mandate, who MediatorID) (Mandate, error) {
	if len(m.Events) > 0 {
		return m, app.E(app.Rejected, "people_mandate_printed")
	}
	if m.ID == "" {
		id, err := r.NewID()
		if err != nil {
			return m, err
		}
		m.ID, m.Made = id, r.Now()
	}
	m.Model = Model
	return m, r.put(ctx, m, who)
}

func (r *Mandates) put(ctx context.Context, m Mandate, who MediatorID) error {
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return r.Vault.PutDoc(ctx, Doc{
		Kind: KindMandate, ID: m.ID, Person: string(m.Person), Author: string(who), At: m.Made, Until: r.until(&m), Body: body,
	})
}

// until is when the purge takes a mandate: a year after its last day, or thirty
// days after it was begun if it was never printed.
func (r *Mandates) until(m *Mandate) time.Time {
	if len(m.Events) == 0 {
		return m.Made.AddDate(0, 0, keptDraftDays)
	}
	return m.LastDay().Add(1).Time(r.Zone).AddDate(keptYears, 0, 0)
}

// Drop forgets a mandate that was never printed.
func (r *Mandates) Drop(ctx context.Context, id string) error {
	m, err := r.Find(ctx, id)
	if err != nil {
		return err
	}
	if len(m.Events) > 0 {
		return app.E(app.Rejected, "people_mandate_printed")
	}
	return r.Vault.DropDoc(ctx, KindMandate, id)
}

// Mark adds a moment to a mandate, in the register then in the local journal.
// Printing it is refused while something must be corrected.
func (r *Mandates) Mark(ctx context.Context, id, kind string, who MediatorID) (Mandate, error) {
	m, err := r.Find(ctx, id)
	if err != nil {
		return m, err
	}
	if kind == Printed {
		if err := m.Validate(); err != nil {
			return m, err
		}
	}
	if err := m.Record(kind, string(who), r.Now(), r.today()); err != nil {
		return m, err
	}
	if err := r.put(ctx, m, who); err != nil {
		return m, err
	}
	return m, r.Log.Note(ctx, kind, who, map[string]string{"mandate": m.ID})
}

// Settle notes the mandates that have come to their end since, and gives their
// number.
func (r *Mandates) Settle(ctx context.Context) (n int, err error) {
	all, err := r.All(ctx)
	if err != nil {
		return 0, err
	}
	for i := range all {
		m := &all[i]
		noted := slices.ContainsFunc(m.Events, func(e Event) bool { return e.Kind == Expired })
		if noted || m.State(r.today()) != Over {
			continue
		}
		if _, err := r.Mark(ctx, m.ID, Expired, ""); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// EndingSoon gives the mandates that end within a week, the first to end first.
func EndingSoon(all []Mandate, today app.Day) []Mandate {
	var out []Mandate
	for i := range all {
		if all[i].State(today) == Ending {
			out = append(out, all[i])
		}
	}
	slices.SortFunc(out, func(a, b Mandate) int { return compareDays(a.LastDay(), b.LastDay()) })
	return out
}

// InForce gives the mandate of a person one may act under today.
func InForce(all []Mandate, person ID, today app.Day) (Mandate, bool) {
	for i := range all {
		if all[i].Person == person && person != "" && all[i].Usable(today) {
			return all[i], true
		}
	}
	return Mandate{}, false
}

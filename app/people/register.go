package people

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"parvis/app"
	"parvis/app/session"
)

// Register is the work on files of persons: search first, then create. It
// needs the vault unlocked.
type Register struct {
	Vault Vault
	Book  session.Book
	Now   app.Clock
	Zone  *time.Location
	NewID func() (string, error) // random, never reused
}

func (r *Register) today() app.Day { return app.DayOf(r.Now(), r.Zone) }

// All gives every file, those brought into another one included.
func (r *Register) All(ctx context.Context) ([]Beneficiary, error) {
	docs, err := r.Vault.Docs(ctx, KindPerson)
	if err != nil {
		return nil, err
	}
	out := make([]Beneficiary, 0, len(docs))
	for _, d := range docs {
		var b Beneficiary
		if err := json.Unmarshal(d.Body, &b); err != nil {
			return nil, app.E(app.Damaged, "people_unreadable").Because(err)
		}
		b.ID = ID(d.ID)
		out = append(out, b)
	}
	return out, nil
}

// Find gives one file, following merges; "people_unknown" when there is none.
func (r *Register) Find(ctx context.Context, id ID) (Beneficiary, error) {
	for range 10 { // merges of merges
		d, ok, err := r.Vault.Doc(ctx, KindPerson, string(id))
		if err != nil {
			return Beneficiary{}, err
		}
		if !ok {
			break
		}
		var b Beneficiary
		if err := json.Unmarshal(d.Body, &b); err != nil {
			return b, app.E(app.Damaged, "people_unreadable").Because(err)
		}
		if b.ID = ID(d.ID); b.Into == "" {
			return b, nil
		}
		id = b.Into
	}
	return Beneficiary{}, app.E(app.Rejected, "people_unknown")
}

// Search looks files up, best first.
func (r *Register) Search(ctx context.Context, typed string, limit int) ([]Beneficiary, error) {
	all, err := r.All(ctx)
	if err != nil {
		return nil, err
	}
	return Search(all, typed, limit), nil
}

// Save creates a file (without an ID) or changes one. When it looks like
// others and sure is false, nothing is saved and they are given with the error
// "people_likely": the mediator decides, then calls again with sure.
func (r *Register) Save(ctx context.Context, b Beneficiary, who MediatorID, sure bool) (Beneficiary, []Likeness, error) {
	b = b.Tidy()
	if err := b.Validate(r.today()); err != nil {
		return b, nil, err
	}
	all, err := r.All(ctx)
	if err != nil {
		return b, nil, err
	}
	if like := Duplicates(b, all); len(like) > 0 && !sure {
		return b, like, app.E(app.Rejected, "people_likely", "n", len(like))
	}
	if b.ID == "" {
		id, err := r.NewID()
		if err != nil {
			return b, nil, err
		}
		b.ID, b.Created, b.Author = ID(id), r.today(), who
	} else if i := slices.IndexFunc(all, func(x Beneficiary) bool { return x.ID == b.ID }); i >= 0 {
		given, err := r.Handovers(ctx, b.ID)
		if err != nil {
			return b, nil, err
		}
		if !all[i].FollowedBy(who, given) {
			b.Notes = all[i].Notes // a colleague's, unseen
		}
		b = all[i].Change(b, r.today())
	} else {
		return b, nil, app.E(app.Rejected, "people_unknown")
	}
	return b, nil, r.put(ctx, b, who)
}

func (r *Register) put(ctx context.Context, b Beneficiary, who MediatorID) error {
	body, err := json.Marshal(b)
	if err != nil {
		return err
	}
	// The moment is that of the file's first day: changing it does not make it
	// stay longer.
	at := r.Now()
	if b.Created != "" {
		at = b.Created.Time(r.Zone)
	}
	return r.Vault.PutDoc(ctx, Doc{Kind: KindPerson, ID: string(b.ID), Person: string(b.ID), Author: string(who), At: at, Body: body})
}

// Merge brings the second file into the first: sessions follow, mandates too,
// and nothing is lost. Run again after a failure, it finishes what it began.
func (r *Register) Merge(ctx context.Context, keep, other ID, who MediatorID) (Beneficiary, error) {
	if keep == other {
		return Beneficiary{}, app.E(app.Rejected, "people_merge_same")
	}
	a, err := r.Find(ctx, keep)
	if err != nil {
		return a, err
	}
	b, err := r.Find(ctx, other)
	if err != nil {
		return b, err
	}
	if a.ID == b.ID {
		return a, nil
	}
	merged, closed := Merge(a, b, r.today())
	if err := r.put(ctx, merged, who); err != nil {
		return merged, err
	}
	if err := r.follow(ctx, closed.ID, merged.ID); err != nil {
		return merged, err
	}
	return merged, r.put(ctx, closed, who)
}

// follow gives the sessions and documents of one person to another.
func (r *Register) follow(ctx context.Context, from, to ID) error {
	sessions, err := r.sessions(ctx, []ID{from})
	if err != nil {
		return err
	}
	for _, rec := range sessions {
		s := rec.Session
		p := *s.Person
		p.BeneficiaryID = string(to)
		s.Person = &p
		if err := r.Book.Update(ctx, rec.Author, s); err != nil {
			return err
		}
	}
	docs, err := r.Vault.DocsOf(ctx, string(from))
	if err != nil {
		return err
	}
	for _, d := range docs {
		if d.Kind == KindPerson {
			continue
		}
		d.Person = string(to)
		if err := r.Vault.PutDoc(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// Sessions gives a person's sessions, oldest first, those recorded under files
// brought into hers included.
func (r *Register) Sessions(ctx context.Context, b *Beneficiary) ([]session.Record, error) {
	return r.sessions(ctx, append([]ID{b.ID}, b.Merged...))
}

func (r *Register) sessions(ctx context.Context, ids []ID) ([]session.Record, error) {
	var out []session.Record
	for rec, err := range r.Book.List(ctx, session.Filter{Types: []session.Type{session.Individual}}) {
		if err != nil {
			return nil, err
		}
		if rec.Person != nil && slices.Contains(ids, ID(rec.Person.BeneficiaryID)) {
			out = append(out, rec)
		}
	}
	for i := range out { // a list has no notes, and one written back without its note would lose it
		whole, err := r.Book.Find(ctx, out[i].ID)
		if err != nil {
			return nil, err
		}
		out[i] = whole
	}
	return out, nil
}

// Erase destroys a file and those brought into it; the sessions stay, counted
// for nobody in particular.
func (r *Register) Erase(ctx context.Context, id ID) error {
	b, err := r.Find(ctx, id)
	if err != nil {
		return err
	}
	var all []error
	for _, gone := range append(slices.Clone(b.Merged), b.ID) {
		all = append(all, r.Vault.ErasePerson(ctx, string(gone)))
	}
	return errors.Join(all...)
}

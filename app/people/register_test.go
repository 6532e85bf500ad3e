package people

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"
	"strconv"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"parvis/app"
	"parvis/app/session"
)

// shelf is a vault and a book in memory, with the rules of the ports.
type shelf struct {
	session.Book // only what a register uses is there
	docs         map[string]Doc
	records      []session.Record
	fail         int // fails the nth update from now
}

var errDisk = errors.New("disk")

func (s *shelf) PutDoc(_ context.Context, d Doc) error {
	s.docs[d.Kind+"/"+d.ID] = d
	return nil
}

func (s *shelf) DropDoc(_ context.Context, kind, id string) error {
	delete(s.docs, kind+"/"+id)
	return nil
}

func (s *shelf) Doc(_ context.Context, kind, id string) (Doc, bool, error) {
	d, ok := s.docs[kind+"/"+id]
	return d, ok, nil
}

func (s *shelf) filter(keep func(Doc) bool) (out []Doc, err error) {
	for _, d := range s.docs {
		if keep(d) {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b Doc) int { return cmp.Compare(a.ID, b.ID) })
	return out, nil
}

func (s *shelf) Docs(_ context.Context, kind string) ([]Doc, error) {
	return s.filter(func(d Doc) bool { return d.Kind == kind })
}

func (s *shelf) DocsOf(_ context.Context, person string) ([]Doc, error) {
	return s.filter(func(d Doc) bool { return d.Person == person })
}

func (s *shelf) ErasePerson(_ context.Context, id string) error {
	for key, d := range s.docs {
		if d.Person == id {
			delete(s.docs, key)
		}
	}
	for i := range s.records {
		if p := s.records[i].Person; p != nil && p.BeneficiaryID == id {
			p.BeneficiaryID, s.records[i].Notes = "x-"+strconv.Itoa(i), ""
		}
	}
	return nil
}

func (s *shelf) List(_ context.Context, f session.Filter) iter.Seq2[session.Record, error] {
	return func(yield func(session.Record, error) bool) {
		for _, r := range slices.Clone(s.records) {
			if f.Match(&r, nil) && !yield(r, nil) {
				return
			}
		}
	}
}

func (s *shelf) Update(_ context.Context, _ string, changed session.Session) error {
	if s.fail--; s.fail == 0 {
		return errDisk
	}
	for i := range s.records {
		if s.records[i].ID == changed.ID {
			s.records[i].Session = changed
		}
	}
	return nil
}

func (s *shelf) record(person ID, day app.Day) {
	s.records = append(s.records, session.Record{Author: "m-1", Session: session.Session{
		ID: session.ID(strconv.Itoa(len(s.records))), Type: session.Individual, Date: day, Notes: "note",
		Person: &session.Person{BeneficiaryID: string(person)},
	}})
}

func open(t *testing.T) (*Register, *shelf) {
	t.Helper()
	s := &shelf{docs: map[string]Doc{}}
	n := 0
	return &Register{
		Vault: s, Book: s, Zone: app.Zone(""), Now: func() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) },
		NewID: func() (string, error) { n++; return "b-" + strconv.Itoa(n), nil },
	}, s
}

func saved(t *testing.T, r *Register, b Beneficiary) Beneficiary {
	t.Helper()
	b, _, err := r.Save(t.Context(), b, "m-1", true)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSearchFirstThenCreate(t *testing.T) {
	r, _ := open(t)
	first := saved(t, r, Beneficiary{FirstName: "Hélène", Name: "Benarous"})
	if first.ID != "b-1" || first.Created != today || first.Author != "m-1" {
		t.Errorf("%+v", first)
	}
	again := Beneficiary{FirstName: "Helene", Name: "Benarous", Phone: "0612345678"}
	_, like, err := r.Save(t.Context(), again, "m-1", false)
	if !errors.Is(err, app.E(0, "people_likely")) || len(like) != 1 || like[0].File.ID != "b-1" {
		t.Errorf("%v %v", like, err)
	}
	if all, _ := r.All(t.Context()); len(all) != 1 {
		t.Error("saved all the same")
	}
	first.Phone = "0612345678"
	first = saved(t, r, first)
	first.Phone = "0700000000"
	if first = saved(t, r, first); len(first.Former) != 1 || first.Former[0].Value != "+33612345678" {
		t.Errorf("the former number: %+v", first.Former)
	}
	if got, err := r.Search(t.Context(), "hel", 5); err != nil || len(got) != 1 {
		t.Errorf("%v %v", got, err)
	}
	if _, _, err := r.Save(t.Context(), Beneficiary{ID: "nobody", FirstName: "X"}, "m-1", true); !errors.Is(err, app.E(0, "people_unknown")) {
		t.Error(err)
	}
}

func TestMergeCarriesHistoryEvenAfterAFailure(t *testing.T) {
	r, s := open(t)
	a := saved(t, r, Beneficiary{FirstName: "Hélène", Name: "Benarous"})
	b := saved(t, r, Beneficiary{FirstName: "Helene", Email: "h@exemple.fr"})
	s.record(a.ID, "2026-10-01")
	s.record(b.ID, "2026-10-02")
	s.record(b.ID, "2026-10-03")
	if err := s.PutDoc(t.Context(), Doc{Kind: KindMandate, ID: "m", Person: string(b.ID), Body: []byte(`{"id":"m"}`)}); err != nil {
		t.Fatal(err)
	}
	s.fail = 2
	if _, err := r.Merge(t.Context(), a.ID, b.ID, "m-1"); !errors.Is(err, errDisk) {
		t.Fatal(err)
	}
	if _, err := r.Merge(t.Context(), a.ID, b.ID, "m-1"); err != nil {
		t.Fatal(err)
	}
	merged, err := r.Find(t.Context(), b.ID)
	if err != nil || merged.ID != a.ID || merged.Email != "h@exemple.fr" || len(merged.Merged) != 1 {
		t.Fatalf("%+v %v", merged, err)
	}
	dossier, err := r.Access(t.Context(), b.ID)
	if err != nil || len(dossier.Sessions) != 3 || len(dossier.Mandates) != 1 {
		t.Errorf("%+v %v", dossier, err)
	}
	if err := r.Erase(t.Context(), a.ID); err != nil || len(s.docs) != 0 {
		t.Errorf("left: %v %v", s.docs, err)
	}
	for _, rec := range s.records {
		if rec.Notes != "" || rec.Person.BeneficiaryID[0] != 'x' {
			t.Errorf("%+v", rec)
		}
	}
}

func TestPurgeOneYearAfterTheLastSession(t *testing.T) {
	r, s := open(t)
	for _, c := range []struct{ name, created, last string }{
		{"gone today", "2025-01-01", "2025-11-23"}, {"tomorrow", "2025-01-01", "2025-11-24"}, {"never came", "2025-11-22", ""}, {"recent", "2024-01-01", "2026-11-01"},
	} {
		b := saved(t, r, Beneficiary{FirstName: c.name})
		b.Created = app.Day(c.created)
		if err := r.put(t.Context(), b, "m-1"); err != nil {
			t.Fatal(err)
		}
		if c.last != "" {
			s.record(b.ID, app.Day(c.last))
		}
	}
	report, err := r.Purge(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := PurgeReport{At: r.Now(), Looked: 4, Removed: 2, Next: "2026-11-24"}
	if d := gocmp.Diff(want, report); d != "" {
		t.Error(d)
	}
	if len(s.records) != 3 {
		t.Error("a session went with the file")
	}
	if got := PurgeDay(&Beneficiary{}, "2024-02-29"); got != "2025-03-01" {
		t.Errorf("29 February: %s", got)
	}
}

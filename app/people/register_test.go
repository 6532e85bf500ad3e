package people

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"parvis/app"
	"parvis/app/session"
	"parvis/i18n"
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
			r.Notes = "" // as the real list
			if f.Match(&r, nil) && !yield(r, nil) {
				return
			}
		}
	}
}

func (s *shelf) Find(_ context.Context, id session.ID) (session.Record, error) {
	for _, r := range s.records {
		if r.ID == id {
			return r, nil
		}
	}
	return session.Record{}, errDisk
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
	for _, rec := range s.records {
		if rec.Notes == "" {
			t.Error("a note was lost on the way")
		}
	}
	dossier, err := r.Access(t.Context(), b.ID, "m-1")
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

func TestAFileGoesOneYearAfterTheLastSession(t *testing.T) {
	for last, want := range map[app.Day]app.Day{"": "", "2025-11-23": "2026-11-23", "2024-02-29": "2025-03-01"} {
		if got := PurgeDay(last); got != want {
			t.Errorf("%q: %q, want %q", last, got, want)
		}
	}
}

func TestAColleagueSeesWhoSheIsAndNothingMore(t *testing.T) {
	r, s := open(t)
	b := saved(t, r, Beneficiary{FirstName: "Hélène", Name: "Benarous", Notes: "une confidence"})
	s.record(b.ID, "2026-10-01")
	see := func(who MediatorID) File {
		t.Helper()
		f, err := r.View(t.Context(), b.ID, who)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	if f := see("m-1"); !f.Followed || f.Notes == "" || len(f.Sessions) != 1 || f.Purge != "2027-11-23" {
		t.Errorf("who follows her sees %+v", f)
	}
	if f := see("m-2"); f.Followed || f.Notes != "" || len(f.Sessions) != 0 || f.FirstName != "Hélène" {
		t.Errorf("a colleague sees %+v", f)
	}
	// A colleague corrects the number without touching the note.
	changed := see("m-2").Beneficiary
	changed.Phone = "0612345678"
	if _, _, err := r.Save(t.Context(), changed, "m-2", true); err != nil {
		t.Fatal(err)
	}
	if f := see("m-1"); f.Notes != "une confidence" || f.Author != "m-1" || f.Phone != "+33612345678" {
		t.Errorf("after a colleague's change: %+v", f)
	}
	refused := func(h Handover, code string) {
		t.Helper()
		if err := r.Hand(t.Context(), h); !errors.Is(err, app.E(0, code)) {
			t.Errorf("%v, want %s", err, code)
		}
	}
	refused(Handover{Person: b.ID, From: "m-1", To: "m-2"}, "people_no_agreement")
	refused(Handover{Person: b.ID, From: "m-2", To: "m-3", Agreed: true}, "people_not_followed")
	refused(Handover{Person: b.ID, From: "m-1", To: "m-1", Agreed: true}, "people_handover_to")
	if err := r.Hand(t.Context(), Handover{Person: b.ID, From: "m-1", To: "m-2", Agreed: true, Oral: true, Note: "la suite"}); err != nil {
		t.Fatal(err)
	}
	f := see("m-2")
	if !f.Followed || f.Notes != "une confidence" || len(f.Sessions) != 1 || len(f.Handovers) != 1 || f.Handovers[0].Day != today {
		t.Errorf("after the hand-over: %+v", f)
	}
	if see("m-3").Followed {
		t.Error("the others follow her too")
	}
}

func TestThePersonReadsAllThatIsKeptOfHer(t *testing.T) {
	r, s := open(t)
	b := saved(t, r, Beneficiary{FirstName: "Hélène", Name: "Benarous", Phone: "0612345678", BirthYear: 1951, CommuneInsee: "13063", Notes: "préfère le matin"})
	b.Phone = "0698765432"
	b = saved(t, r, b)
	s.record(b.ID, "2026-10-01")
	m := goodMandate()
	m.Person = b.ID
	if err := s.PutDoc(t.Context(), Doc{Kind: KindMandate, ID: "m", Person: string(b.ID), Body: encoded(t, m)}); err != nil {
		t.Fatal(err)
	}
	text := func(who MediatorID) string {
		t.Helper()
		d, err := r.Access(t.Context(), b.ID, who)
		if err != nil {
			t.Fatal(err)
		}
		all := ""
		for _, s := range d.Text(i18n.New("fr"), Names{Commune: func(string) string { return "Miramas" }, Session: func(*session.Session) string { return "E-mail" }},
			Controller{Name: "Ville de Miramas", DPO: "dpo@exemple.fr"}) {
			all += s.Title + "\n" + strings.Join(s.Lines, "\n") + "\n"
		}
		return strings.ReplaceAll(all, i18n.NBSP, " ")
	}
	for _, want := range []string{
		"Hélène", "Benarous", "06 98 76 54 32", "+33612345678", "1951", "Miramas", "préfère le matin", "1er octobre 2026", "E-mail", "note",
		"Ville de Miramas", "dpo@exemple.fr", "CNIL", m.Actes[0], "23 novembre 2027",
	} {
		if !strings.Contains(text("m-1"), want) {
			t.Errorf("the dossier lacks %q:\n%s", want, text("m-1"))
		}
	}
	if got := text("m-2"); strings.Contains(got, "préfère") || !strings.Contains(got, "collègue") {
		t.Errorf("a colleague hands out:\n%s", got)
	}
	if strings.Contains(text("m-1"), "people.") {
		t.Error("a text is missing")
	}
}

func encoded(t *testing.T, v any) []byte {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

package people

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"parvis/app"
)

// lines is a local journal in memory.
type lines []Line

func (l *lines) Note(_ context.Context, kind string, who MediatorID, args map[string]string) error {
	*l = append(*l, Line{Kind: kind, Who: who, Args: args})
	return nil
}

func openMandates(t *testing.T) (*Mandates, *shelf, *lines, *time.Time) {
	t.Helper()
	r, s := open(t)
	now := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
	log := &lines{}
	return &Mandates{Vault: s, Log: log, Now: func() time.Time { return now }, Zone: r.Zone, NewID: r.NewID}, s, log, &now
}

func TestTheLifeOfAMandate(t *testing.T) {
	r, s, log, now := openMandates(t)
	m := goodMandate()
	m.ID, m.Events, m.Made, m.Actes = "", nil, time.Time{}, nil
	m, err := r.Keep(t.Context(), m, "m-1")
	if err != nil || m.ID == "" || m.Model != Model {
		t.Fatalf("%+v %v", m, err)
	}
	if d := s.docs[KindMandate+"/"+m.ID]; !d.Until.Equal(now.AddDate(0, 0, 30)) {
		t.Errorf("one never printed stays until %v", d.Until)
	}
	if _, err := r.Mark(t.Context(), m.ID, Printed, "m-1"); app.KindOf(err) != app.Rejected {
		t.Errorf("printed without an act: %v", err)
	}
	m.Actes = []string{"demander la prime d’activité"}
	if m, err = r.Keep(t.Context(), m, "m-1"); err != nil {
		t.Fatal(err)
	}
	mark := func(kind string, ok bool) {
		t.Helper()
		if _, err := r.Mark(t.Context(), m.ID, kind, "m-1"); (err == nil) != ok {
			t.Errorf("%s: %v", kind, err)
		}
	}
	mark(Used, false)
	mark(Printed, true)
	mark(Signed, true)
	mark(Used, true)
	m, err = r.Find(t.Context(), m.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Keep(t.Context(), m, "m-1"); !errors.Is(err, app.E(0, "people_mandate_printed")) {
		t.Errorf("a printed mandate changes: %v", err)
	}
	if err := r.Drop(t.Context(), m.ID); !errors.Is(err, app.E(0, "people_mandate_printed")) {
		t.Errorf("a printed mandate is thrown away: %v", err)
	}
	if d := s.docs[KindMandate+"/"+m.ID]; app.DayOf(d.Until, r.Zone) != "2027-12-02" {
		t.Errorf("kept until %v", d.Until)
	}
	*now = now.AddDate(0, 0, 27)
	all, err := r.All(t.Context())
	if err != nil || len(EndingSoon(all, r.today())) != 1 {
		t.Errorf("no warning a week before: %v", err)
	}
	*now = now.AddDate(0, 0, 10)
	for want := 1; want >= 0; want-- { // noted once
		if n, err := r.Settle(t.Context()); err != nil || n != want {
			t.Errorf("%d came to their end, %v", n, err)
		}
	}
	var kinds []string
	for _, l := range *log {
		kinds = append(kinds, l.Kind)
		if len(l.Args) != 1 || l.Args["mandate"] != m.ID {
			t.Errorf("the journal says %v", l.Args)
		}
	}
	if want := []string{Printed, Signed, Used, Expired}; !slices.Equal(kinds, want) {
		t.Errorf("the journal has %v, want %v", kinds, want)
	}
}

// Texts once printed are frozen: version 1 prints to the letter whatever later
// versions say.
func TestPastTextsPrintAgainExactly(t *testing.T) {
	m := goodMandate()
	yes := true
	m.Habilitated, m.Perimetre = &yes, []string{"social_sante", Money}
	for model, want := range map[int]string{
		1: "3395bd2d952fb9d2",
		2: "155e4f0998e935ac",
	} {
		m.Model, m.Lang = model, "fr"
		var all strings.Builder
		for _, s := range m.Text() {
			all.WriteString(s.Title + "\n" + strings.Join(s.Lines, "\n") + "\n")
		}
		sum := sha256.Sum256([]byte(all.String()))
		if got := hex.EncodeToString(sum[:8]); got != want {
			t.Errorf("version %d reads otherwise than when it was printed (%s):\n%s", model, got, all.String())
		}
	}
}

package publish_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"parvis/app"
	"parvis/app/hub"
	"parvis/app/lots"
	"parvis/app/poll"
	"parvis/app/reach"
	"parvis/app/relay"
	"parvis/app/relay/pack"
	"parvis/app/session"
	"parvis/cmd/internal/publish"
	"parvis/cmd/internal/station"
	"parvis/i18n"
)

// hours is asked all October, a month that begins on 28 September.
func hours() poll.Poll {
	return poll.Poll{
		First: "2026-09-28", Last: "2026-11-01", Question: poll.Text{"fr": "Quand ouvrir la borne ?"},
		Answers: []poll.Text{{"fr": "Le matin"}, {"fr": "Le soir"}, {"fr": "Le samedi"}},
	}
}

// receive syncs a station and puts the newest edition in use.
func receive(t *testing.T, s *station.Station) error {
	t.Helper()
	_, err := s.Relay.SyncNow(t.Context())
	check(t, err)
	_, err = s.FetchPack(t.Context())
	check(t, err)
	_, err = s.ActivatePack(t.Context())
	return err
}

// publishes sends everything that waits.
func publishes(t *testing.T, d *publish.Desk) error {
	t.Helper()
	p, err := d.Read(t.Context())
	check(t, err)
	_, err = d.Publish(t.Context(), p)
	return err
}

func one(t *testing.T, d *publish.Desk) poll.Entry {
	t.Helper()
	list, err := d.Polls(t.Context())
	check(t, err)
	if len(list) != 1 {
		t.Fatalf("%+v", list)
	}
	return list[0]
}

// TestAPollFromTheCoordinatorToItsFigures: written, published, asked on its
// days, answered every day of October, closed, sent, read by the coordinator,
// taken back. Nothing is read but what left, nothing left under the threshold,
// and nothing is lost.
func TestAPollFromTheCoordinatorToItsFigures(t *testing.T) {
	n := newNetwork(t)
	d := &publish.Desk{Station: n.enrolled(t, "Métropole", hub.RoleCoordinator)}
	at := app.Day("2026-09-27").Time(app.Zone("")).Add(10 * time.Hour)
	kiosk := n.enrolledAt(t, "Médiathèque de Miramas", hub.RoleKiosk, func() time.Time { return at })
	check(t, d.SavePoll(t.Context(), hours()))
	if e := one(t, d); e.Sent || !e.Waits || e.ID != "consultation-2026-09-28" {
		t.Fatalf("%+v", e)
	}
	check(t, publishes(t, d))
	if e := one(t, d); !e.Sent || e.Waits {
		t.Fatalf("%+v", e)
	}
	if err := d.SavePoll(t.Context(), one(t, d).Poll); !errors.Is(err, app.E(app.Rejected, "poll_sent")) {
		t.Errorf("other words for a poll that left: %v", err)
	}
	check(t, receive(t, kiosk))
	if p, ok := kiosk.PollToday(); ok {
		t.Errorf("asked before its first day: %+v", p)
	}
	answer := func(n int) {
		p, ok := kiosk.PollToday()
		if !ok {
			t.Fatalf("not asked on %s", at)
		}
		check(t, kiosk.CountAnswer(t.Context(), p, n))
	}
	const mornings, evenings = 30, 8
	for i := range mornings {
		at = at.AddDate(0, 0, 1)
		answer(1)
		if i < evenings {
			answer(2)
		}
	}
	at = app.Day("2026-11-02").Time(app.Zone("")).Add(time.Hour)
	if _, ok := kiosk.PollToday(); ok {
		t.Error("asked after its last day")
	}
	report, _, err := kiosk.Lots.CloseDue(t.Context(), at)
	check(t, err)
	released := 0
	for _, l := range report.Lots {
		if l.View != session.ViewPoll || l.Count < lots.MinK || !strings.HasSuffix(l.Cell[session.ViewPoll], ":1") {
			t.Errorf("this may not leave: %+v", l)
		}
		released += l.Count
	}
	held := 0
	for _, h := range report.Held {
		held += h.Count
	}
	if released == 0 || released+held != mornings+evenings {
		t.Fatalf("%d released, %d held of %d answers", released, held, mornings+evenings)
	}
	check(t, receive(t, kiosk))
	if st, err := kiosk.Relay.Status(t.Context()); err != nil || st.SetAside+st.Waiting > 0 {
		t.Errorf("%+v, %v", st, err)
	}
	cube, _, stale, err := d.Figures(t.Context())
	check(t, errors.Join(stale, err))
	r, err := cube.Query(reach.Query{View: session.ViewPoll}, d.Territory())
	check(t, err)
	if len(r.Cells) != 1 || r.Cells[0].Count != released || r.Total != released {
		t.Errorf("released %d, the coordinator reads %+v", released, r)
	}
	if text := d.PollLabel(r.Cells[0].Cell[session.ViewPoll], "fr"); text != "Quand ouvrir la borne ? Le matin" {
		t.Errorf("%q", text)
	}

	// Taken back: asked no more, still read in words.
	at = at.AddDate(0, 0, -10)
	id := one(t, d).ID
	check(t, d.WithdrawPoll(t.Context(), id))
	if e := one(t, d); !e.Waits || !e.Withdrawn {
		t.Errorf("%+v", e)
	}
	check(t, d.DropPoll(t.Context(), id)) // changed one's mind
	if e := one(t, d); e.Waits || e.Withdrawn {
		t.Errorf("%+v", e)
	}
	check(t, d.WithdrawPoll(t.Context(), id))
	check(t, publishes(t, d))
	if _, ok := kiosk.PollToday(); !ok {
		t.Error("gone before the new edition came")
	}
	check(t, receive(t, kiosk))
	if _, ok := kiosk.PollToday(); ok || kiosk.PollLabel(id+":1", "fr") == "" {
		t.Error("a poll taken back is asked, or has no words any more")
	}
}

// TestAKioskUnderADeskSaysItsAnswersInWords: the poll is in the desk's pack, the
// answers in the kiosk's own directory.
func TestAKioskUnderADeskSaysItsAnswersInWords(t *testing.T) {
	kiosk := newNetwork(t).enrolled(t, "Borne", hub.RoleKiosk)
	p := hours()
	p.ID = "horaires"
	for range 2 {
		check(t, kiosk.CountAnswer(t.Context(), p, 3))
	}
	if text := kiosk.PollLabel("horaires:3", "fr"); text != "Quand ouvrir la borne ? Le samedi" || len(kiosk.PollsKnown(t.Context())) != 1 {
		t.Errorf("%q", text)
	}
	if text := reach.Label(i18n.New("fr"), kiosk.Territory(), session.ViewPoll, "horaires:3"); text != "Quand ouvrir la borne ? Le samedi" {
		t.Errorf("%q", text)
	}
}

func TestAPollThatIsNotSavedSaysWhy(t *testing.T) {
	n := newNetwork(t)
	d := &publish.Desk{Station: n.enrolled(t, "Métropole", hub.RoleCoordinator)}
	p := hours()
	p.Answers = p.Answers[:1]
	if err := d.SavePoll(t.Context(), p); !errors.Is(err, app.E(app.Rejected, "poll_count")) {
		t.Error(err)
	}
	if err := d.WithdrawPoll(t.Context(), "inconnue"); !errors.Is(err, app.E(app.Rejected, "poll_unknown")) {
		t.Error(err)
	}
	check(t, d.SavePoll(t.Context(), hours()))
	check(t, d.SavePoll(t.Context(), hours()))
	list, err := d.Polls(t.Context())
	check(t, err)
	if len(list) != 2 || list[0].ID == list[1].ID {
		t.Fatalf("two polls of one day: %+v", list)
	}
	check(t, d.DropPoll(t.Context(), list[0].ID))
	check(t, publishes(t, d))
	if err := publishes(t, d); !errors.Is(err, app.E(app.Rejected, "publish_nothing")) {
		t.Errorf("nothing waits, yet: %v", err)
	}
}

// TestADamagedPollIsRefusedEverywhere: by the hub, whoever publishes; and by a
// device, were a hub to let it through: it says so and goes on with the others.
func TestADamagedPollIsRefusedEverywhere(t *testing.T) {
	n := newNetwork(t)
	coordinator := n.enrolled(t, "Métropole", hub.RoleCoordinator)
	device := n.enrolled(t, "Médiathèque de Miramas", hub.RoleKiosk)
	good := hours()
	good.ID, good.Last = "bonne", "2026-12-31"
	files := map[string]string{good.Path(): string(good.Encode()), "polls/cassee.json": "{\n \"id\": \"cassee\",\n \"fin\": 1\n}"}
	_, err := n.admin.Publish(t.Context(), zipped(t, files), "", noon)
	var e *app.Error
	if !errors.As(err, &e) || e.Kind != app.Rejected || e.Code != "poll_key" || e.Where != "polls/cassee.json:3" {
		t.Errorf("the hub's own command: %v", err)
	}
	if _, err := coordinator.Relay.Publish(t.Context(), zipped(t, files), 0); !errors.Is(err, app.E(app.Hub, relay.ProblemPackPoll)) {
		t.Errorf("a coordinator's zip: %v", err)
	}
	if p, _, err := n.ledger.LatestPack(t.Context()); err != nil || p.Version != 0 {
		t.Fatalf("something was published: %v, %v", p.Version, err)
	}

	key, err := hub.SigningKey(t.Context(), n.ledger, n.admin.Random)
	check(t, err)
	p := hub.Pack{Version: 1, Files: map[string][]byte{}}
	content := map[string][]byte{}
	for name, text := range files {
		content[name] = []byte(text)
		p.Files[pack.HashOf([]byte(text))] = []byte(text)
	}
	m, err := pack.Build(1, "2027-01-01", "", content)
	check(t, err)
	p.Manifest, err = pack.Sign(m, key)
	check(t, err)
	check(t, n.ledger.PutPack(t.Context(), p))
	check(t, receive(t, device))
	if got, ok := device.PollToday(); !ok || got.ID != "bonne" {
		t.Errorf("the good poll is not asked: %+v", got)
	}
	if err := device.PackFailure(t.Context()); !errors.As(err, &e) || e.Code != "poll_key" || e.Where != "polls/cassee.json:3" {
		t.Errorf("nobody is told: %v", err)
	}
}

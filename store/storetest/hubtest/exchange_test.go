package hubtest_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"parvis/app"
	"parvis/app/hub"
	"parvis/app/relay"
	"parvis/app/relay/relaytest"
	"parvis/store/storetest/hubtest"
)

func TestSyncDeliversOnceAndSaysSo(t *testing.T) {
	w := newWorld(t, 1, at("2026-11-23T17:40:00+01:00"))
	d := w.enrolled(t, "Médiathèque de la Valbarelle", hub.RoleDesk)
	d.enqueue(t, lot(t, "total", "", "2026-W44", 9), lot(t, "type", "individuel", "2026-10", 7))
	s, err := d.SyncNow(t.Context())
	if err != nil || s.Sent != 3 || s.Waiting != 0 || s.SetAside != 0 || s.LastSuccess.IsZero() { // two lots and a heartbeat
		t.Fatalf("summary %+v, error %v", s, err)
	}
	if got := rows(t, w.ledger); len(got) != 2 || got[0].PlaceID != hub.PlaceID("Médiathèque de la Valbarelle") {
		t.Fatalf("hub has %+v", got)
	}
	if s, err = d.SyncNow(t.Context()); err != nil || s.Sent != 0 || s.Waiting != 0 {
		t.Fatalf("second run: %+v, %v", s, err)
	}
	if got := rows(t, w.ledger); len(got) != 2 {
		t.Fatalf("counted again: %+v", got)
	}
	devices, err := hub.Admin{Ledger: w.ledger}.Devices(t.Context(), w.now())
	if err != nil || len(devices) != 1 || devices[0].Version != "1.0.0" || devices[0].LastSeen == nil {
		t.Fatalf("fleet %+v, %v", devices, err)
	}
}

func TestPoisonAtTheHeadIsSetAsideAndTheRestGoes(t *testing.T) {
	w := newWorld(t, 2, at("2026-11-23T17:40:00+01:00"))
	d := w.enrolled(t, "Mairie", hub.RoleDesk)
	d.enqueue(t, []byte("not cbor"), lot(t, "type", "individuel", "2026-10", 2), lot(t, "type", "individuel", "2026-10", 7))
	if err := d.box.Enqueue(t.Context(), 77, 1, []byte{1}); err != nil {
		t.Fatal(err)
	}
	s, err := d.SyncNow(t.Context())
	if err != nil || s.SetAside != 3 || s.Waiting != 0 {
		t.Fatalf("summary %+v, error %v", s, err)
	}
	reasons := map[string]bool{}
	for e, err := range d.box.Entries(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		reasons[e.Reason] = true
	}
	if !reasons["bad_body"] || !reasons["below_threshold"] || !reasons["unknown_type"] {
		t.Fatalf("reasons %v", reasons)
	}
	if got := rows(t, w.ledger); len(got) != 1 {
		t.Fatalf("hub has %+v", got)
	}
}

// canned is what answers in the hub's place; without a status, nobody does.
type canned struct {
	status     int
	kind, body string
}

func (c canned) answer(r *http.Request) (*http.Response, error) {
	if c.status == 0 {
		return nil, io.ErrUnexpectedEOF
	}
	return &http.Response{
		StatusCode: c.status, Status: http.StatusText(c.status), Request: r, Body: io.NopCloser(strings.NewReader(c.body)),
		Header: http.Header{"Content-Type": {c.kind}, "Retry-After": {"3600"}, "Location": {"https://portail.exemple.fr/"}},
	}, nil
}

func TestAnswersThatAreNotTheHubs(t *testing.T) {
	for name, c := range map[string]struct {
		canned
		code string
	}{
		"captive portal":  {canned{200, "text/html", "<html>connectez-vous</html>"}, "hub_captive"},
		"portal, no type": {canned{200, "", "<!DOCTYPE html>"}, "hub_captive"},
		"511":             {canned{511, "text/plain", ""}, "hub_captive"},
		"other server":    {canned{200, "application/json", "{}"}, "hub_not_parvis"},
		"redirect":        {canned{307, "", ""}, "hub_redirect"},
		"busy":            {canned{503, "text/plain", ""}, "hub_busy"},
		"too many":        {canned{429, "text/html", "<html>"}, "hub_busy"},
		"gateway":         {canned{502, "text/html", "<html>"}, "hub_unreachable"},
		"cut":             {canned{}, "hub_unreachable"},
		"forged refusal":  {canned{403, "application/json", `{"error":"device_revoked"}`}, "hub_not_parvis"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, 3, at("2026-11-23T17:40:00+01:00"))
			d := w.enrolled(t, "Mairie", hub.RoleDesk)
			d.enqueue(t, lot(t, "type", "individuel", "2026-10", 7))
			w.net.before = c.answer
			s, err := d.SyncNow(t.Context())
			if !errors.Is(err, app.E(app.Hub, c.code)) || app.KindOf(err) != app.Hub {
				t.Fatalf("error %v, want %s", err, c.code)
			}
			if s.Waiting != 1 || s.Sent != 0 || !s.LastSuccess.IsZero() {
				t.Fatalf("summary %+v", s)
			}
			w.net.before = nil
			if s, err = d.SyncNow(t.Context()); err != nil || s.Waiting != 0 {
				t.Fatalf("after it: %+v, %v", s, err)
			}
		})
	}
}

// TestWhatIsOnItsWayIsSaidSo: during the request the records are « en cours »,
// and those a stopped program left so are to send again.
func TestWhatIsOnItsWayIsSaidSo(t *testing.T) {
	w := newWorld(t, 14, at("2026-11-23T17:40:00+01:00"))
	d := w.enrolled(t, "Mairie", hub.RoleDesk)
	d.enqueue(t, lot(t, "type", "individuel", "2026-10", 7))
	var disk *relaytest.Outbox
	counts := func(box *relaytest.Outbox) relay.Counts {
		t.Helper()
		c, err := box.Counts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	w.net.before = func(r *http.Request) (*http.Response, error) {
		if r.URL.Path == relay.PathBatches && disk == nil {
			if c := counts(d.box); c != (relay.Counts{Sending: 1}) {
				t.Errorf("during the request: %+v", c)
			}
			disk = d.box.Kill()
		}
		return nil, nil
	}
	if _, err := d.SyncNow(t.Context()); err == nil {
		t.Fatal("a killed program went on")
	}
	again := w.device(t, disk)
	if c := counts(disk); c != (relay.Counts{Sending: 1}) {
		t.Fatalf("on disk: %+v", c)
	}
	if err := again.Recover(t.Context()); err != nil || counts(disk) != (relay.Counts{ToSend: 1}) {
		t.Fatalf("at the next start: %+v, %v", counts(disk), err)
	}
	if s, err := again.SyncNow(t.Context()); err != nil || s.Waiting != 0 || len(rows(t, w.ledger)) != 1 {
		t.Fatalf("%+v, %v", s, err)
	}
}

// TestNoRedirectLeavesTheHub: another machine, or the same one without
// protection, is never shown a batch nor the token, even when the hub itself
// would answer there.
func TestNoRedirectLeavesTheHub(t *testing.T) {
	for name, c := range map[string]struct {
		to   string
		code string
	}{
		"another host":     {"https://autre.exemple.fr", "hub_redirect"},
		"without a shield": {"http://hub.exemple.fr", "hub_redirect"},
		"another path":     {address, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, 15, at("2026-11-23T17:40:00+01:00"))
			d := w.enrolled(t, "Mairie", hub.RoleDesk)
			sent := 0
			w.net.before = func(r *http.Request) (*http.Response, error) {
				if sent++; sent > 1 {
					return nil, nil
				}
				resp, err := canned{status: http.StatusTemporaryRedirect}.answer(r)
				resp.Header.Set("Location", c.to+relay.PathBatches)
				return resp, err
			}
			d.enqueue(t, lot(t, "type", "individuel", "2026-10", 7))
			_, err := d.SyncNow(t.Context())
			if c.code == "" && err != nil || c.code != "" && (!errors.Is(err, app.E(app.Hub, c.code)) || sent != 1) {
				t.Fatalf("%d requests, %v", sent, err)
			}
		})
	}
}

// TestARecordTheDiskChangedIsSetAsideUnsent: no hub could tell that it is not
// what was released.
func TestARecordTheDiskChangedIsSetAsideUnsent(t *testing.T) {
	w := newWorld(t, 16, at("2026-11-23T17:40:00+01:00"))
	d := w.enrolled(t, "Mairie", hub.RoleDesk)
	d.enqueue(t, lot(t, "type", "individuel", "2026-09", 7), lot(t, "type", "individuel", "2026-10", 8))
	d.box.Damage(1)
	s, err := d.SyncNow(t.Context())
	if err != nil || s.SetAside != 1 || s.Waiting != 0 {
		t.Fatalf("%+v, %v", s, err)
	}
	aside, err := d.Aside(t.Context())
	if err != nil || len(aside) != 1 || aside[0].Seq != 1 || aside[0].Reason != "damaged" {
		t.Fatalf("%+v, %v", aside, err)
	}
	if got := rows(t, w.ledger); len(got) != 1 || got[0].Count != 8 {
		t.Fatalf("the hub has %+v", got)
	}
}

func TestReplyLostAfterTheCommitCountsOnce(t *testing.T) {
	w := newWorld(t, 4, at("2026-11-23T17:40:00+01:00"))
	d := w.enrolled(t, "Mairie", hub.RoleDesk)
	d.enqueue(t, lot(t, "type", "individuel", "2026-10", 7))
	w.net.after = func(*http.Request, *http.Response) (*http.Response, error) { return nil, io.ErrUnexpectedEOF }
	if s, err := d.SyncNow(t.Context()); err == nil || s.Waiting != 1 {
		t.Fatalf("summary %+v, error %v", s, err)
	}
	w.net.after = nil
	if s, err := d.SyncNow(t.Context()); err != nil || s.Waiting != 0 {
		t.Fatalf("summary %+v, error %v", s, err)
	}
	if got := rows(t, w.ledger); len(got) != 1 {
		t.Fatalf("hub has %+v", got)
	}
}

func TestHubRestoredFromYesterdayGetsEverythingAgain(t *testing.T) {
	for name, announce := range map[string]bool{"with a new epoch": true, "disk put back without a word": false} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, 5, at("2026-11-23T17:40:00+01:00"))
			d := w.enrolled(t, "Mairie", hub.RoleDesk)
			d.enqueue(t, lot(t, "type", "individuel", "2026-09", 7))
			if _, err := d.SyncNow(t.Context()); err != nil {
				t.Fatal(err)
			}
			yesterday := hubtest.NewMemory()
			if err := yesterday.Import(t.Context(), w.ledger.Export(t.Context())); err != nil {
				t.Fatal(err)
			}
			d.enqueue(t, lot(t, "type", "individuel", "2026-10", 8))
			if _, err := d.SyncNow(t.Context()); err != nil {
				t.Fatal(err)
			}
			if announce {
				if _, err := yesterday.NewEpoch(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			w.open(t, yesterday)
			if s, err := d.SyncNow(t.Context()); err != nil || s.Waiting != 0 { // nothing waits: the device asks all the same
				t.Fatalf("summary %+v, error %v", s, err)
			}
			if got := rows(t, w.ledger); len(got) != 2 {
				t.Fatalf("hub has %+v", got)
			}
		})
	}
}

func TestRestoredDeviceGoesOnUnderANewEpoch(t *testing.T) {
	w := newWorld(t, 6, at("2026-11-23T17:40:00+01:00"))
	d := w.enrolled(t, "Mairie", hub.RoleDesk)
	backup := d.box.Copy()
	d.enqueue(t, lot(t, "type", "individuel", "2026-09", 7))
	if _, err := d.SyncNow(t.Context()); err != nil {
		t.Fatal(err)
	}
	restored := w.device(t, backup) // closes September again, and October
	restored.enqueue(t, lot(t, "type", "individuel", "2026-10", 8), lot(t, "type", "individuel", "2026-09", 7))
	if s, err := restored.SyncNow(t.Context()); err != nil || s.Waiting != 0 || s.SetAside != 0 {
		t.Fatalf("summary %+v, error %v", s, err)
	}
	id, err := restored.box.Identity(t.Context())
	if err != nil || id.Epoch != 2 {
		t.Fatalf("epoch %d, %v", id.Epoch, err)
	}
	// September is at the hub word for word; October waits again in the account.
	if got := rows(t, w.ledger); len(got) != 1 {
		t.Fatalf("counted twice: %+v", got)
	}
	if p := restored.box.Parting(); len(p.Out) != 1 || len(p.Back) != 1 {
		t.Fatalf("%d lots taken over, %d taken back", len(p.Out), len(p.Back))
	}
}

// TestRestoredTwiceFromOneBackup: the second restore begins the epoch the first
// one began. It is no copy of it, and keeps the name.
func TestRestoredTwiceFromOneBackup(t *testing.T) {
	w := newWorld(t, 8, at("2026-11-23T17:40:00+01:00"))
	d := w.enrolled(t, "Mairie", hub.RoleDesk)
	d.enqueue(t, lot(t, "type", "individuel", "2026-08", 6))
	if _, err := d.SyncNow(t.Context()); err != nil {
		t.Fatal(err)
	}
	backup := d.box.Copy()
	id, _ := d.box.Identity(t.Context())
	for i, window := range []string{"2026-09", "2026-10"} {
		again := w.device(t, backup.Copy())
		if _, err := again.box.NewEpoch(t.Context(), relay.Parting{}); err != nil {
			t.Fatal(err)
		}
		for range 2 { // what waited is taken back once; the account would close it again
			again.enqueue(t, lot(t, "type", "individuel", window, 7))
			if s, err := again.SyncNow(t.Context()); err != nil || s.Waiting != 0 || s.SetAside != 0 {
				t.Fatalf("restore %d: %+v, %v", i, s, err)
			}
		}
		now, err := again.box.Identity(t.Context())
		if err != nil || now.Device != id.Device || now.Restored {
			t.Fatalf("restore %d: %+v, %v", i, now, err)
		}
		if p := again.box.Parting(); len(p.Out) != i {
			t.Errorf("restore %d took over %d lots", i, len(p.Out))
		}
	}
	if got := rows(t, w.ledger); len(got) != 3 {
		t.Fatalf("the hub has %+v", got)
	}
	devices, err := w.ledger.Devices(t.Context())
	if err != nil || len(devices) != 1 {
		t.Fatalf("%d devices, %v", len(devices), err)
	}
}

func TestCloneBecomesADeviceOfItsOwn(t *testing.T) {
	w := newWorld(t, 7, at("2026-11-23T17:40:00+01:00"))
	a := w.enrolled(t, "Mairie", hub.RoleDesk)
	a.enqueue(t, lot(t, "genre", "masculin", "2026-10", 9)) // waits in both
	b := w.device(t, a.box.Copy())
	a.enqueue(t, lot(t, "type", "individuel", "2026-10", 7))
	b.enqueue(t, lot(t, "type", "distance", "2026-10", 6))
	for i, d := range []*device{a, b, a, b} {
		s, err := d.SyncNow(t.Context())
		if err != nil || s.Waiting != 0 {
			t.Fatalf("summary %+v, error %v", s, err)
		}
		// What a closed since is the other's too: it is set aside, in sight.
		if aside := map[int]int{2: 1}[i]; s.SetAside != aside {
			t.Fatalf("sync %d: summary %+v", i, s)
		}
		d.enqueue(t, lot(t, "guide", fmt.Sprint("g", i), "2026-09", 5+i))
	}
	for _, d := range []*device{a, b} {
		if s, err := d.SyncNow(t.Context()); err != nil || s.Waiting != 0 {
			t.Fatalf("summary %+v, error %v", s, err)
		}
	}
	ida, _ := a.box.Identity(t.Context())
	idb, _ := b.box.Identity(t.Context())
	if ida.Device == idb.Device {
		t.Fatal("both still answer to one name")
	}
	counts := map[int]int{}
	for _, r := range rows(t, w.ledger) {
		counts[r.Count]++
	}
	// 9 waited in both and counts once; b took back the 6 it had closed before it
	// was told, and a set aside its 5: a closing of the account would send them.
	want := map[int]int{9: 1, 7: 2, 6: 1, 8: 1}
	if fmt.Sprint(counts) != fmt.Sprint(want) {
		t.Fatalf("the hub has %v, want %v", counts, want)
	}
	devices, err := w.ledger.Devices(t.Context())
	if err != nil || len(devices) != 2 || devices[0].PlaceID != devices[1].PlaceID {
		t.Fatalf("devices %+v, %v", devices, err)
	}
}

func TestCodes(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	w := newWorld(t, 8, func() time.Time { return now })
	used := w.invite(t, "Mairie", hub.RoleDesk)
	d := w.device(t, relaytest.New(w.random, w.now))
	for range 2 { // its own answer may be lost: it may ask again
		if _, err := d.Enrol(t.Context(), used); err != nil {
			t.Fatal(err)
		}
	}
	late := w.invite(t, "Mairie", hub.RoleKiosk)
	other := w.invite(t, "Mairie", hub.RoleKiosk)
	other.KeyCheck = "000000"
	wrong := w.invite(t, "Mairie", hub.RoleKiosk)
	wrong.Token = "00000000"
	now = now.Add(24 * time.Hour)
	for code, inv := range map[string]relay.Invitation{
		"code_used": used, "code_expired": late, "hub_other_key": other, "code_unknown": wrong,
	} {
		e := w.device(t, relaytest.New(w.random, w.now))
		if _, err := e.Enrol(t.Context(), inv); !errors.Is(err, app.E(app.Hub, code)) {
			t.Errorf("%s: %v", code, err)
		}
		if _, ok, _ := e.box.Registration(t.Context()); ok {
			t.Errorf("%s: registered", code)
		}
	}
}

func TestGuessingCodesIsSlowedDown(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	w := newWorld(t, 9, func() time.Time { return now })
	d := w.device(t, relaytest.New(w.random, w.now))
	wrong := w.invite(t, "Mairie", hub.RoleDesk)
	good := wrong
	wrong.Token = "00000000"
	var err error
	for range 6 {
		_, err = d.Enrol(t.Context(), wrong)
	}
	if !errors.Is(err, app.E(app.Hub, "hub_busy")) {
		t.Fatalf("sixth try: %v", err)
	}
	now = now.Add(time.Minute)
	if _, err := d.Enrol(t.Context(), good); err != nil {
		t.Fatalf("a minute later: %v", err)
	}
}

// TestANewHubReceivesWhatIsStillKept: a place that changes hubs leaves nothing
// behind, and its number of records at the other one proves nothing.
// TestASilentPlaceIsSaidSo: after a week without news, unless it was retired or
// had said that it is closed.
func TestASilentPlaceIsSaidSo(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	seen := func(days int, change func(*hub.Device)) hub.Device {
		d := hub.Device{ID: "device-a", LastSeen: now.Add(-time.Duration(days)*24*time.Hour - time.Minute)}
		if change != nil {
			change(&d)
		}
		return d
	}
	for name, c := range map[string]struct {
		d    hub.Device
		want bool
	}{
		"six days":      {seen(6, nil), false},
		"a week":        {seen(relay.SilentDays, nil), true},
		"retired":       {seen(30, func(d *hub.Device) { d.Revoked = true }), false},
		"closed":        {seen(30, func(d *hub.Device) { d.Heartbeat.ClosedUntil = "2026-11-23" }), false},
		"opened again":  {seen(30, func(d *hub.Device) { d.Heartbeat.ClosedUntil = "2026-11-22" }), true},
		"never, so far": {hub.Device{ID: "device-a"}, false},
	} {
		if got := hub.FleetRow(c.d, now).Silent; got != c.want {
			t.Errorf("%s: silent %v", name, got)
		}
	}
}

// TestFailuresBeforeASuccessAreTold: the coordinator hears of a place whose
// network is weak, once it gets through.
func TestFailuresBeforeASuccessAreTold(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	w := newWorld(t, 19, func() time.Time { return now })
	d := w.enrolled(t, "Mairie", hub.RoleDesk)
	for i, want := range []int{3, 0} {
		w.net.before = canned{}.answer
		for range want {
			if _, err := d.SyncNow(t.Context()); err == nil {
				t.Fatal("a network that is not there answered")
			}
		}
		w.net.before = nil
		now = now.AddDate(0, 0, 1)
		if _, err := d.SyncNow(t.Context()); err != nil {
			t.Fatal(err)
		}
		fleet, err := hub.Admin{Ledger: w.ledger}.Devices(t.Context(), w.now())
		if err != nil || len(fleet) != 1 || fleet[0].Failures != want {
			t.Fatalf("day %d: %+v, %v", i, fleet, err)
		}
	}
}

func TestANewHubReceivesWhatIsStillKept(t *testing.T) {
	first, second := newWorld(t, 17, at("2026-11-23T17:40:00+01:00")), newWorld(t, 18, at("2026-11-23T17:40:00+01:00"))
	d := first.enrolled(t, "Mairie", hub.RoleDesk)
	d.enqueue(t, lot(t, "type", "individuel", "2026-09", 7), lot(t, "type", "individuel", "2026-10", 8))
	if s, err := d.SyncNow(t.Context()); err != nil || s.Waiting != 0 {
		t.Fatalf("%+v, %v", s, err)
	}
	there := second.device(t, d.box)
	if _, err := there.Enrol(t.Context(), second.invite(t, "Mairie", hub.RoleDesk)); err != nil {
		t.Fatal(err)
	}
	if s, err := there.SyncNow(t.Context()); err != nil || s.Waiting != 0 || s.SetAside != 0 {
		t.Fatalf("%+v, %v", s, err)
	}
	if got := rows(t, second.ledger); len(got) != 2 {
		t.Fatalf("the new hub has %+v", got)
	}
}

func TestRevokedDeviceKeepsWhatItHas(t *testing.T) {
	w := newWorld(t, 10, at("2026-11-23T17:40:00+01:00"))
	d := w.enrolled(t, "Mairie", hub.RoleDesk)
	d.enqueue(t, lot(t, "type", "individuel", "2026-10", 7))
	id, _ := d.box.Identity(t.Context())
	if err := (hub.Admin{Ledger: w.ledger}).Revoke(t.Context(), id.Device, w.now()); err != nil {
		t.Fatal(err)
	}
	s, err := d.SyncNow(t.Context())
	if !errors.Is(err, app.E(app.Hub, "device_revoked")) || s.Waiting != 1 {
		t.Fatalf("summary %+v, error %v", s, err)
	}
	if _, err := d.Enrol(t.Context(), w.invite(t, "Mairie", hub.RoleDesk)); err != nil {
		t.Fatal(err)
	}
	if s, err := d.SyncNow(t.Context()); err != nil || s.Waiting != 0 {
		t.Fatalf("enrolled again: %+v, %v", s, err)
	}
}

func TestCoordinatorReadsWhatWasReleased(t *testing.T) {
	w := newWorld(t, 11, at("2026-11-23T17:40:00+01:00"))
	d := w.enrolled(t, "Mairie", hub.RoleDesk)
	d.enqueue(t, lot(t, "type", "individuel", "2026-10", 7), lot(t, "total", "", "2026-W43", 11))
	if _, err := d.SyncNow(t.Context()); err != nil {
		t.Fatal(err)
	}
	c := w.enrolled(t, "Conseil départemental", hub.RoleCoordinator)
	sum := 0
	end, err := c.FetchLots(t.Context(), time.Time{}, func(r relay.LotRow) error {
		sum += r.Count
		if r.Place != "Mairie" || (r.View == "type" && r.Cell["type"] != "individuel") {
			t.Errorf("row %+v", r)
		}
		return nil
	})
	if err != nil || sum != 18 || end.Count != 2 || end.HubEpoch != 1 {
		t.Fatalf("sum %d, end %+v, error %v", sum, end, err)
	}
	fleet, err := c.Fleet(t.Context())
	if err != nil || len(fleet) != 2 {
		t.Fatalf("fleet %+v, %v", fleet, err)
	}
	if _, err := d.FetchLots(t.Context(), time.Time{}, func(relay.LotRow) error { return nil }); !errors.Is(err, app.E(app.Hub, "role_refused")) {
		t.Fatalf("a desk reads: %v", err)
	}
}

package publish_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"image"
	"image/png"
	"io"
	"math/rand"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parvis/app"
	"parvis/app/guide"
	"parvis/app/hub"
	"parvis/app/library"
	"parvis/app/relay"
	"parvis/cmd/internal/publish"
	"parvis/cmd/internal/station"
	"parvis/store/device"
	"parvis/store/hubbolt"
)

// network is a real hub on a socket and its clock.
type network struct {
	files  atomic.Int64 // files of packs that travelled
	url    string
	admin  hub.Admin
	ledger *hubbolt.Ledger
}

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func now() time.Time { return noon }

func newNetwork(t *testing.T) *network {
	t.Helper()
	l, err := hubbolt.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	h, err := hub.New(t.Context(), hub.Options{Ledger: l, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	n := &network{ledger: l, admin: hub.Admin{Ledger: l, Random: h.Random}}
	handler := h.Handler()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, relay.PathFiles) {
			n.files.Add(1)
		}
		handler.ServeHTTP(w, r)
	}))
	n.url = server.URL
	t.Cleanup(func() {
		server.Close()
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return n
}

// enrolled is a station of its own directory.
func (n *network) enrolled(t *testing.T, place string, role hub.Role) *station.Station {
	t.Helper()
	return n.enrolledAt(t, place, role, now)
}

// enrolledAt is a station with a clock of its own.
func (n *network) enrolledAt(t *testing.T, place string, role hub.Role, now app.Clock) *station.Station {
	t.Helper()
	s, err := station.Init(t.Context(), station.Options{Dir: filepath.Join(t.TempDir(), "data"), Now: now, Program: "test"},
		device.InitOptions{Meta: device.Meta{Place: place, Commune: "13063"}, Mediator: "Nadia"}, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	inv, err := n.admin.Invite(t.Context(), hub.InviteRequest{Place: place, Role: role}, n.url, noon)
	if err != nil {
		t.Fatal(err)
	}
	ticket, err := relay.FromTicket(inv.Ticket)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Relay.Enrol(t.Context(), ticket); err != nil {
		t.Fatal(err)
	}
	return s
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func zipped(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range files {
		f, err := w.Create(name)
		check(t, err)
		_, err = io.WriteString(f, content)
		check(t, err)
	}
	check(t, w.Close())
	return b.Bytes()
}

// propose changes a guide on a station and proposes it.
func propose(t *testing.T, s *station.Station, id guide.ID, from, to string) {
	t.Helper()
	_, text, mark, err := s.Shelf.Text(id, "")
	check(t, err)
	changed := strings.Replace(string(text), from, to, 1)
	changed = strings.Replace(changed, "version: 2026-11", "version: 2026-12", 1)
	if changed == string(text) {
		t.Fatal("nothing changed")
	}
	_, err = s.Shelf.Save(t.Context(), []byte(changed), mark)
	check(t, err)
	check(t, s.Shelf.Propose(t.Context(), id))
}

func TestAProposalGoesUpIsPublishedAndComesDown(t *testing.T) {
	ctx, n := t.Context(), newNetwork(t)
	desk, other := n.enrolled(t, "Mairie", hub.RoleDesk), n.enrolled(t, "École", hub.RoleDesk)
	coord := &publish.Desk{Station: n.enrolled(t, "Métropole", hub.RoleCoordinator)}
	const id = guide.ID("carte-vitale")
	propose(t, desk, id, "Que se passe-t-il avec", "Que vous arrive-t-il avec")
	if _, err := desk.Shelf.Flag(ctx, "rsa", "", library.DeadLink); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second has nothing to say
		_, err := desk.Sync(ctx)
		check(t, err)
	}
	p, err := coord.Read(ctx)
	check(t, err)
	if len(p.Proposals) != 1 || p.Proposals[0].Guide.ID != id || p.Waiting != 1 || p.Places != 2 || p.Devices != 2 {
		t.Fatalf("%+v", p)
	}
	if len(p.Flags) != 1 || p.Flags[0].Count != 1 || p.Flags[0].Reason != library.DeadLink || p.Flags[0].Week != "2026-W48" {
		t.Fatalf("%+v", p.Flags)
	}
	if _, err := coord.Publish(ctx, p); !errors.Is(err, app.E(app.Rejected, "publish_nothing")) {
		t.Fatalf("nothing read over: %v", err)
	}
	check(t, coord.Decide(ctx, p.Proposals[0].Mark, library.MarkRead))
	check(t, coord.DealtWith(ctx, p.Flags[0].Key, 1))
	p, err = coord.Read(ctx)
	check(t, err)
	out, err := coord.Publish(ctx, p)
	check(t, err)
	if out.Version != 1 || out.Files != 1 {
		t.Fatalf("%+v", out)
	}
	for _, s := range []*station.Station{desk, other} {
		if _, refused, err := s.SyncAll(ctx); err != nil || refused != nil {
			t.Fatal(refused, err)
		}
		e, ok := s.Shelf.Entry(id)
		if !ok || e.Origin != library.Pack || e.Version != "2026-12" || e.Review.By != "Métropole" || !e.Accepted {
			t.Fatalf("%+v", e)
		}
		g, err := s.Shelf.Load(id)
		check(t, err)
		if !strings.HasPrefix(g.Guide.Steps[0].Title, "Que vous arrive-t-il") {
			t.Fatalf("step %q", g.Guide.Steps[0].Title)
		}
	}
	p, err = coord.Read(ctx)
	check(t, err)
	if len(p.Proposals) != 0 || !p.Flags[0].Done || p.Version != 1 || p.Previous != 0 {
		t.Fatalf("after: %+v", p)
	}
	fleet, err := coord.Relay.Fleet(ctx)
	check(t, err)
	for _, d := range fleet {
		if d.Role == "desk" && d.Pack != 0 { // the heartbeat was sent before
			t.Fatalf("%+v", d)
		}
	}
}

func TestAnEditionBringsPlacesAndRules(t *testing.T) {
	ctx, n := t.Context(), newNetwork(t)
	desk := n.enrolled(t, "Mairie", hub.RoleDesk)
	csv := "id,pivot,nom,commune,code_postal,code_insee,adresse,date_maj\n" +
		"a1,21130001700012,Médiathèque d’Aix,Aix-en-Provence,13100,13001,8 rue des Allumettes,2026-10-01\n"
	publish := func(files map[string]string) {
		t.Helper()
		_, err := n.admin.Publish(ctx, zipped(t, files), "", noon)
		check(t, err)
		_, refused, err := desk.SyncAll(ctx)
		check(t, errors.Join(refused, err))
	}
	publish(map[string]string{"policy.json": `{"k":8,"unreviewed_translations":true}`, "places/lieux.csv": csv})
	if got := desk.Threshold(); got != 8 {
		t.Fatalf("k is %d", got)
	}
	places, err := desk.Places(ctx)
	check(t, err)
	if len(places) == 0 {
		t.Fatal("no place came")
	}
	publish(map[string]string{"vocabularies/dispositifs.json": `{"dispositifs":[{"code":"sud_labs","label":"SUD LABS"}]}`})
	if list, err := desk.Schemes(); err != nil || len(list) != 1 || list[0].Code != "sud_labs" {
		t.Fatalf("schemes: %v %v", list, err)
	}
	publish(map[string]string{"policy.json": `{"k":2}`})
	if list, err := desk.Schemes(); err != nil || len(list) != 0 {
		t.Fatalf("schemes of an edition that is gone: %v %v", list, err)
	}
	if got := desk.Threshold(); got != 5 {
		t.Fatalf("k is %d: below what is promised", got)
	}
	places, err = desk.Places(ctx)
	check(t, err)
	if len(places) != 0 {
		t.Fatalf("%d places stay of an edition that is gone", len(places))
	}
	_, err = n.admin.Publish(ctx, zipped(t, map[string]string{"policy.json": `{"k":3`}), "", noon)
	check(t, err)
	if _, refused, err := desk.SyncAll(ctx); err != nil || !errors.Is(refused, app.E(app.Rejected, "pack_policy")) {
		t.Fatal(refused, err)
	}
	if got := desk.Threshold(); got != 5 {
		t.Fatalf("k is %d after a policy that cannot be read", got)
	}
}

func TestAPackOfAnotherHubChangesNothingAndIsSaid(t *testing.T) {
	ctx, n := t.Context(), newNetwork(t)
	desk := n.enrolled(t, "Mairie", hub.RoleDesk)
	forged := newNetwork(t)
	_, err := forged.admin.Publish(ctx, zipped(t, map[string]string{"policy.json": `{"k":40}`}), "", noon)
	check(t, err)
	p, _, err := forged.ledger.LatestPack(ctx)
	check(t, err)
	check(t, n.ledger.PutPack(ctx, p))
	_, refused, err := desk.SyncAll(ctx)
	check(t, err)
	if !errors.Is(refused, app.E(app.Rejected, "pack_bad_manifest")) || desk.Threshold() != 5 || desk.PackState().Active != 0 {
		t.Fatalf("%v, k %d, %+v", refused, desk.Threshold(), desk.PackState())
	}
	if err := desk.PackFailure(ctx); !errors.Is(err, app.E(app.Rejected, "pack_bad_manifest")) {
		t.Fatalf("it says %v", err)
	}
}

// TestAPackDamagedWhileItWaitedIsSaidAndFetchedAgain: the one in use stays, and
// the damaged file alone travels once more.
func TestAPackDamagedWhileItWaitedIsSaidAndFetchedAgain(t *testing.T) {
	ctx, n := t.Context(), newNetwork(t)
	desk := n.enrolled(t, "Mairie", hub.RoleDesk)
	publish := func(k string) {
		_, err := n.admin.Publish(ctx, zipped(t, map[string]string{"policy.json": `{"k":` + k + `}`, "vocabularies/dispositifs.json": `{"dispositifs":[]}`}), "", noon)
		check(t, err)
	}
	publish("8")
	_, refused, err := desk.SyncAll(ctx)
	check(t, errors.Join(refused, err))
	publish("9")
	_, err = desk.Sync(ctx)
	check(t, err)
	ready, err := desk.FetchPack(ctx)
	check(t, err)
	waiting := filepath.Join(desk.Dir(), "packs", "next", "policy.json")
	raw, err := os.ReadFile(waiting)
	check(t, err)
	raw[len(raw)-2] ^= 1 // 9 becomes 8
	check(t, os.WriteFile(waiting, raw, 0o600))
	changed, err := desk.ActivatePack(ctx)
	if !ready || changed || err != nil || desk.PackState().Active != 1 || desk.Threshold() != 8 {
		t.Fatalf("ready %v, changed %v, %v, %+v, k %d", ready, changed, err, desk.PackState(), desk.Threshold())
	}
	if err := desk.PackFailure(ctx); !errors.Is(err, app.E(app.Rejected, "pack_damaged")) {
		t.Fatalf("it says %v", err)
	}
	before := n.files.Load()
	_, refused, err = desk.SyncAll(ctx)
	check(t, errors.Join(refused, err))
	if desk.PackState().Active != 2 || desk.Threshold() != 9 || n.files.Load() != before+1 {
		t.Fatalf("%+v, k %d, %d files", desk.PackState(), desk.Threshold(), n.files.Load()-before)
	}
}

func TestACoordinatorInvitesAndRetires(t *testing.T) {
	ctx, n := context.Background(), newNetwork(t)
	coord := n.enrolled(t, "Métropole", hub.RoleCoordinator)
	desk := n.enrolled(t, "Mairie", hub.RoleDesk)
	if _, err := desk.Relay.Invite(ctx, relay.InviteRequest{Place: "Ailleurs", Role: "desk"}); !errors.Is(err, app.E(app.Hub, relay.ProblemRole)) {
		t.Fatalf("a desk invites: %v", err)
	}
	if _, err := coord.Relay.Invite(ctx, relay.InviteRequest{Place: "Ailleurs", Role: "coordinator"}); !errors.Is(err, app.E(app.Hub, relay.ProblemRole)) {
		t.Fatalf("a coordinator makes another: %v", err)
	}
	if _, err := coord.Relay.Invite(ctx, relay.InviteRequest{Place: " ", Role: "desk"}); !errors.Is(err, app.E(app.Hub, "invite_place")) {
		t.Fatalf("a place without a name: %v", err)
	}
	inv, err := coord.Relay.Invite(ctx, relay.InviteRequest{Place: "Ailleurs", Role: "kiosk"})
	check(t, err)
	ticket, err := relay.FromTicket(inv.Ticket)
	check(t, err)
	if ticket.Hub != n.url || inv.Role != "kiosk" || !inv.Expires.Equal(noon.Add(24*time.Hour)) {
		t.Fatalf("%+v, %+v", inv, ticket)
	}
	id, err := desk.Identity(ctx)
	check(t, err)
	check(t, coord.Relay.Revoke(ctx, id.Device))
	if _, err := desk.Sync(ctx); !errors.Is(err, app.E(app.Hub, relay.ProblemRevoked)) {
		t.Fatalf("a retired desk: %v", err)
	}
	if err := coord.Relay.Revoke(ctx, "nobody-at-all"); !errors.Is(err, app.E(app.Hub, relay.ProblemNoDevice)) {
		t.Fatalf("nobody: %v", err)
	}
}

func TestAHubRestoredFromYesterdayNeverUsesANumberTwice(t *testing.T) {
	ctx, n := t.Context(), newNetwork(t)
	desk := n.enrolled(t, "Mairie", hub.RoleDesk)
	coord := &publish.Desk{Station: n.enrolled(t, "Métropole", hub.RoleCoordinator)}
	var yesterday bytes.Buffer
	check(t, hub.WriteArchive(&yesterday, n.ledger.Export(ctx)))
	edition := func(id guide.ID, from, to string) relay.Published {
		t.Helper()
		propose(t, desk, id, from, to)
		_, err := desk.Sync(ctx)
		check(t, err)
		p, err := coord.Read(ctx)
		check(t, err)
		for _, one := range p.Proposals {
			check(t, coord.Decide(ctx, one.Mark, library.MarkRead))
		}
		p, err = coord.Read(ctx)
		check(t, err)
		out, err := coord.Publish(ctx, p)
		check(t, err)
		_, refused, err := desk.SyncAll(ctx)
		check(t, errors.Join(refused, err))
		return out
	}
	if out := edition("carte-vitale", "Que se passe-t-il", "Que vous arrive-t-il"); out.Version != 1 {
		t.Fatalf("%+v", out)
	}
	check(t, n.ledger.Import(ctx, hub.ReadArchive(&yesterday)))
	_, err := n.ledger.NewEpoch(ctx)
	check(t, err)
	if out := edition("rsa", "RSA", "R.S.A."); out.Version != 2 || out.Files != 2 {
		t.Fatalf("after the restore: %+v", out)
	}
	if st := desk.PackState(); st.Active != 2 {
		t.Fatalf("the desk has %+v", st)
	}
	for _, id := range []guide.ID{"carte-vitale", "rsa"} {
		if e, ok := desk.Shelf.Entry(id); !ok || e.Origin != library.Pack {
			t.Errorf("%s is %+v", id, e)
		}
	}
	p, err := coord.Read(ctx)
	check(t, err)
	if p.Version != 2 || p.Previous != 1 {
		t.Fatalf("%+v", p)
	}
	out, err := coord.Revert(ctx)
	check(t, err)
	_, refused, err := desk.SyncAll(ctx)
	check(t, errors.Join(refused, err))
	if e, ok := desk.Shelf.Entry("rsa"); out.Version != 3 || !ok || e.Origin != library.Local { // its own proposal stays its own
		t.Fatalf("%+v, %+v", out, e)
	}
}

// TestAFlagIsCountedOnceWhateverHappensToItsDirectory: a directory put back as
// it was before the flag left, or closed by two hands at once, says it again
// under the same name.
func TestAFlagIsCountedOnceWhateverHappensToItsDirectory(t *testing.T) {
	ctx, n := t.Context(), newNetwork(t)
	desk := n.enrolled(t, "Mairie", hub.RoleDesk)
	coord := &publish.Desk{Station: n.enrolled(t, "Métropole", hub.RoleCoordinator)}
	_, err := desk.Release(ctx) // what closes today has closed: only the flag is left to hand over
	check(t, err)
	if _, err := desk.Shelf.Flag(ctx, "rsa", "", library.DeadLink); err != nil {
		t.Fatal(err)
	}
	back := filepath.Join(t.TempDir(), "back")
	check(t, os.CopyFS(back, os.DirFS(desk.Dir())))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := desk.Release(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	flags := 0
	for e, err := range desk.Entries(ctx) {
		check(t, err)
		if e.Kind == relay.KindFlag {
			flags++
		}
	}
	if flags != 1 {
		t.Fatalf("%d flags in the outbox", flags)
	}
	_, err = desk.Sync(ctx)
	check(t, err)
	restored, err := station.Open(ctx, station.Options{Dir: back, Now: now, Program: "test"})
	check(t, err)
	defer func() { check(t, restored.Close()) }()
	lot, err := relay.Canonical(relay.LotBody{View: "type", Cell: map[string]string{"type": "individuel"}, Window: "2026-10", Count: 7})
	check(t, err)
	check(t, restored.Enqueue(ctx, relay.KindLot, 1, lot)) // it numbers otherwise since
	s, err := restored.Sync(ctx)
	check(t, err)
	p, err := coord.Read(ctx)
	check(t, err)
	if len(p.Flags) != 1 || p.Flags[0].Count != 1 || s.Waiting+s.SetAside != 0 {
		t.Fatalf("%+v, %+v", p.Flags, s)
	}
}

// TestAPictureGoesUpWithItsGuideAndComesDownOnce: cleaned of what its file says,
// seen by the coordinator, in the pack of every place; the next edition does not
// carry it again.
func TestAPictureGoesUpWithItsGuideAndComesDownOnce(t *testing.T) {
	if library.MaxShared != relay.MaxMedia || library.MaxAllShared != relay.MaxMedias {
		t.Fatal("the desk and the hub do not agree on what may travel")
	}
	ctx, n := t.Context(), newNetwork(t)
	later := noon
	desk, other := n.enrolledAt(t, "Mairie", hub.RoleDesk, func() time.Time { return later }), n.enrolled(t, "École", hub.RoleDesk)
	coord := &publish.Desk{Station: n.enrolled(t, "Métropole", hub.RoleCoordinator)}
	const id = guide.ID("carte-vitale")
	picture := noise(t, 300) // several records long
	name, err := desk.Shelf.AddMedia(ctx, id, "dessin.png", picture)
	check(t, err)
	_, text, _, err := desk.Shelf.Text(id, "")
	check(t, err)
	head, rest, ok := strings.Cut(string(text), "\n\n## ")
	title, body, ok2 := strings.Cut(rest, "\n")
	if !ok || !ok2 {
		t.Fatalf("no step in %s", text)
	}
	with := strings.Replace(head, "version: 2026-11", "version: 2026-12", 1) + "\n\n## " + title + "\nimage: " + name + " | Un dessin\n" + body
	_, err = desk.Shelf.Save(ctx, []byte(with), "")
	check(t, err)
	check(t, desk.Shelf.Propose(ctx, id))
	for range 2 {
		_, err := desk.Sync(ctx)
		check(t, err)
	}
	if _, err := other.Relay.Media(ctx, relay.MediaRef{Hash: sum(picture)}); !errors.Is(err, app.E(app.Hub, relay.ProblemRole)) {
		t.Fatalf("a desk reads what another proposed: %v", err)
	}
	if _, err := coord.Relay.Media(ctx, relay.MediaRef{Hash: sum([]byte("absent"))}); !errors.Is(err, app.E(app.Hub, relay.ProblemMediaNone)) {
		t.Fatalf("what has not come: %v", err)
	}
	p, err := coord.Read(ctx)
	check(t, err)
	if len(p.Proposals) != 1 || len(p.Proposals[0].Media) != 1 || len(p.Proposals[0].Missing) != 0 || !bytes.Equal(p.Proposals[0].Media[0].Data, picture) {
		t.Fatalf("%+v", p.Proposals)
	}
	release := func() {
		t.Helper()
		for _, one := range p.Proposals {
			check(t, coord.Decide(ctx, one.Mark, library.MarkRead))
		}
		p, err = coord.Read(ctx)
		check(t, err)
		_, err = coord.Publish(ctx, p)
		check(t, err)
	}
	release()
	_, refused, err := other.SyncAll(ctx)
	check(t, errors.Join(refused, err))
	if data, err := other.Shelf.Media(id, name); err != nil || !bytes.Equal(data, picture) {
		t.Fatalf("the other place shows %d bytes: %v", len(data), err)
	}
	propose(t, desk, "rsa", "RSA", "R.S.A.")
	_, err = desk.Sync(ctx)
	check(t, err)
	p, err = coord.Read(ctx)
	check(t, err)
	release()
	before := n.files.Load()
	_, refused, err = other.SyncAll(ctx)
	check(t, errors.Join(refused, err))
	if got := n.files.Load() - before; got != 1 || other.PackState().Active != 2 {
		t.Fatalf("%d files travelled for one guide that changed, %+v", got, other.PackState())
	}
	if data, err := other.Shelf.Media(id, name); err != nil || !bytes.Equal(data, picture) {
		t.Fatalf("after the next edition: %d bytes, %v", len(data), err)
	}
	later = later.Add(time.Minute) // the newest proposal of a guide counts
	newer := noise(t, 20)
	after, err := desk.Shelf.AddMedia(ctx, id, "autre.png", newer)
	check(t, err)
	with = strings.NewReplacer("version: 2026-12", "version: 2027-01", name, after).Replace(with)
	_, _, mark, err := desk.Shelf.Text(id, "")
	check(t, err)
	_, err = desk.Shelf.Save(ctx, []byte(with), mark)
	check(t, err)
	check(t, desk.Shelf.Propose(ctx, id))
	_, err = desk.Sync(ctx)
	check(t, err)
	p, err = coord.Read(ctx)
	check(t, err)
	if len(p.Proposals) != 1 || len(p.Proposals[0].InUse) != 1 || p.Proposals[0].InUse[0].Name != name || !bytes.Equal(p.Proposals[0].InUse[0].Data, picture) {
		t.Fatalf("the picture in use is not beside the new one: %+v", p.Proposals)
	}
}

func sum(data []byte) []byte {
	h := sha256.Sum256(data)
	return h[:]
}

// noise is a picture nothing compresses, as it travels.
func noise(t *testing.T, side int) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, side, side))
	r := rand.New(rand.NewSource(1))
	_, err := r.Read(img.Pix)
	check(t, err)
	var b bytes.Buffer
	check(t, png.Encode(&b, img))
	return b.Bytes()
}

func TestTwoCoordinatorsDoNotUndoOneAnother(t *testing.T) {
	ctx, n := t.Context(), newNetwork(t)
	desk := n.enrolled(t, "Mairie", hub.RoleDesk)
	propose(t, desk, "rsa", "RSA", "R.S.A.")
	_, err := desk.Sync(ctx)
	check(t, err)
	var both []*publish.Desk
	var seen []library.Publication
	for _, name := range []string{"Nord", "Sud"} {
		d := &publish.Desk{Station: n.enrolled(t, name, hub.RoleCoordinator)}
		p, err := d.Read(ctx)
		check(t, err)
		check(t, d.Decide(ctx, p.Proposals[0].Mark, library.MarkRead))
		p, err = d.Read(ctx)
		check(t, err)
		both, seen = append(both, d), append(seen, p)
	}
	_, err = both[0].Publish(ctx, seen[0])
	check(t, err)
	if _, err := both[1].Publish(ctx, seen[1]); !errors.Is(err, app.E(app.Hub, relay.ProblemPackMoved)) {
		t.Fatalf("the second: %v", err)
	}
}

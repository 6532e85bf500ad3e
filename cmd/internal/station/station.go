// Package station joins the rooms into one place of work: a data directory,
// its shelf of guides, its closings and its relay. The window and the terminal
// open the same station, so that they agree on everything.
//
// It holds no rule of its own. A station is held by one process at a time.
package station

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"parvis/app"
	"parvis/app/guide"
	"parvis/app/library"
	"parvis/app/lots"
	"parvis/app/place"
	"parvis/app/relay"
	"parvis/app/relay/pack"
	"parvis/app/session"
	"parvis/assets"
	"parvis/store/device"
)

// Station is an open data directory with what works on it.
type Station struct {
	*device.Device
	Now   app.Clock
	Zone  *time.Location
	Shelf *library.Shelf
	Lots  *lots.Service
	Relay *relay.Relay

	packs *pack.Store           // nil: they cannot be kept here
	rules atomic.Pointer[Rules] // of the pack in use

	handing sync.Mutex // held while flags and proposals go into the outbox
}

// Options are what the program decides.
type Options struct {
	Dir      string
	Now      app.Clock
	Program  string // named to whoever finds the directory held
	Progress func(done, total int)
}

func (o Options) device() device.Options {
	return device.Options{Now: o.Now, Program: o.Program, Progress: o.Progress}
}

// Exists says whether the directory holds a station, or what remains of one:
// opening it then says what is missing.
func Exists(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "store.json"))
	return err == nil || device.Traces(dir)
}

// Init makes a station with one mediator without PIN.
func Init(ctx context.Context, o Options, in device.InitOptions, acceptStarter bool) (*Station, error) {
	if in.Created.IsZero() {
		in.Created = o.Now()
	}
	d, err := device.Init(ctx, o.Dir, in, o.device())
	if err != nil {
		return nil, err
	}
	s, err := assemble(ctx, d, o)
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	if acceptStarter {
		if _, err := s.Shelf.AcceptStarter(ctx, in.Mediator); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	return s, nil
}

// Open opens the station of a directory; the error "no_station" says that
// there is none yet.
func Open(ctx context.Context, o Options) (*Station, error) {
	if !Exists(o.Dir) {
		if _, err := os.Stat(o.Dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, app.E(app.Failed, "dir_unreadable", "dir", o.Dir).Because(err)
		}
		return nil, app.E(app.Failed, "no_station", "dir", o.Dir)
	}
	d, err := device.Open(ctx, o.Dir, o.device())
	if err != nil {
		return nil, err
	}
	s, err := assemble(ctx, d, o)
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return s, nil
}

func assemble(ctx context.Context, d *device.Device, o Options) (*Station, error) {
	zone, err := d.Zone(ctx)
	if err != nil {
		return nil, err
	}
	shelf, err := library.Open(ctx, library.ShelfOptions{
		Starter: assets.Guides(), Dir: filepath.Join(o.Dir, "guides"),
		Records: records{d}, Usage: usage{d}, Now: o.Now, Zone: zone,
	})
	if err != nil {
		return nil, err
	}
	s := &Station{Device: d, Now: o.Now, Zone: zone, Shelf: shelf}
	s.openPacks()
	if err := s.takePolicy(ctx); err != nil {
		slog.Warn("packs: policy not read", "error", err) // the program's own rules serve
	}
	places, err := s.Directory(ctx)
	if err != nil {
		return nil, err
	}
	s.usePlaces(ctx, places)
	s.Lots = lots.NewService(d.Ledger(), zone, func() lots.Policy {
		return s.lotsPolicy(lots.Policy{EPCI: epciOf, KnownGuide: func(id string) bool {
			_, ok := shelf.Entry(guide.ID(id))
			return ok
		}})
	})
	s.Relay = relay.New(relay.Options{Outbox: d, Now: o.Now, Facts: s.facts})
	return s, nil
}

// Metropolis is the EPCI whose communes the program carries: territory is
// data, so another metropolis is another table.
const Metropolis = "200054807"

var communes = func() map[string]bool {
	known := map[string]bool{}
	for _, c := range append(assets.Communes(), assets.Districts()...) {
		known[c.INSEE] = true
	}
	return known
}()

// epciOf is the EPCI of a commune, "" outside the territory.
func epciOf(insee string) string {
	if communes[insee] {
		return Metropolis
	}
	return ""
}

// facts are what a heartbeat says of this machine: no person, no mediator.
func (s *Station) facts(ctx context.Context) relay.Heartbeat {
	return relay.Heartbeat{
		Program: app.Version, Pack: s.PackState().Active, StoreOK: s.Opened().Sound(), FreeDiskMiB: freeMiB(s.Dir()),
		ClosedUntil: string(s.ClosedUntil(ctx)),
	}
}

// keyClosed is the setting a planned closure is kept under.
const keyClosed = "place.closed_until"

// ClosedUntil is the last day of a closure the place announced; empty when it
// is open.
func (s *Station) ClosedUntil(ctx context.Context) (day app.Day) {
	if _, err := s.SettingJSON(ctx, keyClosed, &day); err != nil || day < app.DayOf(s.Now(), s.Zone) {
		return ""
	}
	return day
}

// CloseUntil announces a closure; an empty day ends it. The next exchange tells
// the coordinator, who then does not worry.
func (s *Station) CloseUntil(ctx context.Context, day app.Day) error {
	if err := s.SetSettingJSON(ctx, keyClosed, day); err != nil {
		return err
	}
	return s.tellSoon(ctx)
}

// tellSoon says how this device is at the next exchange, not tomorrow.
func (s *Station) tellSoon(ctx context.Context) error {
	p, err := s.Progress(ctx)
	if err != nil {
		return err
	}
	p.LastHeartbeat = time.Time{}
	return s.SetProgress(ctx, p)
}

// Sync closes what is due, then sends what waits. Records set aside are not an
// error.
func (s *Station) Sync(ctx context.Context) (relay.Summary, error) {
	if err := s.RefuseDemo(ctx); err != nil {
		return relay.Summary{}, err
	}
	if _, err := s.Release(ctx); err != nil {
		return relay.Summary{}, err
	}
	return s.Relay.SyncNow(ctx)
}

// SyncAll is Sync, then brings the newest pack and puts it in use: for a
// program in which no session is under way. The summary is right even when the
// pack was refused.
func (s *Station) SyncAll(ctx context.Context) (sum relay.Summary, packErr, err error) {
	if sum, err = s.Sync(ctx); err != nil {
		return sum, nil, err
	}
	_, packErr = s.FetchPack(ctx)
	if _, err = s.ActivatePack(ctx); err == nil && packErr == nil {
		packErr = s.PackFailure(ctx)
	}
	return sum, packErr, err
}

// Stick is Sync for a USB stick: it closes what is due, then gives what waits,
// encrypted for the hub, and how many records that is. With none there is
// nothing to write.
func (s *Station) Stick(ctx context.Context) (content []byte, records int, err error) {
	if err := s.RefuseDemo(ctx); err != nil {
		return nil, 0, err
	}
	if _, err := s.Release(ctx); err != nil {
		return nil, 0, err
	}
	var b bytes.Buffer
	records, err = s.Relay.ExportUSB(ctx, &b)
	return b.Bytes(), records, err
}

// Release closes what is due and puts what may leave in the outbox. closed says
// whether a window was closed.
func (s *Station) Release(ctx context.Context) (closed bool, err error) {
	if _, closed, err = s.Lots.CloseDue(ctx, s.Now()); err != nil {
		return false, err
	}
	s.handing.Lock() // two closings at once would each hand the same flags over
	defer s.handing.Unlock()
	return closed, errors.Join(s.sendFlags(ctx), s.sendProposals(ctx))
}

// RefuseDemo is the error of a directory of example data, which never enrols
// nor sends.
func (s *Station) RefuseDemo(ctx context.Context) error {
	m, err := s.Meta(ctx)
	if err == nil && m.Demo {
		return app.E(app.Failed, "demo_no_network")
	}
	return err
}

// Context is what validation must know of this place.
func (s *Station) Context(ctx context.Context) (session.Context, error) {
	m, err := s.Meta(ctx)
	if err != nil {
		return session.Context{}, err
	}
	places, err := s.Directory(ctx)
	if err != nil {
		return session.Context{}, err
	}
	return session.Context{
		Today: app.DayOf(s.Now(), s.Zone), EmployerCommune: m.Commune,
		Place: func(id string) bool { _, ok := places.Find(place.ID(id)); return ok },
	}, nil
}

// Author is the mediator a command acts for: the only one, or the first.
func (s *Station) Author(ctx context.Context) (string, error) {
	m, err := s.Meta(ctx)
	if err != nil {
		return "", err
	}
	for _, one := range m.Mediators {
		if !one.Gone {
			return one.ID, nil
		}
	}
	return "", app.E(app.Failed, "no_mediator")
}

// CommuneName is the name of a commune of the territory, or its code.
func CommuneName(insee string) string {
	for _, c := range append(assets.Communes(), assets.Districts()...) {
		if c.INSEE == insee {
			return c.Name
		}
	}
	return strings.TrimPrefix(insee, "epci:")
}

package station

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"parvis/app"
	"parvis/app/library"
	"parvis/app/lots"
	"parvis/app/place"
	"parvis/app/relay"
	"parvis/app/relay/pack"
	"parvis/app/session"
)

// Settings about what a coordinator publishes.
const (
	keyPackFailure = "packs.failure" // why the newest pack was refused
)

// packsDir is where packs are kept on the way, packLive where the one in use
// lies: a folder of the shelf.
func packLive(dir string) string { return filepath.Join(dir, "guides", "lots") }

func (s *Station) openPacks() {
	store, err := pack.NewStore(filepath.Join(s.Dir(), "packs"), packLive(s.Dir()))
	if err != nil {
		slog.Error("packs: not usable", "error", err) // what is on the shelf serves all the same
		return
	}
	s.packs = store
}

// PackState says which pack is in use and which one waits.
func (s *Station) PackState() pack.State {
	if s.packs == nil {
		return pack.State{}
	}
	st, err := s.packs.State()
	if err != nil {
		slog.Error("packs: state unknown", "error", err)
	}
	return st
}

// PackFailure is the sentence to say of the newest pack; nil when it was
// accepted.
func (s *Station) PackFailure(ctx context.Context) error {
	var e app.Error
	if found, err := s.SettingJSON(ctx, keyPackFailure, &e); err != nil || !found || e.Code == "" {
		return err
	}
	return &e
}

// FetchPack brings the newest pack, when the hub spoke of one this device does
// not have. ready says that one waits for ActivatePack. A pack that is damaged,
// too old or wrongly signed changes nothing, and PackFailure says so.
func (s *Station) FetchPack(ctx context.Context) (ready bool, err error) {
	if s.packs == nil {
		return false, app.E(app.Failed, "pack_disk")
	}
	progress, err := s.Progress(ctx)
	if err != nil {
		return false, err
	}
	st := s.PackState()
	if progress.PackVersion <= max(st.Active, st.Ready) {
		return st.Ready != 0, nil
	}
	err = s.Relay.FetchPack(ctx, s.packs, app.Version)
	if errors.Is(err, app.E(app.Hub, relay.ProblemPackNone)) {
		return false, nil
	}
	return s.PackState().Ready != 0, errors.Join(err, s.sayPack(ctx, err))
}

// sayPack keeps why a pack was refused, and forgets it once one was accepted.
// What the network or the disk did is no fault of the pack's.
func (s *Station) sayPack(ctx context.Context, err error) error {
	var refused *app.Error
	switch {
	case err == nil:
		return s.SetSettingJSON(ctx, keyPackFailure, app.Error{})
	case !errors.As(err, &refused) || refused.Kind != app.Rejected:
		return nil
	}
	slog.Warn("packs: refused", "code", refused.Code)
	return s.SetSettingJSON(ctx, keyPackFailure, app.Error{Kind: refused.Kind, Code: refused.Code, Key: refused.Key, Args: refused.Args, Where: refused.Where})
}

// ActivatePack puts the pack that waits in use, between sessions: the shelf,
// the directory of places and the policy follow. changed says whether there
// was one. One that was damaged since it came changes nothing, PackFailure
// says so, and the next FetchPack brings what is damaged again.
func (s *Station) ActivatePack(ctx context.Context) (changed bool, err error) {
	if s.packs == nil || s.PackState().Ready == 0 {
		return false, nil
	}
	reg, _, err := s.Registration(ctx)
	if err != nil {
		return false, err
	}
	changed, err = s.packs.Activate(reg.HubKey)
	switch {
	case app.KindOf(err) == app.Rejected:
		return false, s.sayPack(ctx, err)
	case err != nil || !changed:
		return false, err
	}
	if err := s.tellSoon(ctx); err != nil {
		return true, err
	}
	if err = s.takePack(ctx); err != nil && app.KindOf(err) == app.Rejected {
		return true, s.sayPack(ctx, err)
	}
	return true, err
}

// takePack lets everything that reads a pack read the one in use. A part that
// cannot be read never keeps the others from being used.
func (s *Station) takePack(ctx context.Context) error {
	errs := s.takePolicy(ctx)
	_, err := s.Schemes()
	_, faults := s.Polls()
	return errors.Join(errs, err, faults, s.takePlaces(ctx), s.Shelf.Reload(ctx))
}

// Rules is the policy a coordinator publishes, policy.json.
type Rules struct {
	K                      int  `json:"k"`                       // people a group; never fewer than the program's
	ReviewAfter            int  `json:"review_after"`            // days
	SourceAge              int  `json:"source_age"`              // days
	UnreviewedTranslations bool `json:"unreviewed_translations"` // shown to visitors, marked as such
}

// maxK keeps a slip from holding every figure back for ever.
const maxK = 50

func (s *Station) readRules() (r Rules, err error) {
	raw, err := os.ReadFile(filepath.Join(packLive(s.Dir()), "policy.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err == nil {
		err = json.Unmarshal(raw, &r)
	}
	if err == nil && (r.K < 0 || r.K > maxK || r.ReviewAfter < 0 || r.SourceAge < 0) {
		err = errors.New("out of bounds")
	}
	if err != nil {
		return Rules{}, app.E(app.Rejected, "pack_policy").Because(err)
	}
	return r, nil
}

// Schemes are those the coordination published for its territory,
// vocabularies/dispositifs.json. Error: "pack_vocabulary".
func (s *Station) Schemes() ([]session.Scheme, error) {
	raw, err := os.ReadFile(filepath.Join(packLive(s.Dir()), "vocabularies", "dispositifs.json"))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, app.E(app.Failed, "pack_disk").Because(err)
	}
	return session.ReadSchemes(raw)
}

// Threshold is the number of people a group has at least.
func (s *Station) Threshold() int { return s.lotsPolicy(lots.Policy{}).Threshold() }

func (s *Station) takePolicy(ctx context.Context) error {
	r, err := s.readRules()
	s.rules.Store(&r) // zero, the program's own, when it cannot be read
	return errors.Join(err, s.Shelf.SetPolicy(ctx, r.library()))
}

func (r Rules) library() library.Policy {
	return library.Policy{ReviewAfter: r.ReviewAfter, SourceAge: r.SourceAge, UnreviewedTranslations: r.UnreviewedTranslations}
}

// lotsPolicy is the policy in force for what leaves.
func (s *Station) lotsPolicy(base lots.Policy) lots.Policy {
	base.K = s.rules.Load().K
	return base
}

// takePlaces lays the places of the pack on the directory: they replace those
// of the pack before, and those of the same identifier; what the place added
// itself stays.
func (s *Station) takePlaces(ctx context.Context) error {
	dir := filepath.Join(packLive(s.Dir()), "places")
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return app.E(app.Failed, "pack_disk").Because(err)
	}
	brought := []place.Place{}
	for _, e := range entries {
		raw, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return app.E(app.Failed, "pack_disk").Because(err)
		}
		report, err := place.Read(e.Name(), raw, place.Options{Today: app.DayOf(s.Now(), s.Zone)})
		if err != nil {
			return err
		}
		brought = append(brought, report.Places...)
	}
	_, err = s.TakePlaces(ctx, brought, place.Pack, true)
	return err
}

// PackFiles are the files of the pack in use, by their path in it.
func (s *Station) PackFiles() (map[string][]byte, error) { return ReadTree(packLive(s.Dir())) }

// ReadTree reads the files of a folder by their path in it; none when there is
// no such folder. Error: "pack_disk".
func ReadTree(dir string) (map[string][]byte, error) {
	files := map[string][]byte{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && name == dir {
			return fs.SkipAll
		}
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		raw, err := os.ReadFile(name)
		rel := strings.TrimPrefix(filepath.ToSlash(strings.TrimPrefix(name, dir)), "/")
		files[rel] = raw
		return err
	})
	if err != nil {
		return nil, app.E(app.Failed, "pack_disk").Because(err)
	}
	return files, nil
}

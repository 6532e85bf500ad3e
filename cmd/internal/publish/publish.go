// Package publish is the coordinator's side of guides and polls: what the
// places propose and flag, what was decided about it, the polls written, and
// the next edition for every place.
//
// It is apart from package station because only the window publishes: the
// terminal program does not carry it. It promises that an edition is made from
// the one in use, that nothing leaves that was not read over, and that two
// people who publish at the same moment do not undo one another.
package publish

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"parvis/app"
	"parvis/app/guide"
	"parvis/app/library"
	"parvis/app/poll"
	"parvis/app/relay"
	"parvis/app/relay/pack"
	"parvis/cmd/internal/cli"
	"parvis/cmd/internal/station"
)

// keyMarks is the setting a coordinator's decisions are kept under.
const keyMarks = "publish.marks"

// Desk is a coordinator's desk, on its station.
type Desk struct{ *station.Station }

// marks is what is kept: texts by their mark, flags by how many were dealt
// with, polls written here that have not left, by id.
type marks struct {
	Texts map[string]library.Mark `json:"texts"`
	Flags map[string]int          `json:"flags"`
	Polls map[string]poll.Poll    `json:"polls"`
}

func (s *Desk) marks(ctx context.Context) (m marks, err error) {
	if _, err = s.SettingJSON(ctx, keyMarks, &m); err != nil {
		return m, err
	}
	if m.Texts == nil {
		m.Texts = map[string]library.Mark{}
	}
	if m.Flags == nil {
		m.Flags = map[string]int{}
	}
	if m.Polls == nil {
		m.Polls = map[string]poll.Poll{}
	}
	return m, nil
}

// Read reads flags and proposals from the hub and lays what was decided
// here on them.
func (s *Desk) Read(ctx context.Context) (p library.Publication, err error) {
	if err := s.RefuseDemo(ctx); err != nil {
		return p, err
	}
	if _, err := s.Relay.SyncNow(ctx); err != nil { // to hear of the newest edition
		return p, err
	}
	if _, err := s.FetchPack(ctx); err != nil {
		return p, err
	}
	if _, err := s.ActivatePack(ctx); err != nil {
		return p, err
	}
	notes, err := s.Relay.Notes(ctx)
	if err != nil {
		return p, err
	}
	fleet, err := s.Relay.Fleet(ctx)
	if err != nil {
		return p, err
	}
	places := map[string]bool{}
	for _, d := range fleet {
		if !d.Revoked && d.Role != "coordinator" {
			places[d.PlaceID] = true
			p.Devices++
		}
	}
	p.Places = len(places)
	m, err := s.marks(ctx)
	if err != nil {
		return p, err
	}
	st := s.PackState()
	p.Version = st.Active
	p.Previous = st.Previous
	if p.Proposals, err = s.proposals(ctx, notes, m); err != nil {
		return p, err
	}
	p.Flags = s.flagSums(notes, m)
	p.Polls = poll.Entries(s.PollsRead(), m.Polls)
	p.Next, err = s.edition(ctx, p)
	for _, one := range p.Proposals {
		switch one.Decided {
		case library.MarkRead:
			p.Ready++
		case "":
			p.Waiting++
		}
	}
	return p, err
}

// proposals are the newest text of each guide proposed, the published ones
// left out, with the pictures and sounds that came.
func (s *Desk) proposals(ctx context.Context, notes []relay.NoteRow, m marks) ([]library.Proposal, error) {
	type said struct {
		week  string
		media []relay.MediaRef
	}
	by := map[string]said{}
	var list []library.Submission
	for _, n := range notes {
		if n.Text == nil {
			continue
		}
		var current *guide.Guide
		if g, err := s.Shelf.Load(guide.ID(n.Text.Guide)); err == nil {
			current = g.Guide
		}
		one, err := library.Submit([]byte(n.Text.Text), current)
		if err != nil || string(one.Guide.ID) != n.Text.Guide {
			continue // nothing a person could read over
		}
		by[one.Mark] = said{n.Week, n.Text.Media}
		list = append(list, one)
	}
	var out []library.Proposal
	kept := map[string]bool{}
	for _, one := range library.Newest(list) {
		for _, ref := range by[one.Mark].media {
			kept[hex.EncodeToString(ref.Hash)] = true
		}
		if mark := m.Texts[one.Mark]; mark != library.MarkPublished {
			if err := s.bring(ctx, &one, by[one.Mark].media); err != nil {
				return nil, err
			}
			one.InUse = s.replaced(one)
			out = append(out, library.Proposal{Submission: one, Decided: mark, Week: by[one.Mark].week})
		}
	}
	return out, s.forget(kept)
}

// forget removes the pictures and sounds of proposals that are no more.
func (s *Desk) forget(kept map[string]bool) error {
	entries, err := os.ReadDir(s.proposedDir())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if err == nil && !kept[e.Name()] {
			err = os.Remove(filepath.Join(s.proposedDir(), e.Name()))
		}
	}
	if err != nil {
		return app.E(app.Failed, "pack_disk").Because(err)
	}
	return nil
}

func (s *Desk) proposedDir() string { return filepath.Join(s.Dir(), "packs", "proposed") }

// bring adds the pictures and sounds of a proposal, fetched once.
func (s *Desk) bring(ctx context.Context, one *library.Submission, refs []relay.MediaRef) error {
	for _, ref := range refs {
		data, err := s.media(ctx, ref)
		if errors.Is(err, app.E(app.Hub, relay.ProblemMediaNone)) {
			one.Missing = append(one.Missing, ref.Name)
			continue
		}
		if err != nil {
			return err
		}
		one.Bring(library.Media{Name: ref.Name, Data: data})
	}
	return nil
}

// replaced are the pictures and sounds in use, by name, that a proposal changes
// or takes away; one that cannot be read is left out.
func (s *Desk) replaced(one library.Submission) (list []library.Media) {
	if one.Current == nil {
		return nil
	}
	coming := map[string][]byte{}
	for _, m := range one.Media {
		coming[m.Name] = m.Data
	}
	shown := library.MediaOf(one.Guide)
	for _, name := range library.MediaOf(one.Current) {
		data, err := s.Shelf.Media(one.Current.ID, name)
		other, comes := coming[name]
		if err == nil && (comes && !bytes.Equal(data, other) || !slices.Contains(shown, name)) {
			list = append(list, library.Media{Name: name, Data: data})
		}
	}
	return list
}

// media is a picture or a sound as it was kept here, or as the hub has it.
func (s *Desk) media(ctx context.Context, ref relay.MediaRef) ([]byte, error) {
	file := filepath.Join(s.proposedDir(), hex.EncodeToString(ref.Hash))
	if data, err := os.ReadFile(file); err == nil && pack.HashOf(data) == filepath.Base(file) {
		return data, nil
	}
	data, err := s.Relay.Media(ctx, ref)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, app.E(app.Failed, "pack_disk").Because(err)
	}
	return data, cli.WriteWhole(file, func(w io.Writer) error { _, err := w.Write(data); return err })
}

// flagSums adds the flags up, those most often raised first.
func (s *Desk) flagSums(notes []relay.NoteRow, m marks) []library.FlagSum {
	sums := map[string]*library.FlagSum{}
	for _, n := range notes {
		if n.Flag == nil {
			continue
		}
		f := *n.Flag
		key := f.Guide + "/" + f.Step + "/" + f.Code
		sum := sums[key]
		if sum == nil {
			sum = &library.FlagSum{Key: key, Guide: f.Guide, Title: f.Guide, Step: f.Step, Reason: library.Reason(f.Code)}
			sums[key] = sum
		}
		sum.Count++
		sum.Week = max(sum.Week, n.Week)
		if e, ok := s.Shelf.Entry(guide.ID(f.Guide)); ok {
			flagged := guide.Version(f.Version)
			sum.Title, sum.Fixed = e.Title, flagged.Valid() && e.Version.Compare(flagged) > 0
		}
	}
	out := make([]library.FlagSum, 0, len(sums))
	for _, sum := range sums {
		sum.Done = m.Flags[sum.Key] >= sum.Count
		out = append(out, *sum)
	}
	slices.SortFunc(out, func(a, b library.FlagSum) int {
		return cmp.Or(compareBool(a.Done || a.Fixed, b.Done || b.Fixed), cmp.Compare(b.Count, a.Count), strings.Compare(a.Key, b.Key))
	})
	return out
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// edition composes what would be published now.
func (s *Desk) edition(ctx context.Context, of library.Publication) (library.Edition, error) {
	meta, err := s.Meta(ctx)
	if err != nil {
		return library.Edition{}, err
	}
	last, err := s.next(of.Polls)
	if err != nil {
		return library.Edition{}, err
	}
	var ready []library.Submission
	for _, p := range of.Proposals {
		if p.Decided == library.MarkRead {
			ready = append(ready, p.Submission)
		}
	}
	return library.Compose(last, ready, meta.Place, app.DayOf(s.Now(), s.Zone)), nil
}

// Decide keeps what was decided about a proposed text; an empty mark takes the
// decision back.
func (s *Desk) Decide(ctx context.Context, text string, mark library.Mark) error {
	m, err := s.marks(ctx)
	if err != nil {
		return err
	}
	if m.Texts[text] = mark; mark == "" {
		delete(m.Texts, text)
	}
	return s.SetSettingJSON(ctx, keyMarks, m)
}

// DealtWith notes that the flags counted so far were looked at; 0 takes it
// back.
func (s *Desk) DealtWith(ctx context.Context, key string, count int) error {
	m, err := s.marks(ctx)
	if err != nil {
		return err
	}
	m.Flags[key] = count
	return s.SetSettingJSON(ctx, keyMarks, m)
}

// Publish publishes what was read over for every place. Errors: those of
// relay.Publish; "publish_nothing" when nothing was read over or written, "publish_faulty"
// when a guide has a fault or a trial that fails.
func (s *Desk) Publish(ctx context.Context, p library.Publication) (relay.Published, error) {
	if p.Ready+poll.Waiting(p.Polls) == 0 {
		return relay.Published{}, app.E(app.Rejected, "publish_nothing")
	}
	m, err := s.marks(ctx)
	if err != nil {
		return relay.Published{}, err
	}
	for _, one := range p.Proposals {
		if one.Decided != library.MarkRead {
			continue
		}
		if !one.Publishable() {
			return relay.Published{}, app.E(app.Rejected, "publish_faulty", "title", one.Guide.Title)
		}
		m.Texts[one.Mark] = library.MarkPublished
	}
	out, err := s.publishFiles(ctx, p.Next.Files, p.Version)
	if err != nil {
		return out, err
	}
	m.left(p.Next.Files)
	return out, s.SetSettingJSON(ctx, keyMarks, m)
}

// Revert publishes again what was in use before the present edition,
// under a new number: a device never goes back to an old one.
func (s *Desk) Revert(ctx context.Context) (relay.Published, error) {
	files, err := station.ReadTree(s.previousDir())
	if err != nil {
		return relay.Published{}, err
	}
	if len(files) == 0 {
		return relay.Published{}, app.E(app.Rejected, "publish_no_previous")
	}
	return s.publishFiles(ctx, files, s.PackState().Active)
}

func (s *Desk) previousDir() string { return filepath.Join(s.Dir(), "packs", "previous") }

// publishFiles sends the files and puts the edition in use here too.
func (s *Desk) publishFiles(ctx context.Context, files map[string][]byte, after uint64) (relay.Published, error) {
	if _, err := poll.Files(files); err != nil {
		return relay.Published{}, err
	}
	zipped, err := zipFiles(files)
	if err != nil {
		return relay.Published{}, err
	}
	out, err := s.Relay.Publish(ctx, zipped, after)
	if err != nil {
		return out, err
	}
	if _, err := s.Relay.SyncNow(ctx); err != nil {
		return out, err
	}
	if _, err := s.FetchPack(ctx); err != nil {
		return out, err
	}
	_, err = s.ActivatePack(ctx)
	return out, err
}

func zipFiles(files map[string][]byte) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write(files[name])
		}
		if err != nil {
			return nil, errors.Join(err, w.Close())
		}
	}
	err := w.Close()
	return b.Bytes(), err
}

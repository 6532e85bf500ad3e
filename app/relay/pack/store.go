package pack

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"parvis/app"
)

// Store keeps packs on a device: what is on the way, what is ready, and what
// is in use at Live.
//
//	DIR/parts/<hash>   files on the way, resumed where they stopped
//	DIR/next/          a whole, checked pack, ready to be activated
//	DIR/next.signed    its manifest, as the hub signed it
//	DIR/previous/      the one before, until the next activation
//	DIR/state.json     the versions in use and ready; never goes back
type Store struct {
	dir, live string
	mu        sync.Mutex
}

// signedName is the manifest of the pack that waits.
const signedName = "next.signed"

// State is what is known of packs on this device.
type State struct {
	Active  uint64 `json:"active"`  // version in use, 0: none
	Ready   uint64 `json:"ready"`   // version that waits for Activate, 0: none
	Highest uint64 `json:"highest"` // never installed below it
	// Previous is the version kept aside, the one in use before; 0: none.
	Previous uint64 `json:"previous,omitempty"`
	// Swapping says that the active pack is being moved to its place.
	Swapping bool `json:"swapping,omitempty"`
}

// NewStore keeps its files in dir and puts the active pack at live, which must
// be on the same disk; nothing else may write there. A swap that was cut is
// finished.
func NewStore(dir, live string) (*Store, error) {
	s := &Store{dir: dir, live: live}
	for _, d := range []string{filepath.Join(dir, "parts"), filepath.Dir(live)} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, packDisk(err)
		}
	}
	st, err := s.State()
	if err != nil {
		return nil, err
	}
	if st.Swapping {
		return s, s.swap(st)
	}
	return s, nil
}

func packDisk(err error) error {
	if err == nil {
		return nil
	}
	return app.E(app.Failed, "pack_disk").Because(err)
}

func (s *Store) path(name string) string { return filepath.Join(s.dir, name) }

// State reads where packs stand.
func (s *Store) State() (State, error) {
	var st State
	raw, err := os.ReadFile(s.path("state.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return st, nil
	}
	if err == nil {
		err = json.Unmarshal(raw, &st)
	}
	return st, packDisk(err)
}

func (s *Store) setState(st State) error {
	raw, err := json.Marshal(st)
	if err != nil {
		return err
	}
	return packDisk(writeFile(s.path("state.json"), raw))
}

// writeFile puts a file in place whole or not at all.
func writeFile(name string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// Fetch brings the content of a file from an offset on.
type Fetch func(ctx context.Context, f File, from int64, w io.Writer) error

// Install fetches what is missing of a manifest given by Open and makes the
// pack ready. Nothing in use changes. It is resumed by calling it again. Errors:
// "pack_old" (a rollback), "pack_bad_file", "pack_disk", and those of fetch.
func (s *Store) Install(ctx context.Context, m Manifest, fetch Fetch) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	st, err := s.State()
	if err != nil {
		return err
	}
	switch {
	case m.Version == st.Active || m.Version == st.Ready:
		return nil
	case m.Version < st.Highest:
		return app.E(app.Rejected, "pack_old", "version", int(m.Version), "have", int(st.Highest))
	}
	for _, f := range m.Files {
		if err := s.bring(ctx, f, fetch); err != nil {
			return err
		}
	}
	if err := s.lay(m); err != nil {
		return err
	}
	st.Ready, st.Highest = m.Version, max(st.Highest, m.Version)
	if err := s.setState(st); err != nil {
		return err
	}
	return packDisk(os.RemoveAll(s.path("parts")))
}

// bring makes sure a file's content is in parts: from the pack in use or from
// one that waits when they have it, else from the hub.
func (s *Store) bring(ctx context.Context, f File, fetch Fetch) error {
	part := s.path(filepath.Join("parts", f.Hash))
	if _, err := s.checked(part, f); err == nil {
		return nil
	}
	for _, dir := range []string{s.live, s.path("next")} {
		if content, err := s.checked(filepath.Join(dir, filepath.FromSlash(f.Path)), f); err == nil {
			return packDisk(errors.Join(os.MkdirAll(filepath.Dir(part), 0o700), writeFile(part, content)))
		}
	}
	if err := os.MkdirAll(filepath.Dir(part), 0o700); err != nil {
		return packDisk(err)
	}
	out, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return packDisk(err)
	}
	info, err := out.Stat()
	from := int64(0)
	if err == nil && info.Size() < f.Size {
		from = info.Size()
	} else if err == nil {
		err = out.Truncate(0)
	}
	if err == nil {
		err = fetch(ctx, f, from, &limited{out, f.Size - from})
	}
	if err := errors.Join(err, packDisk(out.Sync()), packDisk(out.Close())); err != nil {
		return err
	}
	if _, err := s.checked(part, f); err != nil {
		return errors.Join(app.E(app.Rejected, "pack_bad_file", "file", f.Path).Because(err), os.Remove(part))
	}
	return nil
}

// limited refuses more than a file's size.
type limited struct {
	w    io.Writer
	left int64
}

func (l *limited) Write(b []byte) (int, error) {
	if l.left -= int64(len(b)); l.left < 0 {
		return 0, errors.New("longer than announced")
	}
	return l.w.Write(b)
}

// checked reads a file whose content must be the one announced.
func (s *Store) checked(name string, f File) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.Size() != f.Size {
		return nil, errors.New("another size")
	}
	content, err := os.ReadFile(name)
	if err == nil && HashOf(content) != f.Hash {
		err = errors.New("another content")
	}
	return content, err
}

// lay builds the whole pack in next.
func (s *Store) lay(m Manifest) error {
	next := s.path("next")
	if err := os.RemoveAll(next); err != nil {
		return packDisk(err)
	}
	if err := os.MkdirAll(next, 0o700); err != nil {
		return packDisk(err)
	}
	if err := writeFile(s.path(signedName), m.signed); err != nil {
		return packDisk(err)
	}
	for _, f := range m.Files {
		content, err := s.checked(s.path(filepath.Join("parts", f.Hash)), f)
		if err != nil {
			return packDisk(err)
		}
		name := filepath.Join(next, filepath.FromSlash(f.Path))
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o700), writeFile(name, content)); err != nil {
			return packDisk(err)
		}
	}
	return nil
}

// Activate puts the ready pack in use. Call it between sessions: what a
// running session has loaded is not concerned, what it would load next is. It
// says whether anything changed. A disk may have changed the pack since it
// came: signature and files are read again first, and a damaged one no longer
// waits; the next Install fetches what is damaged of it. Errors:
// "pack_damaged", "pack_disk".
func (s *Store) Activate(hubKey ed25519.PublicKey) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st, err := s.State()
	if err != nil || st.Ready == 0 {
		return false, err
	}
	if err := s.verify(st.Ready, hubKey); err != nil {
		bad := app.E(app.Rejected, "pack_damaged", "version", int(st.Ready)).Because(err)
		st.Ready = 0 // Highest stays: nothing older comes in its place
		return false, errors.Join(bad, s.setState(st))
	}
	if err := os.RemoveAll(s.path("previous")); err != nil {
		return false, packDisk(err)
	}
	st.Previous, st.Active, st.Ready, st.Swapping = st.Active, st.Ready, 0, true
	if err := s.setState(st); err != nil { // first: swap goes on from here
		return false, err
	}
	return true, s.swap(st)
}

// verify says what is wrong with the pack that waits: it holds the files of
// the manifest the hub signed, and no other.
func (s *Store) verify(version uint64, hubKey ed25519.PublicKey) error {
	signed, err := os.ReadFile(s.path(signedName))
	if err != nil {
		return err
	}
	m, err := Open(signed, hubKey)
	if err != nil {
		return err
	}
	if m.Version != version {
		return fmt.Errorf("version %d", m.Version)
	}
	announced := map[string]bool{}
	for _, f := range m.Files {
		if _, err := s.checked(filepath.Join(s.path("next"), filepath.FromSlash(f.Path)), f); err != nil {
			return fmt.Errorf("%s: %w", f.Path, err)
		}
		announced[f.Path] = true
	}
	return fs.WalkDir(os.DirFS(s.path("next")), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !announced[name] {
			err = fmt.Errorf("%s: not announced", name)
		}
		return err
	})
}

// swap moves the pack in use away and the next one in, from wherever it was
// cut.
func (s *Store) swap(st State) error {
	next := s.path("next")
	if _, err := os.Stat(next); err == nil {
		if err := os.Rename(s.live, s.path("previous")); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return packDisk(err)
		}
		if err := os.Rename(next, s.live); err != nil {
			return packDisk(err)
		}
	}
	st.Swapping = false
	return s.setState(st)
}

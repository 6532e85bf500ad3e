// Package pack is what the hub sends down: guides, places, vocabularies,
// polls, policy, as content-addressed files under a signed manifest.
//
// It promises that nothing is used before its signature, version, expiry and
// every hash were checked, signature and hashes again when it is put in use; that an older pack never replaces a newer one; that
// only missing files travel, from where they stopped; and that activation
// swaps a whole directory, between sessions, when the caller says so. A bad
// pack changes nothing and is reported.
package pack

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"sort"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/semver"
	"golang.org/x/mod/sumdb/note"

	"parvis/app"
)

// Limits of a pack.
const (
	MaxFiles = 5000
	MaxFile  = 4 << 20
	MaxTotal = 48 << 20
	// MaxManifest bounds the signed note.
	MaxManifest = 2 << 20
	signerName  = "parvis-hub"
	firstLine   = "parvis pack 1"
)

// File is one file of a pack; Hash is the hex SHA-256 of its content.
type File struct {
	Path string
	Hash string
	Size int64
}

// Manifest says what a pack holds.
type Manifest struct {
	Version uint64
	Expires app.Day
	Program string // least program version, "1.2.0"; empty: any
	Files   []File // sorted by path

	signed []byte // the note it was read from
}

// Folders are where the files of a pack may lie; policy.json stands at the
// top.
var folders = []string{"guides/", "places/", "vocabularies/", "polls/"}

// HashOf is how a file is named on the way.
func HashOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// Text is what is signed: one line per fact, sorted.
func (m Manifest) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\nversion %d\nexpires %s\n", firstLine, m.Version, m.Expires)
	if m.Program != "" {
		fmt.Fprintf(&b, "program %s\n", m.Program)
	}
	for _, f := range m.Files {
		fmt.Fprintf(&b, "file %s %d %s\n", f.Hash, f.Size, f.Path)
	}
	return b.String()
}

// Sign writes the manifest as a note signed by the hub.
func Sign(m Manifest, key ed25519.PrivateKey) ([]byte, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	v, err := verifier(key.Public().(ed25519.PublicKey))
	if err != nil {
		return nil, err
	}
	return note.Sign(&note.Note{Text: m.Text()}, signer{v, key})
}

// signer signs notes with the hub's key.
type signer struct {
	note.Verifier
	key ed25519.PrivateKey
}

// Sign implements note.Signer.
func (s signer) Sign(msg []byte) ([]byte, error) { return ed25519.Sign(s.key, msg), nil }

func verifier(hubKey ed25519.PublicKey) (note.Verifier, error) {
	text, err := note.NewEd25519VerifierKey(signerName, hubKey)
	if err != nil {
		return nil, err
	}
	return note.NewVerifier(text)
}

// Open checks a signed manifest: by the hub's key, well formed, within the
// limits. A note may carry other signatures; ours must be among them. Error:
// "pack_bad_manifest".
func Open(signed []byte, hubKey ed25519.PublicKey) (Manifest, error) {
	bad := func(err error) (Manifest, error) {
		return Manifest{}, app.E(app.Rejected, "pack_bad_manifest").Because(err)
	}
	if len(signed) > MaxManifest || len(hubKey) != ed25519.PublicKeySize {
		return bad(nil)
	}
	v, err := verifier(hubKey)
	if err != nil {
		return bad(err)
	}
	n, err := note.Open(signed, note.VerifierList(v))
	if err != nil {
		return bad(err)
	}
	m, err := parse(n.Text)
	if err != nil {
		return bad(err)
	}
	m.signed = signed
	return m, nil
}

// Fits says whether the pack may be used now by this program. Errors:
// "pack_expired", "pack_needs_program".
func (m Manifest) Fits(now time.Time, program string) error {
	if app.DayOf(now, time.UTC) > m.Expires {
		return app.E(app.Rejected, "pack_expired", "version", int(m.Version), "day", string(m.Expires))
	}
	have, need := "v"+strings.TrimPrefix(program, "v"), "v"+m.Program
	if m.Program != "" && semver.IsValid(have) && semver.Compare(have, need) < 0 {
		return app.E(app.Rejected, "pack_needs_program", "version", int(m.Version), "program", m.Program)
	}
	return nil
}

func parse(text string) (Manifest, error) {
	var m Manifest
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if lines[0] != firstLine {
		return m, fmt.Errorf("first line %q", lines[0])
	}
	for _, line := range lines[1:] {
		key, rest, _ := strings.Cut(line, " ")
		var err error
		switch key {
		case "version":
			m.Version, err = strconv.ParseUint(rest, 10, 62)
		case "expires":
			m.Expires, err = app.ParseDay(rest)
		case "program":
			m.Program = rest
		case "file":
			var f File
			f, err = parseFile(rest)
			m.Files = append(m.Files, f)
		} // a later program may add facts: they are signed, and ignored here
		if err != nil {
			return m, fmt.Errorf("%q: %w", line, err)
		}
	}
	return m, m.check()
}

func parseFile(rest string) (File, error) {
	part := strings.SplitN(rest, " ", 3)
	if len(part) != 3 {
		return File{}, fmt.Errorf("%d parts", len(part))
	}
	size, err := strconv.ParseInt(part[1], 10, 64)
	return File{Hash: part[0], Size: size, Path: part[2]}, err
}

func (m Manifest) check() error {
	if m.Version == 0 || m.Expires == "" || len(m.Files) > MaxFiles ||
		(m.Program != "" && !semver.IsValid("v"+m.Program)) {
		return fmt.Errorf("version %d, expires %q, %d files, program %q", m.Version, m.Expires, len(m.Files), m.Program)
	}
	total := int64(0)
	for i, f := range m.Files {
		raw, err := hex.DecodeString(f.Hash)
		if err != nil || len(raw) != sha256.Size || f.Hash != strings.ToLower(f.Hash) || f.Size < 0 || f.Size > MaxFile || !goodPath(f.Path) {
			return fmt.Errorf("file %q", f.Path)
		}
		if i > 0 && m.Files[i-1].Path >= f.Path {
			return fmt.Errorf("files not in order at %q", f.Path)
		}
		total += f.Size
	}
	if total > MaxTotal {
		return fmt.Errorf("%d bytes", total)
	}
	return nil
}

// goodPath keeps a pack inside its own folders, on every system.
func goodPath(p string) bool {
	if !fs.ValidPath(p) || len(p) > 200 || strings.ContainsAny(p, "\\:*?\"<>|\x00\n\r") {
		return false
	}
	if p == "policy.json" {
		return true
	}
	for _, f := range folders {
		if strings.HasPrefix(p, f) {
			return true
		}
	}
	return false
}

// Build makes the manifest of some files. Error: "pack_bad_content".
func Build(version uint64, expires app.Day, program string, files map[string][]byte) (Manifest, error) {
	m := Manifest{Version: version, Expires: expires, Program: program}
	for p, content := range files {
		m.Files = append(m.Files, File{Path: p, Hash: HashOf(content), Size: int64(len(content))})
	}
	sort.Slice(m.Files, func(i, j int) bool { return m.Files[i].Path < m.Files[j].Path })
	if err := m.check(); err != nil {
		return m, app.E(app.Rejected, "pack_bad_content").Because(err)
	}
	return m, nil
}

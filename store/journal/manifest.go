package journal

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"

	"parvis/store/disk"
)

const (
	manifestFormat = 1

	// ManifestName is the file that lists the segments.
	ManifestName = "MANIFEST"
)

// manifest lists the segments, oldest first; the last one is appended to.
type manifest struct {
	Format   int       `json:"format"`
	ID       string    `json:"id"`
	Rewrites int       `json:"rewrites"` // times segments were rewritten: projections start anew
	Next     uint64    `json:"next"`     // number the next record had when this was written
	Segments []segment `json:"segments"`
	Aside    []Finding `json:"aside,omitempty"`
}

func (m manifest) clone() manifest {
	m.Segments = slices.Clone(m.Segments)
	m.Aside = slices.Clone(m.Aside)
	return m
}

func (m manifest) encode() []byte {
	body, err := json.Marshal(m)
	if err != nil {
		panic(err) // plain structs of numbers and strings always marshal
	}
	return fmt.Appendf(nil, "%08x\n%s\n", crc32.Checksum(body, castagnoli), body)
}

var errManifest = errors.New("the manifest is damaged")

func decodeManifest(raw []byte) (m manifest, id [16]byte, err error) {
	head, body, ok := bytes.Cut(bytes.TrimRight(raw, "\n"), []byte("\n"))
	if !ok || string(head) != fmt.Sprintf("%08x", crc32.Checksum(body, castagnoli)) {
		return m, id, errManifest
	}
	if err := json.Unmarshal(body, &m); err != nil || len(m.Segments) == 0 {
		return m, id, errManifest
	}
	rawID, err := hex.DecodeString(m.ID)
	if err != nil || len(rawID) != len(id) {
		return m, id, errManifest
	}
	copy(id[:], rawID)
	return m, id, nil
}

func (j *Journal) path(name string) string { return j.dir + "/" + name }

// publish makes a manifest the current one, durably.
func (j *Journal) publish(m manifest) error {
	raw := m.encode()
	if err := disk.Replace(j.fs, j.path(ManifestName), raw); err != nil {
		return err
	}
	j.man, j.kept = m, raw
	return nil
}

// Finding is one thing that was wrong with the files, for people and logs.
type Finding struct {
	Code    string `json:"code"`
	Segment string `json:"segment,omitempty"`
	Records int    `json:"records,omitempty"` // records that could not be read
	First   uint64 `json:"first,omitempty"`   // numbers they had, when known
	Last    uint64 `json:"last,omitempty"`
}

// The findings.
const (
	FoundDamage   = "segment_damaged"   // records set aside with their segment
	FoundLost     = "records_lost"      // acknowledged records cut from the end
	FoundMissing  = "segment_missing"   // a whole segment is not there
	FoundManifest = "manifest_rebuilt"  // the list of segments was made again
	FoundTail     = "tail_cut"          // an unfinished write was cut; nothing acknowledged
	FoundUnsealed = "record_unreadable" // intact on disk, but sealed with another key
)

// Peek gives the last number of the journal a manifest describes.
func Peek(raw []byte) (last uint64, err error) {
	m, _, err := decodeManifest(raw)
	if err != nil {
		return 0, err
	}
	last = max(m.Next, 1) - 1
	for _, s := range m.Segments {
		last = max(last, s.Last)
	}
	return last, nil
}

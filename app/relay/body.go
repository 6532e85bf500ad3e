package relay

import (
	"crypto/sha256"
	"slices"
)

// LotBody is the body of a KindLot or KindKioskLot record, version 1: a count
// of one cell of one view in one closed window.
type LotBody struct {
	View   string            `cbor:"1,keyasint" json:"view"`
	Cell   map[string]string `cbor:"2,keyasint" json:"cell"`
	Window string            `cbor:"3,keyasint" json:"window"`
	Count  int               `cbor:"4,keyasint" json:"count"`
}

// FlagBody is the body of a KindFlag record, version 1: a step of a guide that
// someone found wrong. It carries no date and no author.
type FlagBody struct {
	Guide   string `cbor:"1,keyasint" json:"guide"`
	Version string `cbor:"2,keyasint" json:"version"`
	Step    string `cbor:"3,keyasint" json:"step"`
	Code    string `cbor:"4,keyasint" json:"code"`
}

// ProposalBody is the body of a KindProposal record, version 1: a guide that a
// place proposes to all the others, whole. It names nobody unless its author
// chose to sign.
type ProposalBody struct {
	Guide   string `cbor:"1,keyasint" json:"guide"`
	Version string `cbor:"2,keyasint" json:"version"`
	Text    string `cbor:"3,keyasint" json:"text"` // the file
	Signed  string `cbor:"4,keyasint,omitempty" json:"signed,omitempty"`
	// Media are the pictures and sounds it shows that not everybody has.
	Media []MediaRef `cbor:"5,keyasint,omitempty" json:"media,omitempty"`
}

// MediaRef names a picture or a sound by its content.
type MediaRef struct {
	Name string `cbor:"1,keyasint" json:"name"`
	Hash []byte `cbor:"2,keyasint" json:"hash"` // SHA-256
	Size int    `cbor:"3,keyasint" json:"size"`
}

// MediaBody is the body of a KindMedia record, version 1: one piece of a
// picture or of a sound that a proposal shows. It goes as records so that it
// travels as all the rest does, by network or by stick.
type MediaBody struct {
	Hash  []byte `cbor:"1,keyasint" json:"hash"` // of the whole
	Piece int    `cbor:"2,keyasint" json:"piece"`
	Of    int    `cbor:"3,keyasint" json:"of"`
	Bytes []byte `cbor:"4,keyasint" json:"-"`
}

// The bounds of what travels with a proposal, in bytes.
const (
	MaxMedia   = 1 << 20 // of one picture or sound
	MaxMedias  = 4 << 20 // of all those of one guide
	mediaPiece = 24 << 10
	MaxPieces  = (MaxMedia + mediaPiece - 1) / mediaPiece
)

// MediaBodies cuts a picture or a sound into bodies of records.
func MediaBodies(content []byte) (ref MediaRef, bodies [][]byte, err error) {
	sum := sha256.Sum256(content)
	pieces := slices.Collect(slices.Chunk(content, mediaPiece))
	for i, piece := range pieces {
		body, err := Canonical(MediaBody{Hash: sum[:], Piece: i, Of: len(pieces), Bytes: piece})
		if err != nil {
			return ref, nil, err
		}
		bodies = append(bodies, body)
	}
	return MediaRef{Hash: sum[:], Size: len(content)}, bodies, nil
}

// NoteRow is a flag or a proposal as a coordinator reads it: dated by its ISO
// week, without a place nor a device.
type NoteRow struct {
	ID   string        `json:"id"`
	Week string        `json:"week"` // AAAA-Wnn it was received in
	Flag *FlagBody     `json:"flag,omitempty"`
	Text *ProposalBody `json:"proposal,omitempty"`
}

// LotRow is one accepted lot as a coordinator reads it. ID is stable: the same
// lot read twice has the same one, so a caller that keeps rows by ID may read
// overlapping ranges without counting twice.
type LotRow struct {
	ID      string            `json:"id"`
	Device  DeviceID          `json:"device"`
	PlaceID string            `json:"place_id"`
	Place   string            `json:"place"`
	View    string            `json:"view"`
	Cell    map[string]string `json:"cell"`
	Window  string            `json:"window"`
	Count   int               `json:"count"`
	Kiosk   bool              `json:"kiosk,omitempty"`
}

// LotsEnd closes a stream of LotRow: a stream without it was cut.
type LotsEnd struct {
	End      bool   `json:"end"`
	Count    int    `json:"count"`
	Next     int64  `json:"next"` // Unix seconds to pass as "since" next time
	HubEpoch uint32 `json:"hub_epoch"`
}

// FleetRow is one device as a coordinator sees it.
type FleetRow struct {
	ID          DeviceID `json:"id"`
	Place       string   `json:"place"`
	PlaceID     string   `json:"place_id"`
	Role        string   `json:"role"`
	LastSeen    *string  `json:"last_seen"` // RFC 3339, null when never
	Version     string   `json:"version"`
	Pack        uint64   `json:"pack"`
	Waiting     int      `json:"waiting"`
	SetAside    int      `json:"set_aside"`
	ClockDrift  int64    `json:"clock_drift"`
	FreeDiskMiB int64    `json:"free_disk_mib"`
	StoreOK     bool     `json:"store_ok"`
	Failures    int      `json:"failures,omitempty"`     // in a row, before it last got through
	Silent      bool     `json:"silent"`                 // nothing heard for more than SilentDays
	ClosedUntil string   `json:"closed_until,omitempty"` // the place said it is closed until that day
	Revoked     bool     `json:"revoked"`
}

// SilentDays is how long a device may say nothing before the fleet screen
// points at it.
const SilentDays = 7

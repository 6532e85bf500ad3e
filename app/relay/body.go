package relay

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
	Silent      bool     `json:"silent"`                 // nothing heard for more than SilentDays
	ClosedUntil string   `json:"closed_until,omitempty"` // the place said it is closed until that day
	Revoked     bool     `json:"revoked"`
}

// SilentDays is how long a device may say nothing before the fleet screen
// points at it.
const SilentDays = 7

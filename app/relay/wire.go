// Package relay is the device side of sync: records that wait, signed batches,
// verdicts, retries without end, enrolment, USB files; and the wire types it
// shares with the hub.
//
// It promises that a record is in exactly one state, that success is never
// shown without the hub's echo of the very batch, that one bad record never
// blocks the others, and that a record can be sent any number of times and
// count once. It never sends anything but lots, kiosk lots, step flags,
// heartbeats and the guides a place proposes to the others, with their pictures
// and sounds.
package relay

// DeviceID is the random identity of an enrolled device.
type DeviceID string

// Kind numbers the record types, once and for ever.
type Kind uint16

// The record types. What visitors answer to a poll leaves as kiosk lots: the
// number once meant for it is never used.
const (
	KindLot       Kind = 1
	KindKioskLot  Kind = 2
	KindFlag      Kind = 3
	KindRetired   Kind = 4
	KindHeartbeat Kind = 5
	KindProposal  Kind = 6
	KindMedia     Kind = 7
)

// Record is one thing to send. Its identity is (Device, Epoch, Seq) and ID;
// Hash is SHA-256 of the canonical CBOR of Kind, Version and Body.
type Record struct {
	ID      string `cbor:"1,keyasint"` // UUIDv7 bytes as text
	Epoch   uint32 `cbor:"2,keyasint"`
	Seq     uint64 `cbor:"3,keyasint"`
	Kind    Kind   `cbor:"4,keyasint"`
	Version uint16 `cbor:"5,keyasint"`
	Body    []byte `cbor:"6,keyasint"` // canonical CBOR of the kind's type
	Hash    []byte `cbor:"7,keyasint"`
}

// Batch is what one POST carries, before compression, padding and signature.
// Epoch is the device's current one; records of earlier epochs may travel in
// it after the hub was restored. An empty batch asks how things stand.
type Batch struct {
	ID      string
	Device  DeviceID
	Epoch   uint32
	Settled Settled
	Records []Record
}

// Settled is how far a device's account takes over what the hub had of it when
// a new epoch began: the hub's newest epoch then, and how many of its numbers
// were decided. The hub takes nothing of a new epoch that has not settled what
// came before: a copy of the disk may have sent the same participations.
type Settled struct {
	_     struct{} `cbor:",toarray"`
	Epoch uint32
	Known uint64
}

// Account is what the hub has of a device that must settle: its lots of the
// last AccountMonths months, in pages of MaxRecords at most.
type Account struct {
	Settled Settled     `cbor:"1,keyasint" json:"settled"`
	Pages   [][]LotBody `cbor:"2,keyasint" json:"pages"`
}

// AccountMonths is how far back an account goes, as far as a device remembers.
const AccountMonths = 13

// Verdict is the hub's answer for one record.
type Verdict string

// The verdicts. A reason code follows "rejected" and "conflict".
const (
	Accepted  Verdict = "accepted"
	Duplicate Verdict = "duplicate"
	Conflict  Verdict = "conflict"
	Rejected  Verdict = "rejected"
)

// The reasons that change what the device does next.
const (
	ReasonSeqTaken   = "seq_taken"        // conflict: this number carries something else; the device was restored
	ReasonOldEpoch   = "old_epoch"        // conflict: another device with this identity went on; this is a clone
	ReasonUnsettled  = "unsettled"        // conflict: nothing of this batch is taken before the account is settled
	ReasonReleased   = "already_released" // rejected: this name released that cell and window with another count
	ReasonTooLarge   = "too_large"        // rejected: the record alone does not fit
	ReasonUnreadable = "unreadable"       // rejected: the hub cannot read the record
)

// RecordVerdict pairs a record with its verdict.
type RecordVerdict struct {
	Seq     uint64  `cbor:"1,keyasint" json:"seq"`
	Verdict Verdict `cbor:"2,keyasint" json:"verdict"`
	Reason  string  `cbor:"3,keyasint,omitempty" json:"reason,omitempty"`
}

// Reply answers a batch. A device believes it only when BatchID, Count and
// BatchHash echo what it sent.
type Reply struct {
	BatchID         string          `cbor:"1,keyasint" json:"batch_id"`
	Count           int             `cbor:"2,keyasint" json:"count"`
	BatchHash       []byte          `cbor:"3,keyasint" json:"batch_hash"`
	HubEpoch        uint32          `cbor:"4,keyasint" json:"hub_epoch"`
	AckedThroughSeq uint64          `cbor:"5,keyasint" json:"acked_through_seq"`
	Verdicts        []RecordVerdict `cbor:"6,keyasint" json:"verdicts"`
	ServerTime      int64           `cbor:"7,keyasint" json:"server_time"` // Unix seconds
	PackVersion     uint64          `cbor:"8,keyasint,omitempty" json:"pack_version,omitempty"`
	PolicyVersion   uint64          `cbor:"9,keyasint,omitempty" json:"policy_version,omitempty"`

	// KnownBefore and KnownAfter count the numbers of the device's newest
	// epoch that the hub had decided before this batch and after it. Fewer
	// before than after the last batch: the hub was restored, even when a gap
	// keeps AckedThroughSeq where it was.
	KnownBefore uint64 `cbor:"10,keyasint" json:"known_before"`
	KnownAfter  uint64 `cbor:"11,keyasint" json:"known_after"`

	// Account comes with a verdict that asks to settle.
	Account *Account `cbor:"12,keyasint,omitempty" json:"account,omitempty"`
}

// Heartbeat says how a device is. No person, no mediator.
type Heartbeat struct {
	Program     string `cbor:"1,keyasint" json:"program"` // version
	Pack        uint64 `cbor:"2,keyasint" json:"pack"`
	Waiting     int    `cbor:"3,keyasint" json:"waiting"`
	SetAside    int    `cbor:"4,keyasint" json:"set_aside"`
	LastSuccess int64  `cbor:"5,keyasint" json:"last_success"` // Unix seconds, 0 never
	ClockDrift  int64  `cbor:"6,keyasint" json:"clock_drift"`
	FreeDiskMiB int64  `cbor:"7,keyasint" json:"free_disk_mib"`
	StoreOK     bool   `cbor:"8,keyasint" json:"store_ok"`
	ClosedUntil string `cbor:"9,keyasint,omitempty" json:"closed_until,omitempty"` // AAAA-MM-JJ
	Failures    int    `cbor:"10,keyasint,omitempty" json:"failures,omitempty"`    // in a row, before this exchange
}

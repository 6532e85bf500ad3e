package device

import (
	"encoding/binary"
	"errors"
	"time"

	"github.com/fxamacker/cbor/v2"

	"parvis/app/lots"
	"parvis/app/relay"
)

// The record types of the journal, numbered once and for ever.
const (
	typeSession      uint16 = 1  // a change of a session
	typeSetting      uint16 = 2  // a setting has a new value, or none
	typeIdentity     uint16 = 3  // the device's identity and epoch
	typeRegistration uint16 = 4  // what enrolment gave
	typeProgress     uint16 = 5  // last exchanges with the hub
	typeEnqueue      uint16 = 6  // records to send
	typeMark         uint16 = 7  // new states of records
	typeForget       uint16 = 8  // sent records no longer kept
	typeClosing      uint16 = 9  // history, snapshot and records of one closing
	typeLog          uint16 = 10 // the local journal people read
	typeVault        uint16 = 11 // keys of the vault
	typeDoc          uint16 = 12 // a document of the vault
	typeDocDrop      uint16 = 13 // documents that no longer exist
	typeGuard        uint16 = 14 // wrong PINs
	typeRun          uint16 = 15 // a run at the kiosk
)

// What a session event did.
const (
	opCreate  = 1
	opUpdate  = 2
	opDelete  = 3
	opRestore = 4
)

// change is one session event. Before and after are encoded sessions, nil when
// there is none; note is sealed to the vault.
type change struct {
	op     byte
	at     time.Time
	author string
	before []byte
	after  []byte
	note   *sealedNote
}

// sealedNote travels with the session it belongs to, so that both are durable
// together. A nil body takes the author's note away.
type sealedNote struct {
	mac    []byte // keyed hash of the text, to recognise a repeat
	person string // whose key it is sealed to; empty: the vault's
	body   []byte
}

const (
	hasBefore = 1 << 4
	hasAfter  = 1 << 5
	hasNote   = 1 << 6
	opMask    = 0x0f
)

func (c change) encode() []byte {
	flags := c.op
	if c.before != nil {
		flags |= hasBefore
	}
	if c.after != nil {
		flags |= hasAfter
	}
	if c.note != nil {
		flags |= hasNote
	}
	out := append(make([]byte, 0, 64+len(c.before)+len(c.after)), flags)
	out = binary.AppendVarint(out, c.at.UnixMilli())
	out = appendBytes(out, []byte(c.author))
	if c.before != nil {
		out = appendBytes(out, c.before)
	}
	if c.after != nil {
		out = appendBytes(out, c.after)
	}
	if c.note != nil {
		out = appendBytes(out, c.note.mac)
		out = appendBytes(out, []byte(c.note.person))
		out = appendBytes(out, c.note.body)
	}
	return out
}

var errEvent = errors.New("a record of the journal cannot be understood")

func decodeChange(raw []byte) (c change, err error) {
	if len(raw) == 0 {
		return c, errEvent
	}
	r := bytesReader{in: raw[1:]}
	flags := raw[0]
	c.op = flags & opMask
	c.at = time.UnixMilli(r.varint()).UTC()
	c.author = string(r.bytes())
	if flags&hasBefore != 0 {
		c.before = r.bytes()
	}
	if flags&hasAfter != 0 {
		c.after = r.bytes()
	}
	if flags&hasNote != 0 {
		c.note = &sealedNote{mac: r.bytes(), person: string(r.bytes()), body: r.bytes()}
	}
	if r.bad || len(r.in) > 0 || c.op < opCreate || c.op > opRestore || (c.before == nil && c.after == nil) {
		return c, errEvent
	}
	return c, nil
}

// setting is the event of one setting.
type setting struct {
	Key   string `cbor:"1,keyasint"`
	Value []byte `cbor:"2,keyasint,omitempty"`
	Gone  bool   `cbor:"3,keyasint,omitempty"`
}

// identity is the event of an identity or a new epoch. What waits when it is
// applied is renumbered from 1 in the new epoch.
type identity struct {
	Device  relay.DeviceID `cbor:"1,keyasint"`
	Epoch   uint32         `cbor:"2,keyasint"`
	Private []byte         `cbor:"3,keyasint"`
	// Parting is why it is new, when another copy of the disk lives.
	Parting *relay.Parting `cbor:"4,keyasint,omitempty"`
}

func (id identity) public() relay.Identity {
	out := relay.Identity{Device: id.Device, Epoch: id.Epoch, Private: id.Private}
	if id.Parting != nil {
		out.Settled = id.Parting.Settled
	}
	out.Restored = id.Parting == nil && id.Epoch > 1
	return out
}

// split is what lots hear of it.
func (id identity) split() *lots.Split {
	if id.Parting == nil {
		return nil
	}
	return lots.SplitOf(id.Parting.NewDevice, id.Parting.Back, id.Parting.Out)
}

func (id identity) takesBack(e relay.Entry) bool { return id.Parting != nil && id.Parting.TakesBack(e) }

func (id identity) givesUp(e relay.Entry) bool { return id.Parting != nil && id.Parting.GivesUp(e) }

type enqueue struct {
	At      time.Time      `cbor:"1,keyasint"`
	Records []relay.Record `cbor:"2,keyasint"`
	// Setting, in the same event, remembers that they were handed over.
	Setting *setting `cbor:"3,keyasint,omitempty"`
}

type mark struct {
	Epoch   uint32      `cbor:"1,keyasint"`
	Seq     uint64      `cbor:"2,keyasint"`
	State   relay.State `cbor:"3,keyasint"`
	Rejects int         `cbor:"4,keyasint,omitempty"`
	Reason  string      `cbor:"5,keyasint,omitempty"`
	Acked   time.Time   `cbor:"6,keyasint,omitempty"`
}

type forget struct {
	Records []mark `cbor:"1,keyasint"` // by (Epoch, Seq)
}

type closing struct {
	Closing lots.Closing `cbor:"1,keyasint"`
	Records enqueue      `cbor:"2,keyasint"`
}

// encodeCBOR writes the plain structures above; they always marshal.
func encodeCBOR(v any) []byte {
	raw, err := cborMode.Marshal(v)
	if err != nil {
		panic(err)
	}
	return raw
}

// cborMode writes times as seconds and nanoseconds, without zone.
var cborMode = func() cbor.EncMode {
	mode, err := cbor.EncOptions{Sort: cbor.SortCoreDeterministic, Time: cbor.TimeRFC3339NanoUTC}.EncMode()
	if err != nil {
		panic(err)
	}
	return mode
}()

func decodeCBOR(raw []byte, v any) error {
	if err := cbor.Unmarshal(raw, v); err != nil {
		return errors.Join(errEvent, err)
	}
	return nil
}

func appendBytes(dst, b []byte) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(b))), b...)
}

// bytesReader reads what appendBytes and varints wrote.
type bytesReader struct {
	in  []byte
	bad bool
}

func (r *bytesReader) uvarint() uint64 {
	n, size := binary.Uvarint(r.in)
	if size <= 0 {
		r.bad, r.in = true, nil
		return 0
	}
	r.in = r.in[size:]
	return n
}

func (r *bytesReader) varint() int64 {
	n, size := binary.Varint(r.in)
	if size <= 0 {
		r.bad, r.in = true, nil
		return 0
	}
	r.in = r.in[size:]
	return n
}

func (r *bytesReader) bytes() []byte {
	n := r.uvarint()
	if n > uint64(len(r.in)) {
		r.bad, r.in = true, nil
		return []byte{}
	}
	b := r.in[:n:n]
	r.in = r.in[n:]
	return b
}

package device

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"parvis/app"
	"parvis/app/relay"
)

// Meta is what a directory says of itself; it is kept in the journal.
type Meta struct {
	Place     string     `json:"place"`             // name of the place
	Commune   string     `json:"commune,omitempty"` // its INSEE code
	Zone      string     `json:"zone,omitempty"`    // IANA time zone; empty: app.DefaultZone
	Mediators []Mediator `json:"mediators"`
	Demo      bool       `json:"demo,omitempty"` // watermarked example data, cannot enrol
	Created   time.Time  `json:"created"`
}

// Mediator is someone who records sessions on this device. The id never
// changes and never leaves the device.
type Mediator struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	PIN  bool   `json:"pin,omitempty"`  // a PIN or passphrase is asked
	Gone bool   `json:"gone,omitempty"` // no longer works here; what they wrote stays
	// Words says that what is asked is typed as words, not as six digits.
	Words bool `json:"words,omitempty"`
}

// metaKey is the setting Meta is kept under.
const metaKey = "meta"

// DefaultMediator is the name of the first mediator when none is given.
const DefaultMediator = "Médiation"

// firstRecords writes what a new directory starts with.
func (d *Device) firstRecords(ctx context.Context, in InitOptions) error {
	m := in.Meta
	m.Created = d.o.Now().UTC()
	if len(m.Mediators) == 0 {
		name := in.Mediator
		if name == "" {
			name = DefaultMediator
		}
		id, err := d.newMediatorID()
		if err != nil {
			return err
		}
		m.Mediators = []Mediator{{ID: id, Name: name}}
	}
	if err := d.SetMeta(ctx, m); err != nil {
		return err
	}
	if _, err := d.NewEpoch(ctx, relay.Parting{NewDevice: true}); err != nil {
		return err
	}
	if d.head.Kiosk {
		return nil
	}
	return d.createVault(ctx, m.Mediators)
}

func (d *Device) newMediatorID() (string, error) {
	var raw [4]byte
	if _, err := io.ReadFull(d.o.Rand, raw[:]); err != nil {
		return "", err
	}
	return "m-" + hex.EncodeToString(raw[:]), nil
}

// Meta gives what the directory says of itself.
func (d *Device) Meta(ctx context.Context) (m Meta, err error) {
	_, err = d.SettingJSON(ctx, metaKey, &m)
	return m, err
}

// SetMeta replaces it.
func (d *Device) SetMeta(ctx context.Context, m Meta) error { return d.SetSettingJSON(ctx, metaKey, m) }

// Zone is the time zone of the place: the day of a session is a day there.
func (d *Device) Zone(ctx context.Context) (*time.Location, error) {
	m, err := d.Meta(ctx)
	return app.Zone(m.Zone), err
}

// Today is the present day at the place.
func (d *Device) Today(ctx context.Context) (app.Day, error) {
	zone, err := d.Zone(ctx)
	return app.DayOf(d.o.Now(), zone), err
}

// AddMediator adds someone without PIN: see AddMediatorWithPIN.
func (d *Device) AddMediator(ctx context.Context, name string) (Mediator, error) {
	return d.AddMediatorWithPIN(ctx, name, "")
}

// AddMediatorWithPIN adds someone; pin may be empty. The vault must be open, so
// that it opens for them too; once somebody has a PIN, everyone needs one
// ("pin_needed"): a door without lock makes the others useless.
func (d *Device) AddMediatorWithPIN(ctx context.Context, name, pin string) (Mediator, error) {
	m, err := d.Meta(ctx)
	if err != nil {
		return Mediator{}, err
	}
	id, err := d.newMediatorID()
	if err != nil {
		return Mediator{}, err
	}
	who := Mediator{ID: id, Name: name, PIN: pin != "", Words: asWords(pin)}
	private, _ := d.vault.open()
	switch {
	case d.head.Kiosk:
	case private == nil:
		return Mediator{}, app.E(app.Failed, "vault_locked")
	case pin == "" && slices.ContainsFunc(m.Mediators, func(x Mediator) bool { return x.PIN && !x.Gone }):
		return Mediator{}, app.E(app.Failed, "pin_needed")
	default: // the vault first: nobody is listed who cannot open it
		defer clear(private[:])
		if err := d.rewrap(ctx, id, pin, private); err != nil {
			return Mediator{}, err
		}
	}
	m.Mediators = append(m.Mediators, who)
	return who, d.SetMeta(ctx, m)
}

// Setting gives the value of a setting; ok is false when it was never set.
// Keys are codes of the program, never words of a person.
func (d *Device) Setting(ctx context.Context, key string) (value []byte, ok bool, err error) {
	err = d.view(ctx, func(t *tx) error {
		raw, err := t.get(bucketSettings, []byte(key))
		value, ok = slices.Clone(raw), raw != nil
		return err
	})
	return value, ok, err
}

// SetSetting keeps a value durably, sealed. It may be large (a directory of
// places): up to 16 MiB.
func (d *Device) SetSetting(ctx context.Context, key string, value []byte) error {
	err := d.commit(ctx, func() ([]*staged, error) {
		return event(typeSetting, encodeCBOR(setting{Key: key, Value: value})), nil
	})
	if err == nil && routine(key) {
		d.routine.Add(1)
	}
	return err
}

// DropSetting forgets a setting.
func (d *Device) DropSetting(ctx context.Context, key string) error {
	return d.commit(ctx, func() ([]*staged, error) {
		return event(typeSetting, encodeCBOR(setting{Key: key, Gone: true})), nil
	})
}

// SettingJSON reads a setting into v; v keeps its value when there is none.
func (d *Device) SettingJSON(ctx context.Context, key string, v any) (bool, error) {
	raw, ok, err := d.Setting(ctx, key)
	if err != nil || !ok {
		return false, err
	}
	return true, json.Unmarshal(raw, v)
}

// SetSettingJSON keeps v as JSON.
func (d *Device) SetSettingJSON(ctx context.Context, key string, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return d.SetSetting(ctx, key, raw)
}

// SettingKeys lists the settings whose key starts with a prefix.
func (d *Device) SettingKeys(ctx context.Context, prefix string) (keys []string, err error) {
	err = d.view(ctx, func(t *tx) error {
		return t.Bucket(bucketSettings).ForEach(func(k, _ []byte) error {
			if strings.HasPrefix(string(k), prefix) {
				keys = append(keys, string(k))
			}
			return nil
		})
	})
	return keys, err
}

// Line is one line of the local journal people read: a mandate printed, an
// export made, data purged. It can be added and never changed.
type Line struct {
	Seq    uint64            `json:"-" cbor:"-"`
	At     time.Time         `json:"at" cbor:"1,keyasint"`
	Kind   string            `json:"kind" cbor:"2,keyasint"` // code of the program
	Author string            `json:"author,omitempty" cbor:"3,keyasint,omitempty"`
	Args   map[string]string `json:"args,omitempty" cbor:"4,keyasint,omitempty"` // of the line's sentence
}

// AppendLine adds a line; its moment is now when it has none.
func (d *Device) AppendLine(ctx context.Context, l Line) error {
	if l.At.IsZero() {
		l.At = d.o.Now().UTC()
	}
	return d.commit(ctx, func() ([]*staged, error) { return event(typeLog, encodeCBOR(l)), nil })
}

// Lines yields the local journal, oldest first.
func (d *Device) Lines(ctx context.Context) iter.Seq2[Line, error] {
	return pages(ctx, d, bucketLog, nil, func(key, plain []byte) (Line, error) {
		var l Line
		err := decodeCBOR(plain, &l)
		l.Seq = keySeq(key)
		return l, err
	})
}

// pages yields a bucket a few hundred values at a time, so that no transaction
// stays open while the caller works (or writes).
func pages[T any](ctx context.Context, d *Device, bucket, from []byte, decode func(key, plain []byte) (T, error)) iter.Seq2[T, error] {
	const size = 256
	return func(yield func(T, error) bool) {
		var none T
		for {
			var page []T
			next := from
			err := d.view(ctx, func(t *tx) error {
				page = page[:0]
				return t.each(bucket, from, func(key, plain []byte) (bool, error) {
					v, err := decode(key, plain)
					page = append(page, v)
					next = append(slices.Clone(key), 0)
					return len(page) < size, err
				})
			})
			if err != nil {
				yield(none, err)
				return
			}
			from = next
			for _, v := range page {
				if !yield(v, nil) {
					return
				}
			}
			if len(page) < size {
				return
			}
		}
	}
}

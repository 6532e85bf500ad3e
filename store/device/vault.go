package device

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/nacl/box"

	"parvis/app"
	"parvis/app/people"
)

// Argon is the cost of deriving a key from a PIN (Argon2id).
type Argon struct {
	Passes  uint32 `cbor:"1,keyasint"`
	KiB     uint32 `cbor:"2,keyasint"`
	Threads uint8  `cbor:"3,keyasint"`
}

// DefaultArgon takes about 130 ms on two cores.
var DefaultArgon = Argon{Passes: 3, KiB: 64 << 10, Threads: 2}

// vaultKeys are the keys of the vault as the journal keeps them: anyone can
// seal to Public; Private is there once per mediator, wrapped by the PIN and
// the device key together.
type vaultKeys struct {
	Public   []byte    `cbor:"1,keyasint"`
	Wraps    []wrap    `cbor:"2,keyasint"`
	Recovery *recovery `cbor:"3,keyasint,omitempty"`
}

type wrap struct {
	Mediator string `cbor:"1,keyasint"`
	Salt     []byte `cbor:"2,keyasint,omitempty"` // none: no PIN
	Cost     Argon  `cbor:"3,keyasint"`
	Sealed   []byte `cbor:"4,keyasint"`
}

// recovery is the vault's private key sealed to the recovery sheet.
type recovery struct {
	Public []byte `cbor:"1,keyasint"`
	Sealed []byte `cbor:"2,keyasint"`
}

// tries are the wrong PINs of one mediator since the last right one.
type tries struct {
	Mediator string    `cbor:"1,keyasint"`
	Wrong    int       `cbor:"2,keyasint"`
	Last     time.Time `cbor:"3,keyasint"`
}

// vaultState is the vault in memory; the private key is there only while a
// mediator has it unlocked.
type vaultState struct {
	mu      sync.Mutex
	private *[32]byte
	who     string
}

func (v *vaultState) forget() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.private != nil {
		clear(v.private[:])
	}
	v.private, v.who = nil, ""
}

func (v *vaultState) open() (*[32]byte, string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.private == nil {
		return nil, ""
	}
	key := *v.private
	return &key, v.who
}

func (d *Device) createVault(ctx context.Context, mediators []Mediator) error {
	public, private, err := box.GenerateKey(d.o.Rand)
	if err != nil {
		return err
	}
	keys := vaultKeys{Public: public[:]}
	for _, m := range mediators {
		w, err := d.wrap(m.ID, "", private)
		if err != nil {
			return err
		}
		keys.Wraps = append(keys.Wraps, w)
	}
	return d.saveVault(ctx, keys)
}

func (d *Device) saveVault(ctx context.Context, keys vaultKeys) error {
	return d.commit(ctx, func() ([]*staged, error) { return event(typeVault, encodeCBOR(keys)), nil })
}

// kek derives the key that wraps the vault's for one mediator.
func (d *Device) kek(mediator, pin string, salt []byte, cost Argon) ([]byte, error) {
	secret := slices.Clone(d.secrets.subkey(d.head.ID, "vault"))
	if salt != nil {
		secret = append(secret, argon2.IDKey([]byte(pin), salt, cost.Passes, cost.KiB, cost.Threads, keySize)...)
	}
	return hkdf.Key(sha256.New, secret, salt, "parvis vault wrap "+mediator, keySize)
}

func (d *Device) wrap(mediator, pin string, private *[32]byte) (wrap, error) {
	w := wrap{Mediator: mediator, Cost: d.o.Argon}
	if pin != "" {
		w.Salt = make([]byte, 16)
		if _, err := io.ReadFull(d.o.Rand, w.Salt); err != nil {
			return w, err
		}
	}
	key, err := d.kek(mediator, pin, w.Salt, w.Cost)
	if err != nil {
		return w, err
	}
	b, err := newSealer(key, d.o.Rand)
	if err != nil {
		return w, err
	}
	w.Sealed, err = b.seal([]byte(mediator), private[:])
	return w, err
}

func (d *Device) unwrap(w wrap, pin string) (*[32]byte, error) {
	key, err := d.kek(w.Mediator, pin, w.Salt, w.Cost)
	if err != nil {
		return nil, err
	}
	b, err := newSealer(key, d.o.Rand)
	if err != nil {
		return nil, err
	}
	plain, err := b.open([]byte(w.Mediator), w.Sealed)
	if err != nil || len(plain) != keySize {
		return nil, errSeal
	}
	return (*[32]byte)(plain), nil
}

func (t *tx) vaultKeys() (k vaultKeys, ok bool, err error) {
	ok, err = t.getCBOR(bucketMeta, keyVault, &k)
	return k, ok, err
}

func (d *Device) vaultKeys(ctx context.Context) (k vaultKeys, err error) {
	ok := false
	err = d.view(ctx, func(t *tx) (err error) {
		k, ok, err = t.vaultKeys()
		return err
	})
	if err == nil && !ok {
		err = app.E(app.Failed, "vault_none")
	}
	return k, err
}

// PINDelay is how long a mediator has to wait before the next try.
func (d *Device) PINDelay(ctx context.Context, mediator string) (time.Duration, error) {
	t, err := d.triesOf(ctx, mediator)
	return people.Tries{Wrong: t.Wrong, Last: t.Last}.Wait(d.o.Now()), err
}

// TriesLeft is how many wrong tries a mediator still has before a wait; 0 when
// each next one waits.
func (d *Device) TriesLeft(ctx context.Context, mediator string) (int, error) {
	t, err := d.triesOf(ctx, mediator)
	return max(0, people.FreeTries-t.Wrong), err
}

func (d *Device) allTries(ctx context.Context) (all []tries, err error) {
	err = d.view(ctx, func(t *tx) error {
		_, err := t.getCBOR(bucketMeta, keyGuard, &all)
		return err
	})
	return all, err
}

func (d *Device) triesOf(ctx context.Context, mediator string) (tries, error) {
	all, err := d.allTries(ctx)
	for _, t := range all {
		if t.Mediator == mediator {
			return t, err
		}
	}
	return tries{Mediator: mediator}, err
}

// setTries makes a count durable before the answer is given, so that killing
// the program does not give the try back.
func (d *Device) setTries(ctx context.Context, now tries) error {
	all, err := d.allTries(ctx)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(t tries) bool { return t.Mediator == now.Mediator })
	if now.Wrong > 0 {
		all = append(all, now)
	}
	return d.commit(ctx, func() ([]*staged, error) { return event(typeGuard, encodeCBOR(all)), nil })
}

// Unlock opens the vault for a mediator; pin is empty when none was chosen.
// A wrong PIN is "pin_wrong"; after five, tries must wait: "pin_wait" with the
// argument n, in seconds. The delays survive a restart.
func (d *Device) Unlock(ctx context.Context, mediator, pin string) error {
	keys, err := d.vaultKeys(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(keys.Wraps, func(w wrap) bool { return w.Mediator == mediator })
	if i < 0 {
		return app.E(app.Failed, "mediator_unknown")
	}
	wait, err := d.PINDelay(ctx, mediator)
	if err != nil {
		return err
	}
	if wait > 0 {
		return app.E(app.Failed, "pin_wait", "n", int((wait+time.Second-1)/time.Second))
	}
	private, err := d.unwrap(keys.Wraps[i], pin)
	before, failing := d.triesOf(ctx, mediator)
	if failing != nil {
		return failing
	}
	if errors.Is(err, errSeal) {
		before.Wrong, before.Last = before.Wrong+1, d.o.Now().UTC()
		if err := d.setTries(ctx, before); err != nil {
			return err
		}
		return app.E(app.Failed, "pin_wrong")
	}
	if err != nil {
		return err
	}
	if before.Wrong > 0 {
		if err := d.setTries(ctx, tries{Mediator: mediator}); err != nil {
			return err
		}
	}
	d.unlocked(private, mediator)
	return nil
}

func (d *Device) unlocked(private *[32]byte, who string) {
	d.vault.forget()
	d.vault.mu.Lock()
	defer d.vault.mu.Unlock()
	d.vault.private, d.vault.who = private, who
}

// Lock drops the vault's key from memory.
func (d *Device) Lock() { d.vault.forget() }

// Unlocked says who has the vault open, "" when it is locked.
func (d *Device) Unlocked() string {
	_, who := d.vault.open()
	return who
}

// SetPIN gives a mediator another PIN or passphrase; the vault must be open by
// that mediator. None ("") is for someone alone here: among several, it tells
// who is there ("pin_needed").
func (d *Device) SetPIN(ctx context.Context, mediator, pin string) error {
	private, who := d.vault.open()
	if private == nil || who != mediator {
		return app.E(app.Failed, "vault_locked")
	}
	defer clear(private[:])
	if pin == "" {
		m, err := d.Meta(ctx)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(m.Mediators, func(x Mediator) bool { return x.ID != mediator && !x.Gone }) {
			return app.E(app.Failed, "pin_needed")
		}
	}
	return d.rewrap(ctx, mediator, pin, private)
}

func (d *Device) rewrap(ctx context.Context, mediator, pin string, private *[32]byte) error {
	keys, err := d.vaultKeys(ctx)
	if err != nil {
		return err
	}
	w, err := d.wrap(mediator, pin, private)
	if err != nil {
		return err
	}
	keys.Wraps = slices.DeleteFunc(keys.Wraps, func(w wrap) bool { return w.Mediator == mediator })
	keys.Wraps = append(keys.Wraps, w)
	if err := d.saveVault(ctx, keys); err != nil {
		return err
	}
	m, err := d.Meta(ctx)
	if err != nil {
		return err
	}
	for i := range m.Mediators {
		if m.Mediators[i].ID == mediator {
			m.Mediators[i].PIN, m.Mediators[i].Words = pin != "", asWords(pin)
		}
	}
	return d.SetMeta(ctx, m)
}

// noteMAC recognises a note that is saved again, without opening it.
func (d *Device) noteMAC(session, text string) []byte {
	if text == "" {
		return nil
	}
	mac := hmac.New(sha256.New, d.secrets.subkey(d.head.ID, "note"))
	fmt.Fprintf(mac, "%s\x00%s", session, text)
	return mac.Sum(nil)[:8]
}

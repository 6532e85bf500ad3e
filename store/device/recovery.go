package device

import (
	"bytes"
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base32"
	"io"
	"strings"

	"filippo.io/age"
	"golang.org/x/crypto/curve25519"

	"parvis/app"
)

// A recovery code is 80 random bits and 20 bits of checksum: 20 base32
// characters in groups of four, readable from paper and over the phone. It
// opens the vault when a PIN is forgotten, and backups on another machine.
const (
	recoverySecret = 10
	recoverySum    = 2
)

var codeAlphabet = base32.NewEncoding("ABCDEFGHJKLMNPQRSTUVWXYZ23456789").WithPadding(base32.NoPadding)

func formatCode(secret []byte) string {
	sum := sha256.Sum256(secret)
	text := codeAlphabet.EncodeToString(append(bytes.Clone(secret), sum[:recoverySum]...))
	var groups []string
	for len(text) > 0 {
		n := min(4, len(text))
		groups, text = append(groups, text[:n]), text[n:]
	}
	return strings.Join(groups, "-")
}

// parseCode is forgiving: case, spaces and hyphens do not count, and the
// letters the alphabet lacks are read as what they look like.
func parseCode(code string) ([]byte, bool) {
	tidy := strings.NewReplacer("-", "", " ", "", "\u00a0", "", "0", "O", "1", "L", "I", "L").Replace(strings.ToUpper(code))
	tidy = strings.ReplaceAll(tidy, "O", "Q")
	raw, err := codeAlphabet.DecodeString(tidy)
	if err != nil || len(raw) != recoverySecret+recoverySum {
		return nil, false
	}
	secret := raw[:recoverySecret]
	sum := sha256.Sum256(secret)
	return secret, bytes.Equal(sum[:recoverySum], raw[recoverySecret:])
}

// recoveryKeys derives the key pair of a code; the directory's id is the salt.
// The derivation needs no hardness: the code is random, not chosen.
func recoveryKeys(id string, secret []byte) (public []byte, private *[32]byte, err error) {
	seed, err := hkdf.Key(sha256.New, secret, []byte(id), "parvis recovery", keySize)
	if err != nil {
		return nil, nil, err
	}
	public, err = curve25519.X25519(seed, curve25519.Basepoint)
	return public, (*[32]byte)(seed), err
}

// NewRecovery makes a recovery code, to be printed and put in a safe place; the
// vault must be open. An earlier code stops working, except for the backups
// made while it was valid.
func (d *Device) NewRecovery(ctx context.Context) (code string, err error) {
	private, _ := d.vault.open()
	if private == nil {
		return "", app.E(app.Failed, "vault_locked")
	}
	keys, err := d.vaultKeys(ctx)
	if err != nil {
		return "", err
	}
	secret := make([]byte, recoverySecret)
	if _, err := io.ReadFull(d.o.Rand, secret); err != nil {
		return "", err
	}
	public, _, err := recoveryKeys(d.head.ID, secret)
	if err != nil {
		return "", err
	}
	sealed, err := sealTo(public, private[:], d.o.Rand)
	if err != nil {
		return "", err
	}
	keys.Recovery = &recovery{Public: public, Sealed: sealed}
	return formatCode(secret), d.saveVault(ctx, keys)
}

// HasRecovery says whether a recovery code was ever made.
func (d *Device) HasRecovery(ctx context.Context) (bool, error) {
	keys, err := d.vaultKeys(ctx)
	return keys.Recovery != nil, err
}

// RecoverPIN opens the vault with the recovery code and gives the mediator
// another PIN: the way out of a forgotten one. Wrong tries are forgiven.
func (d *Device) RecoverPIN(ctx context.Context, code, mediator, pin string) error {
	keys, err := d.vaultKeys(ctx)
	if err != nil {
		return err
	}
	secret, ok := parseCode(code)
	if !ok || keys.Recovery == nil {
		return app.E(app.Failed, "recovery_wrong")
	}
	public, own, err := recoveryKeys(d.head.ID, secret)
	if err != nil {
		return err
	}
	private, err := openWith(public, own, keys.Recovery.Sealed)
	if err != nil {
		return app.E(app.Failed, "recovery_wrong")
	}
	if err := d.rewrap(ctx, mediator, pin, (*[32]byte)(private)); err != nil {
		return err
	}
	if err := d.setTries(ctx, tries{Mediator: mediator}); err != nil {
		return err
	}
	d.unlocked((*[32]byte)(private), mediator)
	return nil
}

// The two ways a backup is sealed besides a passphrase, as age stanzas: to the
// device itself (a symmetric key of its own) and to the recovery code.
const (
	stanzaDevice   = "parvis-device"
	stanzaRecovery = "parvis-recovery"
)

type deviceStanza struct {
	id  string
	box *sealer
}

// Wrap implements age.Recipient.
func (s deviceStanza) Wrap(fileKey []byte) ([]*age.Stanza, error) {
	body, err := s.box.seal([]byte(stanzaDevice), fileKey)
	return []*age.Stanza{{Type: stanzaDevice, Args: []string{s.id}, Body: body}}, err
}

// deviceIdentity opens what deviceStanza closed; the stanza itself names the
// directory, so that a copy opens even where the header was lost.
type deviceIdentity struct{ keys secrets }

// Unwrap implements age.Identity.
func (i deviceIdentity) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	for _, st := range stanzas {
		if st.Type != stanzaDevice || len(st.Args) != 1 {
			continue
		}
		b, err := newSealer(i.keys.subkey(st.Args[0], "backup"), nil)
		if err != nil {
			return nil, err
		}
		if key, err := b.open([]byte(stanzaDevice), st.Body); err == nil {
			return key, nil
		}
	}
	return nil, age.ErrIncorrectIdentity
}

type recoveryRecipient struct {
	id     string
	public []byte
	random io.Reader
}

// Wrap implements age.Recipient.
func (r recoveryRecipient) Wrap(fileKey []byte) ([]*age.Stanza, error) {
	body, err := sealTo(r.public, fileKey, r.random)
	return []*age.Stanza{{Type: stanzaRecovery, Args: []string{r.id}, Body: body}}, err
}

type recoveryIdentity struct{ secret []byte }

// Unwrap implements age.Identity; the stanza names the directory the code was
// made for.
func (r recoveryIdentity) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	for _, st := range stanzas {
		if st.Type != stanzaRecovery || len(st.Args) != 1 {
			continue
		}
		public, private, err := recoveryKeys(st.Args[0], r.secret)
		if err != nil {
			return nil, err
		}
		if key, err := openWith(public, private, st.Body); err == nil {
			return key, nil
		}
	}
	return nil, age.ErrIncorrectIdentity
}

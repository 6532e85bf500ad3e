package device

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"strings"

	"parvis/app"
	"parvis/store/disk"
)

// KeyPlace says where the device's key is kept; it is chosen once, at init.
type KeyPlace string

// The places: a file only its owner can read, or the machine's keyring.
const (
	KeyFile    KeyPlace = "file"
	KeyKeyring KeyPlace = "keyring"
)

const (
	keyName   = "key"
	keyPrefix = "parvis-key-1 "
	keySize   = 32
)

// secrets are the two keys made at init: one seals everything on this device,
// the other draws the secret remainders of lots.
type secrets struct {
	device    []byte
	remainder []byte
}

func newSecrets(random io.Reader) (secrets, error) {
	raw := make([]byte, 2*keySize)
	if _, err := io.ReadFull(random, raw); err != nil {
		return secrets{}, err
	}
	return secrets{device: raw[:keySize:keySize], remainder: raw[keySize:]}, nil
}

func (s secrets) encode() string {
	return keyPrefix + base64.StdEncoding.EncodeToString(append(append([]byte{}, s.device...), s.remainder...))
}

func parseSecrets(text string) (secrets, error) {
	body, ok := strings.CutPrefix(strings.TrimSpace(text), keyPrefix)
	raw, err := base64.StdEncoding.DecodeString(body)
	if !ok || err != nil || len(raw) != 2*keySize {
		return secrets{}, errors.New("not a device key")
	}
	return secrets{device: raw[:keySize:keySize], remainder: raw[keySize:]}, nil
}

// subkey derives the key of one use; the directory's id is the salt.
func (s secrets) subkey(id, use string) []byte {
	key, err := hkdf.Key(sha256.New, s.device, []byte(id), "parvis "+use, keySize)
	if err != nil {
		panic(err) // the length is fixed and allowed
	}
	return key
}

// check is what the header keeps to recognise the key.
func (s secrets) check(id string) string {
	mac := hmac.New(sha256.New, s.subkey(id, "check"))
	return hex.EncodeToString(mac.Sum(nil)[:8])
}

// saveSecrets writes the keys where the header says.
func saveSecrets(o Options, h header, s secrets) error {
	if h.Key == KeyKeyring {
		return within(keyringPatience, func() error { return o.Keyring.Set(h.ID, s.encode()) })
	}
	return disk.Explain(disk.Replace(o.FS, keyName, []byte(s.encode()+"\n")))
}

// loadSecrets reads the keys back; a missing or foreign key has its own error,
// never "damaged".
func loadSecrets(o Options, h header) (secrets, error) {
	text, err := readSecrets(o, h)
	if err != nil {
		return secrets{}, err
	}
	s, err := parseSecrets(text)
	if err != nil || s.check(h.ID) != h.KeyCheck {
		return secrets{}, app.E(app.Failed, "key_wrong").Because(err)
	}
	return s, nil
}

func readSecrets(o Options, h header) (text string, err error) {
	if h.Key == KeyKeyring {
		err = within(keyringPatience, func() (err error) {
			text, err = o.Keyring.Get(h.ID)
			return err
		})
		if err != nil {
			return "", app.E(app.Failed, "key_missing_keyring").Because(err)
		}
		return text, nil
	}
	raw, err := disk.ReadFile(o.FS, keyName)
	if errors.Is(err, fs.ErrNotExist) {
		return "", app.E(app.Failed, "key_missing_file", "file", keyName).Because(err)
	}
	return string(raw), disk.Explain(err)
}

// fileSecrets reads the keys of a directory whose header cannot be read.
func fileSecrets(fsys disk.FS) (secrets, error) {
	raw, err := disk.ReadFile(fsys, keyName)
	if err != nil {
		return secrets{}, err
	}
	return parseSecrets(string(raw))
}

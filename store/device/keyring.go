package device

import (
	"errors"
	"time"

	"github.com/zalando/go-keyring"
)

// Keyring keeps one secret per directory id.
type Keyring interface {
	Get(id string) (string, error)
	Set(id, secret string) error
	Delete(id string) error
}

const keyringService = "parvis"

// keyringPatience bounds every call: an unlock prompt nobody sees can hang.
const keyringPatience = 3 * time.Second

// ErrKeyringSilent is the cause when the keyring did not answer in time.
var ErrKeyringSilent = errors.New("the keyring does not answer")

// MachineKeyring is the keyring of the user's session.
type MachineKeyring struct{}

// Get implements Keyring.
func (MachineKeyring) Get(id string) (string, error) { return keyring.Get(keyringService, id) }

// Set implements Keyring.
func (MachineKeyring) Set(id, secret string) error { return keyring.Set(keyringService, id, secret) }

// Delete implements Keyring.
func (MachineKeyring) Delete(id string) error { return keyring.Delete(keyringService, id) }

// within gives up waiting after a time; the call itself cannot be interrupted
// and ends when the keyring does.
func within(patience time.Duration, call func() error) error {
	done := make(chan error, 1)
	go func() { done <- call() }()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case err := <-done:
		return err
	case <-timer.C:
		return ErrKeyringSilent
	}
}

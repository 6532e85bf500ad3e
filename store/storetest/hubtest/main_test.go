package hubtest_test

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"

	"parvis/app/relay"
)

func TestMain(m *testing.M) {
	if os.Getenv(asDevice) != "" {
		os.Exit(deviceProcess())
	}
	// The compressor's channels must not be born inside a synctest bubble.
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, 32))
	frame, _, err := relay.Seal(relay.Batch{ID: "b", Device: "d"}, key)
	if err == nil {
		_, _, err = relay.Open(frame, key.Public().(ed25519.PublicKey))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	goleak.VerifyTestMain(m)
}

package relay

import (
	"crypto/ed25519"
	"strings"
	"testing"
)

func TestAScannerOfAnotherKeyboardIsRead(t *testing.T) {
	key := ed25519.NewKeyFromSeed(make([]byte, 32)).Public().(ed25519.PublicKey)
	forth := map[rune]rune{}
	for i, r := range americanRow {
		forth[r] = frenchKeys[i]
	}
	for _, token := range []string{"7K2P9QXM", "AZQWM123", "00000000", "ZZZZMMMM"} {
		ticket, err := Ticket("https://hub.exemple.fr", key, token)
		if err != nil {
			t.Fatal(err)
		}
		typed := strings.Map(func(r rune) rune {
			if other, ok := forth[r]; ok {
				return other
			}
			return r
		}, ticket)
		for name, text := range map[string]string{"same keyboard": ticket, "with an end of line": ticket + "\r\n", "French keyboard": typed} {
			inv, err := FromScan(text)
			if err != nil || inv.Token != token || inv.Hub != "https://hub.exemple.fr" {
				t.Errorf("%s, %q: %+v, %v", name, text, inv, err)
			}
		}
	}
	if _, err := FromScan("bonjour"); err == nil {
		t.Error("a greeting is an invitation")
	}
}

package people

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"parvis/app"
)

// Lengths of what unlocks. Six digits tried through the growing delays below
// take centuries; a passphrase must also resist someone who took the disk and
// the device's key.
const (
	PINDigits     = 6
	MaxPIN        = 12
	MinPassphrase = 12 // characters
	MaxPassphrase = 128
)

// Cost is what deriving a key with Argon2id (RFC 9106) takes: about 130 ms on
// two cores.
type Cost struct {
	Passes  uint32
	KiB     uint32
	Threads uint8
}

// DefaultCost is the cost of a new PIN. An older one keeps the cost it was made
// with.
func DefaultCost() Cost { return Cost{Passes: 3, KiB: 64 << 10, Threads: 2} }

// TidySecret is the form in which a PIN or passphrase is derived, so that the
// same keys typed on another keyboard give the same secret: compatibility
// composition (NFKC), outer spaces gone, inner ones single.
func TidySecret(s string) string {
	return strings.Join(strings.Fields(norm.NFKC.String(s)), " ")
}

// CheckSecret says whether a new PIN or passphrase may be chosen. Only digits
// make a PIN, of 6 to 12; anything else is a passphrase of 12 characters or
// more. What everybody tries first is refused, the name of the mediator too.
func CheckSecret(secret, mediator string) error {
	s := TidySecret(secret)
	n := utf8.RuneCountInString(s)
	if strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0 {
		switch {
		case n < PINDigits || n > MaxPIN:
			return app.E(app.Rejected, "people_pin_length", "min", PINDigits, "max", MaxPIN)
		case guessable(s):
			return app.E(app.Rejected, "people_pin_guessable")
		}
		return nil
	}
	switch {
	case n < MinPassphrase || n > MaxPassphrase:
		return app.E(app.Rejected, "people_passphrase_length", "min", MinPassphrase, "max", MaxPassphrase)
	case distinct(s) < 6, len(mediator) > 3 && strings.Trim(fold(strings.ReplaceAll(fold(s), fold(mediator), "")), " 0123456789") == "":
		return app.E(app.Rejected, "people_passphrase_guessable")
	}
	return nil
}

// guessable says whether digits are few, in a row, repeated, or a date of
// birth written as people write it.
func guessable(pin string) bool {
	if distinct(pin) < 3 {
		return true
	}
	up, down := true, true
	for i := 1; i < len(pin); i++ {
		up = up && (pin[i]-pin[i-1]+10)%10 == 1
		down = down && (pin[i-1]-pin[i]+10)%10 == 1
	}
	if up || down {
		return true
	}
	for part := 1; part <= len(pin)/2; part++ {
		if len(pin)%part == 0 && strings.Repeat(pin[:part], len(pin)/part) == pin {
			return true
		}
	}
	for _, layout := range []string{"02012006", "20060102"} {
		if at, err := time.Parse(layout, pin); err == nil && at.Year() >= 1900 && at.Year() < 2100 {
			return true
		}
	}
	return false
}

func distinct(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		if !unicode.IsSpace(r) {
			seen[unicode.ToLower(r)] = true
		}
	}
	return len(seen)
}

// Wrong tries: after FreeTries in a row, each next one must wait twice as long.
const (
	FreeTries    = 5
	firstDelay   = 30 * time.Second
	longestDelay = time.Hour
)

// Tries are the wrong PINs of one mediator since the last right one. They are
// made durable before the answer is given, so that stopping the program does
// not give a try back.
type Tries struct {
	Wrong int       `json:"wrong"`
	Last  time.Time `json:"last"`
}

// Wait is how long the next try must wait. A clock set back never makes it
// longer than it was.
func (t Tries) Wait(now time.Time) time.Duration {
	if t.Wrong < FreeTries {
		return 0
	}
	wait := min(firstDelay<<min(t.Wrong-FreeTries, 10), longestDelay)
	return max(0, min(wait, wait-now.Sub(t.Last)))
}

// Missed counts one more wrong try.
func (t Tries) Missed(now time.Time) Tries { return Tries{Wrong: t.Wrong + 1, Last: now} }

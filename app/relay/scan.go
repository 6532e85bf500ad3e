package relay

import "strings"

// FromScan reads the text of a QR code as a scanner that plays the keyboard
// types it. A scanner set for an American keyboard, on a computer set for a
// French one, types "q" for "a" and "&" for "1": when the text is no
// invitation as it stands, it is read that way. The checksum inside tells the
// two apart.
func FromScan(text string) (Invitation, error) {
	inv, err := FromTicket(text)
	if err == nil {
		return inv, nil
	}
	if again, mended := FromTicket(americanKeys(text)); mended == nil {
		return again, nil
	}
	return inv, err
}

// frenchKeys are what a French keyboard types where an American one has
// americanRow, position by position.
var (
	americanRow = []rune("1234567890-_qwazmQWAZM")
	frenchKeys  = []rune("&é\"'(-è_çà)°azqw,AZQW?")
)

// americanKeys gives back what a scanner meant.
func americanKeys(text string) string {
	back := make(map[rune]rune, len(frenchKeys))
	for i, r := range frenchKeys {
		back[r] = americanRow[i]
	}
	return strings.Map(func(r rune) rune {
		if meant, ok := back[r]; ok {
			return meant
		}
		return r
	}, text)
}

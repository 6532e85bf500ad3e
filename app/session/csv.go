package session

import (
	"bytes"
	"encoding/csv"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// OpenCSV prepares the reading of a table exported by whatever program: UTF-8
// with or without mark, UTF-16 with a mark, or Windows-1252; commas,
// semicolons, tabs or, failing those, vertical bars. Lines may have different
// lengths: the caller says so line by line.
func OpenCSV(data []byte) *csv.Reader {
	data = ToUTF8(data)
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma = separator(data)
	r.FieldsPerRecord = -1
	r.LazyQuotes = true
	return r
}

// ToUTF8 guesses the encoding. Windows-1252 gives a character to nearly every
// byte, so it is the guess of last resort and never fails.
func ToUTF8(data []byte) []byte {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return bytes.ToValidUTF8(data[3:], []byte("\ufffd"))
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		if out, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data); err == nil {
			return out
		}
	case utf8.Valid(data):
		return data
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(data)
	if err != nil {
		return bytes.ToValidUTF8(data, []byte("\ufffd"))
	}
	return out
}

// separator is the one met most outside quotes in the first line.
func separator(data []byte) rune {
	counts, quoted := map[byte]int{}, false
	for _, b := range data {
		if b == '"' {
			quoted = !quoted
		} else if b == '\n' && !quoted {
			break
		} else if !quoted {
			counts[b]++
		}
	}
	best := byte(',')
	for _, b := range []byte(";\t") {
		if counts[b] > counts[best] {
			best = b
		}
	}
	if counts[best] == 0 && counts['|'] > 0 {
		best = '|'
	}
	return rune(best)
}

package guide

import (
	"bytes"
	"strconv"

	"parvis/app"
)

// Next is the version a correction made on a day begins: that month's, or one
// more when the text is of that month already.
func (v Version) Next(today app.Day) Version {
	if month := Version(string(today)[:7]); month.Compare(v) > 0 {
		return month
	}
	_, n, _ := v.parts() // not older than a month, so well written
	return v[:7] + "." + Version(strconv.Itoa(n+1))
}

// Sign writes who read a guide over, and when, on its own line of the text and
// nowhere else. ok is false when the text has no such line.
func Sign(data []byte, r Review) (signed []byte, ok bool) {
	return setHeader(data, keyReviewed, r.String())
}

// Revise begins a correction: another version, read over by nobody yet. The
// rest of the text stays as it was written.
func Revise(data []byte, v Version) []byte {
	out, ok := setHeader(data, keyVersion, string(v))
	if !ok {
		return data
	}
	if unread, ok := Sign(out, Review{}); ok {
		return unread
	}
	return out
}

// setHeader changes one line of the header.
func setHeader(data []byte, key, value string) ([]byte, bool) {
	f := Parse("", data)
	at, known := f.keyLines[key]
	lines := bytes.SplitAfter(data, []byte("\n"))
	if !known || at < 1 || at > len(lines) {
		return nil, false
	}
	old := lines[at-1]
	end := old[len(bytes.TrimRight(old, "\r\n")):]
	lines[at-1] = append([]byte(key+": "+value), end...)
	return bytes.Join(lines, nil), true
}

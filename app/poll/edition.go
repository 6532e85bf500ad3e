package poll

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"parvis/app"
)

// keep is how long a poll that is over stays in the pack, in days, so that its
// answers are read in words as long as figures are compared.
const keep = 400

// Entry is a poll as the coordination sees it.
type Entry struct {
	Poll
	Sent  bool // the edition in use holds it
	Waits bool // as it is here, it leaves with the next edition
}

// Entries are the polls of the edition in use with what was written here since,
// by id, laid on them: the newest first.
func Entries(sent []Poll, drafts map[string]Poll) []Entry {
	byID := map[string]Entry{}
	for _, p := range sent {
		byID[p.ID] = Entry{Poll: p, Sent: true}
	}
	for id, p := range drafts {
		before := byID[id]
		byID[id] = Entry{Poll: p, Sent: before.Sent, Waits: !bytes.Equal(before.Encode(), p.Encode())}
	}
	out := make([]Entry, 0, len(byID))
	for _, e := range byID {
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(b.First, a.First), strings.Compare(b.ID, a.ID))
	})
	return out
}

// Lay writes the polls that wait among the files of the next edition, and
// takes out those that were over long ago.
func Lay(files map[string][]byte, entries []Entry, today app.Day) {
	for _, e := range entries {
		switch {
		case e.Last.Add(keep) < today:
			delete(files, e.Path())
		case e.Waits:
			files[e.Path()] = e.Encode()
		}
	}
}

// Waiting counts the polls that leave with the next edition.
func Waiting(entries []Entry) (n int) {
	for _, e := range entries {
		if e.Waits {
			n++
		}
	}
	return n
}

package place

import (
	"cmp"
	"context"
	"reflect"
	"slices"
	"strings"
)

// Origin says how a place came into the directory.
type Origin string

// The origins. They are written in stores: a code is never reused.
const (
	File  Origin = ""      // a file imported here
	Pack  Origin = "pack"  // a signed pack of the coordination
	Local Origin = "local" // written or corrected by this place
)

// Entry is a place as the directory keeps it. One that is Gone is no longer
// proposed; it keeps its name for the sessions that were held there.
type Entry struct {
	Place
	Origin Origin `json:"origin,omitempty"`
	Gone   bool   `json:"gone,omitempty"`
}

// Directory is the directory of places: what files and packs brought, and what
// this place wrote itself, which wins. Its methods change nothing in place;
// they give another directory.
type Directory struct {
	Shared []Entry
	Own    []Entry
}

// Keeper keeps the directory durably. It is the one door for imports, packs
// and corrections alike. Methods are safe for concurrent use.
type Keeper interface {
	Directory(ctx context.Context) (Directory, error)
	// UpdateDirectory changes it at once or not at all: change is given the
	// present directory, and its error leaves everything as it was.
	UpdateDirectory(ctx context.Context, change func(Directory) (Directory, error)) error
}

// All gives every entry, those gone too, by name.
func (d Directory) All() []Entry {
	own := make(map[ID]bool, len(d.Own))
	for i := range d.Own {
		own[d.Own[i].ID] = true
	}
	type named struct {
		name string
		*Entry
	}
	list := make([]named, 0, len(d.Own)+len(d.Shared))
	for i := range d.Own {
		list = append(list, named{Fold(d.Own[i].Nom), &d.Own[i]})
	}
	for i := range d.Shared {
		if !own[d.Shared[i].ID] {
			list = append(list, named{Fold(d.Shared[i].Nom), &d.Shared[i]})
		}
	}
	slices.SortFunc(list, func(a, b named) int { return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.ID, b.ID)) })
	out := make([]Entry, len(list))
	for i := range list {
		out[i] = *list[i].Entry
	}
	return out
}

// Places gives the places that can be proposed, by name.
func (d Directory) Places() []Place {
	var out []Place
	for _, e := range d.All() {
		if !e.Gone {
			out = append(out, e.Place)
		}
	}
	return out
}

// Find gives one entry, gone or not.
func (d Directory) Find(id ID) (Entry, bool) {
	for _, list := range [][]Entry{d.Own, d.Shared} {
		if i := indexOf(list, id); i >= 0 {
			return list[i], true
		}
	}
	return Entry{}, false
}

func indexOf(list []Entry, id ID) int {
	for i := range list {
		if list[i].ID == id {
			return i
		}
	}
	return -1
}

// Put adds a place of one's own, or one's own correction of a shared one.
func (d Directory) Put(p Place) Directory {
	d.Own = replaced(d.Own, Entry{Place: p, Origin: Local})
	return d
}

// Remove stops proposing a place. A correction gives way to what was shared.
func (d Directory) Remove(id ID) Directory {
	own, shared := indexOf(d.Own, id), indexOf(d.Shared, id)
	switch {
	case own >= 0 && shared >= 0 && !d.Own[own].Gone:
		d.Own = slices.Delete(slices.Clone(d.Own), own, own+1)
	case own >= 0:
		e := d.Own[own]
		e.Gone = true
		d.Own = replaced(d.Own, e)
	case shared >= 0:
		d.Own = replaced(d.Own, Entry{Place: d.Shared[shared].Place, Origin: Local, Gone: true})
	}
	return d
}

// Back proposes again a place that was removed here.
func (d Directory) Back(id ID) Directory {
	i := indexOf(d.Own, id)
	if i < 0 || !d.Own[i].Gone {
		return d
	}
	if indexOf(d.Shared, id) >= 0 {
		d.Own = slices.Delete(slices.Clone(d.Own), i, i+1)
		return d
	}
	e := d.Own[i]
	e.Gone = false
	d.Own = replaced(d.Own, e)
	return d
}

func replaced(list []Entry, e Entry) []Entry {
	list = slices.Clone(list)
	if i := indexOf(list, e.ID); i >= 0 {
		list[i] = e
		return list
	}
	return append(list, e)
}

// Kind is what taking a file in does to one place.
type Kind string

// The kinds of change; their words are the texts place.change.<kind>.
const (
	Added   Kind = "added"
	Changed Kind = "changed"
	Gone    Kind = "gone"    // no longer in the file, no longer proposed
	Ours    Kind = "ours"    // corrected here: our version stays in front
	Renamed Kind = "renamed" // another place had its id: it got one of its own
)

// Change is one line of what taking places in changes.
type Change struct {
	Kind   Kind
	ID     ID
	Nom    string
	Fields []string // with Changed: the columns that differ
}

// Changes is all of it. Taking the same places in again changes nothing.
type Changes struct {
	Rows []Change
	Same int // places that were already there, exactly so
}

// Count gives the number of places with a kind of change.
func (c *Changes) Count(k Kind) (n int) {
	for _, r := range c.Rows {
		if r.Kind == k {
			n++
		}
	}
	return n
}

// Nothing says that the directory stays as it was.
func (c *Changes) Nothing() bool {
	return c.Count(Added)+c.Count(Changed)+c.Count(Gone) == 0
}

// Take takes valid places in: new ones are added, known ones brought up to
// date, the others stay, or with whole are gone when they have the same
// origin. An id already used by another place gives way: the newcomer's
// becomes id-pivot, the same at each import.
func (d Directory) Take(list []Place, from Origin, whole bool) (Directory, Changes) {
	var out Changes
	shared := slices.Clone(d.Shared)
	index := make(map[ID]int, len(shared))
	for i := range shared {
		index[shared[i].ID] = i
	}
	seen := map[ID]bool{}
	for _, p := range list {
		if i, ok := index[p.ID]; ok && (seen[p.ID] || !samePlace(&shared[i].Place, &p)) {
			p.ID = otherID(&p)
			if _, known := index[p.ID]; !known {
				out.Rows = append(out.Rows, Change{Renamed, p.ID, p.Nom, nil})
			}
		}
		seen[p.ID] = true
		if indexOf(d.Own, p.ID) >= 0 {
			out.Rows = append(out.Rows, Change{Ours, p.ID, p.Nom, nil})
		}
		i, known := index[p.ID]
		if !known {
			index[p.ID] = len(shared)
			shared = append(shared, Entry{Place: p, Origin: from})
			out.Rows = append(out.Rows, Change{Added, p.ID, p.Nom, nil})
			continue
		}
		switch fields := Differs(&shared[i].Place, &p); {
		case len(fields) == 0 && !shared[i].Gone:
			out.Same++
		case shared[i].Gone && len(fields) == 0:
			out.Rows = append(out.Rows, Change{Added, p.ID, p.Nom, nil})
		default:
			out.Rows = append(out.Rows, Change{Changed, p.ID, p.Nom, fields})
		}
		shared[i] = Entry{Place: p, Origin: from}
	}
	if whole {
		for i := range shared {
			if e := &shared[i]; e.Origin == from && !e.Gone && !seen[e.ID] {
				e.Gone = true
				out.Rows = append(out.Rows, Change{Gone, e.ID, e.Nom, nil})
			}
		}
	}
	d.Shared = shared
	return d, out
}

// otherID is the id of a place whose own is taken.
func otherID(p *Place) ID {
	mark := p.Pivot
	if mark == NoPivot {
		mark = strings.ReplaceAll(Fold(p.Nom+" "+p.Commune), " ", "-")
	}
	return p.ID + "-" + ID(mark)
}

// samePlace says whether two places with the same id are one: producers number
// freely, and two files may both have a place 1.
func samePlace(a, b *Place) bool {
	name := Fold(a.Nom) == Fold(b.Nom)
	town := FoldName(a.Commune) == FoldName(b.Commune)
	return a.Pivot == b.Pivot && a.Pivot != NoPivot && (name || town) || name && town
}

// Differs gives the columns in which two places differ.
func Differs(a, b *Place) []string {
	var out []string
	for _, f := range fields() {
		var same bool
		switch {
		case f.one != nil:
			same = *f.one(a) == *f.one(b)
		case f.many != nil:
			same = slices.Equal(*f.many(a), *f.many(b))
		case f.name == "latitude":
			same = reflect.DeepEqual(a.Latitude, b.Latitude)
		default:
			same = reflect.DeepEqual(a.Longitude, b.Longitude)
		}
		if !same {
			out = append(out, f.name)
		}
	}
	return out
}

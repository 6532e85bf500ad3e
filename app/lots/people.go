package lots

// kind says what is known of who took part.
type kind uint8

// The kinds, numbered once: they are in snapshots.
const (
	seen          kind = 0 // already accompanied, first time not said
	fresh         kind = 1 // anonymous first visit
	followed      kind = 2 // a beneficiary with a pseudonym
	followedFresh kind = 3 // the same, on a first visit
	group         kind = 4 // a workshop
	visit         kind = 5 // a kiosk run: who came is not known, only the day
	recalled      kind = 6 // part of a lot that did not leave: who they were is forgotten
)

// source is one session or kiosk run, as long as some of it waits.
type source struct {
	id     string
	day    int32  // days since 1970-01-01
	seq    uint64 // position in the device's history
	kind   kind
	person uint64 // followed: pseudonym of the pseudonym
	known  int    // group: participants already accompanied
	away   bool   // another device counts it
}

// entry is what waits of a source in a cell.
type entry struct {
	src *source
	n   int
}

// crowd counts the people of a possible lot.
//
// The design adds followed beneficiaries, anonymous first visits, workshop
// newcomers and the already-seen of the largest workshop. Added up they can be
// the same persons twice: three newcomers of a workshop who come back the week
// after as already seen would pass for six. What is surely different is the
// greatest of three families, each of which has no one twice: first visits of
// every sort; followed beneficiaries; the participants of one workshop. It is
// never more than the sum.
type crowd struct {
	participations int
	firsts         int // first visits, followed or not, and newcomers
	largest        int // participants of the largest workshop
	known          int // the already seen of the workshop that has most of them
	unknown        int // participations of nobody recognised
	followed       map[uint64]bool
	followedFirst  map[uint64]bool
	days           map[int32]bool // days with kiosk runs
}

func (c *crowd) add(src *source, n int) {
	c.participations += n
	switch src.kind {
	case seen:
		c.unknown += n
	case recalled: // counts as nobody, so that it never leaves by itself
	case fresh:
		c.firsts += n
		c.unknown += n
	case followed, followedFresh:
		if c.followed == nil {
			c.followed, c.followedFirst = map[uint64]bool{}, map[uint64]bool{}
		}
		c.followed[src.person] = true
		if src.kind == followedFresh {
			c.followedFirst[src.person] = true
		}
	case visit:
		if c.days == nil {
			c.days = map[int32]bool{}
		}
		c.days[src.day] = true
	case group:
		// How many of a part of a workshop are newcomers is not known; at least
		// those the already-seen cannot account for.
		c.firsts += max(0, n-src.known)
		c.largest = max(c.largest, n)
		c.known = max(c.known, min(n, src.known))
		c.unknown += n
	}
}

// different is the number of people surely different.
func (c *crowd) different() int {
	return max(c.firsts+len(c.followedFirst), len(c.followed), c.largest)
}

// enough is rule 2: n ≥ k and d ≥ k, or 2k+1 participations of people who
// cannot be told apart. A recognised regular is one person however often she
// came: her visits count once in the second branch, or she alone would make
// lots of any size. All the kiosk runs of a day may be one person's, who plays
// or who attacks: a day counts once.
func (c *crowd) enough(k int) bool {
	if c.participations < k {
		return false
	}
	return c.different() >= k || c.unknown+len(c.followed)+len(c.days) >= 2*k+1
}

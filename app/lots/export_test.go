package lots

// Alternative is a rule the tests compare with ours.
type Alternative int

// The alternatives: the threshold and carry-over alone; the secret remainder
// without asking the auditor; people added up as if no one could be counted
// twice.
const (
	Plain Alternative = iota
	Unheeded
	AddedUp
	PlainKiosk
)

// Use replaces one of our rules.
func Use(s *Service, a Alternative) {
	switch a {
	case Plain:
		s.rules.remainder = func([]byte, cellID, Window, int) int { return 0 }
		s.rules.heed = false
	case Unheeded:
		s.rules.heed = false
	case AddedUp:
		s.rules.enough = addedUp
	case PlainKiosk:
		s.rules.remainder = func(key []byte, id cellID, w Window, k int) int {
			return int(draw(key, "reste", id, w, uint64(k)+1))
		}
	}
}

// addedUp is d as a sum of four families.
func addedUp(c *crowd, k int) bool {
	d := len(c.followed) + c.firsts + c.known
	if c.participations < k {
		return false
	}
	return d >= k || c.unknown+len(c.followed) >= 2*k+1
}

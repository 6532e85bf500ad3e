package library

import "strings"

// concepts finds the things that have several names: each group of synonyms is
// one concept, each of its wordings a path of stems in a tree.
type concepts struct {
	root  *conceptNode
	names []string // first wording of each group, for the tests
}

type conceptNode struct {
	next map[string]*conceptNode
	id   int // 1-based; 0: no wording ends here
}

// maxWording is the longest wording in words: no search looks further ahead.
const maxWording = 8

func newConcepts(a *analyser) *concepts {
	c := &concepts{root: &conceptNode{}}
	for _, line := range strings.Split(synonyms(a.lang), "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		wordings := strings.Split(line, "=")
		c.names = append(c.names, strings.TrimSpace(wordings[0]))
		for _, w := range wordings {
			c.add(a.stems(w), len(c.names))
		}
	}
	return c
}

func (c *concepts) add(stems []string, id int) {
	if len(stems) == 0 || len(stems) > maxWording {
		return
	}
	n := c.root
	for _, s := range stems {
		if n.next == nil {
			n.next = map[string]*conceptNode{}
		}
		child := n.next[s]
		if child == nil {
			child = &conceptNode{}
			n.next[s] = child
		}
		n = child
	}
	if n.id == 0 { // the first group that claims a wording keeps it
		n.id = id
	}
}

// at gives the concept whose longest wording starts at the head of stems, and
// its length in stems; 0, 0 when there is none.
func (c *concepts) at(stems []string) (id, length int) {
	n := c.root
	for i, s := range stems {
		n = n.next[s]
		if n == nil {
			break
		}
		if n.id != 0 {
			id, length = n.id, i+1
		}
	}
	return id, length
}

// stems gives the stems of a text without its stop words.
func (a *analyser) stems(text string) []string {
	var out []string
	eachWord(text, func(w string) {
		if s := a.word(w); !s.stop {
			out = append(out, s.stem)
		}
	})
	return out
}

// typed is at for a query: the last word may be the beginning of a wording.
func (c *concepts) typed(stems []string, ws []wanted) (id, length int) {
	n := c.root
	for i, s := range stems {
		child := n.next[s]
		if child == nil && ws[i].open {
			if open := n.completed(ws[i].form); open != 0 {
				return open, i + 1
			}
		}
		if child == nil {
			break
		}
		if child.id != 0 {
			id, length = child.id, i+1
		}
		n = child
	}
	return id, length
}

// completed gives the smallest concept whose wording ends with a word that
// begins so; one letter says nothing yet.
func (n *conceptNode) completed(form string) int {
	if len(form) < 3 {
		return 0
	}
	best := 0
	for s, child := range n.next {
		if strings.HasPrefix(s, form) && child.id != 0 && (best == 0 || child.id < best) {
			best = child.id
		}
	}
	return best
}

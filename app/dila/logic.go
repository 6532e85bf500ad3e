package dila

import (
	"parvis/app/guide"
)

// A sheet speaks of its reader's case through named facts (T10576): a choice
// makes some true (affecteVrai) and others false (affecteFaux), and a text shows
// unless its condition is false. A fact nobody has spoken of is unknown, and
// what is unknown shows.

// logic is a condition as the sheet writes it.
type logic struct {
	op   string // "vrai", "inconnu", "et", "ou"
	fact string
	args []*logic
}

// condition reads a Condition element; nil when there is none, or when it holds
// something this reader does not know (the text then always shows).
func condition(n *node) (c *logic, known bool) {
	if n == nil {
		return nil, true
	}
	var args []*logic
	for _, k := range n.kids {
		if k.name == "" {
			continue
		}
		a, ok := parseLogic(k)
		if !ok {
			return nil, false
		}
		args = append(args, a)
	}
	switch len(args) {
	case 0:
		return nil, true
	case 1:
		return args[0], true
	}
	return &logic{op: "et", args: args}, true
}

func parseLogic(n *node) (*logic, bool) {
	switch n.name {
	case "estVrai":
		return &logic{op: "vrai", fact: n.get("var")}, n.get("var") != ""
	case "estIndefini":
		return &logic{op: "inconnu", fact: n.get("var")}, n.get("var") != ""
	case "et", "ou":
		l := &logic{op: n.name}
		for _, k := range n.kids {
			if k.name == "" {
				continue
			}
			a, ok := parseLogic(k)
			if !ok {
				return nil, false
			}
			l.args = append(l.args, a)
		}
		return l, len(l.args) > 0
	}
	return nil, false
}

// facts gives the facts a condition names.
func (l *logic) facts(into map[string]bool) {
	if l == nil {
		return
	}
	if l.fact != "" {
		into[l.fact] = true
	}
	for _, a := range l.args {
		a.facts(into)
	}
}

// simple gives the one fact of a condition that is just this fact.
func (l *logic) simple() string {
	if l == nil || l.op != "vrai" {
		return ""
	}
	return l.fact
}

// answer says that choosing this answer of this question settles a fact.
type answer struct {
	question guide.StepID
	choice   string
	truth    bool
}

// scope is what is known on the way to a text: which questions were asked
// (on every way, or on some), what they settle, and what was just chosen.
type scope struct {
	answers map[string][]answer     // by fact
	asked   map[guide.StepID]bool   // true: on every way here; false: on some
	chosen  map[guide.StepID]string // on this very way
	options map[guide.StepID]int    // number of choices of each question
}

func newScope() *scope {
	return &scope{
		answers: map[string][]answer{}, asked: map[guide.StepID]bool{}, chosen: map[guide.StepID]string{},
		options: map[guide.StepID]int{},
	}
}

func (c *scope) clone() *scope {
	out := newScope()
	for f, list := range c.answers {
		out.answers[f] = append([]answer(nil), list...)
	}
	for q, always := range c.asked {
		out.asked[q] = always
	}
	for q, ch := range c.chosen {
		out.chosen[q] = ch
	}
	out.options = c.options
	return out
}

// rejoin takes in what was asked inside branches: after them, those questions
// were asked on some ways only.
func (c *scope) rejoin(branches []*scope) {
	for _, b := range branches {
		for q := range b.asked {
			if _, had := c.asked[q]; !had {
				c.asked[q] = false
			}
		}
		for f, list := range b.answers {
			for _, a := range list {
				c.settle(f, a)
			}
		}
	}
}

func (c *scope) settle(fact string, a answer) {
	for _, have := range c.answers[fact] {
		if have == a {
			return
		}
	}
	c.answers[fact] = append(c.answers[fact], a)
}

// formula is a condition made ready: it always holds, never does, or holds
// when a condition of the guide is true.
type formula struct {
	always bool
	when   *guide.Cond // nil and not always: never
}

func (f formula) never() bool { return !f.always && f.when == nil }

var (
	never  = formula{}
	always = formula{always: true}
)

func when(c *guide.Cond) formula { return formula{when: c} }

func anyOf(list ...formula) formula {
	var conds []*guide.Cond
	for _, f := range list {
		switch {
		case f.always:
			return always
		case f.when != nil:
			conds = append(conds, f.when)
		}
	}
	if len(conds) == 0 {
		return never
	}
	return when(guide.Or(conds...))
}

func allOf(list ...formula) formula {
	var conds []*guide.Cond
	for _, f := range list {
		switch {
		case f.never():
			return never
		case f.when != nil:
			conds = append(conds, f.when)
		}
	}
	if len(conds) == 0 {
		return always
	}
	return when(guide.And(conds...))
}

// holds gives when a condition of the sheet is certainly true (want) or
// certainly false (not want).
func (c *scope) holds(l *logic, want bool) formula {
	if l == nil {
		return formula{always: want}
	}
	list := make([]formula, len(l.args))
	for i, a := range l.args {
		list[i] = c.holds(a, want)
	}
	switch {
	case l.op == "vrai":
		return c.settled(l.fact, want)
	case l.op == "inconnu" && want:
		if len(c.answers[l.fact]) == 0 {
			return always
		}
		return never // « unknown » is never certain while a question may settle it
	case l.op == "inconnu":
		return anyOf(c.settled(l.fact, true), c.settled(l.fact, false))
	case (l.op == "et") == want:
		return allOf(list...)
	}
	return anyOf(list...)
}

// settled gives when a fact is certainly true, or certainly false.
func (c *scope) settled(fact string, want bool) formula {
	var list []formula
	for _, a := range c.answers[fact] {
		always, asked := c.asked[a.question]
		chosen, here := c.chosen[a.question]
		switch {
		case !asked || a.truth != want:
		case here && chosen == a.choice:
			return formula{always: true}
		case here:
		case always:
			list = append(list, when(guide.Compare(a.question, guide.Equal, a.choice)))
		default:
			list = append(list, when(guide.And(guide.Not(guide.IsUnknown(a.question)),
				guide.Compare(a.question, guide.Equal, a.choice))))
		}
	}
	return anyOf(list...)
}

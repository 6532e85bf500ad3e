package guide

import "strings"

// CondOp is what a node of a condition does.
type CondOp int

// The operations.
const (
	OpCompare CondOp = iota // Var Cmp Literal
	OpUnknown               // Var est inconnu
	OpNot
	OpAnd
	OpOr
)

// Comparator compares a step's answer with a literal.
type Comparator string

// The comparators as printed; the file also accepts != <= >=.
const (
	Equal     Comparator = "="
	Different Comparator = "≠"
	Less      Comparator = "<"
	More      Comparator = ">"
	AtMost    Comparator = "≤"
	AtLeast   Comparator = "≥"
)

// Cond is a condition: a small tree. `non` binds before `et`, `et` before
// `ou`.
type Cond struct {
	Op      CondOp
	Var     StepID
	Cmp     Comparator
	Literal string // choice, number, date, INSEE code, oui, non
	Args    []*Cond
}

// maxParens is how deep parentheses may go.
const maxParens = 2

// Compare makes a comparison.
func Compare(v StepID, cmp Comparator, literal string) *Cond {
	return &Cond{Op: OpCompare, Var: v, Cmp: cmp, Literal: literal}
}

// IsUnknown asks whether a step has no answer.
func IsUnknown(v StepID) *Cond { return &Cond{Op: OpUnknown, Var: v} }

// Not negates; a double negation vanishes.
func Not(c *Cond) *Cond {
	if c.Op == OpNot {
		return c.Args[0]
	}
	return &Cond{Op: OpNot, Args: []*Cond{c}}
}

// And joins conditions that must all hold; nested ands are flattened.
func And(args ...*Cond) *Cond { return join(OpAnd, args) }

// Or joins conditions of which one must hold; nested ors are flattened.
func Or(args ...*Cond) *Cond { return join(OpOr, args) }

func join(op CondOp, args []*Cond) *Cond {
	var flat []*Cond
	for _, a := range args {
		if a.Op == op {
			flat = append(flat, a.Args...)
		} else {
			flat = append(flat, a)
		}
	}
	if len(flat) == 1 {
		return flat[0]
	}
	return &Cond{Op: op, Args: flat}
}

// String writes the condition with the fewest parentheses.
func (c *Cond) String() string {
	var b strings.Builder
	c.write(&b)
	return b.String()
}

func (c *Cond) write(b *strings.Builder) {
	switch c.Op {
	case OpCompare:
		b.WriteString(string(c.Var) + " " + string(c.Cmp) + " " + c.Literal)
	case OpUnknown:
		b.WriteString(string(c.Var) + " est inconnu")
	case OpNot:
		b.WriteString("non ")
		c.Args[0].writeInside(b, OpNot)
	case OpAnd, OpOr:
		for i, a := range c.Args {
			if i > 0 {
				b.WriteString(map[CondOp]string{OpAnd: " et ", OpOr: " ou "}[c.Op])
			}
			a.writeInside(b, c.Op)
		}
	}
}

// writeInside puts parentheses only where the order of `non`, `et`, `ou`
// would read something else.
func (c *Cond) writeInside(b *strings.Builder, outer CondOp) {
	open := c.Op == OpOr || (c.Op == OpAnd && outer != OpOr)
	if open {
		b.WriteByte('(')
	}
	c.write(b)
	if open {
		b.WriteByte(')')
	}
}

// Depth is how deep the parentheses go once printed.
func (c *Cond) Depth() int {
	deepest := 0
	for _, a := range c.Args {
		d := a.Depth()
		if a.Op == OpOr || (a.Op == OpAnd && c.Op != OpOr) {
			d++
		}
		deepest = max(deepest, d)
	}
	return deepest
}

// Vars gives the steps the condition names, once each, in reading order.
func (c *Cond) Vars() []StepID {
	var out []StepID
	seen := map[StepID]bool{}
	c.walk(func(n *Cond) {
		if n.Op <= OpUnknown && !seen[n.Var] {
			seen[n.Var] = true
			out = append(out, n.Var)
		}
	})
	return out
}

// walk visits every node, parents first.
func (c *Cond) walk(visit func(*Cond)) {
	if c == nil {
		return
	}
	visit(c)
	for _, a := range c.Args {
		a.walk(visit)
	}
}

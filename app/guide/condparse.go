package guide

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

// CondError says what is wrong in a condition. Why is a stable word that
// chooses the sentence; Token is the text at fault.
type CondError struct{ Why, Token string }

// Error is for logs; people read the finding.
func (e *CondError) Error() string { return "condition: " + e.Why + " " + e.Token }

// The limits that keep a hostile condition from exhausting the machine.
const (
	maxCondLength = 10_000
	maxCondNest   = 100
)

// ParseCond reads a condition. Parentheses are read far deeper than allowed so
// that the linter can say so (deep is then true) instead of stumbling.
func ParseCond(s string) (c *Cond, deep bool, err error) {
	if len(s) > maxCondLength {
		return nil, false, &CondError{Why: "long"}
	}
	p := &condParser{}
	if err := p.split(s); err != nil {
		return nil, false, err
	}
	c, err = p.or()
	if err == nil && p.at < len(p.tokens) {
		err = &CondError{Why: "rest", Token: p.tokens[p.at]}
	}
	if err != nil {
		return nil, false, err
	}
	return c, p.deepest > maxParens, nil
}

type condParser struct {
	tokens  []string
	at      int
	depth   int
	deepest int
}

// split cuts the text into words, comparators and parentheses.
func (p *condParser) split(s string) error {
	for s = trim(s); s != ""; s = trim(s) {
		if cmp, n := comparatorAt(s); n > 0 {
			p.tokens = append(p.tokens, string(cmp))
			s = s[n:]
			continue
		}
		if s[0] == '(' || s[0] == ')' {
			p.tokens = append(p.tokens, s[:1])
			s = s[1:]
			continue
		}
		n := 0
		for n < len(s) {
			r, size := utf8.DecodeRuneInString(s[n:])
			if r == utf8.RuneError || !(unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_' || r == '.' || r == '−') {
				break
			}
			n += size
		}
		if n == 0 {
			r, _ := utf8.DecodeRuneInString(s)
			return &CondError{Why: "sign", Token: string(r)}
		}
		p.tokens = append(p.tokens, s[:n])
		s = s[n:]
	}
	return nil
}

// comparatorAt reads a comparator at the start of s and its length.
func comparatorAt(s string) (Comparator, int) {
	for _, c := range []struct {
		text string
		cmp  Comparator
	}{
		{"!=", Different},
		{"<>", Different},
		{"<=", AtMost},
		{">=", AtLeast},
		{"==", Equal},
		{"=", Equal},
		{"≠", Different},
		{"<", Less},
		{">", More},
		{"≤", AtMost},
		{"≥", AtLeast},
	} {
		if strings.HasPrefix(s, c.text) {
			return c.cmp, len(c.text)
		}
	}
	return "", 0
}

func (p *condParser) peek() string {
	if p.at < len(p.tokens) {
		return p.tokens[p.at]
	}
	return ""
}

func (p *condParser) next() string {
	t := p.peek()
	p.at++
	return t
}

func (p *condParser) or() (*Cond, error) { return p.list("ou", p.and, Or) }

func (p *condParser) and() (*Cond, error) { return p.list("et", p.not, And) }

func (p *condParser) list(word string, operand func() (*Cond, error), build func(...*Cond) *Cond) (*Cond, error) {
	first, err := operand()
	if err != nil {
		return nil, err
	}
	args := []*Cond{first}
	for p.peek() == word {
		p.next()
		arg, err := operand()
		if err != nil {
			return nil, err
		}
		args = append(args, arg)
	}
	return build(args...), nil
}

func (p *condParser) not() (*Cond, error) {
	negate := false
	for p.peek() == "non" {
		p.next()
		negate = !negate
	}
	c, err := p.primary()
	if err == nil && negate {
		c = Not(c)
	}
	return c, err
}

func (p *condParser) primary() (*Cond, error) {
	switch t := p.next(); t {
	case "":
		return nil, &CondError{Why: "end"}
	case "(":
		return p.group()
	default:
		if !validID(t) || reserved(t) {
			return nil, &CondError{Why: "variable", Token: t}
		}
		return p.compare(StepID(t))
	}
}

func (p *condParser) group() (*Cond, error) {
	p.depth++
	p.deepest = max(p.deepest, p.depth)
	if p.depth > maxCondNest {
		return nil, &CondError{Why: "nest"}
	}
	c, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.next() != ")" {
		return nil, &CondError{Why: "close"}
	}
	p.depth--
	return c, nil
}

func (p *condParser) compare(v StepID) (*Cond, error) {
	op := p.next()
	if op == "est" {
		if word := p.next(); fold(word) != "inconnu" && fold(word) != "inconnue" {
			return nil, &CondError{Why: "unknown", Token: word}
		}
		return IsUnknown(v), nil
	}
	cmp, n := comparatorAt(op)
	if n == 0 {
		return nil, &CondError{Why: "comparator", Token: string(v)}
	}
	literal := p.next()
	if literal == "" || literal == "(" || literal == ")" {
		return nil, &CondError{Why: "literal", Token: string(v)}
	}
	if _, n := comparatorAt(literal); n > 0 {
		return nil, &CondError{Why: "literal", Token: string(v)}
	}
	return Compare(v, cmp, literal), nil
}

// asCondError unwraps for the findings.
func asCondError(err error) *CondError {
	var e *CondError
	if errors.As(err, &e) {
		return e
	}
	return &CondError{Why: "sign"}
}

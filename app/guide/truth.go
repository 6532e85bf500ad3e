package guide

// Truth is a three-valued result.
type Truth int8

// The values, ordered so that `et` is the least and `ou` the greatest.
const (
	False Truth = iota
	Unknown
	True
)

// Value is the answer of one step, ready to compare. The zero value is
// unknown.
type Value struct {
	known  bool
	text   string // choice, INSEE code, oui/non, free text
	amount int64  // number in thousandths, or day count for a date
}

// Known says whether there is an answer.
func (v Value) Known() bool { return v.known }

// test is one comparison made ready: the variable by its place in the graph.
type test struct {
	op      CondOp
	node    int
	cmp     Comparator
	literal Value
	ordered bool // compares amounts
	args    []*test
}

// eval gives the truth under the answers.
func (t *test) eval(value func(node int) Value) Truth {
	switch t.op {
	case OpUnknown:
		return truth(!value(t.node).known)
	case OpNot:
		return True - t.args[0].eval(value)
	case OpAnd:
		out := True
		for _, a := range t.args {
			if out = min(out, a.eval(value)); out == False {
				break
			}
		}
		return out
	case OpOr:
		out := False
		for _, a := range t.args {
			if out = max(out, a.eval(value)); out == True {
				break
			}
		}
		return out
	}
	v := value(t.node)
	if !v.known {
		return Unknown
	}
	return truth(t.compare(v))
}

func (t *test) compare(v Value) bool {
	same, less := v.text == t.literal.text, false
	if t.ordered {
		same, less = v.amount == t.literal.amount, v.amount < t.literal.amount
	}
	switch t.cmp {
	case Equal:
		return same
	case Different:
		return !same
	case Less:
		return less
	case AtMost:
		return less || same
	case More:
		return !less && !same
	case AtLeast:
		return !less
	}
	return false
}

func truth(b bool) Truth {
	if b {
		return True
	}
	return False
}

// walk visits every node of the test.
func (t *test) walk(visit func(*test)) {
	if t == nil {
		return
	}
	visit(t)
	for _, a := range t.args {
		a.walk(visit)
	}
}

package guide

import (
	"strings"
)

// heading starts a step: `id : Titre (nature)` or `id (nature) : Titre`.
func (r *reader) heading(l line) {
	name, title, found := strings.Cut(l.body, ":")
	name, title = trim(name), trim(title)
	s := rawStep{Step: Step{Line: l.num, Comments: r.pending}}
	r.pending = nil
	inside, rest, has := lastParens(name)
	if has {
		name = rest
		r.applyKind(&s, inside, l.num, false)
	}
	if inside, rest, has := lastParens(title); has && r.applyKind(&s, inside, l.num, true) {
		title = rest
	}
	s.ID, s.Title = StepID(name), unescape(title)
	switch {
	case !found || title == "":
		r.file.add(l.num, codeHeading, "title", "id", clip(name))
	case name == "":
		r.file.add(l.num, codeHeading, "id", "title", clip(title)).Near = slug(title)
	}
	if name != "" && (!validID(name) || reserved(name)) {
		r.file.add(l.num, codeBadID, "", "id", clip(name)).Near = slug(name)
	}
	r.steps = append(r.steps, s)
	r.current = len(r.steps) - 1
	r.sink = sink{}
	r.bulletAt = 0
}

// applyKind reads the words between parentheses; false leaves them to the
// title, which is only possible after the colon.
func (r *reader) applyKind(s *rawStep, inside string, num int, inTitle bool) bool {
	spec, known, problem := parseKind(inside)
	switch {
	case known && problem == "":
		s.kindGiven = s.kindGiven || spec.kind != KindQuestion || fold(trim(inside)) == "question"
		s.Kind, s.Optional, s.Unit, s.Range = spec.kind, spec.optional, spec.unit, spec.bounds
		return true
	case known:
		s.Kind, s.kindGiven = spec.kind, true
		r.file.add(num, codeKind, "option", "kind", clip(inside), "part", clip(problem))
		return true
	}
	near := nearKind(inside)
	if near != "" || !inTitle {
		r.file.add(num, codeKind, "unknown", "kind", clip(inside)).Near = near
		return true
	}
	return false
}

// lastParens splits "text (inside)"; has is false when the text does not end
// with parentheses, or when they are escaped.
func lastParens(s string) (inside, rest string, has bool) {
	if !strings.HasSuffix(s, ")") {
		return "", s, false
	}
	at := strings.LastIndexByte(s, '(')
	if at < 0 || (at > 0 && s[at-1] == '\\') {
		return "", s, false
	}
	return s[at+1 : len(s)-1], trim(s[:at]), true
}

// exit reads `si condition -> cible`, `sinon -> cible` and `-> cible`.
func (r *reader) exit(l line) {
	at := lastArrow(l.body)
	if at < 0 {
		r.file.add(l.num, codeExit, "arrow", "text", clip(l.body))
		return
	}
	to := trim(l.body[at+len(arrow):])
	if to == "" {
		r.file.add(l.num, codeExit, "target", "text", clip(l.body))
		return
	}
	e := Exit{To: StepID(to), Line: l.num}
	switch before := trim(l.body[:at]); {
	case before == "" || before == "sinon":
	case isExit(before) && !strings.HasPrefix(before, "sinon") && !strings.HasPrefix(before, arrow):
		cond, ok := r.cond(trim(before[len("si"):]), l.num)
		if !ok {
			return
		}
		e.When = cond
	default:
		r.file.add(l.num, codeExit, "words", "text", clip(before))
		return
	}
	s := &r.steps[r.current]
	s.Exits = append(s.Exits, e)
}

// cond reads a condition and says what is wrong in it.
func (r *reader) cond(text string, num int) (*Cond, bool) {
	c, deep, err := ParseCond(text)
	if err != nil {
		why := asCondError(err)
		r.file.add(num, codeCond, why.Why, "text", clip(text), "token", clip(why.Token))
		return nil, false
	}
	if deep {
		r.file.add(num, codeParens, "", "text", clip(text))
	}
	return c, true
}

// choice reads `id : label -> cible (juste)`.
func (r *reader) choice(b bullet) Choice {
	c := Choice{Why: b.why, Line: b.line}
	body, right := cutRight(b.body)
	if at := lastArrow(body); at >= 0 {
		c.To = StepID(trim(body[at+len(arrow):]))
		body = trim(body[:at])
		if c.To == "" {
			r.file.add(b.line, codeChoice, "target", "text", clip(body))
		}
	}
	label, again := cutRight(body)
	c.Right = right || again
	id, label, found := strings.Cut(label, ":")
	id, label = trim(id), trim(label)
	switch {
	case !found || id == "" || label == "":
		r.file.add(b.line, codeChoice, "label", "text", clip(b.body), "id", slugOr(id, "choix"))
	case !validID(id):
		r.file.add(b.line, codeBadID, "", "id", clip(id)).Near = slug(id)
	}
	c.ID, c.Label = id, unescape(label)
	return c
}

func slugOr(s, otherwise string) string {
	if out := slug(s); out != "" {
		return out
	}
	return otherwise
}

// cutRight takes the mark of a right answer away.
func cutRight(s string) (string, bool) {
	const mark = "(juste)"
	if !strings.HasSuffix(fold(s), mark) {
		return s, false
	}
	at := strings.LastIndexByte(s, '(')
	if at > 0 && s[at-1] == '\\' {
		return s, false
	}
	return trim(s[:at]), true
}

// item reads `texte` or `si condition : texte`.
func (r *reader) item(b bullet) Item {
	it := Item{Line: b.line}
	if !isExit(b.body) || !strings.HasPrefix(b.body, "si") || strings.HasPrefix(b.body, "sinon") {
		it.Text = unescape(b.body)
		return it
	}
	cond, text, found := strings.Cut(b.body[len("si"):], ":")
	it.Text = unescape(trim(text))
	if !found || it.Text == "" {
		r.file.add(b.line, codeCond, "colon", "text", clip(b.body))
		it.Text = trim(b.body)
		return it
	}
	it.When, _ = r.cond(trim(cond), b.line)
	return it
}

// build turns the bullets of a step into choices or items, by its kind.
func (r *reader) build(raw rawStep) Step {
	s := raw.Step
	if !raw.kindGiven && !s.Optional && len(raw.bullets) == 0 && s.Kind == KindQuestion {
		s.Kind = KindText
	}
	for _, b := range raw.bullets {
		switch {
		case s.Kind.hasChoices():
			s.Choices = append(s.Choices, r.choice(b))
		case s.Kind.hasItems():
			s.Items = append(s.Items, r.item(b))
			if b.why != "" {
				r.file.add(b.line, codeMisplaced, "why")
			}
		default:
			r.file.add(b.line, codeMisplaced, "bullet", "kind", s.Kind.String())
		}
	}
	return s
}

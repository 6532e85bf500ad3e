package dila

import (
	"cmp"
	"strings"

	"parvis/app/guide"
	"parvis/i18n"
)

// block is one step of the draft and what surrounds it: when it is passed over,
// and, for a step that divides the way, the blocks of each side.
type block struct {
	step  guide.Step
	skip  *guide.Cond   // passed over when this is true
	sides [][]*block    // by choice, or by case of a switch
	when  []*guide.Cond // of a switch: when each case is taken; nil for a question
	total bool          // of a switch: its cases leave nobody out
	group []*block      // a conditional chapter: these blocks, passed over together
}

// first is the step the way enters the block by.
func (b *block) first() guide.StepID {
	if len(b.group) > 0 {
		return b.group[0].first()
	}
	return b.step.ID
}

// drafter turns a sheet into blocks.
type drafter struct {
	sheet   *Sheet
	w       *writer
	ids     map[guide.StepID]bool
	reasons map[Reason]bool
	plain   bool // conditions are left out: everything shows
	served  map[string]bool
	links   int
	lists   int
	splits  int
	counts  map[guide.StepID][]string // choices of each question
}

// piece is the step being written: texts gather in it until something must
// become a step of its own.
type piece struct {
	title   string
	body    []string
	items   []guide.Item
	help    []string
	warn    []string
	where   []string
	papers  bool
	written bool
}

func (p *piece) empty() bool {
	return len(p.body) == 0 && len(p.items) == 0 && len(p.help) == 0 && len(p.warn) == 0 && len(p.where) == 0
}

// say adds a paragraph, after a bullet when bullets have begun, so that the
// order of the sheet is kept.
func (p *piece) say(text string) {
	switch {
	case text == "":
	case len(p.items) > 0:
		p.items = append(p.items, guide.Item{Text: text})
	default:
		p.body = append(p.body, text)
	}
}

// texts turns the children of an element into blocks, in order, under a title.
func (d *drafter) texts(n *node, title string, papers bool, c *scope) []*block {
	var out []*block
	p := &piece{title: title, papers: papers}
	flush := func() {
		if b := d.flush(p); b != nil {
			out = append(out, b)
		}
		p = &piece{title: title, papers: papers, written: true}
	}
	for _, k := range n.orEmpty().kids {
		switch k.name {
		case "Chapitre", "SousChapitre":
			flush()
			out = append(out, d.chapter(k, title, papers, c)...)
		case "BlocCas":
			lead := p.takeLead(title)
			flush()
			out = append(out, d.cases(k, title, lead, papers, c)...)
		case "ServiceEnLigne":
			if b := d.service(k, c); b != nil {
				flush()
				out = append(out, b)
			}
		default:
			d.inside(p, k, c)
		}
	}
	flush()
	return out
}

// takeLead gives the one sentence that introduces a question, and removes it
// from the step, which would say nothing else.
func (p *piece) takeLead(title string) string {
	if len(p.body) == 1 && len(p.items)+len(p.warn)+len(p.where) == 0 && len(p.body[0]) < 300 {
		lead := p.body[0]
		p.body = nil
		return lead
	}
	return ""
}

// inside adds an element to the step being written.
func (d *drafter) inside(p *piece, k *node, c *scope) {
	switch k.name {
	case "Paragraphe":
		p.say(d.w.paragraph(k))
	case "Liste":
		for _, l := range d.w.items(k) {
			d.item(p, l, c)
		}
	case "Tableau":
		d.reasons[TableFlattened] = true
		for _, row := range d.w.table(k) {
			p.say(row)
		}
	case "Attention":
		p.warn = append(p.warn, i18n.Capital(d.w.notice(k)))
	case "ANoter", "ASavoir", "Rappel":
		if t := d.w.notice(k); t != "" {
			p.help = append(p.help, cmp.Or(strings.TrimRight(k.child("Titre").words(), "\u00a0 :"), "À savoir")+"\u00a0: "+t)
		}
	case "OuSAdresser":
		d.where(p, k)
	case "FragmentConditionne":
		d.fragment(p, k, c)
	case "Introduction", "Texte", "Contenu":
		for _, inner := range k.kids {
			d.inside(p, inner, c)
		}
	case "Image", "ContenuIllustre":
		d.reasons[ImageDropped] = true
	case "", "Titre", "TitreAlternatif", "Condition":
	default: // a newer schema: its words are kept, a person looks at their place
		if t := d.w.paragraph(k); t != "" {
			d.reasons[ElementUnknown] = true
			p.say(t)
		}
	}
}

// where notes whom to turn to, and its site when it has one.
func (d *drafter) where(p *piece, k *node) {
	if t := k.child("Titre").words(); t != "" {
		p.where = append(p.where, t)
	}
}

// item adds a line of a list with its condition.
func (d *drafter) item(p *piece, l line, c *scope) {
	if l.unknown {
		d.reasons[ConditionUnread] = true
	}
	f := d.falsity(l.cond, c)
	if f.always {
		return
	}
	it := guide.Item{Text: l.text}
	if f.when != nil {
		it.When = negate(f.when)
	}
	p.items = append(p.items, it)
}

// fragment is a text that shows unless its condition is false: each of its
// paragraphs becomes a conditional line.
func (d *drafter) fragment(p *piece, k *node, c *scope) {
	cond, known := condition(k.child("Condition"))
	if !known {
		d.reasons[ConditionUnread] = true
	}
	f := d.falsity(cond, c)
	if f.always {
		return
	}
	sub := &piece{}
	for _, inner := range k.kids {
		if inner.name != "Condition" {
			d.inside(sub, inner, c)
		}
	}
	if f.when == nil {
		for _, t := range sub.body {
			p.say(t)
		}
		p.items = append(p.items, sub.items...)
		p.warn, p.help, p.where = append(p.warn, sub.warn...), append(p.help, sub.help...), append(p.where, sub.where...)
		return
	}
	shown := negate(f.when)
	for _, list := range [][]string{sub.body, sub.warn, sub.help} {
		for _, t := range list {
			p.items = append(p.items, guide.Item{Text: t, When: shown})
		}
	}
	for _, it := range sub.items {
		if it.When == nil {
			it.When = shown
		}
		p.items = append(p.items, it)
	}
	p.where = append(p.where, sub.where...)
}

// negate says the contrary of a condition in the fewest words.
func negate(c *guide.Cond) *guide.Cond {
	if c.Op == guide.OpCompare && c.Cmp == guide.Equal {
		return guide.Compare(c.Var, guide.Different, c.Literal)
	}
	return guide.Not(c)
}

// falsity gives when a condition is certainly false. What the draft cannot say
// in two levels of parentheses shows, and a person is asked to look.
func (d *drafter) falsity(l *logic, c *scope) formula {
	if l == nil || d.plain {
		return never
	}
	named := map[string]bool{}
	l.facts(named)
	for f := range named {
		if len(c.answers[f]) == 0 {
			d.reasons[FactUnknown] = true
		}
	}
	f := c.holds(l, false)
	if f.when != nil && (negate(f.when).Depth() > 1 || len(f.when.Vars()) > 5) {
		d.reasons[ConditionTooDeep] = true
		return never
	}
	return f
}

// flush makes a step of what was gathered, nil when nothing was.
func (d *drafter) flush(p *piece) *block {
	if p.empty() {
		return nil
	}
	s := guide.Step{Title: p.title, Kind: guide.KindText, Items: p.items}
	if p.papers && len(p.items) > 0 {
		s.Kind = guide.KindList
		d.lists++
	}
	s.Body = strings.Join(p.body, "\n\n")
	s.Warning = strings.Join(p.warn, "\n\n")
	help := p.help
	help = append(help, d.w.notes...)
	s.Help = strings.Join(help, "\n\n")
	s.Orientation = strings.Join(unique(p.where), "\u00a0; ")
	d.w.notes, d.w.said = nil, map[string]bool{}
	return &block{step: d.named(s, p.title)}
}

func unique(list []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range list {
		if s != "" && !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

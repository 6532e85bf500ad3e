package dila

import (
	"regexp"
	"strconv"
	"strings"

	"parvis/app/guide"
)

// papersTitle is how a chapter of documents is titled where the publisher did
// not mark it as one.
var papersTitle = regexp.MustCompile(`(?i)^(quel(le)?s )?(pièces?|documents?|justificatifs?)` +
	`( justificati(fs?|ves?)$|( justificati(fs?|ves?))? (à (fournir|présenter|joindre|prévoir|préparer|apporter)\b|nécessaires|demandée?s|exigée?s|obligatoires|faut-il))`)

// chapter is a chapter or a sub-chapter, passed over when its condition is
// certainly false.
func (d *drafter) chapter(n *node, over string, papers bool, c *scope) []*block {
	cond, known := condition(n.child("Condition"))
	if !known {
		d.reasons[ConditionUnread] = true
	}
	f := d.falsity(cond, c)
	if f.always {
		return nil
	}
	title := n.child("Titre").words()
	if title == "" {
		title = over
	} else if n.name == "SousChapitre" && over != "" && len(over)+len(title) < 90 && over != d.sheet.Title {
		title = over + " – " + title
	}
	papers = papers || n.get("type") == "pieces" || papersTitle.MatchString(n.child("Titre").words())
	if f.when == nil {
		return d.texts(n, title, papers, c)
	}
	inner := c.clone() // what is asked in here is asked on some ways only
	out := d.texts(n, title, papers, inner)
	c.rejoin([]*scope{inner})
	if len(out) == 0 {
		return nil
	}
	if out[0].skip != nil {
		out[0].skip = nil
		d.reasons[ConditionTooDeep] = true
	}
	return []*block{{group: out, skip: f.when}}
}

// situations are the tabs of a whole sheet.
func (d *drafter) situations(n *node, c *scope) []*block {
	var options []option
	for _, s := range n.all("Situation") {
		options = append(options, option{title: s.child("Titre").words(), cond: s.child("Condition"), read: func(c *scope) []*block {
			intro := d.texts(s.child("Introduction"), s.child("Titre").words(), false, c)
			return append(intro, d.texts(s.child("Texte"), s.child("Titre").words(), false, c)...)
		}})
	}
	return d.split("Quelle est votre situation ?", "situation", "", options, c)
}

// cases are the tabs or the radio buttons inside a chapter.
func (d *drafter) cases(n *node, title, lead string, papers bool, c *scope) []*block {
	var options []option
	for _, k := range n.all("Cas") {
		label := k.child("Titre").words()
		options = append(options, option{title: label, cond: k.child("Condition"), read: func(c *scope) []*block {
			return d.texts(k, heading(title, label), papers, c)
		}})
	}
	question := strings.TrimRight(title, " ?\u00a0:") + "\u00a0: quelle est votre situation\u00a0?"
	if title == d.sheet.Title || len(question) > 118 {
		question = "Quelle est votre situation\u00a0?"
	}
	return d.split(question, title, lead, options, c)
}

// heading joins a chapter and a case while both can be read at a glance.
func heading(title, label string) string {
	if len(title)+len(label) > 80 || strings.EqualFold(title, label) || title == "" {
		return label
	}
	return strings.TrimRight(title, " ?\u00a0") + " – " + label
}

// option is one side of a division of the sheet.
type option struct {
	title string
	cond  *node
	read  func(*scope) []*block
}

// side is an option whose condition was read.
type side struct {
	option
	cond *logic
	id   string
}

// split makes a question of the sides of a sheet. When earlier answers settle
// every side, nothing is asked again: the way divides by itself.
func (d *drafter) split(question, name, lead string, options []option, c *scope) []*block {
	var sides []side
	for _, o := range options {
		cond, known := condition(o.cond)
		if !known {
			d.reasons[ConditionUnread] = true
		}
		s := side{option: o, cond: cond}
		if !d.plain && cond != nil && c.holds(cond, false).always {
			continue
		}
		if !d.plain && cond != nil && c.holds(cond, true).always {
			return o.read(c)
		}
		sides = append(sides, s)
	}
	switch len(sides) {
	case 0:
		return nil
	case 1:
		return sides[0].read(c)
	}
	d.splits++
	if b := d.divide(name, lead, sides, c); b != nil {
		return []*block{b}
	}
	return []*block{d.ask(question, name, lead, sides, c)}
}

// ask makes the question.
func (d *drafter) ask(question, name, lead string, sides []side, c *scope) *block {
	s := d.named(guide.Step{Title: question, Kind: guide.KindQuestion, Texts: guide.Texts{Body: lead}}, "choix "+name)
	used := map[string]bool{}
	for i := range sides {
		sides[i].id = choiceID(sides[i].title, used)
		s.Choices = append(s.Choices, guide.Choice{ID: sides[i].id, Label: orTitle(sides[i].title, i)})
		d.counts[s.ID] = append(d.counts[s.ID], sides[i].id)
	}
	for i := range sides {
		fact := sides[i].cond.simple()
		if fact == "" {
			continue
		}
		for k := range sides {
			c.settle(fact, answer{question: s.ID, choice: sides[k].id, truth: k == i})
		}
	}
	c.asked[s.ID] = true
	b := &block{step: s}
	inner := make([]*scope, len(sides))
	for i := range sides {
		inner[i] = c.clone()
		inner[i].chosen[s.ID] = sides[i].id
		b.sides = append(b.sides, sides[i].read(inner[i]))
	}
	c.rejoin(inner)
	return b
}

// divide makes a step that leads each person to the side their earlier answers
// call for; nil when these do not settle every side.
func (d *drafter) divide(name, lead string, sides []side, c *scope) *block {
	if d.plain {
		return nil
	}
	var list []*guide.Cond
	for _, s := range sides {
		f := c.holds(s.cond, true)
		if s.cond == nil || f.when == nil || f.when.Depth() > 1 || len(f.when.Vars()) > 3 {
			return nil
		}
		for _, v := range f.when.Vars() {
			if !c.asked[v] {
				return nil
			}
		}
		list = append(list, f.when)
	}
	s := d.named(guide.Step{Title: name, Kind: guide.KindText, Texts: guide.Texts{Body: lead}}, name)
	if s.Body == "" {
		s.Body = "La suite dépend de vos réponses."
	}
	b := &block{step: s, when: list, total: d.covers(list)}
	inner := make([]*scope, len(sides))
	for i := range sides {
		inner[i] = c.clone()
		b.sides = append(b.sides, sides[i].read(inner[i]))
	}
	c.rejoin(inner)
	return b
}

// covers says whether the cases of a switch are all the choices of a question.
func (d *drafter) covers(cases []*guide.Cond) bool {
	seen := map[string]bool{}
	for _, c := range cases {
		if c.Op != guide.OpCompare || c.Var != cases[0].Var {
			return false
		}
		seen[c.Literal] = true
	}
	n := len(d.counts[cases[0].Var])
	return n > 0 && len(seen) == n
}

func orTitle(title string, i int) string {
	if title == "" {
		return "Cas " + strconv.Itoa(i+1)
	}
	return title
}

// choiceID makes a name for a choice that no literal can be mistaken for.
func choiceID(title string, used map[string]bool) string {
	id := guide.Slug(title)
	if len(id) > 28 {
		id = strings.Trim(id[:28], "-_")
	}
	switch id {
	case "", "et", "ou", "non", "oui", "est", "inconnu", "si", "sinon":
		id = "cas-" + id
	}
	if id[0] >= '0' && id[0] <= '9' {
		id = "cas-" + id
	}
	id = strings.Trim(id, "-_")
	return free(id, func(s string) bool { return used[s] }, func(s string) { used[s] = true })
}

// free gives the name, or the name with the first number nobody has.
func free(id string, taken func(string) bool, take func(string)) string {
	name := id
	for n := 2; taken(name); n++ {
		name = id + "-" + strconv.Itoa(n)
	}
	take(name)
	return name
}

// named gives a step its name, made from words, unlike any other.
func (d *drafter) named(s guide.Step, words string) guide.Step {
	id := guide.Slug(words)
	if len(id) > 40 {
		id = strings.Trim(id[:40], "-_")
	}
	switch id {
	case "", "et", "ou", "non", "oui", "est", "inconnu", "si", "sinon":
		id = strings.Trim("etape-"+id, "-")
	}
	if id[0] >= '0' && id[0] <= '9' {
		id = "etape-" + id
	}
	id = free(id, func(s string) bool { return d.ids[guide.StepID(s)] }, func(s string) { d.ids[guide.StepID(s)] = true })
	s.ID = guide.StepID(id)
	if s.Title == "" {
		s.Title = d.sheet.Title
	}
	return s
}

// service makes a step of an online service or a form; nil for one already
// given, or without an address.
func (d *drafter) service(n *node, c *scope) *block {
	url := secure(n.get("URL"))
	title := n.child("Titre").words()
	if url == "" || title == "" || d.served[url] {
		return nil
	}
	d.served[url] = true
	s := guide.Step{Title: title, Kind: guide.KindLink, Links: []string{url}}
	var body []string
	if kind := n.get("type"); kind != "" {
		text := kind
		if num := n.get("numerocerfa"); num != "" {
			text += " – cerfa n°\u00a0" + num
		}
		body = append(body, text)
	}
	if by := n.child("Source").words(); by != "" {
		body = append(body, by)
	}
	if t := n.child("Introduction").words(); t != "" {
		body = append(body, t)
	}
	s.Body = strings.Join(body, "\n\n")
	if host := strings.SplitN(strings.TrimPrefix(url, "https://"), "/", 2)[0]; strings.HasSuffix(host, ".gouv.fr") {
		s.Check = "l’adresse finit par « .gouv.fr »"
	}
	d.links++
	b := &block{step: d.named(s, "lien "+title)}
	cond, known := condition(n.child("Condition"))
	if !known {
		d.reasons[ConditionUnread] = true
	}
	switch f := d.falsity(cond, c); {
	case f.always:
		return nil
	case f.when != nil:
		b.skip = f.when
	}
	return b
}

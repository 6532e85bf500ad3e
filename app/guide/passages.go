package guide

// passage is one text people read, with what the rules need to know of it.
type passage struct {
	text string
	line func(n int) int // line of the file of the n-th line of the text
	role role
	step int // place of the step, -1 outside of steps
}

// role says which rules of wording apply.
type role int

const (
	roleTitle   role = iota // of a step that tells
	roleAsk                 // title of a step that asks
	roleBody                // text, introduction
	roleSide                // aide, attention, vérifier, orientation, pourquoi
	roleEasy                // facile
	roleLabel               // choice
	roleItem                // list item
	rolePrivate             // médiateur
)

// passages lists every text of the file.
func (f *File) passages() []passage {
	p := &passager{file: f}
	at := func(n int) func(int) int { return func(int) int { return n } }
	if f.Guide != nil {
		g := f.Guide
		p.add(g.Title, at(f.titleLine), roleTitle, -1)
		p.add(g.Intro, p.lines(-1, ""), roleBody, -1)
		for i := range g.Steps {
			s := &g.Steps[i]
			title := roleTitle
			if s.Asks() {
				title = roleAsk
			}
			p.add(s.Title, at(s.Line), title, i)
			p.texts(i, &s.Texts)
			for k := range s.Choices {
				p.add(s.Choices[k].Label, at(s.Choices[k].Line), roleLabel, i)
				p.add(s.Choices[k].Why, p.lines(i, whyOf(k)), roleSide, i)
			}
			for k := range s.Items {
				p.add(s.Items[k].Text, at(s.Items[k].Line), roleItem, i)
			}
		}
	}
	if t := f.Translation; t != nil {
		p.add(t.Title, at(f.titleLine), roleTitle, -1)
		p.add(t.Intro, p.lines(-1, ""), roleBody, -1)
		for i := range t.Steps {
			s := &t.Steps[i]
			p.add(s.Title, at(s.Line), roleTitle, i)
			p.texts(i, &s.Texts)
			for k, b := range s.Bullets {
				p.add(b.Text, at(b.Line), roleItem, i)
				p.add(b.Why, p.lines(i, whyOf(k)), roleSide, i)
			}
		}
	}
	return p.out
}

type passager struct {
	file *File
	out  []passage
}

func (p *passager) add(text string, line func(int) int, r role, step int) {
	if text != "" {
		p.out = append(p.out, passage{text: text, line: line, role: r, step: step})
	}
}

func (p *passager) lines(step int, key string) func(int) int {
	return func(n int) int { return p.file.lineOfText(step, key, n) }
}

func (p *passager) texts(i int, t *Texts) {
	for _, key := range proseKeys() {
		r := roleSide
		switch key {
		case "":
			r = roleBody
		case keyEasy:
			r = roleEasy
		case keyMediator:
			r = rolePrivate
		}
		p.add(*t.field(key), p.lines(i, key), r, i)
	}
}

package guide

import (
	"strings"
)

// Print writes the guide as a file. Parse gives the same guide back.
func Print(g *Guide) []byte {
	p := &printer{}
	p.line("# " + g.Title)
	p.comments(g.Comments)
	p.header(g)
	p.line("---")
	p.prose("", g.Intro)
	for i := range g.Steps {
		p.line("")
		p.step(&g.Steps[i])
	}
	if len(g.Trials)+len(g.TrialComments) > 0 {
		p.line("")
		p.line("# Essais")
		p.comments(g.TrialComments)
		for i := range g.Trials {
			p.line(g.Trials[i].String())
		}
	}
	return []byte(p.b.String())
}

type printer struct{ b strings.Builder }

func (p *printer) line(s string) {
	p.b.WriteString(s)
	p.b.WriteByte('\n')
}

func (p *printer) key(key, value string) {
	if value != "" {
		p.line(key + ": " + value)
	}
}

func (p *printer) comments(list []string) {
	for _, c := range list {
		p.line(trim("// " + c))
	}
}

func (p *printer) header(g *Guide) {
	values := headerValues(&g.Header)
	for _, key := range headerKeys() {
		for _, v := range values[key] {
			p.key(key, v)
		}
	}
}

// headerValues writes each key of the header; the spreadsheet twin uses the
// same writing.
func headerValues(h *Header) map[string][]string {
	audiences := make([]string, len(h.Audiences))
	for i, a := range h.Audiences {
		audiences[i] = string(a)
	}
	migration := make([]string, len(h.Migration))
	for i, m := range h.Migration {
		migration[i] = string(m.Old) + " = " + string(m.New)
	}
	values := map[string][]string{
		keyID:        {string(h.ID)},
		keyVersion:   {string(h.Version)},
		keyOperator:  {h.Operator},
		keyAudiences: {strings.Join(audiences, ", ")},
		keyThemes:    {strings.Join(h.Themes, ", ")},
		keyLifeEvent: {h.LifeEvent},
		keyReviewed:  {h.Reviewed.String()},
		keyKeywords:  {strings.Join(h.Keywords, ", ")},
		keyMigration: {strings.Join(migration, ", ")},
	}
	if h.Minutes > 0 {
		values[keyMinutes] = []string{minutesText(h.Minutes)}
	}
	for _, s := range h.Sources {
		values[keySource] = append(values[keySource], s.String())
	}
	return values
}

// prose writes a text: the body line by line, a keyed text with its key again
// before each paragraph, since a blank line would end it.
func (p *printer) prose(key, text string) {
	if text == "" {
		return
	}
	for i, paragraph := range strings.Split(text, "\n\n") {
		if key == "" && i > 0 {
			p.line("")
		}
		for j, l := range strings.Split(paragraph, "\n") {
			switch {
			case j == 0 && key != "":
				p.line(key + ": " + escapeFirst(l))
			default:
				p.line(escapeLine(l))
			}
		}
	}
}

// escapeFirst protects the text that follows a key on its line.
func escapeFirst(s string) string {
	if strings.HasPrefix(s, `\`) {
		return `\` + s
	}
	return s
}

func (p *printer) step(s *Step) {
	p.comments(s.Comments)
	p.line(headingText(s))
	p.prose("", s.Body)
	p.prose(keyHelp, s.Help)
	p.prose(keyEasy, s.Easy)
	if s.Image != (Image{}) {
		p.line(keyImage + ": " + s.Image.File + " | " + s.Image.Alt)
	}
	p.key(keyAudio, s.Audio)
	for _, l := range s.Links {
		p.key(keyLink, l)
	}
	p.prose(keyCheck, s.Check)
	p.prose(keyMediator, s.Mediator)
	p.prose(keyWarning, s.Warning)
	p.prose(keyOrientation, s.Orientation)
	for i := range s.Choices {
		p.line("- " + s.Choices[i].String())
		p.prose(keyWhy, s.Choices[i].Why)
	}
	for i := range s.Items {
		p.line("- " + s.Items[i].String())
	}
	for i := range s.Exits {
		p.line(exitText(s.Exits, i))
	}
}

// headingText writes the line that opens a step. The word « fin » stands before
// the colon, where the eye looks for it; other kinds end the line.
func headingText(s *Step) string {
	title := escapeTitle(s.Title)
	kind := kindText(s)
	switch {
	case s.Kind == KindEnd:
		return "## " + string(s.ID) + " (" + kind + ") : " + title
	case kind == "" && len(s.Choices) == 0:
		kind = "question" // without choices yet; else it would read as a text
	case kind == "":
		return "## " + string(s.ID) + " : " + title
	}
	return "## " + string(s.ID) + " : " + title + " (" + kind + ")"
}

// escapeTitle keeps parentheses that end a title from being read as a kind.
func escapeTitle(s string) string {
	s = strings.ReplaceAll(s, `\`, `\\`)
	inside, _, has := lastParens(s)
	if !has {
		return s
	}
	if _, known, _ := parseKind(inside); known || nearKind(inside) != "" {
		at := strings.LastIndexByte(s, '(')
		s = s[:at] + `\` + s[at:]
	}
	return s
}

// String writes a choice as after its bullet.
func (c *Choice) String() string {
	s := c.ID + " : " + escapeLabel(c.Label)
	if c.To != "" {
		s += " " + arrow + " " + string(c.To)
	}
	if c.Right {
		s += " (juste)"
	}
	return s
}

// String writes an item as after its bullet.
func (it *Item) String() string {
	if it.When != nil {
		return "si " + it.When.String() + " : " + escapeLabel(it.Text)
	}
	return escapeItem(it.Text)
}

// exitText writes the i-th exit; after a condition, the last resort is
// « sinon ».
func exitText(exits []Exit, i int) string {
	e := exits[i]
	switch {
	case e.When != nil:
		return "si " + e.When.String() + " " + arrow + " " + string(e.To)
	case i > 0:
		return "sinon " + arrow + " " + string(e.To)
	}
	return arrow + " " + string(e.To)
}

// String writes a trial as in the file.
func (t *Trial) String() string {
	var parts []string
	for _, a := range t.Answers {
		parts = append(parts, string(a.Step)+"="+a.Value)
	}
	return strings.TrimLeft(strings.Join(parts, ", ")+" => "+string(t.End), " ")
}

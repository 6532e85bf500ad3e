package guide

import (
	"strings"
)

// Untranslated is one piece of a guide that a translation lacks and that is
// shown in French.
type Untranslated struct {
	Step StepID // "" for the title and the introduction
	Key  string // titre, texte, choix, élément, or a key of the file
	Name string // of a choice or the number of an item
}

// Overlay gives a copy of the guide in the words of the translation, and what
// stays in French.
func Overlay(g *Guide, t *Translation) (*Guide, []Untranslated) {
	o := &overlay{tr: t, byID: map[StepID]*TranslatedStep{}}
	for i := range t.Steps {
		if _, twice := o.byID[t.Steps[i].ID]; !twice {
			o.byID[t.Steps[i].ID] = &t.Steps[i]
		}
	}
	out := *g
	o.text("", "titre", &out.Title, t.Title)
	o.text("", "texte", &out.Intro, t.Intro)
	if len(t.Keywords) > 0 {
		out.Keywords = t.Keywords
	}
	out.Steps = append([]Step(nil), g.Steps...)
	for i := range out.Steps {
		o.step(&out.Steps[i])
	}
	return &out, o.missing
}

// In is the graph in the words of a translation: same steps, same ways.
func (g *Graph) In(t *Translation) (*Graph, []Untranslated) {
	translated, missing := Overlay(g.Guide, t)
	out := *g
	out.Guide = translated
	out.nodes = append([]node(nil), g.nodes...)
	for i := range out.nodes {
		out.nodes[i].step = &translated.Steps[i]
	}
	return &out, missing
}

type overlay struct {
	tr      *Translation
	byID    map[StepID]*TranslatedStep
	missing []Untranslated
}

func (o *overlay) text(step StepID, key string, to *string, words string) {
	switch {
	case words != "":
		*to = words
	case *to != "":
		o.missing = append(o.missing, Untranslated{Step: step, Key: key})
	}
}

func (o *overlay) step(s *Step) {
	t := o.byID[s.ID]
	if t == nil {
		o.missing = append(o.missing, Untranslated{Step: s.ID, Key: "étape"})
		return
	}
	o.text(s.ID, "titre", &s.Title, t.Title)
	for _, key := range proseKeys() {
		if key == keyMediator {
			continue // private notes are written for the mediator, in French
		}
		name := key
		if key == "" {
			name = "texte"
		}
		o.text(s.ID, name, s.field(key), *t.field(key))
	}
	if t.Mediator != "" {
		s.Mediator = t.Mediator
	}
	if s.Kind == KindNumber && t.Unit != "" {
		s.Unit = t.Unit
	}
	o.text(s.ID, keyImage, &s.Image.Alt, t.Image.Alt)
	if t.Image.File != "" && t.Image.Alt != "" {
		s.Image.File = t.Image.File
	}
	o.text(s.ID, keyAudio, &s.Audio, t.Audio)
	o.choices(s, t)
	o.items(s, t)
}

// choices are matched by their id.
func (o *overlay) choices(s *Step, t *TranslatedStep) {
	words := map[string]TranslatedBullet{}
	for _, b := range t.Bullets {
		if id, label, ok := b.choice(); ok {
			b.Text = label
			words[id] = b
		}
	}
	s.Choices = append([]Choice(nil), s.Choices...)
	for i := range s.Choices {
		c := &s.Choices[i]
		b := words[c.ID]
		if b.Text == "" {
			o.missing = append(o.missing, Untranslated{Step: s.ID, Key: "choix", Name: c.ID})
			continue
		}
		c.Label = b.Text
		o.text(s.ID, keyWhy, &c.Why, b.Why)
	}
}

// choice splits a bullet into the id and the words of a choice.
func (b TranslatedBullet) choice() (id, label string, ok bool) {
	text, _ := cutRight(b.Text)
	if at := lastArrow(text); at >= 0 {
		text = trim(text[:at])
	}
	text, _ = cutRight(text)
	id, label, ok = strings.Cut(text, ":")
	return trim(id), unescape(trim(label)), ok && trim(label) != ""
}

// items are matched by their order.
func (o *overlay) items(s *Step, t *TranslatedStep) {
	s.Items = append([]Item(nil), s.Items...)
	for i := range s.Items {
		if i >= len(t.Bullets) {
			o.missing = append(o.missing, Untranslated{Step: s.ID, Key: "élément", Name: s.Items[i].Text})
			continue
		}
		s.Items[i].Text = t.Bullets[i].item()
	}
}

// item is the text of a bullet; a condition copied from the guide is left out.
func (b TranslatedBullet) item() string {
	if strings.HasPrefix(b.Text, "si ") {
		if cond, text, found := strings.Cut(b.Text[len("si"):], ":"); found {
			if _, _, err := ParseCond(cond); err == nil {
				return unescape(trim(text))
			}
		}
	}
	return unescape(b.Text)
}

package dila

import (
	"strings"

	"parvis/app/guide"
)

// Facts are what the guided searches of a corpus say about the facts that other
// sheets only use: for a sheet, the words of the answer that settles each fact.
// They are gathered in a first reading of the source.
type Facts struct {
	bySheet map[string]map[string]string
}

// NewFacts gives an empty collection.
func NewFacts() *Facts { return &Facts{bySheet: map[string]map[string]string{}} }

// Learn takes in a guided search; other sheets teach nothing.
func (f *Facts) Learn(s *Sheet) {
	for _, p := range s.root.child("Problematiques").all("Problematique") {
		f.branch(p, nil)
	}
}

// branch gives the facts settled on the way down to each sheet linked.
func (f *Facts) branch(n *node, way map[string]string) {
	here := map[string]string{}
	for k, v := range way {
		here[k] = v
	}
	for _, set := range n.child("SiSelectionne").all("affecteVrai") {
		here[set.get("var")] = n.child("Titre").words()
	}
	for _, l := range n.all("LienInterne") {
		id := l.get("LienPublication")
		if f.bySheet[id] == nil {
			f.bySheet[id] = map[string]string{}
		}
		for k, v := range here {
			if f.bySheet[id][k] == "" {
				f.bySheet[id][k] = v
			}
		}
	}
	for _, b := range n.all("Branche") {
		f.branch(b, here)
	}
}

// maxFacts is the number of questions a draft asks before the sheet begins.
const maxFacts = 8

// askFacts makes, at the head of the draft, one optional question for each fact
// the sheet uses without ever asking, when a guided search says what it means.
// Skipped, the fact stays unknown and its texts show.
func (d *drafter) askFacts(facts *Facts, c *scope) []*block {
	if d.plain || facts == nil {
		return nil
	}
	var out []*block
	for _, fact := range d.unasked() {
		label := facts.bySheet[d.sheet.ID][fact]
		if label == "" || len(out) >= maxFacts {
			continue
		}
		s := guide.Step{
			Title: label + "\u00a0?", Kind: guide.KindYesNo, Optional: true,
			Texts: guide.Texts{Help: "Vous pouvez passer cette question\u00a0: tout sera alors montré."},
		}
		s = d.named(s, label)
		c.settle(fact, answer{question: s.ID, choice: "oui", truth: true})
		c.settle(fact, answer{question: s.ID, choice: "non", truth: false})
		c.asked[s.ID] = true
		out = append(out, &block{step: s})
	}
	return out
}

// unasked are the facts the sheet's conditions name and that none of its own
// choices settles, in the order they are met.
func (d *drafter) unasked() []string {
	own := map[string]bool{}
	var used []string
	seen := map[string]bool{}
	d.sheet.root.each(func(n *node) bool {
		switch n.name {
		case "Situation", "Cas":
			if l, ok := condition(n.child("Condition")); ok {
				own[l.simple()] = true
			}
		case "affecteVrai":
			own[n.get("var")] = true
		case "estVrai":
			if v := n.get("var"); !seen[v] {
				seen[v] = true
				used = append(used, v)
			}
		case "Reference", "PourEnSavoirPlus", "VoirAussi":
			return false
		}
		return true
	})
	var out []string
	for _, v := range used {
		if !own[v] {
			out = append(out, v)
		}
	}
	return out
}

// questionnaire makes the questions a sheet asks before its text, and what each
// choice settles.
func (d *drafter) questionnaire(n *node, c *scope) []*block {
	var out []*block
	for _, q := range n.all("Question") {
		title := q.child("Titre").words()
		s := d.named(guide.Step{Title: strings.TrimRight(title, " ?\u00a0") + "\u00a0?", Kind: guide.KindQuestion, Texts: guide.Texts{Help: q.child("Aide").words()}}, title)
		used := map[string]bool{}
		for i, ch := range q.all("Choix") {
			label := ch.child("IntituleSiSelectionne").words()
			if label == "" {
				label = orTitle(ch.child("Titre").words(), i)
			}
			id := choiceID(ch.child("Titre").words(), used)
			s.Choices = append(s.Choices, guide.Choice{ID: id, Label: label})
			d.counts[s.ID] = append(d.counts[s.ID], id)
			for _, set := range ch.child("SiSelectionne").all("affecteVrai") {
				c.settle(set.get("var"), answer{question: s.ID, choice: id, truth: true})
			}
			for _, set := range ch.child("SiSelectionne").all("affecteFaux") {
				c.settle(set.get("var"), answer{question: s.ID, choice: id, truth: false})
			}
		}
		if len(s.Choices) == 0 {
			continue
		}
		c.asked[s.ID] = true
		out = append(out, &block{step: s, sides: make([][]*block, len(s.Choices))})
		d.splits++
	}
	return out
}

// search makes the questions of a guided search; its ends are the sheets it
// leads to, one end a sheet.
func (d *drafter) search(n *node) []guide.Step {
	ends := map[string]guide.StepID{}
	var tail []guide.Step
	end := func(l *node) guide.StepID {
		id := l.get("LienPublication")
		if have, ok := ends[id]; ok {
			return have
		}
		s := d.named(guide.Step{
			Title: "Lisez la fiche " + id, Kind: guide.KindEnd,
			Texts: guide.Texts{Body: "Cette fiche officielle répond à votre situation."},
			Links: []string{pageOf(id, l.get("audience"))},
		}, "fiche "+id)
		ends[id] = s.ID
		tail = append(tail, s)
		d.links++
		return s.ID
	}
	var steps []guide.Step
	var ask func(title string, list []*node) guide.StepID
	ask = func(title string, list []*node) guide.StepID {
		s := d.named(guide.Step{Title: title, Kind: guide.KindQuestion}, "choix "+title)
		at := len(steps)
		steps = append(steps, s)
		used := map[string]bool{}
		var help []string
		for i, b := range list {
			label := orTitle(b.child("Titre").words(), i)
			if a := b.child("Aide").words(); a != "" {
				help = append(help, label+"\u00a0: "+a)
			}
			ch := guide.Choice{ID: choiceID(label, used), Label: label}
			switch links := b.all("LienInterne"); {
			case len(b.all("Branche")) > 0:
				ch.To = ask(strings.TrimRight(label, " ?\u00a0")+"\u00a0?", b.all("Branche"))
			case len(links) > 0 && sheetID.MatchString(links[0].get("LienPublication")):
				ch.To = end(links[0])
			default:
				continue // a branch that leads nowhere
			}
			s.Choices = append(s.Choices, ch)
		}
		s.Help = strings.Join(help, "\n\n")
		if len(s.Choices) == 0 { // every branch was cut: the official page goes on
			d.close(&s)
			s.Kind = guide.KindEnd
			d.reasons[NoContent] = true
		} else {
			d.splits++
		}
		steps[at] = s
		return s.ID
	}
	ask("Quelle est votre situation\u00a0?", n.all("Problematique"))
	return append(steps, tail...)
}

func pageOf(id, audience string) string {
	switch strings.ToLower(audience) {
	case "associations":
		return "https://www.service-public.fr/associations/vosdroits/" + id
	case "professionnels":
		return "https://entreprendre.service-public.fr/vosdroits/" + id
	}
	return "https://www.service-public.fr/particuliers/vosdroits/" + id
}

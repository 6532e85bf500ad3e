package library

import (
	"strings"

	"parvis/app/guide"
)

// Change is one difference between two texts of a guide, by step and field.
// Step is empty for the header and the introduction. Field is the word of the
// file ("titre", "texte", "aide", "lien", "choix", "liste", "sorties"…); Old or
// New is empty for what appeared or went.
type Change struct {
	Step     guide.StepID `json:"step,omitempty"`
	Field    string       `json:"field"`
	Old, New string
}

// The fields of a whole step that appears, goes, or moves.
const (
	StepAdded   = "étape ajoutée"
	StepRemoved = "étape retirée"
)

// Changes lists what differs, in the order of the new text.
func Changes(old, new *guide.Guide) []Change {
	var out []Change
	note := func(step guide.StepID, field, a, b string) {
		if a != b {
			out = append(out, Change{Step: step, Field: field, Old: a, New: b})
		}
	}
	note("", "titre", old.Title, new.Title)
	note("", "version", string(old.Version), string(new.Version))
	note("", "source", sourcesText(old), sourcesText(new))
	note("", "mots-clés", strings.Join(old.Keywords, ", "), strings.Join(new.Keywords, ", "))
	note("", "introduction", old.Intro, new.Intro)
	for i := range new.Steps {
		s := &new.Steps[i]
		before, ok := old.Step(s.ID)
		if !ok {
			note(s.ID, StepAdded, "", s.Title)
			continue
		}
		a, b := stepFields(before), stepFields(s)
		for _, f := range fieldOrder {
			note(s.ID, f, a[f], b[f])
		}
	}
	for i := range old.Steps {
		if _, ok := new.Step(old.Steps[i].ID); !ok {
			note(old.Steps[i].ID, StepRemoved, old.Steps[i].Title, "")
		}
	}
	return out
}

func sourcesText(g *guide.Guide) string {
	lines := make([]string, len(g.Sources))
	for i, s := range g.Sources {
		lines[i] = s.String()
	}
	return strings.Join(lines, "\n")
}

var fieldOrder = []string{
	"titre", "forme", "texte", "aide", "facile", "médiateur", "attention", "vérifier", "orientation", "lien",
	"choix", "liste", "sorties",
}

func stepFields(s *guide.Step) map[string]string {
	var choices, items, exits []string
	for i := range s.Choices {
		choices = append(choices, s.Choices[i].String())
	}
	for i := range s.Items {
		items = append(items, s.Items[i].String())
	}
	for _, e := range s.Exits {
		when := ""
		if e.When != nil {
			when = e.When.String()
		}
		exits = append(exits, strings.TrimSpace(when+" -> "+string(e.To)))
	}
	return map[string]string{
		"titre": s.Title, "forme": s.Kind.String(), "texte": s.Body, "aide": s.Help, "facile": s.Easy,
		"médiateur": s.Mediator, "attention": s.Warning, "vérifier": s.Check, "orientation": s.Orientation,
		"lien": strings.Join(s.Links, "\n"), "choix": strings.Join(choices, "\n"),
		"liste": strings.Join(items, "\n"), "sorties": strings.Join(exits, "\n"),
	}
}

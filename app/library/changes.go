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
	Step  guide.StepID `json:"step,omitempty"`
	Field string       `json:"field"`
	Old   string       `json:"old,omitempty"`
	New   string       `json:"new,omitempty"`
}

// The fields of a whole step that appears, goes, or moves.
const (
	StepAdded   = "étape ajoutée"
	StepRemoved = "étape retirée"
)

// The fields of a step that are files, not text.
const (
	ChangedPicture = "image"
	ChangedSound   = "son"
)

// Changes lists what differs, in the order of the new text.
func Changes(before, after *guide.Guide) []Change {
	var out []Change
	note := func(step guide.StepID, field, a, b string) {
		if a != b {
			out = append(out, Change{Step: step, Field: field, Old: a, New: b})
		}
	}
	note("", "titre", before.Title, after.Title)
	note("", "version", string(before.Version), string(after.Version))
	note("", "source", sourcesText(before), sourcesText(after))
	note("", "mots-clés", strings.Join(before.Keywords, ", "), strings.Join(after.Keywords, ", "))
	note("", "introduction", before.Intro, after.Intro)
	for i := range after.Steps {
		s := &after.Steps[i]
		was, ok := before.Step(s.ID)
		if !ok {
			note(s.ID, StepAdded, "", s.Title)
			continue
		}
		a, b := stepFields(was), stepFields(s)
		for _, f := range fieldOrder {
			note(s.ID, f, a[f], b[f])
		}
	}
	for i := range before.Steps {
		if _, ok := after.Step(before.Steps[i].ID); !ok {
			note(before.Steps[i].ID, StepRemoved, before.Steps[i].Title, "")
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
	"titre", "forme", "texte", "aide", "facile", "médiateur", "attention", "vérifier", "orientation", "lien", ChangedPicture, ChangedSound,
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
		ChangedPicture: strings.Trim(s.Image.File+" | "+s.Image.Alt, "| "), ChangedSound: s.Audio,
		"lien": strings.Join(s.Links, "\n"), "choix": strings.Join(choices, "\n"),
		"liste": strings.Join(items, "\n"), "sorties": strings.Join(exits, "\n"),
	}
}

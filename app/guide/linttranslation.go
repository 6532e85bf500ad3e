package guide

import "strings"

// lintTranslation compares a side file with its guide.
func lintTranslation(f *File, g *Guide) {
	t := f.Translation
	if t.SourceVersion.Valid() && t.SourceVersion != g.Version {
		f.add(f.LineOfKey(keySourceVer), codeOtherEditon, "", "old", string(t.SourceVersion), "new", string(g.Version))
	}
	var ids []string
	for i := range g.Steps {
		ids = append(ids, string(g.Steps[i].ID))
	}
	seen := map[StepID]int{}
	for i := range t.Steps {
		s := &t.Steps[i]
		if first, twice := seen[s.ID]; twice {
			f.add(s.Line, codeDuplicateID, "", "id", string(s.ID), "line", first)
			continue
		}
		seen[s.ID] = s.Line
		own, ok := g.Step(s.ID)
		if !ok {
			f.add(s.Line, codeForeignID, "step", "id", clip(string(s.ID))).Near = f.nearest(string(s.ID), ids)
			continue
		}
		lintTranslatedStep(f, s, own)
	}
	_, missing := Overlay(g, t)
	for _, m := range missing {
		lineNumber := seen[m.Step]
		if lineNumber == 0 {
			lineNumber = 1
		}
		variant := ""
		if m.Key == "étape" {
			variant = "step"
		}
		f.add(lineNumber, codeUntranslate, variant, "step", string(m.Step), "key", strings.TrimSpace(m.Key+" "+clip(m.Name)))
	}
}

func lintTranslatedStep(f *File, t *TranslatedStep, own *Step) {
	if t.HasKind && t.Kind != own.Kind {
		f.add(t.Line, codeIgnored, "kind", "id", string(own.ID), "kind", own.Kind.String())
	}
	var ids []string
	for i := range own.Choices {
		ids = append(ids, own.Choices[i].ID)
	}
	for i, b := range t.Bullets {
		switch {
		case len(own.Choices) > 0:
			id, _, ok := b.choice()
			if _, known := own.Choice(id); !ok || !known {
				f.add(b.Line, codeForeignID, "choice", "id", clip(id), "step", string(own.ID)).Near = f.nearest(id, ids)
			}
		case i >= len(own.Items):
			f.add(b.Line, codeForeignID, "item", "step", string(own.ID), "n", len(own.Items))
		}
	}
}

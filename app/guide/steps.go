package guide

import (
	"strconv"
)

func placeOf(f Finding) string { return f.File + ":" + strconv.Itoa(f.Line) }

// checkSteps wants each kind of step to have what it needs, and nothing else.
func checkSteps(f *File) {
	for i := range f.Guide.Steps {
		s := &f.Guide.Steps[i]
		switch {
		case s.Kind == KindList && len(s.Items) == 0:
			f.add(s.Line, codeIncomplete, "list", "id", string(s.ID))
		case s.Kind == KindLink && len(s.Links) == 0:
			f.add(s.Line, codeIncomplete, "link", "id", string(s.ID))
		case s.Kind.hasChoices() && len(s.Choices) == 0:
			f.add(s.Line, codeIncomplete, "choices", "id", string(s.ID))
		case s.Kind == KindExercise && !hasRight(s):
			f.add(s.Line, codeIncomplete, "right", "id", string(s.ID))
		}
		for k := range s.Choices {
			c := &s.Choices[k]
			if s.Kind != KindExercise && c.Right {
				f.add(c.Line, codeMisplaced, "right")
			}
			if s.Kind != KindExercise && c.Why != "" {
				f.add(c.Line, codeMisplaced, "why")
			}
		}
		if s.Image.File != "" && s.Image.Alt == "" {
			f.add(f.lineOfText(i, keyImage, 0), codeAlternative, "", "file", clip(s.Image.File))
		}
		for k, it := range s.Items {
			if it.Text == "" {
				f.add(it.Line, codeIncomplete, "item", "n", k+1)
			}
		}
	}
}

func hasRight(s *Step) bool {
	for i := range s.Choices {
		if s.Choices[i].Right {
			return true
		}
	}
	return false
}

package guide

import (
	"strings"

	"parvis/i18n"
)

// Kind is what a step does.
type Kind int

// The kinds of step.
const (
	KindQuestion Kind = iota // choices
	KindNumber               // a number, with a unit and bounds
	KindDate                 // a day
	KindYesNo
	KindCommune // a town, by its INSEE code
	KindFree    // free text, kept for the path in words only
	KindList    // things to tick
	KindLink    // an official address to open
	KindText
	KindExercise // choices, some of them right
	KindEnd
)

// kindNames are the words of the file, in the order of the constants.
func kindNames() []string {
	return []string{
		"question", "nombre", "date", "oui/non", "commune", "réponse libre",
		"liste", "lien", "texte", "exercice", "fin",
	}
}

// Kinds are all kinds, for the lists of the editor.
func Kinds() []Kind {
	all := make([]Kind, len(kindNames()))
	for i := range all {
		all[i] = Kind(i)
	}
	return all
}

// String is the word of the file.
func (k Kind) String() string {
	if names := kindNames(); k >= 0 && int(k) < len(names) {
		return names[k]
	}
	return "?"
}

// hasChoices says whether bullets of this kind are choices.
func (k Kind) hasChoices() bool { return k == KindQuestion || k == KindExercise }

// hasItems says whether bullets of this kind are items.
func (k Kind) hasItems() bool {
	return k == KindList || k == KindText || k == KindLink || k == KindEnd
}

// mayBeOptional says whether `facultatif` makes sense.
func (k Kind) mayBeOptional() bool { return k <= KindFree }

// kindSpec is what stands between the parentheses of a heading.
type kindSpec struct {
	kind     Kind
	optional bool
	unit     string
	bounds   Range
}

// parseKind reads the inside of the parentheses. known is false when the
// words are not a kind at all (then they belong to the title); problem names
// the part that is wrong when they are one.
func parseKind(inside string) (spec kindSpec, known bool, problem string) {
	parts := strings.Split(inside, ",")
	for i := range parts {
		parts[i] = trim(parts[i])
	}
	first := fold(parts[0])
	if isOptionalWord(first) {
		return kindSpec{optional: true}, len(parts) == 1, ""
	}
	found := false
	for i, name := range kindNames() {
		if first == fold(name) {
			spec.kind, found = Kind(i), true
		}
	}
	if !found {
		return spec, false, ""
	}
	for _, part := range parts[1:] {
		if !spec.option(part) {
			return spec, true, part
		}
	}
	return spec, true, ""
}

func isOptionalWord(folded string) bool {
	return folded == "facultatif" || folded == "facultative"
}

// option applies one word after the kind; false when it has no place there.
func (s *kindSpec) option(part string) bool {
	switch {
	case part == "":
		return false
	case isOptionalWord(fold(part)):
		s.optional = true
		return s.kind.mayBeOptional()
	case s.kind != KindNumber:
		return false
	case strings.Contains(part, ".."):
		r, ok := parseRange(part)
		s.bounds = r
		return ok
	case s.unit == "":
		s.unit = part
		return true
	}
	return false
}

// nearKind gives the kind someone probably meant, "" when the words look like
// a part of the title.
func nearKind(inside string) string {
	first, _, _ := strings.Cut(inside, ",")
	return nearest(trim(first), append(kindNames(), "facultatif"))
}

// kindText writes the inside of the parentheses, "" for a plain question.
func kindText(s *Step) string {
	var parts []string
	if s.Kind != KindQuestion {
		parts = append(parts, s.Kind.String())
	}
	if s.Kind == KindNumber {
		if s.Unit != "" {
			parts = append(parts, s.Unit)
		}
		if text := s.Range.String(); text != "" {
			parts = append(parts, text)
		}
	}
	if s.Optional {
		parts = append(parts, "facultatif")
	}
	return strings.Join(parts, ", ")
}

// Name is the kind in words, for the lists of the editor.
func (k Kind) Name(l *i18n.Localizer) string {
	return l.T("guide.kind." + strings.NewReplacer("/", "_", " ", "_").Replace(fold(k.String())))
}

package session

import (
	"strings"

	"parvis/app"
	"parvis/i18n"
)

// Explain is a fault as a form shows it: the field under its label instead of
// its JSON name, codes under theirs. Scripts read app.Message, which names
// fields as they write them.
func Explain(l *i18n.Localizer, fault *app.Error) string {
	shown := *fault
	shown.Where = ""
	shown.Args = append([]any(nil), fault.Args...)
	field := FieldOf(fault)
	for i := 0; i+1 < len(shown.Args); i += 2 {
		text, ok := shown.Args[i+1].(string)
		if !ok {
			continue
		}
		switch shown.Args[i] {
		case "field":
			shown.Args[i+1] = FieldLabel(l, field)
		case "value", "type":
			shown.Args[i+1] = codeLabel(l, field, text)
		case "other":
			if label := codeLabel(l, field, text); label != text {
				shown.Args[i+1] = label
			} else if label = codeLabel(l, "suite", text); label != text {
				shown.Args[i+1] = label
			} else {
				shown.Args[i+1] = FieldLabel(l, text)
			}
		}
	}
	return app.Message(l, &shown)
}

// FieldLabel is the label of a field by its JSON name ("person.genre"); a name
// without a label is given back.
func FieldLabel(l *i18n.Localizer, field string) string {
	name := field
	switch {
	case field == "person.commune_insee":
		name = "residence"
	case strings.HasPrefix(field, "person."):
		name = strings.TrimPrefix(field, "person.")
	case strings.HasPrefix(field, "participants."):
		part, _, _ := strings.Cut(strings.TrimPrefix(field, "participants."), ".")
		name = part
		switch part {
		case "total":
			name = "participants"
		case "genres":
			name = "genre"
		case "tranches_age":
			name = "tranche_age"
		case "statuts_sociaux":
			name = "statut_social"
		}
	}
	if key := "vocab.field." + name; l.Has(key) {
		return l.T(key)
	}
	return field
}

func codeLabel(l *i18n.Localizer, field, code string) string {
	if _, last, ok := strings.Cut(field, "."); ok {
		field = last
	}
	for _, v := range Vocabularies() {
		sameField := v.name == field || strings.HasPrefix(v.name, field) || field == "type" && v.name == "type"
		if (sameField || v.name == "type") && v.Has(code) {
			return v.Label(l, code)
		}
	}
	return code
}

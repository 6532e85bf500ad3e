package session

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"parvis/app"
	"parvis/i18n"
)

// FieldChange is one field of a session before and after a change, as people
// read it. An empty side was not said.
type FieldChange struct{ Field, Label, Before, After string }

// Diff says what changed between two faces of a session, field by field in the
// order of their names. The text of notes is not in a history: it is never
// here.
func Diff(l *i18n.Localizer, before, after *Session, names Names) []FieldChange {
	a, b := flat(before), flat(after)
	var out []FieldChange
	for field := range a {
		if _, ok := b[field]; !ok {
			b[field] = nil
		}
	}
	for field, now := range b {
		was := a[field]
		if field == "id" || field == "notes" || fmt.Sprint(was) == fmt.Sprint(now) {
			continue
		}
		out = append(out, FieldChange{field, FieldLabel(l, field), valueText(l, field, was, names), valueText(l, field, now, names)})
	}
	slices.SortFunc(out, func(x, y FieldChange) int { return cmp.Compare(x.Field, y.Field) })
	return out
}

// flat gives the fields said, those of a person or of participants under a
// dotted name.
func flat(s *Session) map[string]any {
	out := map[string]any{}
	raw, err := json.Marshal(s)
	if err != nil {
		return out
	}
	var fields map[string]any
	if json.Unmarshal(raw, &fields) != nil {
		return out
	}
	for name, v := range fields {
		inside, ok := v.(map[string]any)
		if !ok {
			out[name] = v
			continue
		}
		for part, x := range inside {
			out[name+"."+part] = x
		}
	}
	return out
}

func valueText(l *i18n.Localizer, field string, v any, names Names) string {
	switch v := v.(type) {
	case nil:
		return ""
	case bool:
		if v {
			return l.T("vocab.cell.oui")
		}
		return l.T("vocab.cell.non")
	case float64:
		if field == "duree" {
			return l.Minutes(int(v))
		}
		return l.Number(int(v))
	case []any:
		var parts []string
		for _, x := range v {
			parts = append(parts, valueText(l, field, x, names))
		}
		return strings.Join(parts, ", ")
	case map[string]any:
		var parts []string
		for code, n := range v {
			parts = append(parts, valueText(l, field, code, names)+" "+valueText(l, "", n, names))
		}
		slices.Sort(parts)
		return strings.Join(parts, ", ")
	case string:
		return nameText(l, field, v, names)
	}
	return fmt.Sprint(v)
}

// nameText is a code under its label, a place, a town or a guide under its
// name.
func nameText(l *i18n.Localizer, field, code string, names Names) string {
	name := ""
	switch {
	case strings.HasSuffix(field, "place_id"):
		name = names.place(code).Nom
	case strings.HasSuffix(field, "commune_insee"):
		name, _ = names.commune(code)
	case field == "guide_id" && names.Guide != nil:
		name = names.Guide(code)
	case field == "date":
		name = l.LongDay(dayTime(code))
	}
	if name != "" {
		return name
	}
	for _, v := range Vocabularies() {
		if v.Has(code) && (v.name == lastPart(field) || strings.HasPrefix(v.name, lastPart(field)) || vocabularyOf[lastPart(field)] == v.name) {
			return v.Label(l, code)
		}
	}
	return codeLabel(l, field, code)
}

// vocabularyOf names the lists whose field is written otherwise.
var vocabularyOf = map[string]string{"genres": "genre", "tranches_age": "tranche_age", "statuts_sociaux": "statut_social"}

func lastPart(field string) string {
	if i := strings.LastIndexByte(field, '.'); i >= 0 {
		return field[i+1:]
	}
	return field
}

func dayTime(day string) time.Time { return app.Day(day).Time(time.UTC) }

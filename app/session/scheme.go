package session

import (
	"encoding/json"
	"unicode/utf8"

	"parvis/app"
	"parvis/i18n"
)

// Scheme is a « dispositif »: the programme a place works for, as its code in
// a session and its label for people. The list is open: the program offers the
// common ones, the coordination publishes those of its territory.
type Scheme struct {
	Code  string `json:"code"`
	Label string `json:"label"`
}

// Bounds of a published list: entries, and characters a label.
const (
	maxSchemes     = 100
	maxSchemeLabel = 60
)

// ReadSchemes reads a published list, {"dispositifs":[{"code","label"}]}.
// Error: "pack_vocabulary" (rejected), which says what is wrong of which entry.
func ReadSchemes(raw []byte) ([]Scheme, error) {
	var file struct {
		Dispositifs []Scheme `json:"dispositifs"`
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		return nil, app.E(app.Rejected, "pack_vocabulary", "entry", "JSON").Because(err)
	}
	seen := map[string]bool{}
	for i, s := range file.Dispositifs {
		n := utf8.RuneCountInString(s.Label)
		if i >= maxSchemes || seen[s.Code] || !slug.MatchString(s.Code) || n == 0 || n > maxSchemeLabel || !utf8.ValidString(s.Label) {
			return nil, app.E(app.Rejected, "pack_vocabulary", "entry", clip(s.Code))
		}
		seen[s.Code] = true
	}
	return file.Dispositifs, nil
}

// SchemeLabel is the text people read for a scheme: the label published for
// its code, else the program's, else words that show the code to be one.
func SchemeLabel(l *i18n.Localizer, published []Scheme, code string) string {
	for _, s := range published {
		if s.Code == code {
			return s.Label
		}
	}
	return CellLabel(l, Dispositifs.name, code)
}

// SchemesWith are the schemes the program knows and those published, which
// may give another label to one that is known.
func SchemesWith(l *i18n.Localizer, published []Scheme) []Scheme {
	var out []Scheme
	renamed := map[string]string{}
	for _, s := range published {
		renamed[s.Code] = s.Label
	}
	for _, code := range Dispositifs.Codes() {
		label := Dispositifs.Label(l, code)
		if renamed[code] != "" {
			label = renamed[code]
		}
		out = append(out, Scheme{code, label})
	}
	for _, s := range published {
		if !Dispositifs.Has(s.Code) {
			out = append(out, s)
		}
	}
	return out
}

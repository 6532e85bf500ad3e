package dila

import (
	"strings"

	"parvis/app/library"
)

// bodyLimit is how much of a sheet's text is searched, in bytes: the subject
// is said early, and what follows is mostly the same words again.
const bodyLimit = 6000

// Document is what the search knows of a sheet.
func (s *Sheet) Document() library.Document {
	d := library.Document{
		ID: s.ID, Title: strings.TrimLeft(s.Title, "* "), Lang: "fr", State: library.Draft, Imported: true,
		Source: s.Modified, Edition: s.Modified.Month(), Keywords: s.Trail, Prior: priors[s.Audience],
	}
	if strings.HasSuffix(d.Title, "?") {
		d.Prior *= 0.85
	}
	if strings.Contains(strings.ToLower(d.Title+strings.Join(s.Trail, " ")), "fonction publique") {
		d.Prior *= 0.8
	}
	var b strings.Builder
	b.WriteString(s.About)
	s.root.each(func(n *node) bool {
		switch n.name {
		case "FilDAriane", "DossierPere", "Theme", "SousThemePere", "VoirAussi", "Reference", "OuSAdresser",
			"PourEnSavoirPlus", "QuestionReponse", "CommentFaireSi", "SousDossierPere":
			return false
		case "Titre", "Paragraphe", "Cellule", "Item":
			if b.Len() < bodyLimit {
				b.WriteByte('\n')
				n.write(&b)
			}
			return false
		}
		return b.Len() < bodyLimit && !strings.HasPrefix(n.name, "dc:")
	})
	d.Body = b.String()
	return d
}

// priors are how often a visitor of a public place means each audience.
var priors = map[string]float32{"particuliers": 1, "associations": 0.8, "professionnels": 0.65}

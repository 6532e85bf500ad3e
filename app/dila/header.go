package dila

import (
	"strings"

	"parvis/app/guide"
)

// GuideID is the name of the draft of a sheet: that of the sheet in small
// letters; sheets for companies and associations say so, for one number may
// serve several audiences.
func (s *Sheet) GuideID() guide.ID {
	switch s.Audience {
	case "professionnels":
		return guide.ID("pro-" + strings.ToLower(s.ID))
	case "associations":
		return guide.ID("asso-" + strings.ToLower(s.ID))
	}
	return guide.ID(strings.ToLower(s.ID))
}

// header is what stands before the steps: the draft is for mediators only, and
// nobody has reviewed it.
func (s *Sheet) header() *guide.Guide {
	g := &guide.Guide{Title: s.Title}
	g.ID = s.GuideID()
	g.Version = guide.Version(s.Modified.Month())
	if s.Modified == "" {
		g.Version = "1900-01"
	}
	g.Audiences = []guide.Audience{guide.Mediator}
	g.Themes = s.themes()
	src := guide.Source{Ref: "service-public " + s.ID, Edition: s.Modified.Month()}
	g.Sources = []guide.Source{src}
	g.Keywords = s.keywords()
	g.Intro = s.intro()
	return g
}

// intro is the first sentence of the sheet, and where it comes from.
func (s *Sheet) intro() string {
	w := &writer{words: map[string]*node{}, said: map[string]bool{}}
	var parts []string
	for _, part := range s.root.child("Introduction").find("Paragraphe") {
		if t := w.paragraph(part); t != "" {
			parts = append(parts, t)
		}
	}
	return join(s.dateText(strings.Join(parts, "\n\n")), s.Provenance())
}

// keywords are the titles the sheet is filed under and its other titles.
func (s *Sheet) keywords() []string {
	list := append([]string(nil), s.Trail...)
	for _, t := range s.root.find("TitreAlternatif") {
		list = append(list, t.words())
	}
	var out []string
	for _, k := range list {
		if k = strings.ReplaceAll(k, ",", " "); k != "" && len(out) < 12 {
			out = append(out, tidy(k))
		}
	}
	return unique(out)
}

// themes gives the codes of the session record for a theme of the publisher.
func (s *Sheet) themes() []string {
	const procedures = "aide_aux_demarches_administratives"
	theme := strings.ToLower(s.Theme)
	for _, t := range []struct{ word, code string }{
		{"papiers", "papiers_elections_citoyennete"},
		{"famille", "famille_scolarite"},
		{"social", "social_sante"},
		{"travail", "travail_formation"},
		{"logement", "logement"},
		{"transport", "transports_mobilite"},
		{"argent", "argent_impots"},
		{"justice", "justice"},
		{"étrangers", "etrangers_europe"},
		{"loisirs", "loisirs_sports_culture"},
		{"association", "associations"},
	} {
		if strings.Contains(theme, t.word) {
			return []string{procedures, t.code}
		}
	}
	if s.Audience == "associations" {
		return []string{procedures, "associations"}
	}
	if s.Audience == "professionnels" {
		return []string{"entrepreneuriat"}
	}
	return []string{procedures}
}

package dila

import (
	"net/url"
	"regexp"
	"strings"

	"parvis/app"
)

// Sheet is one official sheet: who it is for, what it is about, when it was
// last changed, and its content.
type Sheet struct {
	ID       string
	Title    string
	About    string   // one sentence, often cut by the publisher
	Kind     string   // as the publisher names it
	Audience string   // particuliers, professionnels, associations
	Modified app.Day  // last change
	URL      string   // its official page
	Theme    string   // first level of the classification
	Trail    []string // titles of the classification, theme first
	root     *node
}

var sheetID = regexp.MustCompile(`^[FRN][0-9]{1,7}$`)

// ParseSheet reads one sheet; place names it in messages.
func ParseSheet(raw []byte, place string) (*Sheet, error) {
	root, err := read(raw, place)
	if err != nil {
		return nil, err
	}
	s := &Sheet{root: root, ID: root.get("ID"), Kind: root.get("type"), URL: secure(root.get("spUrl"))}
	if root.name != "Publication" || !sheetID.MatchString(s.ID) {
		return nil, broken(place, "dila_not_a_sheet", nil)
	}
	s.Title = strings.TrimLeft(root.child("dc:title").words(), "* ")
	s.About = root.child("dc:description").words()
	if s.Title == "" {
		return nil, broken(place, "dila_no_title", nil)
	}
	s.Audience = audience(root.all("Audience"), s.URL)
	s.Modified = modified(root.child("dc:date").words())
	s.Theme = root.child("Theme").child("Titre").words()
	s.trail()
	return s, nil
}

// secure gives an address as a guide may hold it: https, a host, no sign that
// an address does not have; empty for anything else.
func secure(address string) string {
	if rest, ok := strings.CutPrefix(address, "http://"); ok {
		address = "https://" + rest
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || strings.ContainsAny(address, " \u00a0<>\"") {
		return ""
	}
	return address
}

// audience is whom the sheet is for: the general public when it is among them.
func audience(list []*node, page string) string {
	found := ""
	for _, n := range list {
		switch text := strings.ToLower(n.words()); {
		case strings.HasPrefix(text, "part"):
			return "particuliers"
		case strings.HasPrefix(text, "asso"):
			found = "associations"
		case strings.HasPrefix(text, "pro") && found == "":
			found = "professionnels"
		}
	}
	switch {
	case found != "":
		return found
	case strings.Contains(page, "professionnels"):
		return "professionnels"
	case strings.Contains(page, "associations"):
		return "associations"
	}
	return "particuliers"
}

var dayIn = regexp.MustCompile(`\d{4}-\d{2}-\d{2}`)

func modified(text string) app.Day {
	d, err := app.ParseDay(dayIn.FindString(text))
	if err != nil || d < "1900" { // no edition is that old: the date is not known
		return ""
	}
	return d
}

// trail gathers what the publisher files the sheet under: its dossier and
// sub-dossier say in plain words what a title leaves out.
func (s *Sheet) trail() {
	add := func(t string) {
		for _, have := range s.Trail {
			if strings.EqualFold(have, t) {
				return
			}
		}
		if t != "" && !strings.EqualFold(t, s.Title) {
			s.Trail = append(s.Trail, t)
		}
	}
	add(s.Theme)
	add(s.root.child("SousThemePere").words())
	for _, n := range s.root.child("FilDAriane").all("Niveau") {
		if id := n.get("ID"); strings.HasPrefix(id, "N") {
			add(n.words())
		}
	}
	add(s.root.child("DossierPere").child("Titre").words())
	add(s.root.child("SousDossierPere").words())
	for _, f := range s.root.child("DossierPere").find("Fiche") {
		if f.get("ID") == s.ID {
			add(f.words())
		}
	}
}

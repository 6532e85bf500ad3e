package library

import (
	"strings"

	"parvis/app/guide"
)

// bodyLimit is how much of a guide's text is searched, in bytes: the subject
// is said early, and what follows is mostly the same words again.
const bodyLimit = 6000

// provenance begins the sentence every imported step bears: it would make all
// sheets speak of licences and administrations.
const provenance = "D’après service-public.fr (DILA)"

// DocumentOf is what the search knows of a guide.
func DocumentOf(g *guide.Guide) Document {
	d := Document{ID: string(g.ID), Title: g.Title, Keywords: g.Keywords, Lang: "fr", Source: sourceDay(g.Sources)}
	var b strings.Builder
	add := func(texts ...string) {
		for _, t := range texts {
			for para := range strings.SplitSeq(t, "\n\n") {
				if para != "" && b.Len() < bodyLimit && !strings.HasPrefix(para, provenance) {
					b.WriteString(para)
					b.WriteByte('\n')
				}
			}
		}
	}
	add(g.Intro)
	for i := range g.Steps {
		s := &g.Steps[i]
		add(s.Title, s.Body, s.Help)
		for _, c := range s.Choices {
			add(c.Label)
		}
		for _, it := range s.Items {
			add(it.Text)
		}
		add(s.Warning, s.Mediator)
	}
	d.Body = b.String()
	return d
}

// importedPrior lowers the sheets a visitor of a public place rarely means:
// those that answer one narrow question, those of the civil service, those for
// companies. The measure is the tuning half of the labelled wordings.
func importedPrior(folder string, d *Document) float32 {
	prior := float32(1)
	switch folder {
	case "professionnels":
		prior = 0.65
	case "associations":
		prior = 0.8
	}
	if strings.HasSuffix(d.Title, "?") {
		prior *= 0.85
	}
	if strings.Contains(strings.ToLower(d.Title+strings.Join(d.Keywords, " ")), "fonction publique") {
		prior *= 0.8
	}
	return prior
}

func translationDocument(id guide.ID, t *guide.Translation) Document {
	d := Document{ID: string(id), Title: t.Title, Keywords: t.Keywords, Lang: t.Lang}
	var b strings.Builder
	b.WriteString(t.Intro)
	for _, s := range t.Steps {
		if b.Len() > bodyLimit {
			break
		}
		for _, text := range []string{s.Title, s.Body, s.Help} {
			b.WriteString("\n" + text)
		}
		for _, x := range s.Bullets {
			b.WriteString("\n" + x.Text)
		}
	}
	d.Body = b.String()
	return d
}

package dila

import (
	"strings"
)

// writer turns the running text of a sheet into paragraphs.
type writer struct {
	words map[string]*node // glossary, by ID
	said  map[string]bool  // words already explained in this step
	notes []string         // explanations waiting for the end of the step
}

// paragraph is the text of a paragraph; the glossary entries it refers to are
// noted.
func (w *writer) paragraph(n *node) string {
	text := n.words()
	if text != "" {
		w.explain(n)
	}
	return text
}

// explain notes the glossary entries a text refers to, each once a step.
func (w *writer) explain(n *node) {
	n.each(func(k *node) bool {
		if k.name != "LienIntra" {
			return true
		}
		id := k.get("LienID")
		d := w.words[id]
		if d == nil || w.said[id] || len(w.notes) >= 4 {
			return false
		}
		w.said[id] = true
		if text := d.child("Texte").words(); text != "" {
			w.notes = append(w.notes, d.child("Titre").words()+"\u00a0: "+text)
		}
		return false
	})
}

// items gives the lines of a list. A list inside an item follows it on its line.
func (w *writer) items(list *node) []line {
	var out []line
	for _, it := range list.all("Item") {
		cond, known := condition(it.child("Condition"))
		var parts []string
		for _, k := range it.kids {
			switch k.name {
			case "Condition", "":
			case "Liste":
				var inner []string
				for _, l := range w.items(k) {
					inner = append(inner, l.text)
				}
				parts = append(parts, strings.Join(inner, "\u00a0; "))
			default:
				if t := w.paragraph(k); t != "" {
					parts = append(parts, t)
				}
			}
		}
		if text := strings.Join(parts, " "); text != "" {
			out = append(out, line{text: text, cond: cond, unknown: !known})
		}
	}
	return out
}

// line is one line of a list, with the condition under which it shows.
type line struct {
	text    string
	cond    *logic
	unknown bool // it has a condition this reader cannot read
}

// table gives the rows of a table as sentences: header, then value.
func (w *writer) table(n *node) []string {
	var out []string
	var head []string
	for i, row := range n.all("Rangée") {
		var cells []string
		for _, c := range row.all("Cellule") {
			cells = append(cells, w.cell(c))
		}
		if i == 0 && (row.get("type") == "header" || row.get("type") == "entete") {
			head = cells
			continue
		}
		out = append(out, rowText(head, cells))
	}
	if title := n.child("Titre").words(); title != "" && len(out) > 0 {
		out = append([]string{title + "\u00a0:"}, out...)
	}
	return out
}

// cell is the text of a cell, the items of its lists separated.
func (w *writer) cell(n *node) string {
	var parts []string
	for _, k := range n.kids {
		switch k.name {
		case "Liste":
			var inner []string
			for _, l := range w.items(k) {
				inner = append(inner, strings.TrimSuffix(l.text, "."))
			}
			parts = append(parts, strings.Join(inner, ", "))
		case "":
			parts = append(parts, tidy(k.text))
		default:
			parts = append(parts, w.paragraph(k))
		}
	}
	return tidy(strings.Join(parts, " "))
}

func rowText(head, cells []string) string {
	var parts []string
	for i, c := range cells {
		if c == "" {
			continue
		}
		if i > 0 && i < len(head) && head[i] != "" {
			c = head[i] + "\u00a0: " + c
		}
		parts = append(parts, strings.TrimSuffix(c, "."))
	}
	return strings.Join(parts, "\u00a0; ")
}

// notice is the text of « Attention », « À savoir », « À noter » or « Rappel ».
func (w *writer) notice(n *node) string {
	var parts []string
	for _, k := range n.kids {
		switch k.name {
		case "Titre", "", "OuSAdresser", "ServiceEnLigne":
		case "Liste":
			for _, l := range w.items(k) {
				parts = append(parts, l.text)
			}
		default:
			if t := w.paragraph(k); t != "" {
				parts = append(parts, t)
			}
		}
	}
	return strings.Join(parts, " ")
}

package guide

import (
	"bytes"
	"encoding/csv"
	"strings"
)

// The spreadsheet twin: one row by line of the guide, for those who prefer
// rows. Columns: the step, what the row is, its id, its text, its condition,
// where it leads, and a detail (kind of the step, « juste »).
func csvColumns() []string {
	return []string{"étape", "élément", "id", "texte", "condition", "vers", "détail"}
}

// What a row may be, besides the keys of the header and of steps.
const (
	rowTitle   = "titre"
	rowIntro   = "introduction"
	rowStep    = "étape"
	rowText    = "texte"
	rowChoice  = "choix"
	rowItem    = "ligne"
	rowExit    = "sortie"
	rowTrial   = "essai"
	rowComment = "commentaire"
	rowNote    = "commentaire des essais"
	rightWord  = "juste"
)

// WriteCSV writes the spreadsheet twin: UTF-8 with its mark, semicolons, as
// French spreadsheets read it. Cells that a spreadsheet would compute are
// protected by an apostrophe.
func WriteCSV(g *Guide) []byte {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := &csvWriter{csv.NewWriter(&b)}
	w.w.Comma = ';'
	w.row(csvColumns()...)
	w.row("", rowTitle, "", g.Title)
	for _, c := range g.Comments {
		w.row("", rowComment, "", c)
	}
	values := headerValues(&g.Header)
	for _, key := range headerKeys() {
		for _, v := range values[key] {
			if v != "" {
				w.row("", key, "", v)
			}
		}
	}
	if g.Intro != "" {
		w.row("", rowIntro, "", g.Intro)
	}
	for i := range g.Steps {
		w.step(&g.Steps[i])
	}
	for _, c := range g.TrialComments {
		w.row("", rowNote, "", c)
	}
	for i := range g.Trials {
		t := &g.Trials[i]
		answers, _, _ := strings.Cut(t.String(), "=> ")
		w.row("", rowTrial, "", trim(answers), "", string(t.End))
	}
	w.w.Flush() // a bytes.Buffer never fails
	return b.Bytes()
}

type csvWriter struct{ w *csv.Writer }

// row writes the cells, filled up to the width of the table.
func (w *csvWriter) row(cells ...string) {
	full := make([]string, len(csvColumns()))
	for i, c := range cells {
		full[i] = protect(c)
	}
	_ = w.w.Write(full) // a bytes.Buffer never fails
}

// protect keeps a spreadsheet from computing a cell.
func protect(s string) string {
	if s != "" && strings.ContainsRune("=+-@'\t", rune(s[0])) {
		return "'" + s
	}
	return s
}

// unprotect takes the apostrophe away.
func unprotect(s string) string {
	if len(s) > 1 && s[0] == '\'' && strings.ContainsRune("=+-@'\t", rune(s[1])) {
		return s[1:]
	}
	return s
}

func (w *csvWriter) step(s *Step) {
	id := string(s.ID)
	for _, c := range s.Comments {
		w.row(id, rowComment, "", c)
	}
	kind := kindText(s)
	if s.Kind == KindQuestion {
		kind = strings.TrimSuffix("question, "+kind, ", ")
	}
	w.row(id, rowStep, id, s.Title, "", "", kind)
	for _, key := range proseKeys() {
		name := key
		if key == "" {
			name = rowText
		}
		if text := *s.field(key); text != "" {
			w.row(id, name, "", text)
		}
	}
	if s.Image != (Image{}) {
		w.row(id, keyImage, "", s.Image.File, "", "", s.Image.Alt)
	}
	if s.Audio != "" {
		w.row(id, keyAudio, "", s.Audio)
	}
	for _, l := range s.Links {
		w.row(id, keyLink, "", l)
	}
	for _, c := range s.Choices {
		right := ""
		if c.Right {
			right = rightWord
		}
		w.row(id, rowChoice, c.ID, c.Label, "", string(c.To), right)
		if c.Why != "" {
			w.row(id, keyWhy, c.ID, c.Why)
		}
	}
	for _, it := range s.Items {
		w.row(id, rowItem, "", it.Text, condText(it.When))
	}
	for _, e := range s.Exits {
		w.row(id, rowExit, "", "", condText(e.When), string(e.To))
	}
}

func condText(c *Cond) string {
	if c == nil {
		return ""
	}
	return c.String()
}

package printer_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"parvis/app"
	"parvis/app/printer"
	"parvis/app/reach"
	"parvis/app/session"
	"parvis/i18n"
)

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestFigures(t *testing.T) {
	regular, err := os.ReadFile("../../assets/fonts/AtkinsonHyperlegibleNext_400Regular.ttf")
	check(t, err)
	bold, err := os.ReadFile("../../assets/fonts/AtkinsonHyperlegibleNext_700Bold.ttf")
	check(t, err)
	fonts := printer.Fonts{Regular: regular, Bold: bold}
	when := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	d := reach.Document{Title: "Chiffres", Lang: "fr", Notes: []string{"Inès, le 23 novembre 2026"}, Columns: []string{"Commune", "Nombre", "Part"}}
	for range 80 { // more than a page, with a name longer than its column
		d.Rows = append(d.Rows, []any{strings.Repeat("Saint-Étienne-du-Grès ", 12), 5, 12.5})
	}
	var first, again bytes.Buffer
	check(t, printer.WriteFigures(d, &first, "a.pdf", fonts, when))
	check(t, printer.WriteFigures(d, &again, "a.pdf", fonts, when))
	if !bytes.HasPrefix(first.Bytes(), []byte("%PDF-")) || bytes.Count(first.Bytes(), []byte("/Type /Page\n")) < 2 {
		t.Errorf("not a PDF of several pages: %d bytes", first.Len())
	}
	if !bytes.Equal(first.Bytes(), again.Bytes()) {
		t.Error("the same document gave other bytes")
	}
	again.Reset()
	check(t, printer.WriteFigures(d, &again, "Chiffres.PDF", fonts, when))
	if !bytes.Equal(first.Bytes(), again.Bytes()) {
		t.Error("the file name gave another document")
	}
	var text bytes.Buffer
	check(t, printer.WriteFigures(d, &text, "chiffres.csv", fonts, when))
	if !strings.Contains(text.String(), "Saint-Étienne-du-Grès") {
		t.Error("the .csv lacks a row")
	}
	said := app.Message(i18n.New("fr"), printer.WriteFigures(d, &text, "chiffres.doc", fonts, when))
	if !strings.HasSuffix(said, "Choisissez .xlsx, .csv ou .pdf.") {
		t.Error(said)
	}
	if out := os.Getenv("PARVIS_PDF"); out != "" {
		check(t, os.WriteFile(out, first.Bytes(), 0o600))
	}
	if err := printer.WriteFigures(d, &again, "a.pdf", printer.Fonts{Regular: []byte("no font"), Bold: bold}, when); err == nil {
		t.Error("a damaged font was accepted")
	}
}

func TestReport(t *testing.T) {
	regular, err := os.ReadFile("../../assets/fonts/AtkinsonHyperlegibleNext_400Regular.ttf")
	check(t, err)
	fonts := printer.Fonts{Regular: regular, Bold: regular}
	r := session.Report{
		Export: session.Export{Localizer: i18n.New("fr"), Who: "Nadia", At: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)},
		Title:  "Bilan du lieu", Marked: true,
	}
	for range 12 {
		b := session.Block{Title: "Genre", View: "genre", Note: "Une note."}
		for range 9 {
			b.Rows = append(b.Rows, session.Row{Label: strings.Repeat("Féminin ", 30), N: 3, Share: 12.5, Small: true})
		}
		r.Blocks = append(r.Blocks, b)
	}
	var first, again, book bytes.Buffer
	check(t, printer.WriteReport(r, &first, "bilan.PDF", fonts))
	check(t, printer.WriteReport(r, &again, "bilan.pdf", fonts))
	if pages := bytes.Count(first.Bytes(), []byte("/Type /Page\n")); pages < 3 || !bytes.Equal(first.Bytes(), again.Bytes()) {
		t.Errorf("%d pages, the same again: %v", pages, bytes.Equal(first.Bytes(), again.Bytes()))
	}
	check(t, printer.WriteReport(r, &book, "bilan.xlsx", fonts))
	if !bytes.HasPrefix(book.Bytes(), []byte("PK")) {
		t.Error("the workbook is none")
	}
	if err := printer.WriteReport(r, &again, "bilan.doc", fonts); app.KindOf(err) != app.Usage {
		t.Errorf("another format: %v", err)
	}
}

package reach_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"parvis/app"
	"parvis/app/reach"
	"parvis/i18n"
)

func TestPDF(t *testing.T) {
	regular, err := os.ReadFile("../../assets/fonts/AtkinsonHyperlegibleNext_400Regular.ttf")
	check(t, err)
	bold, err := os.ReadFile("../../assets/fonts/AtkinsonHyperlegibleNext_700Bold.ttf")
	check(t, err)
	when := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	d, err := cube(t, year()...).Document(i18n.New("fr"), reach.Query{View: "commune"}, territory, "Inès", when)
	check(t, err)
	for range 80 { // more than a page, with a name longer than its column
		d.Rows = append(d.Rows, []any{strings.Repeat("Saint-Étienne-du-Grès ", 12), 5, 12.5})
	}
	var first, again bytes.Buffer
	check(t, reach.PDF(d, &first, reach.Fonts{Regular: regular, Bold: bold}, when))
	check(t, reach.PDF(d, &again, reach.Fonts{Regular: regular, Bold: bold}, when))
	if !bytes.HasPrefix(first.Bytes(), []byte("%PDF-")) || bytes.Count(first.Bytes(), []byte("/Type /Page\n")) < 2 {
		t.Errorf("not a PDF of several pages: %d bytes", first.Len())
	}
	if !bytes.Equal(first.Bytes(), again.Bytes()) {
		t.Error("the same document gave other bytes")
	}
	fonts := reach.Fonts{Regular: regular, Bold: bold}
	again.Reset()
	check(t, reach.WriteOrPrint(d, &again, "Chiffres.PDF", fonts, when))
	if !bytes.Equal(first.Bytes(), again.Bytes()) {
		t.Error("the file name gave another document")
	}
	var text bytes.Buffer
	check(t, reach.WriteOrPrint(d, &text, "chiffres.csv", fonts, when))
	if !strings.Contains(text.String(), "Saint-Étienne-du-Grès") {
		t.Error("the .csv lacks a row")
	}
	said := app.Message(i18n.New("fr"), reach.WriteOrPrint(d, &text, "chiffres.doc", fonts, when))
	if !strings.HasSuffix(said, "Choisissez .xlsx, .csv ou .pdf.") {
		t.Error(said)
	}
	if out := os.Getenv("PARVIS_PDF"); out != "" {
		check(t, os.WriteFile(out, first.Bytes(), 0o600))
	}
	if err := reach.PDF(d, &again, reach.Fonts{Regular: []byte("no font"), Bold: bold}, when); err == nil {
		t.Error("a damaged font was accepted")
	}
}

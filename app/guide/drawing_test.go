package guide

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
)

func sample(t testing.TB) *Graph {
	t.Helper()
	data, err := os.ReadFile("testdata/carte.guide.md")
	if err != nil {
		t.Fatal(err)
	}
	g, err := Load("carte.guide.md", data)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestSVGIsWellFormedAndNamesEveryStep(t *testing.T) {
	g := sample(t)
	g.Guide.Steps[0].Title = `<script>"&</script>`
	picture := g.SVG()
	d := xml.NewDecoder(strings.NewReader(picture))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if strings.Contains(picture, "<script") || strings.Contains(picture, "href") {
		t.Error("the picture must hold neither script nor outside reference")
	}
	for _, s := range g.Guide.Steps {
		if !strings.Contains(picture, ">"+string(s.ID)+"<") {
			t.Errorf("%s is not drawn", s.ID)
		}
	}
	if path := os.Getenv("PARVIS_SVG"); path != "" {
		if err := os.WriteFile(path, []byte(picture), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestBoxesOfARowDoNotOverlap(t *testing.T) {
	p := sample(t).layout()
	for _, row := range p.rows {
		for k := 0; k+1 < len(row); k++ {
			a, b := p.boxes[row[k]], p.boxes[row[k+1]]
			if a.node >= 0 && b.node >= 0 && a.x+boxWidth > b.x {
				t.Errorf("boxes %v and %v overlap", a, b)
			}
		}
	}
	for _, e := range p.edges {
		for k := 0; k+1 < len(e.through); k++ {
			if p.boxes[e.through[k]].row >= p.boxes[e.through[k+1]].row {
				t.Errorf("a way climbs: %v", e)
			}
		}
	}
}

func TestDOTQuotesWhatItWrites(t *testing.T) {
	g := sample(t)
	g.Guide.Steps[0].Title = "dit \"oui\" \\ non"
	dot := g.DOT()
	if !strings.Contains(dot, `dit \"oui\" \\ non`) {
		t.Errorf("quotes are not escaped:\n%s", dot)
	}
	if !strings.Contains(dot, `"motif" -> "declaration-perte" [label="perdue"]`) {
		t.Errorf("an arrow is missing:\n%s", dot)
	}
}

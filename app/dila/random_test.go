package dila

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// sheetGen draws sheets in the publisher's shape: chapters, tabs inside tabs,
// conditions on facts that are asked before, after, elsewhere or nowhere.
type sheetGen struct {
	*rapid.T
	b     strings.Builder
	depth int
	n     int
}

func (g *sheetGen) fact() string { return fmt.Sprintf("T%d", rapid.IntRange(1, 6).Draw(g.T, "fact")) }

func (g *sheetGen) condition(often int) {
	if rapid.IntRange(0, 9).Draw(g.T, "conditional") >= often {
		return
	}
	g.b.WriteString("<Condition>")
	g.logic(0)
	g.b.WriteString("</Condition>")
}

func (g *sheetGen) logic(depth int) {
	switch k := rapid.IntRange(0, 5).Draw(g.T, "logic"); {
	case k < 3 || depth > 2:
		fmt.Fprintf(&g.b, `<estVrai var=%q/>`, g.fact())
	case k == 3:
		fmt.Fprintf(&g.b, `<estIndefini var=%q/>`, g.fact())
	default:
		op := map[int]string{4: "et", 5: "ou"}[k]
		g.b.WriteString("<" + op + ">")
		for range rapid.IntRange(1, 3).Draw(g.T, "terms") {
			g.logic(depth + 1)
		}
		g.b.WriteString("</" + op + ">")
	}
}

func (g *sheetGen) title(name string) {
	g.n++
	fmt.Fprintf(&g.b, "<Titre><Paragraphe>%s %d</Paragraphe></Titre>", name, g.n)
}

func (g *sheetGen) content() {
	g.depth++
	defer func() { g.depth-- }()
	for range rapid.IntRange(0, 3).Draw(g.T, "parts") {
		switch k := rapid.IntRange(0, 7).Draw(g.T, "part"); {
		case k == 0 && g.depth < 4:
			g.b.WriteString(rapid.SampledFrom([]string{"<Chapitre>", `<Chapitre type="pieces">`}).Draw(g.T, "chapter"))
			g.title("Chapitre")
			g.condition(5)
			g.content()
			g.b.WriteString("</Chapitre>")
		case k <= 2 && g.depth < 4:
			g.b.WriteString("<BlocCas>")
			for range rapid.IntRange(0, 3).Draw(g.T, "cases") {
				g.b.WriteString("<Cas>")
				g.title("Cas")
				g.condition(7)
				g.content()
				g.b.WriteString("</Cas>")
			}
			g.b.WriteString("</BlocCas>")
		case k == 3:
			g.b.WriteString("<FragmentConditionne>")
			g.condition(9)
			g.b.WriteString("<Paragraphe>Selon le cas.</Paragraphe></FragmentConditionne>")
		case k == 4:
			g.b.WriteString("<Liste><Item>")
			g.condition(4)
			g.b.WriteString("<Paragraphe>Un papier</Paragraphe></Item></Liste>")
		case k == 5:
			g.n++
			fmt.Fprintf(&g.b, `<ServiceEnLigne URL="https://service%d.gouv.fr/"><Titre>Service %d</Titre>`, g.n, g.n)
			g.condition(4)
			g.b.WriteString("</ServiceEnLigne>")
		default:
			g.b.WriteString("<Paragraphe>Un texte (liste).</Paragraphe>")
		}
	}
}

// Whatever the nesting and the conditions, a draft is sound: its branches can
// all be taken, no way is without issue, and nothing is asked before it is set.
func TestEveryDraftIsSound(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		g := &sheetGen{T: rt}
		g.b.WriteString(`<Publication xmlns:dc="x" ID="F1" type="Fiche d'information"><dc:title>Essai (date)</dc:title><dc:date>modified 2020-01-01</dc:date>`)
		if rapid.Bool().Draw(rt, "tabs") {
			g.b.WriteString("<ListeSituations>")
			for range rapid.IntRange(1, 3).Draw(rt, "situations") {
				g.b.WriteString("<Situation>")
				g.title("Situation")
				g.condition(6)
				g.b.WriteString("<Texte>")
				g.content()
				g.b.WriteString("</Texte></Situation>")
			}
			g.b.WriteString("</ListeSituations>")
		}
		g.b.WriteString("<Texte>")
		g.content()
		g.b.WriteString("</Texte></Publication>")
		s, err := ParseSheet([]byte(g.b.String()), "F1.xml")
		if err != nil {
			rt.Fatal(err)
		}
		facts := NewFacts()
		facts.bySheet["F1"] = map[string]string{"T5": "Vous avez un papier", "T6": "Vous avez un timbre"}
		if d := Convert(s, facts); len(d.Findings) > 0 {
			rt.Fatalf("%v\n%s\n%s", d.Findings, g.b.String(), d.Text)
		}
	})
}

package bidi

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Ten units a character.
func ten(text string, _ int, _ bool) float32 { return 10 * float32(len([]rune(text))) }

func visual(lines []Line) []string {
	var out []string
	for _, l := range lines {
		var parts []string
		for _, p := range l.Pieces {
			parts = append(parts, p.Text)
		}
		out = append(out, strings.Join(parts, "|"))
	}
	return out
}

func TestLayout(t *testing.T) {
	tests := map[string]struct {
		text  string
		width float32
		rtl   bool
		want  []string
	}{
		"empty":                                           {"", 100, false, []string{""}},
		"french wraps at spaces":                          {"un deux trois", 80, false, []string{"un deux", "trois"}},
		"a no-break space holds":                          {"non : oui", 60, false, []string{"non :", "oui"}},
		"no width no wrap":                                {"un deux trois", 0, false, []string{"un deux trois"}},
		"a long word is cut":                              {"anticonstitutionnel", 100, false, []string{"anticonsti", "tutionnel"}},
		"line feeds":                                      {"un\ndeux", 0, false, []string{"un", "deux"}},
		"arabic words from the right":                     {"سلام عليكم", 0, true, []string{"عليكم|سلام"}},
		"a number inside arabic":                          {"الخطوة 1 من 5", 0, true, []string{"5|من|1|الخطوة"}},
		"latin inside arabic":                             {"موقع CAF هنا", 0, true, []string{"هنا|CAF|موقع"}},
		"latin first, arabic base":                        {"CAF موقع", 0, true, []string{"موقع|CAF"}},
		"brackets turn":                                   {"بطاقة (جديدة)", 0, true, []string{"(|جديدة|)|بطاقة"}},
		"a full stop goes to the left":                    {"اطلبوا المساعدة.", 0, true, []string{".|المساعدة|اطلبوا"}},
		"two latin words keep order":                      {"خدمة France Travail هنا", 0, true, []string{"هنا|France Travail|خدمة"}},
		"a language name in french":                       {"Langue : العربية ici", 0, false, []string{"Langue : |العربية| ici"}},
		"two arabic words in french":                      {"en سلام عليكم ici", 0, false, []string{"en |عليكم|سلام| ici"}},
		"number between arabic words":                     {"a سلام 12 عليكم b", 0, false, []string{"a |عليكم|12|سلام| b"}},
		"direction marks are not drawn":                   {"\u200fسلام\u200e", 0, true, []string{"سلام"}},
		"arabic wraps in logical order":                   {"واحد اثنان ثلاثة", 120, true, []string{"اثنان|واحد", "ثلاثة"}},
		"a percent sign stands left of its arabic number": {"حوالي 94% هنا", 0, true, []string{"هنا|%|94|حوالي"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := visual(Layout([]Span{{Text: tt.text}}, tt.width, tt.rtl, ten))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestStylesStayApart(t *testing.T) {
	lines := Layout([]Span{{"Refaire une ", 0}, {"carte", 1}, {" d’identité", 0}}, 0, false, ten)
	if diff := cmp.Diff([]string{"Refaire une |carte| d’identité"}, visual(lines)); diff != "" {
		t.Error(diff)
	}
	if lines[0].Pieces[1].Style != 1 || lines[0].Pieces[1].X != 120 {
		t.Errorf("%+v", lines[0].Pieces[1])
	}
}

func TestNothingIsLostAndNoLineIsTooWide(t *testing.T) {
	letters := []rune("abcé,.:()12 \u00a0سلامعليكم؟ ")
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOfN(rapid.SampledFrom(letters), 0, 60).Draw(t, "text"))
		width := float32(rapid.IntRange(1, 40).Draw(t, "width")) * 10
		rtl := rapid.Bool().Draw(t, "rtl")
		lines := Layout([]Span{{Text: text}}, width, rtl, ten)
		count := map[rune]int{}
		for _, r := range text {
			if r != ' ' && r != '\u00a0' {
				count[turned(r)]++
			}
		}
		for _, l := range lines {
			if l.Width > width+0.5 {
				t.Fatalf("line %v is %g wide, limit %g", visual([]Line{l}), l.Width, width)
			}
			var x float32
			for _, p := range l.Pieces {
				if p.X < x-0.5 {
					t.Fatalf("pieces overlap in %v", l)
				}
				x = p.X + p.W
				for _, r := range p.Text {
					if r != ' ' && r != '\u00a0' {
						count[turned(r)]--
					}
				}
			}
		}
		for r, n := range count {
			if n != 0 {
				t.Fatalf("%q: %d lost", r, n)
			}
		}
	})
}

// turned counts both brackets as one: mirroring exchanges them.
func turned(r rune) rune {
	if r == ')' {
		return '('
	}
	return r
}

func FuzzLayout(f *testing.F) {
	f.Add("Carte perdue : سلام (12 %)", float32(80), true)
	f.Add("\u202eabc\n\nx", float32(0), false)
	f.Fuzz(func(t *testing.T, text string, width float32, rtl bool) {
		if len(text) > 300 {
			return
		}
		if len(Layout([]Span{{Text: text}}, width, rtl, ten)) == 0 {
			t.Fatal("no line")
		}
	})
}

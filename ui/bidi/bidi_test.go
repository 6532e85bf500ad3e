package bidi

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// Ten units a character.
func ten(text string, _ int, _ bool) float32 { return 10 * float32(len([]rune(text))) }

func visual(lines []Line) []string {
	var out []string
	for _, l := range lines {
		var parts []string
		for _, p := range l.Pieces {
			parts = append(parts, plain(p.Text))
		}
		out = append(out, strings.Join(parts, "|"))
	}
	return out
}

// plain undoes the presentation forms, to compare words as they are typed; the
// no-break space must not be folded with them.
func plain(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= 0xFB50 && r <= 0xFEFF {
			b.WriteString(norm.NFKC.String(string(r)))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func TestShape(t *testing.T) {
	for word, want := range map[string]string{
		"باب":   "\uFE91\uFE8E\uFE8F",             // initial, final, isolated
		"لا":    "\uFEFB",                         // one sign for two letters
		"سلام":  "\uFEB3\uFEFC\uFEE1",             // joined ligature, then an isolated letter
		"بطاقة": "\uFE91\uFEC4\uFE8E\uFED7\uFE94", // the word whose joins broke
		"منّي":  "\uFEE3\uFEE8\u0651\uFEF2",       // a mark does not part its neighbours
		"CAF":   "CAF",
	} {
		if got := Shape(word); got != want {
			t.Errorf("%s: %+q, want %+q", word, got, want)
		}
	}
}

func TestShapeChangesNoLetter(t *testing.T) {
	var all []rune
	for r := range letters {
		all = append(all, r)
	}
	slices.Sort(all)
	all = append(all, '\u0640', '\u064f', ' ')
	rapid.Check(t, func(t *rapid.T) {
		word := string(rapid.SliceOfN(rapid.SampledFrom(all), 0, 12).Draw(t, "word"))
		if got := plain(Shape(word)); strings.ReplaceAll(norm.NFKC.String(got), "\u064f", "") != strings.ReplaceAll(norm.NFKC.String(word), "\u064f", "") {
			t.Fatalf("%+q became %+q", word, got)
		}
	})
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
				for _, r := range plain(p.Text) {
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

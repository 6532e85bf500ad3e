package handout

import (
	"bytes"
	"encoding/base64"
	"errors"
	"html"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	zxing "github.com/makiuchi-d/gozxing/qrcode"
	"pgregory.net/rapid"

	"parvis/app"
	"parvis/app/guide"
	"parvis/i18n"
)

func fonts(t testing.TB) Fonts {
	t.Helper()
	load := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join("..", "..", "assets", "fonts", name))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	return Fonts{
		Regular: load("AtkinsonHyperlegibleNext_400Regular.ttf"), Bold: load("AtkinsonHyperlegibleNext_700Bold.ttf"),
		ArabicRegular: load("NotoSansArabic_400Regular.ttf"), ArabicBold: load("NotoSansArabic_700Bold.ttf"),
	}
}

const appointmentSite = "https://rendezvouspasseport.ants.gouv.fr/"

func summary() guide.Summary {
	items := func(texts ...string) (out []guide.ShownItem) {
		for i, t := range texts {
			out = append(out, guide.ShownItem{Item: i, Text: t})
		}
		return out
	}
	s := guide.Summary{
		Guide: "carte-identite", Title: "Refaire sa carte d’identité",
		Sources: []guide.Source{{Ref: "service-public F21089", Edition: "2020-11"}, {}},
		Path:    []guide.PathLine{{Step: "age", Title: "Quel âge ?", Answer: "34 ans-secret"}},
		Links: []guide.PathLink{
			{URL: "https://passeport.ants.gouv.fr/"},
			{URL: appointmentSite, Check: "l’adresse finit par « .gouv.fr »"},
		},
		Next: []guide.NextStep{{
			Title: "Voici ce qu’il vous reste à faire", Orientation: "mairie",
			Items: items("Prenez rendez-vous. Dans toute mairie équipée, même loin de chez vous.",
				"Allez au rendez-vous vous-même. Avec les papiers et le numéro de pré-demande.",
				"Récupérez votre carte. Dans la mairie où vous l’avez demandée."),
		}},
	}
	for i, text := range []string{
		"Votre ancienne carte. Même si elle est périmée.", "Une photo d’identité. Elle a moins de 6 mois.",
		"Un justificatif de domicile. Facture, quittance ou avis d’impôt de moins d’un an.",
	} {
		s.Lists = append(s.Lists, guide.Document{ShownItem: guide.ShownItem{Item: i, Text: text, Ticked: i == 0}})
	}
	return s
}

func arabicSummary() guide.Summary {
	s := summary()
	s.Title = "تجديد بطاقة الهوية"
	for i, text := range []string{"بطاقتكم القديمة. حتى لو انتهت صلاحيتها.", "صورة هوية. عمرها أقل من 6 أشهر.", "إثبات السكن."} {
		s.Lists[i].Text = text
	}
	for i, text := range []string{"احجزوا موعدا. في أي بلدية مجهزة.", "اذهبوا إلى الموعد بأنفسكم. مع الأوراق.", "استلموا البطاقة."} {
		s.Next[0].Items[i].Text = text
	}
	return s
}

func sheetIn(lang string) *Sheet {
	s := summary()
	if lang == "ar" {
		s = arabicSummary()
	}
	return New(s, Options{
		Localizer: i18n.New(lang), Day: "2026-11-24",
		Place: Place{
			Name: "Médiathèque de Miramas", Address: "Avenue de la République, 13140 Miramas",
			Phone: "04 00 00 00 00", Hours: "Mardi au samedi, 10 h à 18 h",
		},
	})
}

func TestTheSheetSaysNothingAboutThePerson(t *testing.T) {
	var b bytes.Buffer
	if err := sheetIn("fr").HTML(&b); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "secret") {
		t.Error("an answer stands on the sheet")
	}
	for _, want := range []string{
		"D’après service-public.fr (DILA), édition de novembre 2020, Licence Ouverte 2.0.",
		"Document non officiel\u00a0: seule l’administration décide.", "Prochain rendez-vous\u00a0:", "04 00 00 00 00",
		"rendezvouspasseport.ants.gouv.fr", `lang="fr"`, "checked", "24 novembre 2026", "Mardi au samedi", "À qui vous adresser\u00a0: mairie",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the sheet lacks %q", want)
		}
	}
}

func TestAttributionStandsWhateverTheSources(t *testing.T) {
	fr := i18n.New("fr")
	cases := map[string]struct {
		sources []guide.Source
		want    string
	}{
		"edition":  {[]guide.Source{{Ref: "service-public F1", Edition: "2020-11"}}, "édition de novembre 2020"},
		"vowel":    {[]guide.Source{{Ref: "service-public F1", Edition: "2020-10"}}, "édition d’octobre 2020"},
		"read":     {[]guide.Source{{Ref: "https://www.service-public.fr/particuliers/vosdroits/F1", ReadOn: "2026-11-20"}}, "service-public.fr (DILA), lu le 20 novembre 2026"},
		"other":    {[]guide.Source{{Ref: "https://www.caf.fr/allocataires", ReadOn: "2026-11-01"}}, "D’après caf.fr, lu le 1er novembre 2026."},
		"newest":   {[]guide.Source{{Ref: "service-public F1", Edition: "2020-11"}, {Ref: "https://www.ameli.fr/", ReadOn: "2026-01-02"}}, "ameli.fr"},
		"none yet": {[]guide.Source{{}}, "restent à vérifier"},
	}
	for name, c := range cases {
		got := attribution(c.sources, fr)
		if !strings.Contains(got, c.want) || !strings.HasSuffix(got, "seule l’administration décide.") {
			t.Errorf("%s: %q", name, got)
		}
	}
}

var embedded = regexp.MustCompile(`data:image/png;base64,([A-Za-z0-9+/=]+)`)

func TestTheCodeReadsBack(t *testing.T) {
	for _, lang := range []string{"fr", "ar"} {
		var b bytes.Buffer
		if err := sheetIn(lang).HTML(&b); err != nil {
			t.Fatal(err)
		}
		found := embedded.FindStringSubmatch(html.UnescapeString(b.String()))
		if found == nil {
			t.Fatal("no code on the sheet")
		}
		raw, err := base64.StdEncoding.DecodeString(found[1])
		if err != nil {
			t.Fatal(err)
		}
		if got := decode(t, raw); got != appointmentSite {
			t.Errorf("the code of the %s sheet reads %q", lang, got)
		}
	}
}

func decode(t testing.TB, raw []byte) string {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	bmp, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true}
	r, err := zxing.NewQRCodeReader().Decode(bmp, hints)
	if err != nil {
		t.Fatal(err)
	}
	return r.GetText()
}

func TestOnlyAnOfficialAddressGetsACode(t *testing.T) {
	for _, bad := range []string{
		"http://www.caf.fr/", "https://caf.fr.example.org/", "https://user@caf.fr/", "https://caf.fr:8443/",
		"javascript:alert(1)", "", "https://" + strings.Repeat("a", 400) + ".gouv.fr/",
	} {
		if _, err := QR(bad, guide.OfficialDomains(), 4); !errors.Is(err, app.E(app.Rejected, "handout_not_official")) {
			t.Errorf("%q got a code (%v)", bad, err)
		}
	}
	s := summary()
	s.Links = nil
	if sheet := New(s, Options{Localizer: i18n.New("fr")}); sheet.Address != "https://www.service-public.fr/particuliers/vosdroits/F21089" {
		t.Errorf("a way without link gives %q instead of the official page of its source", sheet.Address)
	}
	s.Links = []guide.PathLink{{URL: "https://exemple.com/"}}
	s.Sources = []guide.Source{{Ref: "https://exemple.org/", ReadOn: "2026-01-01"}}
	sheet := New(s, Options{Localizer: i18n.New("fr"), Day: "2026-11-24"})
	if sheet.Address != "" {
		t.Errorf("the sheet sends to %s", sheet.Address)
	}
	var b bytes.Buffer
	if err := sheet.Page(&b, fonts(t)); err != nil || b.Len() == 0 {
		t.Errorf("a sheet without address is made all the same: %v", err)
	}
}

func TestAddressesReadBackWhateverTheirPath(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		path := rapid.StringMatching(`[a-zA-Z0-9/_\-]{0,80}`).Draw(rt, "path")
		address := "https://www.service-public.fr/" + path
		img, err := QR(address, guide.OfficialDomains(), 5)
		if err != nil {
			rt.Fatal(err)
		}
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			rt.Fatal(err)
		}
		if got := decode(t, b.Bytes()); got != address {
			rt.Fatalf("%q reads %q", address, got)
		}
	})
}

func TestTheSameSheetGivesTheSameBytes(t *testing.T) {
	f := fonts(t)
	for _, lang := range []string{"fr", "ar"} {
		for name, write := range map[string]func(*Sheet, *bytes.Buffer) error{
			"page":   func(s *Sheet, b *bytes.Buffer) error { return s.Page(b, f) },
			"ticket": func(s *Sheet, b *bytes.Buffer) error { return s.Ticket(b, f) },
			"html":   func(s *Sheet, b *bytes.Buffer) error { return s.HTML(b) },
		} {
			var a, b bytes.Buffer
			if err := errors.Join(write(sheetIn(lang), &a), write(sheetIn(lang), &b)); err != nil {
				t.Fatalf("%s %s: %v", lang, name, err)
			}
			if !bytes.Equal(a.Bytes(), b.Bytes()) {
				t.Errorf("%s %s differs from one time to the next", lang, name)
			}
			if dir := os.Getenv("PARVIS_LOOK"); dir != "" { // to look at the sheets
				ext := map[string]string{"page": ".pdf", "ticket": ".pdf", "html": ".html"}[name]
				if err := os.WriteFile(filepath.Join(dir, lang+"-"+name+ext), a.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

func TestArabicNeedsItsLetters(t *testing.T) {
	f := fonts(t)
	f.ArabicRegular = nil
	err := sheetIn("ar").Page(&bytes.Buffer{}, f)
	if !errors.Is(err, app.E(app.Failed, "handout_font")) {
		t.Errorf("an Arabic page without Arabic letters: %v", err)
	}
}

func TestShape(t *testing.T) {
	for in, want := range map[string]string{
		"بيت":  "\ufe91\ufef4\ufe96", // initial, medial, final
		"دار":  "\ufea9\ufe8d\ufead", // letters that do not join the next
		"لا":   "\ufefb",             // ligature alone
		"سلام": "\ufeb3\ufefc\ufee1", // ligature after a joining letter
		"ماء":  "\ufee3\ufe8e\ufe80", // hamza joins nothing
		"CAF":  "CAF",
	} {
		if got := shape(in); got != want {
			t.Errorf("shape(%q) = %+q, want %+q", in, got, want)
		}
	}
}

func TestRunsOrderALineForDrawing(t *testing.T) {
	cases := map[string]struct {
		line string
		want []string // from the left
	}{
		"a name with brackets stays whole": {"عن service-public.fr (DILA)، 11/2020", []string{"11/2020", " ،", "service-public.fr (DILA)", " \ufee6\ufecb"}},
		"brackets around Arabic turn":      {"(دار)", []string{"(\ufead\ufe8d\ufea9)"}},
		"guillemets turn with the line":    {"دار « .fr »", []string{"« ", "fr", ". » \ufead\ufe8d\ufea9"}},
		"guillemets of a name stay":        {"دار: adresse « .fr »", []string{"adresse « .fr »", " :\ufead\ufe8d\ufea9"}},
		"a phone number is not torn":       {"04 00 00 00 01", []string{"04 00 00 00 01"}},
		"a number inside a sentence":       {"دار 6 دار", []string{"\ufead\ufe8d\ufea9 ", "6", " \ufead\ufe8d\ufea9"}},
	}
	for name, c := range cases {
		var got []string
		for _, r := range runs(c.line, true) {
			got = append(got, r.text)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %+q, want %+q", name, got, c.want)
		}
	}
}

// No sign is lost or doubled when a line is ordered.
func TestRunsKeepEverySign(t *testing.T) {
	signs := rapid.StringOfN(rapid.SampledFrom([]rune("دفab09 .()«»/")), 0, 30, -1)
	rapid.Check(t, func(rt *rapid.T) {
		line := signs.Draw(rt, "line")
		n := 0
		for _, r := range runs(line, true) {
			n += len([]rune(r.text))
		}
		if n != len([]rune(line)) {
			rt.Fatalf("%q: %d signs of %d", line, n, len([]rune(line)))
		}
	})
}

// Each list keeps its own title: signs of a fraud are not papers to bring.
func TestListsKeepTheirTitles(t *testing.T) {
	s := summary()
	for i := range s.Lists {
		s.Lists[i].List = "Préparez ces documents"
	}
	s.Lists = append(s.Lists, guide.Document{List: "Cherchez ces signes", ShownItem: guide.ShownItem{Text: "On vous presse."}})
	sheet := New(s, Options{Localizer: i18n.New("fr"), Day: "2026-11-24"})
	var b bytes.Buffer
	if err := sheet.HTML(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{">Préparez ces documents</h2>", ">Cherchez ces signes</h2>"} {
		if strings.Count(b.String(), want) != 1 {
			t.Errorf("%q does not stand once on the sheet", want)
		}
	}
	if strings.Contains(b.String(), "À apporter") {
		t.Error("a list lost its title")
	}
}

// A sheet as long as one likes is made, and loses no line.
func TestLongSheetsGoOn(t *testing.T) {
	s := summary()
	for i := range 60 {
		s.Lists = append(s.Lists, guide.Document{ShownItem: guide.ShownItem{Item: i, Text: "Un papier de plus, avec un nom assez long pour tenir sur deux lignes. Et son détail."}})
	}
	sheet := New(s, Options{Localizer: i18n.New("fr"), Day: "2026-11-24"})
	p, err := sheet.layout(fonts(t), pageLook())
	if err != nil || p.pdf.PageCount() < 4 {
		t.Fatalf("%d pages: %v", p.pdf.PageCount(), err)
	}
	if p.y > p.look.height-p.look.margin {
		t.Errorf("text runs off the page at %v mm", p.y)
	}
}

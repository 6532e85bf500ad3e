package dila

import (
	"cmp"
	"strings"
	"time"

	"parvis/app/guide"
	"parvis/i18n"
)

// Reason is why a draft needs a person's eyes before anything else. The codes
// are stable.
type Reason string

// The reasons, in the order of a report.
const (
	NoContent        Reason = "vide"                // nothing but links to elsewhere
	Unsound          Reason = "defaut"              // the draft has a structural error
	ConditionUnread  Reason = "condition_illisible" // a condition this reader does not know
	ConditionTooDeep Reason = "condition_profonde"  // a condition the format cannot say: its text always shows
	ConditionLost    Reason = "conditions_retirees" // all conditions left out: they contradict each other
	ElementUnknown   Reason = "element_inconnu"     // an element this reader does not know: its words are kept
	FactUnknown      Reason = "fait_inconnu"        // a condition on something no sheet explains
	TableFlattened   Reason = "tableau"
	ImageDropped     Reason = "image"
	NoLink           Reason = "sans_lien"      // no official service nor form
	NoPapers         Reason = "sans_documents" // no list of documents
)

// Reasons are all reasons, in order.
func Reasons() []Reason {
	return []Reason{
		NoContent, Unsound, ConditionUnread, ConditionTooDeep, ConditionLost, FactUnknown, ElementUnknown,
		TableFlattened, ImageDropped, NoLink, NoPapers,
	}
}

// Draft is a sheet turned into a guide, and what was found on the way.
type Draft struct {
	Guide    *guide.Guide
	Text     []byte // the guide as a file, typography corrected
	Reasons  []Reason
	Findings []guide.Finding // structural errors only
	Branches int             // questions and divisions
	Links    int
	Lists    int
}

// Convert turns a sheet into a draft. Facts may be nil. When the conditions of
// the sheet contradict each other, they are left out: everything shows, and the
// draft says so. Its words are French, as those of the sheet.
func Convert(s *Sheet, facts *Facts) *Draft {
	d := convert(s, facts, false)
	if len(d.Findings) > 0 {
		plain := convert(s, facts, true)
		if len(plain.Findings) == 0 {
			plain.Reasons = append([]Reason{ConditionLost}, plain.Reasons...)
			return plain
		}
	}
	return d
}

func convert(s *Sheet, facts *Facts, plain bool) *Draft {
	d := &drafter{
		sheet: s, plain: plain, ids: map[guide.StepID]bool{}, reasons: map[Reason]bool{}, served: map[string]bool{},
		counts: map[guide.StepID][]string{}, w: &writer{words: map[string]*node{}, said: map[string]bool{}},
	}
	for _, def := range s.root.all("Definition") {
		d.w.words[def.get("ID")] = def
	}
	g := s.header()
	g.Steps = d.steps(facts)
	for i := range g.Steps {
		s.dateAmounts(&g.Steps[i])
		g.Steps[i].Mediator = join(g.Steps[i].Mediator, s.Provenance())
	}
	out := &Draft{Guide: g, Branches: d.splits, Links: d.links, Lists: d.lists}
	out.check()
	d.judge(out)
	return out
}

// check prints the guide, reads it back and keeps its structural errors.
func (d *Draft) check() {
	d.Text, _ = guide.Fix(guide.Print(d.Guide))
	f := guide.Parse(string(d.Guide.ID), d.Text)
	for _, finding := range guide.Lint(f, guide.Options{Structure: true}) {
		if finding.Severity() == guide.SeverityError {
			d.Findings = append(d.Findings, finding)
		}
	}
	if f.Guide != nil {
		d.Guide = f.Guide
	}
}

func (d *drafter) judge(out *Draft) {
	if len(out.Findings) > 0 {
		d.reasons[Unsound] = true
	}
	if out.Links == 0 {
		d.reasons[NoLink] = true
	}
	if out.Lists == 0 {
		d.reasons[NoPapers] = true
	}
	for _, r := range Reasons() {
		if d.reasons[r] {
			out.Reasons = append(out.Reasons, r)
		}
	}
}

// steps are those of the whole sheet.
func (d *drafter) steps(facts *Facts) []guide.Step {
	root := d.sheet.root
	if p := root.child("Problematiques"); p != nil {
		return d.search(p)
	}
	c := newScope()
	var blocks []*block
	blocks = append(blocks, d.questionnaire(root.child("Questionnaire"), c)...)
	blocks = append(blocks, d.askFacts(facts, c)...)
	end := d.named(guide.Step{Title: "Vous avez lu toute la fiche", Kind: guide.KindEnd}, "fin")
	for _, k := range root.kids {
		switch k.name {
		case "Avertissement":
			title := cmp.Or(k.child("Titre").words(), "Avertissement")
			blocks = append(blocks, d.texts(k.child("Texte"), title, false, c)...)
		case "Texte":
			blocks = append(blocks, d.texts(k, d.sheet.Title, false, c)...)
		case "ListeSituations":
			blocks = append(blocks, d.situations(k, c)...)
		}
	}
	before := len(blocks)
	for _, k := range root.kids {
		switch k.name {
		case "ServiceEnLigne":
			if b := d.service(k, c); b != nil {
				blocks = append(blocks, b)
			}
		case "LienExterneCommente":
			if b := d.outside(k); b != nil {
				blocks = append(blocks, b)
			}
		}
	}
	if before == 0 {
		d.reasons[NoContent] = true
	}
	d.close(&end)
	return append(d.link(blocks, []hop{{id: end.ID}}, nil), end)
}

// outside makes a step of a link of a sheet that only sends elsewhere.
func (d *drafter) outside(n *node) *block {
	l := n.child("LienExterne")
	url, title := secure(l.get("URL")), l.words()
	if url == "" || title == "" || d.served[url] {
		return nil
	}
	d.served[url] = true
	d.links++
	body := join(n.child("Source").words(), n.child("Commentaire").words())
	return &block{step: d.named(guide.Step{Title: title, Kind: guide.KindLink, Links: []string{url}, Texts: guide.Texts{Body: body}}, "lien "+title)}
}

// close writes the end: whom to turn to, related sheets, the official page.
func (d *drafter) close(end *guide.Step) {
	var where, related []string
	for _, k := range d.sheet.root.all("OuSAdresser") {
		where = append(where, k.child("Titre").words())
	}
	for _, k := range d.sheet.root.all("CommentFaireSi") {
		related = append(related, k.words()+" ("+k.get("ID")+")")
	}
	for _, k := range d.sheet.root.all("QuestionReponse") {
		related = append(related, k.words()+" ("+k.get("ID")+")")
	}
	end.Orientation = strings.Join(unique(where), "\u00a0; ")
	end.Body = "Vérifiez sur la page officielle\u00a0: elle a pu changer depuis cette édition."
	if d.sheet.URL != "" {
		end.Links = []string{d.sheet.URL}
	}
	if len(related) > 0 {
		end.Mediator = "À lire aussi\u00a0: " + strings.Join(unique(related), "\u00a0; ")
	}
}

// orEmpty gives an element that can be walked.
func (n *node) orEmpty() *node {
	if n == nil {
		return &node{}
	}
	return n
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "\n\n" + b
}

// ofMonth writes « de novembre 2020 », « d’octobre 2020 »; drafts are French.
func (s *Sheet) ofMonth() string {
	if s.Modified == "" {
		return "de date inconnue"
	}
	month := i18n.New("fr").MonthYear(s.Modified.Time(time.UTC))
	if strings.ContainsRune("ao", rune(month[0])) {
		return "d’" + month
	}
	return "de " + month
}

// Provenance is the sentence every step of a draft bears.
func (s *Sheet) Provenance() string {
	return "D’après service-public.fr (DILA), fiche " + s.ID + ", édition " + s.ofMonth() +
		", Licence Ouverte 2.0. Document non officiel\u00a0: seule l’administration décide."
}

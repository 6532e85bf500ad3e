package handout

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"parvis/app"
	"parvis/app/guide"
	"parvis/i18n"
)

// Place is where the person can come back, as written by the place itself.
type Place struct {
	Name    string
	Address string
	Phone   string
	Hours   string // in plain words, « Mardi au samedi, 10 h à 18 h »
}

// Line is something to do or to bring: the thing first, the detail after.
type Line struct {
	Under  string // title of the list it is from, empty: things to bring
	What   string
	Detail string
	Ticked bool // the person has it already
	Maybe  bool // only if it concerns them
}

// Sheet is a hand-out ready to be laid out. All its words are in one language.
type Sheet struct {
	Lang      string
	Title     string
	Day       app.Day
	Documents []Line
	Next      []Line
	Text      string // a paragraph after the steps
	Where     string // which kind of place to turn to
	Warning   string
	Address   string   // the official https address, empty when there is none
	Check     string   // what to verify once there
	Others    []string // other official addresses met on the way
	Place     Place
	Sources   string // where the facts come from, and who decides

	loc *i18n.Localizer
}

// Options of a sheet.
type Options struct {
	Localizer *i18n.Localizer // language of the sheet
	Place     Place
	Day       app.Day
	Domains   []string // official domains; nil: guide.OfficialDomains()
}

// New makes the sheet of a run. Of the run it takes what remains to do, the
// lists and the addresses; the answers stay out.
func New(s guide.Summary, o Options) *Sheet {
	l := o.Localizer
	sheet := &Sheet{Lang: l.Lang(), Title: s.Title, Day: o.Day, Place: o.Place, loc: l, Sources: attribution(s.Sources, l)}
	for _, d := range s.Lists {
		line := cut(d.Text)
		line.Under, line.Ticked, line.Maybe = d.List, d.Ticked, d.Maybe
		sheet.Documents = append(sheet.Documents, line)
	}
	for _, n := range s.Next {
		if len(n.Items) == 0 {
			sheet.Next = append(sheet.Next, Line{What: n.Title})
		}
		for _, it := range n.Items {
			line := cut(it.Text)
			line.Maybe = it.Maybe
			sheet.Next = append(sheet.Next, line)
		}
		sheet.Text = join(sheet.Text, n.Text)
		sheet.Warning = join(sheet.Warning, n.Warning)
		sheet.Where = join(sheet.Where, n.Orientation)
	}
	domains := o.Domains
	if domains == nil {
		domains = guide.OfficialDomains()
	}
	sheet.addresses(s.Links, domains)
	for _, src := range s.Sources {
		if page := src.Page(); sheet.Address == "" && Official(page, domains) {
			sheet.Address = page // no link on the way: the official page of the subject
		}
	}
	return sheet
}

// List is a heading and its lines, in the order they were met.
type List struct {
	Title string
	Lines []Line
}

// Lists are the documents under the titles of their lists: some lists are
// papers to bring, others signs to look for or things to keep at hand.
func (s *Sheet) Lists() []List {
	var out []List
	for _, d := range s.Documents {
		title := d.Under
		if title == "" {
			title = s.loc.T("handout.documents")
		}
		if n := len(out); n == 0 || out[n-1].Title != title {
			out = append(out, List{Title: title})
		}
		last := &out[len(out)-1]
		last.Lines = append(last.Lines, d)
	}
	return out
}

// addresses keeps the last official address of the way as the one to go to:
// it is that of the end reached, or of the last step done.
func (s *Sheet) addresses(links []guide.PathLink, domains []string) {
	for _, link := range slices.Backward(links) {
		switch {
		case !Official(link.URL, domains):
		case s.Address == "":
			s.Address, s.Check = link.URL, link.Check
		case link.URL != s.Address && !slices.Contains(s.Others, link.URL) && len(s.Others) < 2:
			s.Others = append(s.Others, link.URL)
		}
	}
}

// Official says whether an address may stand on a sheet: https, a host of the
// official domains, and nothing that could name a person.
func Official(address string, domains []string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && u.User == nil && u.Port() == "" &&
		len(address) <= 300 && guide.OfficialHost(u.Hostname(), domains)
}

// Spelled is an address as a person types it.
func Spelled(address string) string {
	return strings.TrimSuffix(strings.TrimPrefix(address, "https://"), "/")
}

// cut separates the thing from its detail: « Une photo. Moins de 6 mois. »
func cut(text string) Line {
	what, detail, ok := strings.Cut(text, ". ")
	if !ok {
		return Line{What: strings.TrimSuffix(text, ".")}
	}
	return Line{What: what, Detail: detail}
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "\n" + b
}

// attribution says which official text the facts come from, with its date, and
// that the sheet decides nothing. These words stand on every sheet.
func attribution(sources []guide.Source, l *i18n.Localizer) string {
	first := l.T("handout.source.none")
	if best, ok := newest(sources); ok {
		day, _ := best.Day()
		switch name := sourceName(best); {
		case best.Edition != "" && name == "":
			first = l.T("handout.source.edition", "of_month", ofMonth(l, day))
		case name == "":
			first = l.T("handout.source.read", "date", date(l, day))
		default:
			first = l.T("handout.source.other", "site", name, "date", date(l, day))
		}
	}
	return first + " " + l.T("handout.not_official")
}

// newest is the source read last; a source still to verify is no source.
func newest(sources []guide.Source) (best guide.Source, ok bool) {
	var top app.Day
	for _, s := range sources {
		if d, known := s.Day(); known && d > top {
			best, top, ok = s, d, true
		}
	}
	return best, ok
}

// sourceName is the site of a source, empty for service-public.fr.
func sourceName(s guide.Source) string {
	u, err := url.Parse(s.Address())
	if err != nil || u.Host == "" || s.Sheet() != "" || strings.HasSuffix(u.Hostname(), "service-public.fr") ||
		strings.HasSuffix(u.Hostname(), "service-public.gouv.fr") {
		return ""
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}

// date writes a day with its year. From right to left it is in digits, which
// everyone reads and no line can tear apart.
func date(l *i18n.Localizer, d app.Day) string {
	t := d.Time(time.UTC)
	if l.RTL() {
		return t.Format("02/01/2006")
	}
	return l.ShortDay(t) + " " + t.Format("2006")
}

// ofMonth writes « de novembre 2020 », « d’octobre 2020 ».
func ofMonth(l *i18n.Localizer, d app.Day) string {
	t := d.Time(time.UTC)
	month := l.MonthYear(t)
	if l.RTL() {
		month = t.Format("01/2006")
	}
	if strings.ContainsRune("aeio", rune(month[0])) {
		return l.T("handout.of_month_vowel", "month", month)
	}
	return l.T("handout.of_month", "month", month)
}

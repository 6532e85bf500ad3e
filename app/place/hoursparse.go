package place

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"parvis/app"
)

// maxHours is the longest text tried, in characters: the national limit on
// such values is far below.
const maxHours = 1000

// ParseHours reads opening hours. A text that is not of the form it knows is
// kept as it is: the Hours then shows it and Known is false. The grammar is
// the part of OpenStreetMap's opening_hours that public places use: dates,
// weeks, weekdays (with their rank in the month), public and school holidays,
// times (past midnight and open-ended too), "off", "24/7", comments, and rules
// after semicolons or commas. Ways of writing often met (9h30, 09.30, dashes of
// every length, lower case) are read as well.
func ParseHours(text string) Hours {
	raw := strings.TrimSpace(text)
	h := Hours{raw: raw}
	if raw == "" {
		return h
	}
	p := &hoursParser{}
	if utf8.RuneCountInString(raw) > maxHours || !p.lex(raw) || !p.rules() {
		return Hours{raw: raw, free: true}
	}
	h.rules = p.out
	for _, r := range p.out {
		h.pub = h.pub || r.public
		h.sch = h.sch || r.school
	}
	return h
}

// token is a word, a number, a time of day, a comment, or one sign.
type token struct {
	kind byte // 'w' word, 'n' number, 't' time, 'c' comment, else the sign itself
	text string
	n    int // number, or minutes since midnight
}

type hoursParser struct {
	toks []token
	at   int
	out  []rule
}

func (p *hoursParser) lex(s string) bool {
	rs := []rune(s)
	for i := 0; i < len(rs); {
		r := rs[i]
		switch {
		case unicode.IsSpace(r):
			i++
		case r == '"':
			end := slices.Index(rs[i+1:], '"')
			if end < 0 {
				return false
			}
			p.toks = append(p.toks, token{kind: 'c', text: string(rs[i+1 : i+1+end])})
			i += end + 2
		case r >= '0' && r <= '9':
			n, ok := p.number(rs[i:])
			if !ok {
				return false
			}
			i += n
		case unicode.IsLetter(r):
			j := i
			for j < len(rs) && unicode.IsLetter(rs[j]) {
				j++
			}
			p.toks = append(p.toks, token{kind: 'w', text: strings.ToLower(string(rs[i:j]))})
			i = j
		case r == '–' || r == '—' || r == '‑' || r == '−':
			p.toks = append(p.toks, token{kind: '-'})
			i++
		case strings.ContainsRune(",;-+/[]:", r):
			p.toks = append(p.toks, token{kind: byte(r)})
			i++
		default:
			return false
		}
	}
	return len(p.toks) > 0
}

// number reads digits, or a time of day: 9:00, 09h, 9h30, 09.30.
func (p *hoursParser) number(rs []rune) (int, bool) {
	digits := func(from int) int {
		j := from
		for j < len(rs) && rs[j] >= '0' && rs[j] <= '9' {
			j++
		}
		return j
	}
	end := digits(0)
	n, err := strconv.Atoi(string(rs[:end]))
	if err != nil || end > 4 {
		return 0, false
	}
	if end <= 2 && end < len(rs) {
		sep := unicode.ToLower(rs[end])
		minutes := digits(end + 1)
		two := minutes-end-1 == 2
		hourAlone := sep == 'h' && minutes == end+1 && (minutes == len(rs) || !unicode.IsLetter(rs[minutes]))
		if two && (sep == ':' || sep == 'h' || sep == '.') || hourAlone {
			m := 0
			if two {
				m, _ = strconv.Atoi(string(rs[end+1 : minutes]))
			}
			p.toks = append(p.toks, token{kind: 't', n: n*60 + m})
			return minutes, n <= 48 && m < 60
		}
	}
	p.toks = append(p.toks, token{kind: 'n', n: n})
	return end, true
}

func (p *hoursParser) peek() token {
	if p.at < len(p.toks) {
		return p.toks[p.at]
	}
	return token{}
}

func (p *hoursParser) next(kind byte) bool {
	if p.peek().kind == kind {
		p.at++
		return true
	}
	return false
}

// rules reads the rules up to the end.
func (p *hoursParser) rules() bool {
	additive := false
	for p.at < len(p.toks) {
		if p.next(';') {
			additive = false
			continue
		}
		r := rule{additive: additive}
		if !p.rule(&r) || len(p.out) >= 200 {
			return false
		}
		p.out = append(p.out, r)
		switch {
		case p.at == len(p.toks):
		case p.next(';'):
			additive = false
		case p.next(','):
			additive = true
		default:
			return false
		}
	}
	return len(p.out) > 0
}

func (p *hoursParser) rule(r *rule) bool {
	start := p.at
	if p.peek() == (token{kind: 'n', n: 24}) && p.at+2 < len(p.toks) && p.toks[p.at+1].kind == '/' && p.toks[p.at+2] == (token{kind: 'n', n: 7}) {
		p.at += 3
		r.anyDay = true
		return p.state(r)
	}
	if !p.dates(r) || !p.weeksOf(r) {
		return false
	}
	p.next(':')
	if !p.weekdays(r) {
		return false
	}
	r.anyDay = len(r.days) == 0 && !r.public && !r.school && len(r.dates) == 0 && len(r.weeks) == 0
	if len(r.days) == 0 && !r.public && !r.school {
		r.days = []dayRange{{time.Sunday, time.Saturday, nil}}
	}
	p.next(':')
	return p.times(r) && p.state(r) && p.at > start
}

// state reads what ends a rule: open, off, by agreement, a comment.
func (p *hoursParser) state(r *rule) bool {
	if t := p.peek(); t.kind == 'w' {
		switch t.text {
		case "open":
		case "off", "closed", "fermé", "ferme":
			r.closed = true
		case "unknown":
			r.unknown = true
		default:
			return false
		}
		p.at++
	}
	if t := p.peek(); t.kind == 'c' {
		r.comment = strings.TrimSpace(t.text)
		r.unknown = r.unknown || !r.closed // a condition: nobody can say it is met
		p.at++
	}
	return true
}

func nameIn(names, word string) int {
	for i, forms := range strings.Fields(names) {
		if slices.Contains(strings.Split(forms, "/"), word) {
			return i
		}
	}
	return -1
}

func (p *hoursParser) day() int {
	if t := p.peek(); t.kind == 'w' {
		return nameIn("su/sun/sunday mo/mon/monday tu/tue/tuesday we/wed/wednesday th/thu/thursday fr/fri/friday sa/sat/saturday", t.text)
	}
	return -1
}

// weekdays reads "Mo-Fr,PH", "Th[1,3]", "SH"…
func (p *hoursParser) weekdays(r *rule) bool {
	for first := true; ; first = false {
		mark := p.at
		if !first && !p.next(',') {
			return true
		}
		t := p.peek()
		switch d := p.day(); {
		case d >= 0:
			p.at++
			if !p.dayRange(r, time.Weekday(d)) {
				return false
			}
		case t.kind == 'w' && t.text == "ph":
			r.public = true
			p.at++
		case t.kind == 'w' && t.text == "sh":
			r.school = true
			p.at++
		default:
			p.at = mark
			return true
		}
	}
}

func (p *hoursParser) dayRange(r *rule, from time.Weekday) bool {
	d := dayRange{from: from, to: from}
	if p.next('-') {
		to := p.day()
		if to < 0 {
			return false
		}
		p.at++
		d.to = time.Weekday(to)
	} else if p.next('[') {
		for {
			sign := 1
			if p.next('-') {
				sign = -1
			}
			t := p.peek()
			if t.kind != 'n' || t.n < 1 || t.n > 5 {
				return false
			}
			p.at++
			d.nth = append(d.nth, sign*t.n)
			if p.next(']') {
				break
			}
			if !p.next(',') {
				return false
			}
		}
	}
	r.days = append(r.days, d)
	return true
}

// times reads "09:00-12:00,14:00-18:00", "22:00-02:00", "14:00+".
func (p *hoursParser) times(r *rule) bool {
	for p.peek().kind == 't' {
		c := clock{from: p.peek().n}
		p.at++
		switch {
		case p.next('+'):
			c.to, c.open = 24*60, true
		case p.next('-'):
			t := p.peek()
			if t.kind != 't' {
				return false
			}
			p.at++
			c.to = t.n
			c.open = p.next('+')
		default:
			return false
		}
		if c.from >= 24*60 {
			return false
		}
		if c.to <= c.from {
			c.to += 24 * 60
		}
		if c.to > 48*60 {
			return false
		}
		r.times = append(r.times, c)
		if p.peek().kind != ',' || p.at+1 >= len(p.toks) || p.toks[p.at+1].kind != 't' {
			return true
		}
		p.at++
	}
	return true
}

func (p *hoursParser) month() int {
	if t := p.peek(); t.kind == 'w' {
		return nameIn("jan feb mar apr may jun jul aug sep oct nov dec", t.text) + 1
	}
	return 0
}

// dates reads "Jul-Aug", "Dec 24-Jan 02", "2026 Dec 25", separated by commas.
func (p *hoursParser) dates(r *rule) bool {
	for first := true; ; first = false {
		mark := p.at
		if !first && !p.next(',') {
			return true
		}
		from, dayGiven, ok := p.date(0)
		if !ok {
			p.at = mark
			return p.peek().kind != 'n' || len(r.dates) > 0
		}
		d := dateRange{from: from, to: from}
		if !dayGiven {
			d.from.day, d.to.day = 1, 31
		}
		if p.next('-') {
			to, given, ok := p.date(from.year)
			if t := p.peek(); !ok && dayGiven && t.kind == 'n' && t.n >= from.day && t.n <= 31 {
				to, given, ok = date{from.year, from.month, t.n}, true, true // "Dec 24-26"
				p.at++
			}
			if !ok {
				return false
			}
			if d.to = to; !given {
				d.to.day = 31
			}
		}
		r.dates = append(r.dates, d)
	}
}

func (p *hoursParser) date(year int) (d date, dayGiven, ok bool) {
	mark := p.at
	d.year = year
	if t := p.peek(); t.kind == 'n' && t.n >= 1900 && t.n <= 2200 {
		d.year = t.n
		p.at++
	}
	if d.month = p.month(); d.month == 0 {
		p.at = mark
		return d, false, false
	}
	p.at++
	if t := p.peek(); t.kind == 'n' && t.n >= 1 && t.n <= 31 {
		d.day, dayGiven = t.n, true
		p.at++
	}
	return d, dayGiven, true
}

// weeksOf reads "week 1-53/2,10".
func (p *hoursParser) weeksOf(r *rule) bool {
	if t := p.peek(); t.kind != 'w' || t.text != "week" {
		return true
	}
	p.at++
	for {
		t := p.peek()
		if t.kind != 'n' || t.n < 1 || t.n > 53 {
			return false
		}
		p.at++
		w := weekRange{t.n, t.n, 1}
		if p.next('-') {
			if w.to = p.peek().n; p.peek().kind != 'n' || w.to < w.from || w.to > 53 {
				return false
			}
			p.at++
			if p.next('/') {
				if w.step = p.peek().n; p.peek().kind != 'n' || w.step < 1 {
					return false
				}
				p.at++
			}
		}
		r.weeks = append(r.weeks, w)
		if p.peek().kind != ',' || p.at+1 >= len(p.toks) || p.toks[p.at+1].kind != 'n' {
			return true
		}
		p.at++
	}
}

// zones are the time zones of territories by the start of their INSEE codes,
// read once: reading one costs more than working out opening hours.
var zones = sync.OnceValue(func() map[string]*time.Location {
	out := map[string]*time.Location{"": app.Zone("")}
	for prefix, name := range map[string]string{
		"971": "America/Guadeloupe", "972": "America/Martinique", "973": "America/Cayenne", "974": "Indian/Reunion",
		"975": "America/Miquelon", "976": "Indian/Mayotte", "977": "America/St_Barthelemy", "978": "America/Marigot",
		"986": "Pacific/Wallis", "987": "Pacific/Tahiti", "988": "Pacific/Noumea",
	} {
		out[prefix] = app.Zone(name)
	}
	return out
})

// Zone is the time zone of a commune, by its INSEE code: overseas territories
// have their own.
func Zone(insee string) *time.Location {
	all := zones()
	if len(insee) == 5 {
		if z, ok := all[insee[:3]]; ok {
			return z
		}
	}
	return all[""]
}

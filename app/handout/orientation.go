package handout

import (
	"bytes"
	"html/template"
	"io"
	"slices"
	"strings"

	"parvis/app"
	"parvis/app/place"
	"parvis/i18n"
)

// Orientation is the sheet of a person sent to another place: A4 in large
// print, and its HTML twin. What was typed about her is on it and nowhere else.
type Orientation struct {
	paper
	parts []place.Part
	note  string
}

// NewOrientation makes the sheet in the language of the localizer.
func NewOrientation(o place.Orientation, l *i18n.Localizer) *Orientation {
	return &Orientation{paper{l, l.T("place.orientation.title"), o.Day}, o.Parts(l), l.T("place.orientation.note")}
}

// boxed are the parts of the tinted panel: where to go, when and how.
var boxed = []string{"to", "hours", "access"}

// Page writes the sheet as an A4 PDF in large print.
func (o *Orientation) Page(w io.Writer, f Fonts) error {
	p, err := o.draw(f, pageLook(), o.runningHead, o.blocks)
	if err == nil && p.pdf.PageCount() > 1 {
		p, err = o.draw(f, tightLook(), o.runningHead, o.blocks)
	}
	if err != nil {
		return err
	}
	return p.output(w)
}

func (o *Orientation) blocks(p *sheetLayout) {
	o.head(p)
	inside := slices.DeleteFunc(slices.Clone(o.parts), func(x place.Part) bool { return !slices.Contains(boxed, x.Key) })
	for _, part := range o.parts {
		switch {
		case part.Key == "to":
			o.panel(p, inside)
		case slices.Contains(boxed, part.Key):
		default:
			p.heading(part.Title)
			o.lines(p, part, p.whole())
		}
	}
	p.space(p.look.gap * 1.4)
	p.need(p.height(p.headStyle()) + p.look.handGap)
	(&Sheet{loc: o.loc}).appointment(p)
	small := style{size: p.look.small, colour: p.look.soft}
	p.space(p.look.gap * 1.4)
	p.need(p.measure(o.note, small, p.inner()))
	p.text(o.note, small, p.whole())
	p.numbers()
}

// panel draws the parts that say where to go on a tinted ground.
func (o *Orientation) panel(p *sheetLayout, parts []place.Part) {
	const pad = 5.0
	at := span{pad, p.inner() - 2*pad}
	h := 2 * pad
	for i, part := range parts {
		if i > 0 {
			h += p.look.gap * 0.6
		}
		h += p.height(p.headStyle())
		for k, line := range part.Lines {
			h += p.measure(line, o.lineStyle(p, part, k), at.width)
		}
	}
	p.space(p.look.gap)
	p.need(h)
	top := p.y
	if top+h <= p.bottom {
		p.fill(p.look.panel)
		p.pdf.RoundedRect(p.left(), top, p.inner(), h, 3, "1234", "F")
	}
	p.y = top + pad
	for i, part := range parts {
		if i > 0 {
			p.y += p.look.gap * 0.6
		}
		p.text(part.Title, p.headStyle(), at)
		o.lines(p, part, at)
	}
	p.y += pad
}

func (o *Orientation) lines(p *sheetLayout, part place.Part, at span) {
	for i, line := range part.Lines {
		p.text(line, o.lineStyle(p, part, i), at)
	}
}

// lineStyle sets the names in bold: the person's, the place's.
func (o *Orientation) lineStyle(p *sheetLayout, part place.Part, i int) style {
	if i == 0 && (part.Key == "to" || part.Key == "for") {
		return p.boldStyle()
	}
	return p.bodyStyle()
}

// HTML writes the twin of the sheet: one file without anything to fetch, read
// in order by a screen reader, printable, in large letters.
func (o *Orientation) HTML(w io.Writer) error {
	v := orientationView{
		Lang: o.loc.Lang(), RTL: o.loc.RTL(), Title: o.title, Date: date(o.loc, o.day), Note: o.note,
		Appointment: o.loc.T("handout.appointment"), Parts: o.parts,
	}
	var b bytes.Buffer
	if err := orientationTwin.Execute(&b, v); err != nil {
		return app.E(app.Failed, "handout_html").Because(err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

type orientationView struct {
	Lang, Title, Date, Note, Appointment string
	RTL                                  bool
	Parts                                []place.Part
}

var orientationTwin = template.Must(template.New("orientation").Funcs(template.FuncMap{
	"boxed": func(key string) bool { return slices.Contains(boxed, key) },
	"dialed": func(line string) template.URL {
		return template.URL("tel:+33" + strings.ReplaceAll(line, i18n.NBSP, "")[1:])
	},
	"phone": frenchPhone, // digits only: what dialed makes of it is safe
}).Parse(`<!DOCTYPE html>
<html lang="{{.Lang}}" dir="{{if .RTL}}rtl{{else}}ltr{{end}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>
body{margin:0 auto;max-width:42rem;padding:1.5rem;font:1.35rem/1.5 "Atkinson Hyperlegible Next","Noto Sans Arabic",sans-serif;color:#12233f;background:#fff}
h1{font-size:2rem;line-height:1.2;margin:.5rem 0 1rem}
h2{font-size:1.4rem;color:#1d4e89;margin:1.2rem 0 .2rem}
p{margin:.1rem 0;overflow-wrap:anywhere}
.box{background:#e4edf7;border-radius:.6rem;padding:.1rem 1.2rem .8rem;margin:0}
.box + .box{border-radius:0 0 .6rem .6rem;margin-top:-.6rem}
.name{font-weight:700}
.hand{border-bottom:2px dotted #8a8171;height:2.6rem}
.small,footer{font-size:1.05rem;color:#3f4c64}
a{color:#12233f}
a:focus{outline:3px solid #12233f;outline-offset:2px}
@media print{body{max-width:none;padding:0}}
</style>
</head>
<body>
<header><p class="small">Parvis · {{.Date}}</p></header>
<main>
<h1>{{.Title}}</h1>
{{- range .Parts}}{{$key := .Key}}
<section{{if boxed .Key}} class="box"{{end}} aria-labelledby="{{.Key}}"><h2 id="{{.Key}}">{{.Title}}</h2>
{{- range $i, $line := .Lines}}
<p{{if and (eq $i 0) (or (eq $key "to") (eq $key "for"))}} class="name"{{end}}>{{if phone $line}}<a href="{{dialed $line}}">{{$line}}</a>{{else}}{{$line}}{{end}}</p>
{{- end}}
</section>
{{- end}}
<section aria-labelledby="appointment"><h2 id="appointment">{{.Appointment}}</h2><div class="hand" aria-hidden="true"></div></section>
</main>
<footer><p>{{.Note}}</p></footer>
</body>
</html>
`))

// frenchPhone says whether a line is a number as place.NationalPhone writes it.
func frenchPhone(line string) bool {
	digits := strings.ReplaceAll(line, i18n.NBSP, "")
	return len(digits) == 10 && digits[0] == '0' && strings.Trim(digits, "0123456789") == "" && digits != line
}

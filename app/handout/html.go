package handout

import (
	"bytes"
	"encoding/base64"
	"html/template"
	"image/png"
	"io"

	"parvis/app"
)

// HTML writes the twin of the sheet: one file without anything to fetch, read
// in order by a screen reader, printable, in large letters.
func (s *Sheet) HTML(w io.Writer) error {
	v := view{Sheet: s, RTL: s.loc.RTL(), Date: date(s.loc, s.Day), T: func(key string, args ...any) string {
		return s.loc.T("handout."+key, args...)
	}}
	if s.Address != "" {
		img, err := picture(s.Address, 6)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			return app.E(app.Failed, "handout_qr").Because(err)
		}
		v.Code = template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes()))
		v.Spelled = Spelled(s.Address)
	}
	var b bytes.Buffer
	if err := twin.Execute(&b, v); err != nil {
		return app.E(app.Failed, "handout_html").Because(err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

type view struct {
	*Sheet
	RTL     bool
	Date    string
	Spelled string
	Code    template.URL
	T       func(key string, args ...any) string
}

var twin = template.Must(template.New("twin").Funcs(template.FuncMap{"spelled": Spelled}).Parse(`<!DOCTYPE html>
<html lang="{{.Lang}}" dir="{{if .RTL}}rtl{{else}}ltr{{end}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>
body{margin:0 auto;max-width:42rem;padding:1.5rem;font:1.35rem/1.5 "Atkinson Hyperlegible Next","Noto Sans Arabic",sans-serif;color:#12233f;background:#fff}
h1{font-size:2rem;line-height:1.2;margin:.5rem 0 1rem}
h2{font-size:1.4rem;color:#1d4e89;margin:1.6rem 0 .4rem}
ul.papers{list-style:none;padding:0}ul.papers li{margin:.5rem 0}
input{width:1.4rem;height:1.4rem;margin-inline-end:.6rem;vertical-align:middle}
.address{background:#e4edf7;border-radius:.6rem;padding:.2rem 1.2rem 1.2rem}
.address a{font-weight:700;color:#12233f;overflow-wrap:anywhere}
.address img{display:block;width:13rem;max-width:100%;image-rendering:pixelated;background:#fff}
.hand{border-bottom:2px dotted #8a8171;height:2.6rem}
.text{white-space:pre-line}
.small,footer{font-size:1.05rem;color:#3f4c64}
a:focus,input:focus{outline:3px solid #12233f;outline-offset:2px}
@media print{body{max-width:none;padding:0}}
</style>
</head>
<body>
<header><p class="small">Parvis · {{.Date}}</p></header>
<main>
<h1>{{.Title}}</h1>
{{- range $n, $list := .Lists}}
<section aria-labelledby="list{{$n}}"><h2 id="list{{$n}}">{{.Title}}</h2>
<ul class="papers">
{{- range .Lines}}
<li><label><input type="checkbox"{{if .Ticked}} checked{{end}}>{{if .Maybe}}{{call $.T "maybe" "text" .What}}{{else}}{{.What}}{{end}}{{if .Detail}}. {{.Detail}}{{end}}</label></li>
{{- end}}
</ul></section>
{{- end}}
{{- if or .Next .Text .Where .Warning}}
<section aria-labelledby="next"><h2 id="next">{{call .T "next"}}</h2>
{{- if .Next}}
<ol>
{{- range .Next}}
<li>{{if .Maybe}}{{call $.T "maybe" "text" .What}}{{else}}{{.What}}{{end}}{{if .Detail}}. {{.Detail}}{{end}}</li>
{{- end}}
</ol>
{{- end}}
{{- if .Text}}
<p class="text">{{.Text}}</p>
{{- end}}
{{- if .Where}}
<p>{{call .T "where" "text" .Where}}</p>
{{- end}}
{{- if .Warning}}
<p><strong>{{call .T "warning" "text" .Warning}}</strong></p>
{{- end}}
</section>
{{- end}}
{{- if .Address}}
<section class="address" aria-labelledby="address"><h2 id="address">{{call .T "address"}}</h2>
<p><a href="{{.Address}}" dir="ltr">{{.Spelled}}</a></p>
{{- if .Check}}
<p>{{call .T "check" "text" .Check}}</p>
{{- end}}
{{- range .Others}}
<p class="small">{{call $.T "others" "addresses" ""}} <a href="{{.}}" dir="ltr">{{spelled .}}</a></p>
{{- end}}
<p class="small">{{call .T "qr"}}</p>
<img src="{{.Code}}" alt="{{call .T "qr_alt" "address" .Spelled}}">
</section>
{{- end}}
<section aria-labelledby="appointment"><h2 id="appointment">{{call .T "appointment"}}</h2><div class="hand" aria-hidden="true"></div></section>
<section aria-labelledby="hand"><h2 id="hand">{{call .T "by_hand"}}</h2><div class="hand" aria-hidden="true"></div><div class="hand" aria-hidden="true"></div></section>
{{- with .Place}}{{if .Name}}
<address dir="auto"><strong>{{.Name}}</strong>
{{- if .Address}}<br>{{.Address}}{{end}}
{{- if .Phone}}<br><span dir="ltr">{{.Phone}}</span>{{end}}
{{- if .Hours}}<br>{{.Hours}}{{end}}</address>
{{- end}}{{end}}
</main>
<footer><p>{{.Sources}}</p></footer>
</body>
</html>
`))

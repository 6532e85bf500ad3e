package handout

import (
	"bytes"
	"html/template"
	"io"
	"strings"

	"parvis/app"
)

// HTML writes the twin of the letter, once whatever the copies: one file without
// anything to fetch, read in order by a screen reader, printable.
func (l *Letter) HTML(w io.Writer) error {
	var b bytes.Buffer
	if err := letterTwin.Execute(&b, struct {
		*Letter
		Of string
	}{l, l.lang()}); err != nil {
		return app.E(app.Failed, "handout_html").Because(err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

var letterTwin = template.Must(template.New("letter").Funcs(template.FuncMap{"broken": func(s string) []string { return strings.Split(s, "\n") }}).Parse(`<!DOCTYPE html>
<html lang="{{.Of}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>
body{margin:0 auto;max-width:44rem;padding:1.5rem;font:1.25rem/1.5 "Atkinson Hyperlegible Next",sans-serif;color:#12233f;background:#fff}
h1{font-size:1.9rem;line-height:1.2;margin:.5rem 0}
h2{font-size:1.3rem;color:#1d4e89;margin:1.4rem 0 .3rem}
p,ul{margin:.3rem 0}
.warn{border:3px solid #12233f;border-radius:.5rem;padding:.6rem 1rem;margin:1rem 0}
.code{font-size:2rem;font-weight:700;letter-spacing:.05em;overflow-wrap:anywhere}
.sign{border:2px solid #8a8171;border-radius:.4rem;height:6rem}
.small,footer{font-size:1.05rem;color:#3f4c64}
@media print{body{max-width:none;padding:0}section{break-inside:avoid}}
</style>
</head>
<body>
<main>
<h1>{{.Title}}</h1>
{{- if .Note}}
<p class="small">{{.Note}}</p>
{{- end}}
{{- range .Copies}}
<p class="small">{{.}}</p>
{{- end}}
{{- range .Parts}}
{{- $part := .}}
<section{{if .Box}} class="warn" role="note"{{end}}>
{{- if .Title}}<h2>{{.Title}}</h2>{{end}}
{{- if .List}}
<ul>{{range .Lines}}<li>{{.}}</li>{{end}}</ul>
{{- else}}
{{- range .Lines}}
<p{{if $part.Code}} class="code"{{end}}>{{range $i, $l := broken .}}{{if $i}}<br>{{end}}{{$l}}{{end}}</p>
{{- if $part.Sign}}<div class="sign" aria-hidden="true"></div>{{end}}
{{- end}}
{{- end}}
</section>
{{- end}}
</main>
{{- if .Foot}}
<footer><p>{{.Foot}}</p></footer>
{{- end}}
</body>
</html>
`))

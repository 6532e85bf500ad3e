package dila

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"parvis/app"
)

// Limits of one sheet: the largest official one has 520 kB of JSON and 25
// levels; anything far beyond is not a sheet.
const (
	maxSheet = 16 << 20
	maxDepth = 120
	maxNodes = 400_000
)

// node is an element of a sheet, or a piece of text (name is then empty).
// Both shapes, XML and JSON mirror, are read into it.
type node struct {
	name string
	text string
	attr map[string]string
	kids []*node
}

// child gives the first child element of a name, nil when there is none; it
// may be called on nil, so that a path reads in one line.
func (n *node) child(name string) *node {
	if n == nil {
		return nil
	}
	for _, k := range n.kids {
		if k.name == name {
			return k
		}
	}
	return nil
}

// all gives the child elements of a name.
func (n *node) all(name string) []*node {
	var out []*node
	if n != nil {
		for _, k := range n.kids {
			if k.name == name {
				out = append(out, k)
			}
		}
	}
	return out
}

// each walks the elements below n, in order; f says whether to go deeper.
func (n *node) each(f func(*node) bool) {
	if n == nil {
		return
	}
	for _, k := range n.kids {
		if k.name != "" && f(k) {
			k.each(f)
		}
	}
}

// find gives every element of a name below n, not looking inside those found.
func (n *node) find(name string) []*node {
	var out []*node
	n.each(func(k *node) bool {
		if k.name == name {
			out = append(out, k)
			return false
		}
		return true
	})
	return out
}

// get is an attribute on one line, without invisible signs; empty when absent.
func (n *node) get(attr string) string {
	if n == nil {
		return ""
	}
	return tidy(n.attr[attr])
}

// words is all the text below n, on one line.
func (n *node) words() string {
	var b strings.Builder
	n.write(&b)
	return tidy(b.String())
}

// tidy puts a text on one line, without the signs that hide or reorder. The
// no-break spaces of French typography stay.
func tidy(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range s {
		switch {
		case r == ' ' || r == '\n' || r == '\t' || r == '\r':
			gap = b.Len() > 0
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == 0x2028, r == 0x2029, r == unicode.ReplacementChar:
		default:
			if gap {
				b.WriteByte(' ')
				gap = false
			}
			b.WriteRune(r)
		}
	}
	return strings.Trim(b.String(), " \u00a0")
}

func (n *node) write(b *strings.Builder) {
	if n == nil {
		return
	}
	b.WriteString(n.text)
	for _, k := range n.kids {
		k.write(b)
	}
	switch n.name {
	case "Paragraphe", "Titre", "Item", "Cellule", "Texte":
		b.WriteByte(' ')
	}
}

// broken is the refusal of a sheet whose shape cannot be read.
func broken(place, code string, cause error) error {
	name, _, _ := strings.Cut(path.Base(place), ":")
	return app.E(app.Rejected, code, "sheet", name).At(place).Because(cause)
}

// read reads one sheet, XML or JSON by its first sign.
func read(raw []byte, place string) (*node, error) {
	if len(raw) > maxSheet {
		return nil, broken(place, "dila_sheet_too_big", nil)
	}
	if !utf8.Valid(raw) {
		return nil, broken(place, "dila_not_utf8", nil)
	}
	text := strings.TrimLeft(string(raw), "\ufeff \t\r\n")
	switch {
	case strings.HasPrefix(text, "<"):
		return readXML(text, place)
	case strings.HasPrefix(text, "{"):
		return readJSON(text, place)
	}
	return nil, broken(place, "dila_not_a_sheet", nil)
}

var errTooDeep = errors.New("too many levels or elements")

// readXML reads XML without a document type: entities other than the five of
// XML are refused, so nothing can be included or multiplied.
func readXML(text, place string) (*node, error) {
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = true
	at := func() string {
		line, _ := d.InputPos()
		return fmt.Sprintf("%s:%d", place, line)
	}
	root := &node{}
	stack := []*node{root}
	count := 0
	for {
		tok, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			var syntax *xml.SyntaxError
			if errors.As(err, &syntax) && strings.HasSuffix(syntax.Msg, "unexpected EOF") {
				return nil, broken(at(), "dila_cut", err)
			}
			return nil, broken(at(), "dila_bad_xml", err)
		}
		top := stack[len(stack)-1]
		switch t := tok.(type) {
		case xml.Directive:
			return nil, broken(at(), "dila_doctype", nil)
		case xml.StartElement:
			count++
			if len(stack) > maxDepth || count > maxNodes {
				return nil, broken(at(), "dila_too_deep", errTooDeep)
			}
			n := &node{name: fullName(t.Name), attr: attributes(t.Attr)}
			top.kids = append(top.kids, n)
			stack = append(stack, n)
		case xml.EndElement:
			if len(stack) == 1 || top.name != fullName(t.Name) {
				return nil, broken(at(), "dila_bad_xml", fmt.Errorf("unexpected </%s>", fullName(t.Name)))
			}
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if len(stack) > 1 {
				top.kids = append(top.kids, &node{text: string(t)})
			}
		}
	}
	if len(stack) != 1 {
		return nil, broken(at(), "dila_cut", fmt.Errorf("<%s> is not closed", stack[len(stack)-1].name))
	}
	return first(root, place)
}

func fullName(n xml.Name) string {
	if n.Space != "" {
		return n.Space + ":" + n.Local
	}
	return n.Local
}

func attributes(list []xml.Attr) map[string]string {
	m := make(map[string]string, len(list))
	for _, a := range list {
		m[fullName(a.Name)] = a.Value
	}
	return m
}

// mirror is the shape of xml-js.
type mirror struct {
	Type       string            `json:"type"`
	Name       string            `json:"name"`
	Text       string            `json:"text"`
	CData      string            `json:"cdata"`
	Attributes map[string]string `json:"attributes"`
	Children   []*mirror         `json:"children"`
	Elements   []*mirror         `json:"elements"`
}

func readJSON(text, place string) (*node, error) {
	var m mirror
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			line := 1 + strings.Count(text[:min(int(syntax.Offset), len(text))], "\n")
			return nil, broken(fmt.Sprintf("%s:%d", place, line), "dila_cut", err)
		}
		return nil, broken(place, "dila_bad_json", err)
	}
	count := 0
	root, err := m.node(0, &count)
	if err != nil {
		return nil, broken(place, "dila_too_deep", err)
	}
	return first(root, place)
}

func (m *mirror) node(depth int, count *int) (*node, error) {
	*count++
	if depth > maxDepth || *count > maxNodes {
		return nil, errTooDeep
	}
	n := &node{attr: m.Attributes}
	switch m.Type {
	case "text", "cdata":
		n.text = m.Text + m.CData
		n.attr = nil
		return n, nil
	case "element":
		n.name = m.Name
	}
	for _, list := range [][]*mirror{m.Children, m.Elements} {
		for _, k := range list {
			if k == nil || (k.Type != "element" && k.Type != "text" && k.Type != "cdata") {
				continue
			}
			kid, err := k.node(depth+1, count)
			if err != nil {
				return nil, err
			}
			n.kids = append(n.kids, kid)
		}
	}
	return n, nil
}

// first is the one element a file must hold.
func first(root *node, place string) (*node, error) {
	for _, k := range root.kids {
		if k.name != "" {
			return k, nil
		}
	}
	return nil, broken(place, "dila_not_a_sheet", nil)
}

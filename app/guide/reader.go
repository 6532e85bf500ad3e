package guide

import (
	"strconv"
	"strings"
)

// reader builds the guide from sorted lines.
type reader struct {
	file     *File
	title    string
	hasTitle bool
	closed   bool // header closed by its line of hyphens
	header   []headerLine
	comments []string // of the guide
	steps    []rawStep
	trials   []Trial
	trialCom []string
	pending  []string // comments that belong to what comes next
	texts    map[textRef]*strings.Builder
	current  int // step being read, -1 before the first
	sink     sink
	bulletAt int // line of the last bullet, to see text stuck under it
}

type headerLine struct {
	key, value string
	line       int
}

// rawStep is a step before its bullets are known to be choices or items.
type rawStep struct {
	Step
	kindGiven bool
	bullets   []bullet
}

type bullet struct {
	body string
	why  string // known once all is read
	line int
}

// sink is where text lines go: the open key, "" for the body.
type sink struct {
	key  string
	last int // line of the last text, to tell paragraphs apart
}

func newReader(f *File) *reader {
	return &reader{file: f, current: -1, texts: map[textRef]*strings.Builder{}}
}

func (r *reader) line(l line, at section) {
	switch l.kind {
	case lineBlank:
		r.sink.key = ""
		return
	case lineComment:
		r.comment(l, at)
		return
	case lineHeading:
		r.heading(l)
		return
	case lineTitle:
		r.title, r.hasTitle = l.body, true
		r.file.titleLine = l.num
		return
	}
	r.flush()
	switch {
	case at == inTop:
		r.beforeTitle(l)
	case l.kind == lineTrials:
		r.sink.key = ""
	case at == inHeader, !r.closed && l.kind == lineRule && r.current < 0:
		r.headerLine(l)
	case at == inTrials:
		r.trial(l)
	default:
		r.stepLine(l)
	}
}

// comment keeps a comment with the step that follows or surrounds it.
func (r *reader) comment(l line, at section) {
	switch at {
	case inTrials:
		r.trialCom = append(r.trialCom, l.body)
	case inSteps:
		r.pending = append(r.pending, l.body)
	default:
		r.comments = append(r.comments, l.body)
	}
}

// flush gives waiting comments to the step being read, or to the guide.
func (r *reader) flush() {
	if len(r.pending) == 0 {
		return
	}
	owner := &r.comments
	if r.current >= 0 {
		owner = &r.steps[r.current].Comments
	}
	*owner = append(*owner, r.pending...)
	r.pending = nil
}

// beforeTitle reads on as a header, so that one missing line makes one fault.
func (r *reader) beforeTitle(l line) {
	if l.kind == lineKey {
		r.headerLine(l)
	}
}

func (r *reader) headerLine(l line) {
	switch l.kind {
	case lineRule:
		r.closed = true
	case lineKey:
		r.header = append(r.header, headerLine{l.key, l.body, l.num})
	default:
		r.file.add(l.num, codeHeaderLine, "", "text", clip(l.body))
	}
}

func (r *reader) stepLine(l line) {
	if r.current < 0 && l.kind != lineText {
		r.file.add(l.num, codeMisplaced, "intro", "text", clip(trim(l.raw)))
		return
	}
	switch l.kind {
	case lineText:
		r.text(l.body, l.num)
	case lineKey:
		r.keyed(l)
	case lineOddKey:
		f := r.file.add(l.num, codeUnknownKey, "step", "key", l.key)
		f.Near = r.file.nearest(l.key, stepKeys())
		r.start(keyMediator, l) // private until someone says otherwise
	case lineBullet:
		r.sink.key = ""
		r.bulletAt = l.num
		s := &r.steps[r.current]
		s.bullets = append(s.bullets, bullet{body: l.body, line: l.num})
	case lineExit:
		r.sink.key = ""
		r.exit(l)
	case lineOddHash:
		r.file.add(l.num, codeMisplaced, "hash", "text", clip(l.body))
	case lineRule:
		r.file.add(l.num, codeMisplaced, "rule")
	}
}

// text adds a line to the open text.
func (r *reader) text(s string, num int) {
	if r.sink.key == "" && r.current >= 0 && r.bulletAt == num-1 && r.bulletAt > 0 {
		r.file.add(num, codeAfterItem, "", "text", clip(s))
	}
	separator := "\n"
	if r.sink.key == "" && r.sink.last != num-1 {
		separator = "\n\n"
	}
	r.put(r.sink.key, separator, s, num)
	if r.sink.key == "" {
		r.sink.last = num
	}
}

// put adds a line to a text of the step being read, after the separator if the
// text has begun.
func (r *reader) put(key, separator, s string, num int) {
	ref := textRef{r.current, key}
	if key == keyWhy {
		ref.key = whyOf(len(r.steps[r.current].bullets) - 1)
	}
	b := r.texts[ref]
	if b == nil {
		b = &strings.Builder{}
		r.texts[ref] = b
	}
	lines := r.file.textLines[ref]
	if b.Len() > 0 {
		b.WriteString(separator)
		for range len(separator) - 1 {
			lines = append(lines, num)
		}
	}
	b.WriteString(s)
	for range strings.Count(s, "\n") + 1 {
		lines = append(lines, num)
	}
	r.file.textLines[ref] = lines
}

// whyOf is the key of the reason given under the n-th bullet of a step.
func whyOf(n int) string { return keyWhy + " " + strconv.Itoa(n) }

// textOf is a text once all of it is read.
func (r *reader) textOf(step int, key string) string {
	if b := r.texts[textRef{step, key}]; b != nil {
		return b.String()
	}
	return ""
}

// start opens a keyed text; the same key again is a new paragraph.
func (r *reader) start(key string, l line) {
	r.sink.key = key
	if l.body != "" {
		r.put(key, "\n\n", unescapeFirst(l.body), l.num)
	}
}

// unescapeFirst takes away the backslash that protects a first word.
func unescapeFirst(s string) string { return strings.TrimPrefix(s, `\`) }

func (r *reader) keyed(l line) {
	r.sink.key = ""
	s := &r.steps[r.current]
	switch l.key {
	case keyWhy:
		if len(s.bullets) == 0 {
			r.file.add(l.num, codeMisplaced, "why")
			return
		}
		r.start(keyWhy, l)
	case keyImage:
		file, alt, _ := strings.Cut(l.body, "|")
		r.once(l, s.Image.File != "")
		s.Image = Image{File: trim(file), Alt: trim(alt)}
		r.file.textLines[textRef{r.current, keyImage}] = []int{l.num}
	case keyAudio:
		r.once(l, s.Audio != "")
		s.Audio = l.body
		r.file.textLines[textRef{r.current, keyAudio}] = []int{l.num}
	case keyLink:
		if l.body == "" {
			return
		}
		s.Links = append(s.Links, l.body)
		ref := textRef{r.current, keyLink}
		r.file.textLines[ref] = append(r.file.textLines[ref], l.num)
	default:
		r.start(l.key, l)
	}
}

func (r *reader) once(l line, again bool) {
	if again {
		r.file.add(l.num, codeTwiceKey, "", "key", l.key)
	}
}

// clip shortens what is quoted in a message.
func clip(s string) string {
	runes := []rune(s)
	if len(runes) <= 40 {
		return s
	}
	return string(runes[:39]) + "…"
}

// gather puts the texts in their places once all is read.
func (r *reader) gather() {
	for i := range r.steps {
		s := &r.steps[i]
		for _, key := range proseKeys() {
			*s.field(key) = r.textOf(i, key)
		}
		for k := range s.bullets {
			s.bullets[k].why = r.textOf(i, whyOf(k))
		}
	}
}

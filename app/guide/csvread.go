package guide

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"parvis/app"
)

// ReadCSV reads the spreadsheet twin, with semicolons, commas or tabs. The
// error is for a file that is not such a table; faults in the rows are
// findings with the line of the table.
func ReadCSV(name string, data []byte) (*File, error) {
	f := &File{Name: name, titleLine: 1, keyLines: map[string]int{}, textLines: map[textRef][]int{}}
	if len(data) > MaxFileSize {
		f.Guide, f.refused = &Guide{}, true
		f.add(1, codeTooLarge, "", "limit", MaxFileSize>>20)
		return f, nil
	}
	text := f.clean(data)
	first, _, _ := strings.Cut(text, "\n")
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = separatorOf(first)
	r.FieldsPerRecord = -1
	r.LazyQuotes = true
	t := &table{reader: newReader(f), g: &Guide{}}
	t.file, f.Guide = f, t.g
	for number := 0; ; number++ {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, app.E(app.Rejected, "guide_csv").At(name).Because(err)
		}
		lineNumber, _ := r.FieldPos(0)
		if number == 0 {
			if !t.columns(cells) {
				return nil, app.E(app.Rejected, "guide_csv").At(name + ":1")
			}
			continue
		}
		t.row(cells, lineNumber)
	}
	t.finish()
	sortFindings(f.Findings)
	return f, nil
}

// separatorOf guesses what separates the cells of the first line.
func separatorOf(first string) rune {
	best, most := ';', 0
	for _, c := range ";,\t" {
		if n := strings.Count(first, string(c)); n > most {
			best, most = c, n
		}
	}
	return best
}

// table reads rows; it shares the checks of the text reader.
type table struct {
	*reader
	g     *Guide
	order []int // place of each known column in the rows
}

// columns finds the known columns by their names, in any order.
func (t *table) columns(cells []string) bool {
	t.order = make([]int, len(csvColumns()))
	for i, want := range csvColumns() {
		t.order[i] = -1
		for k, have := range cells {
			if fold(trim(have)) == fold(want) {
				t.order[i] = k
			}
		}
	}
	return t.order[0] >= 0 && t.order[1] >= 0 && t.order[3] >= 0
}

// row reads one line of the table.
func (t *table) row(cells []string, lineNumber int) {
	get := func(i int) string {
		if k := t.order[i]; k >= 0 && k < len(cells) {
			return unprotect(strings.TrimRight(strings.TrimLeft(cells[k], " "), " "))
		}
		return ""
	}
	c := cell{
		step: trim(get(0)), what: fold(trim(get(1))), id: trim(get(2)), text: tidy(get(3)),
		cond: trim(get(4)), to: trim(get(5)), detail: trim(get(6)), line: lineNumber,
	}
	switch {
	case c == cell{line: lineNumber}:
		return
	case c.step == "":
		t.top(c)
	default:
		t.inStep(c)
	}
}

// cell is one row, by columns.
type cell struct {
	step, what, id, text, cond, to, detail string
	line                                   int
}

// tidy gives a text the form the file would give it: no space around lines,
// one empty line between paragraphs.
func tidy(s string) string {
	var out []string
	blank := false
	for l := range strings.SplitSeq(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
		if l = trim(l); l == "" {
			blank = len(out) > 0
			continue
		}
		if blank {
			out = append(out, "")
		}
		out, blank = append(out, l), false
	}
	return strings.Join(out, "\n")
}

// single puts on one line what may not have several.
func single(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' }), " ")
}

func (t *table) top(c cell) {
	switch c.what {
	case rowTitle:
		t.title, t.hasTitle = single(c.text), true
	case rowIntro:
		t.g.Intro = c.text
	case rowComment:
		t.g.Comments = append(t.g.Comments, single(c.text))
	case rowNote:
		t.g.TrialComments = append(t.g.TrialComments, single(c.text))
	case rowTrial:
		t.trial(line{num: c.line, body: trim(single(c.text) + " => " + c.to)})
	default:
		t.header = append(t.header, headerLine{c.what, single(c.text), c.line})
	}
}

// inStep reads a row of a step; rows of a step follow its heading.
func (t *table) inStep(c cell) {
	if c.what == fold(rowStep) {
		t.newStep(c)
		return
	}
	if c.what == rowComment {
		t.pending = append(t.pending, single(c.text))
		return
	}
	if len(t.g.Steps) == 0 {
		t.file.add(c.line, codeMisplaced, "intro", "text", clip(c.what))
		return
	}
	s := &t.g.Steps[len(t.g.Steps)-1]
	switch c.what {
	case rowChoice:
		if !validID(c.id) {
			t.file.add(c.line, codeBadID, "", "id", clip(c.id)).Near = slug(c.id)
		}
		s.Choices = append(s.Choices, Choice{
			ID: c.id, Label: single(c.text), To: StepID(c.to), Right: fold(c.detail) == rightWord, Line: c.line,
		})
	case keyWhy:
		t.why(s, c)
	case rowItem:
		it := Item{Text: single(c.text), Line: c.line}
		if c.cond != "" {
			it.When, _ = t.cond(c.cond, c.line)
		}
		s.Items = append(s.Items, it)
	case rowExit:
		t.exitRow(s, c)
	case keyImage:
		s.Image = Image{File: single(c.text), Alt: c.detail}
	case keyAudio:
		s.Audio = single(c.text)
	case keyLink:
		s.Links = append(s.Links, single(c.text))
	default:
		t.prose(c)
	}
}

func (t *table) newStep(c cell) {
	s := Step{ID: StepID(c.step), Title: single(c.text), Line: c.line, Comments: t.pending}
	t.pending = nil
	if !validID(c.step) || reserved(c.step) {
		t.file.add(c.line, codeBadID, "", "id", clip(c.step)).Near = slug(c.step)
	}
	if s.Title == "" {
		t.file.add(c.line, codeHeading, "title", "id", clip(c.step))
	}
	if c.detail != "" {
		spec, known, problem := parseKind(c.detail)
		s.Kind, s.Optional, s.Unit, s.Range = spec.kind, spec.optional, spec.unit, spec.bounds
		switch {
		case !known:
			t.file.add(c.line, codeKind, "unknown", "kind", clip(c.detail)).Near = nearKind(c.detail)
		case problem != "":
			t.file.add(c.line, codeKind, "option", "kind", clip(c.detail), "part", clip(problem))
		}
	}
	t.g.Steps = append(t.g.Steps, s)
}

func (t *table) why(s *Step, c cell) {
	ch, ok := s.Choice(c.id)
	if !ok {
		t.file.add(c.line, codeMisplaced, "why")
		return
	}
	ch.Why = c.text
}

func (t *table) exitRow(s *Step, c cell) {
	e := Exit{To: StepID(c.to), Line: c.line}
	if c.to == "" {
		t.file.add(c.line, codeExit, "target", "text", clip(c.cond))
		return
	}
	if c.cond != "" && fold(c.cond) != "sinon" {
		cond, ok := t.cond(c.cond, c.line)
		if !ok {
			return
		}
		e.When = cond
	}
	s.Exits = append(s.Exits, e)
}

// prose keeps a text aside until all rows are read.
func (t *table) prose(c cell) {
	key := knownKey(c.what, proseKeys()[1:])
	if key == "" && c.what != rowText {
		t.file.add(c.line, codeUnknownKey, "step", "key", clip(c.what)).Near = t.file.nearest(c.what, stepKeys())
		key = keyMediator // private until someone says otherwise
	}
	if c.text != "" {
		t.current = len(t.g.Steps) - 1
		t.put(key, "\n\n", c.text, c.line)
	}
}

func (t *table) finish() {
	if t.title == "" {
		t.file.add(1, codeNoTitle, "")
	}
	for i := range t.g.Steps {
		for _, key := range proseKeys() {
			*t.g.Steps[i].field(key) = t.textOf(i, key)
		}
	}
	t.g.Title, t.g.Trials = t.title, t.trials
	t.fillHeader(t.g, t.values(headerKeys()))
}

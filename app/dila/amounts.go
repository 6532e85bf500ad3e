package dila

import (
	"regexp"
	"strings"
	"time"

	"parvis/app/guide"
	"parvis/i18n"
)

// An amount never passes for a current one: every text that holds one bears the
// date of its sheet. Titles and labels stay short, so the help of their step
// bears it.

var amount = regexp.MustCompile(`€|\d[^.;]{0,24}\beuros?\b`)

// dated is what an amount bears.
func (s *Sheet) dated() string {
	if s.Modified == "" {
		return "montant sans date, à vérifier"
	}
	t := s.Modified.Time(time.UTC)
	return "montant au " + i18n.New("fr").ShortDay(t) + " " + t.Format("2006") + ", à vérifier"
}

// dateAmounts puts the date of the sheet beside the amounts of a step.
func (s *Sheet) dateAmounts(step *guide.Step) {
	for _, text := range []*string{
		&step.Body, &step.Help, &step.Warning, &step.Check, &step.Orientation, &step.Mediator,
	} {
		*text = s.dateText(*text)
	}
	for i := range step.Items {
		step.Items[i].Text = s.dateText(step.Items[i].Text)
	}
	short := amount.MatchString(step.Title)
	for i := range step.Choices {
		short = short || amount.MatchString(step.Choices[i].Label)
	}
	if mark := s.dated(); short && !strings.Contains(step.Body+step.Help, mark) {
		step.Help = join(step.Help, strings.ToUpper(mark[:1])+mark[1:]+".")
	}
}

// dateText dates the paragraphs that hold an amount.
func (s *Sheet) dateText(text string) string {
	if !amount.MatchString(text) {
		return text
	}
	paragraphs := strings.Split(text, "\n\n")
	for i, p := range paragraphs {
		if !amount.MatchString(p) {
			continue
		}
		body := strings.TrimRight(p, ".:;, \u00a0")
		end := p[len(body):]
		if strings.Trim(end, " \u00a0") == "" {
			end = "."
		}
		paragraphs[i] = body + " (" + s.dated() + ")" + end
	}
	return strings.Join(paragraphs, "\n\n")
}

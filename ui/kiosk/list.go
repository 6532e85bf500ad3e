package kiosk

import (
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app/guide"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

// paper is an item to bring, as the checklist shows it.
type paper struct {
	guide.ShownItem
	label, detail string
	optional      bool // "Facultatif.": shown with its tag, not counted
}

// papers reads the items of a list: "What. Detail. Facultatif."
func (k *Kiosk) papers(s *guide.Step) []paper {
	shown := k.run.Items(s.ID)
	out := make([]paper, 0, len(shown))
	for _, it := range shown {
		text, optional := withoutOptional(it.Text, k.t("list.optional.end"))
		p := paper{ShownItem: it, optional: optional || it.Maybe}
		p.label, p.detail = headline(text)
		out = append(out, p)
	}
	return out
}

// withoutOptional takes the closing word of an optional item away.
func withoutOptional(text, word string) (rest string, optional bool) {
	rest, optional = strings.CutSuffix(strings.TrimSpace(text), word)
	return strings.TrimSpace(rest), optional
}

// checklist: ticking is for the person only, Continuer always works.
func (k *Kiosk) checklist(s *guide.Step) screen {
	rows, group := kit.VBox(14), kit.NewGroup()
	var first fyne.CanvasObject
	papers := k.papers(s)
	have, all := counted(papers)
	ring := kit.NewTally(have, all)
	words := kit.NewText("").As(theme.Section)
	refresh := func() {
		n, all := counted(k.papers(s))
		ring.Set(n)
		switch {
		case n == all && all > 0:
			words.SetText(k.t("list.complete"))
		case k.stacked():
			words.SetText(k.t("list.count", "have", n, "all", all))
		default:
			words.SetText("")
		}
	}
	for _, p := range papers {
		var end fyne.CanvasObject
		switch {
		case p.Maybe:
			end = kit.Tag(kit.Neutral, "", k.t("list.maybe"))
		case p.optional:
			end = kit.Tag(kit.Neutral, "", k.t("list.optional"))
		}
		row := kit.NewChecklistRow(p.label, p.detail, end, p.Ticked, func(on bool) {
			k.touch()
			k.run.Tick(s.ID, p.Item, on)
			refresh()
		})
		group.Add(row)
		rows.Add(row)
		if first == nil {
			first = row
		}
	}
	refresh()
	on := k.continueButton()
	if k.small && k.look.Set == theme.KioskLarge { // no room for a head that stays
		all := kit.VBox(14, k.titled(s), words, rows)
		return screen{body: kit.VBox(14, kit.Grow(k.newTurner(all)), k.actions(k.listButtons(s, on)...)), first: first, reading: true}
	}
	if k.stacked() {
		return screen{body: kit.VBox(14, kit.HBox(18, kit.Grow(k.titled(s)), words.NoWrap()), kit.Grow(k.newTurner(rows)), k.actions(k.listButtons(s, on)...)), first: first, reading: true}
	}
	side := kit.VBox(20, kit.Centred(ring), words.Centre())
	for _, b := range k.listButtons(s, on) {
		side.Add(b)
	}
	body := kit.VBox(18, k.titled(s), kit.Grow(k.besideAt(rows, side, listSide)))
	return screen{body: body, first: first, reading: true}
}

// listSide is the width of the column with the ring.
const listSide = 500

// listButtons are Continuer and what helps to gather the papers.
func (k *Kiosk) listButtons(s *guide.Step, on fyne.CanvasObject) []fyne.CanvasObject {
	out := []fyne.CanvasObject{on}
	if k.s.Print != nil {
		out = append(out, kit.NewButton(kit.Secondary, k.t("print.list"), "printer", func() { k.touch(); k.print() }))
	}
	if s.Help != "" {
		out = append(out, kit.NewButton(kit.Secondary, k.t("good"), "info", func() {
			k.touch()
			kit.Tell(k.win.Canvas(), k.t("good"), strings.Join(paragraphs(s.Help), " "))
		}))
	}
	return out
}

// counted is how many of the needed papers are there.
func counted(papers []paper) (have, all int) {
	for _, p := range papers {
		if p.optional {
			continue
		}
		if all++; p.Ticked {
			have++
		}
	}
	return have, all
}

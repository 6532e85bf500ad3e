package kiosk

import (
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app/guide"
	"parvis/ui/kit"
	"parvis/ui/theme"
)

// link shows an official address, how to know it, and its QR code.
func (k *Kiosk) link(s *guide.Step) screen {
	main := kit.VBox(theme.Current().M().Gap, k.titled(s))
	k.addPoints(main, s)
	if s.Check != "" {
		main.Add(kit.TintCard(kit.Good, kit.HBox(16, kit.NewIcon("shield-check", theme.GreenText, 48), kit.Grow(kit.NewText(k.t("check", "what", s.Check))))))
	}
	if s.Warning != "" {
		main.Add(k.warningCard(s.Warning))
	}
	on := k.continueButton()
	buttons := []fyne.CanvasObject{on}
	var body fyne.CanvasObject = k.newTurner(main)
	if url := s.Link(); url != "" {
		body = k.beside(main, kit.Card(k.phone(url, true)))
		if b := k.browseButton(url, kit.Secondary); b != nil {
			buttons = append(buttons, b)
		}
	}
	return screen{body: kit.VBox(18, kit.Grow(body), k.actions(buttons...)), first: on, reading: true}
}

// browseButton does the procedure on this machine; nil where it cannot.
func (k *Kiosk) browseButton(url string, kind kit.Kind) fyne.CanvasObject {
	if k.s.Browse == nil {
		return nil
	}
	return kit.NewButton(kind, k.t("here"), "laptop", func() {
		k.touch()
		if err := k.s.Browse(url); err != nil {
			kit.Tell(k.win.Canvas(), k.t("here.failed"), k.t("here.failed.text"))
		}
	})
}

// phone is the QR code of a plain official address, and the address in letters
// for who has no telephone, when nothing else on the screen leads there.
func (k *Kiosk) phone(url string, letters bool) fyne.CanvasObject {
	box := kit.VBox(12)
	words := kit.VBox(4, kit.Strong(k.t("phone")), kit.Muted(k.t("phone.aim")))
	code, err := kit.QR(url, 240)
	if err == nil { // too long for a code: the address in letters serves
		box.Add(kit.Row(20, kit.Stretch, code, kit.Grow(words)))
	}
	if letters || err != nil {
		box.Add(address(url, asideWidth-2*theme.Current().M().CardPad))
	}
	return box
}

// address writes an address in bold, cut where it may be: after a dot, a slash
// or a hyphen, never inside a word.
func address(url string, room float32) fyne.CanvasObject {
	box := kit.VBox(0)
	for _, line := range cutAddress(bare(url), func(s string) bool {
		return kit.PreferredWidth(kit.Strong(s).NoWrap()) <= room
	}) {
		box.Add(kit.Strong(line).NoWrap())
	}
	return box
}

// cutAddress cuts an address into lines that fit.
func cutAddress(address string, fits func(string) bool) []string {
	var lines []string
	line := ""
	for _, part := range strings.SplitAfter(strings.ReplaceAll(strings.ReplaceAll(address, "/", "/\x00"), ".", ".\x00"), "\x00") {
		part = strings.TrimSuffix(part, "\x00")
		if line != "" && !fits(line+part) {
			lines = append(lines, line)
			line = ""
		}
		line += part
	}
	return append(lines, line)
}

// bare is an address as people read and type it.
func bare(url string) string {
	return strings.TrimSuffix(strings.TrimPrefix(url, "https://"), "/")
}

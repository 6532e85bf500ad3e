package kiosk

import (
	"strings"

	"fyne.io/fyne/v2"

	"parvis/ui/kit"
)

// Keys of the screen's keyboard that are not letters.
const (
	keyErase = "\b"
	keySpace = " "
)

// edit is a text after a key.
func edit(text, key string) string {
	if key != keyErase {
		return text + key
	}
	if r := []rune(text); len(r) > 0 {
		return string(r[:len(r)-1])
	}
	return text
}

// keyboard is the AZERTY keyboard of the screen: letters are enough, since
// nothing here minds accents.
func (k *Kiosk) keyboard(typed func(key string)) fyne.CanvasObject {
	rows := []string{"AZERTYUIOP", "QSDFGHJKLM", "WXCVBN"}
	group := kit.NewGroup()
	box := kit.VBox(12)
	for i, letters := range rows {
		var keys []fyne.CanvasObject
		for _, r := range letters {
			b := kit.NewKey(string(r), func() { typed(strings.ToLower(string(r))) })
			group.Add(b)
			keys = append(keys, b)
		}
		if i == 2 {
			space := kit.NewKey(k.t("key.space"), func() { typed(keySpace) })
			erase := kit.NewKey(k.t("key.erase"), func() { typed(keyErase) })
			group.Add(space)
			group.Add(erase)
			keys = append(keys, space, erase)
		}
		box.Add(kit.Grid(len(keys), 12, keys...))
	}
	return box
}

// pad is the digits of the screen, for numbers and dates.
func (k *Kiosk) pad(typed func(key string)) fyne.CanvasObject {
	group := kit.NewGroup()
	var keys []fyne.CanvasObject
	for _, label := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9"} {
		b := kit.NewKey(label, func() { typed(label) })
		group.Add(b)
		keys = append(keys, b)
	}
	zero := kit.NewKey("0", func() { typed("0") })
	erase := kit.NewKey(k.t("key.erase"), func() { typed(keyErase) })
	group.Add(zero)
	group.Add(erase)
	keys = append(keys, kit.Gap(1, 1), zero, erase)
	return kit.Grid(3, 12, keys...)
}

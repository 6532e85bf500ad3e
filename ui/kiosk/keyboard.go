package kiosk

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

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

// pages of keys: letters first, then what an address or a name may need. The
// search minds neither accents nor capitals.
var keyPages = [][]string{
	{"AZERTYUIOP", "QSDFGHJKLM", "WXCVBN-’"},
	{"1234567890", "éèêëàâçùôî", "@._-/’ïüœñ"},
}

const keyGap = 12

// keyboard is the AZERTY keyboard of the screen. With a button, that button
// ends the last row; without one, three rows of letters are all there is.
func (k *Kiosk) keyboard(end *kit.Button, typed func(key string)) fyne.CanvasObject {
	box := kit.VBox(k.keyGap())
	page := 0
	var fill func()
	fill = func() {
		box.RemoveAll()
		group := kit.NewGroup()
		key := func(label string, press func()) *kit.Button {
			b := kit.NewKey(label, press).Tall(k.keyHeight())
			group.Add(b)
			return b
		}
		erase := key(k.t("key.erase"), func() { typed(keyErase) })
		space := key(k.t("key.space"), func() { typed(keySpace) })
		for i, letters := range keyPages[page] {
			var row []weighed
			if i == 2 && end == nil {
				letters = "WXCVBN"
			}
			for _, r := range letters {
				row = append(row, weighed{1, key(string(r), func() { typed(strings.ToLower(string(r))) })})
			}
			switch {
			case i == 2 && end == nil:
				row = append(row, weighed{2, space}, weighed{2, erase})
			case i == 2 && page == 0:
				row = append(row, weighed{2, erase})
			}
			box.Add(k.keyRow(row))
		}
		if end == nil {
			return
		}
		other := k.t("key.more")
		if page == 1 {
			other = k.t("key.letters")
		}
		last := []weighed{{1.7, key(other, func() { page = 1 - page; fill() })}, {5, space}}
		if page == 1 {
			last = append(last, weighed{2, erase})
		}
		last = append(last, weighed{3.4, end.Tall(k.keyHeight())})
		box.Add(k.keyRow(last))
		box.Refresh()
	}
	fill()
	return box
}

// keyHeight is what is left to a key on a small screen.
func (k *Kiosk) keyHeight() float32 {
	if k.small {
		return 80
	}
	return 104
}

func (k *Kiosk) keyGap() float32 {
	if k.small {
		return 6
	}
	return keyGap
}

// weighed is a key and its width, in keys.
type weighed struct {
	weight float32
	key    fyne.CanvasObject
}

// keyRow lays keys side by side by their weights.
func (k *Kiosk) keyRow(keys []weighed) *fyne.Container {
	l := &keyLayout{gap: k.keyGap()}
	row := container.New(l)
	for _, w := range keys {
		l.weights = append(l.weights, w.weight)
		row.Add(w.key)
	}
	return row
}

type keyLayout struct {
	gap     float32
	weights []float32
}

// MinSize implements fyne.Layout.
func (l *keyLayout) MinSize(o []fyne.CanvasObject) (s fyne.Size) {
	for _, x := range o {
		s.Height = max(s.Height, x.MinSize().Height)
	}
	return s
}

// Layout implements fyne.Layout.
func (l *keyLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	var sum, x float32
	for _, w := range l.weights {
		sum += w
	}
	room := s.Width - l.gap*float32(len(o)-1)
	for i, c := range o {
		w := room * l.weights[i] / sum
		left := x
		if mirrored() {
			left = s.Width - x - w
		}
		c.Move(fyne.NewPos(left, 0))
		c.Resize(fyne.NewSize(w, s.Height))
		x += w + l.gap
	}
}

// pad is the digits of the screen, for numbers and dates.
func (k *Kiosk) pad(typed func(key string)) fyne.CanvasObject {
	group := kit.NewGroup()
	var keys []fyne.CanvasObject
	add := func(label, what string) {
		b := kit.NewKey(label, func() { typed(what) })
		if k.small {
			b.Tall(88)
		}
		group.Add(b)
		keys = append(keys, b)
	}
	for _, digit := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9"} {
		add(digit, digit)
	}
	keys = append(keys, kit.Gap(1, 1))
	add("0", "0")
	add(k.t("key.erase"), keyErase)
	return kit.Grid(3, k.keyGap(), keys...)
}

package desk

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"parvis/ui/kit"
)

// The views of the editor.
const (
	viewSteps = "steps"
	viewText  = "text"
	viewMap   = "map"
	viewSide  = "side" // preview and faults, where there is no room beside
)

// TypedKey implements shell.KeyScreen: F2, F3 and F4 are the views, F8 is the
// next fault here.
func (e *editor) TypedKey(ev *fyne.KeyEvent) bool {
	switch ev.Name {
	case fyne.KeyF2:
		e.show(viewSteps)
	case fyne.KeyF3:
		e.show(viewText)
	case fyne.KeyF4:
		e.show(viewMap)
	case fyne.KeyF8:
		e.nextFault()
	default:
		return false
	}
	return true
}

// show goes to a view by a key or a press in the map: its first field has the
// focus.
func (e *editor) show(view string) {
	e.view, e.undoing = view, ""
	e.tab.Choose(view)
	e.draw()
	if view == viewText {
		kit.Focus(e.source)
	}
}

// moves are the keys that move the card in use.
var moves = map[fyne.KeyName]int{fyne.KeyUp: -1, fyne.KeyDown: 1}

func moveKey(key fyne.KeyName) fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierAlt}
}

// turns are the shortcuts of undo and redo, outside a field: a field takes back
// its own words first.
func (e *editor) turns() map[fyne.Shortcut]func() {
	return map[fyne.Shortcut]func(){&fyne.ShortcutUndo{}: e.takeBack, &fyne.ShortcutRedo{}: e.putBack}
}

// OnShow implements shell.Screen: Alt and an arrow move the card, Ctrl+Z takes
// back, and a file may be dropped on it.
func (e *editor) OnShow() {
	for key, do := range e.turns() {
		e.env.Canvas().AddShortcut(key, func(fyne.Shortcut) {
			if e.env.Canvas().Overlays().Top() == nil {
				do()
			}
		})
	}
	e.env.Window().SetOnDropped(e.dropped)
	for key, by := range moves {
		e.env.Canvas().AddShortcut(moveKey(key), func(fyne.Shortcut) { e.moveByKey(by) })
	}
}

// OnHide implements shell.Screen.
func (e *editor) OnHide() {
	e.playing.silence()
	e.env.Window().SetOnDropped(nil)
	for key := range e.turns() {
		e.env.Canvas().RemoveShortcut(key)
	}
	for key := range moves {
		e.env.Canvas().RemoveShortcut(moveKey(key))
	}
}

func (e *editor) moveByKey(by int) {
	busy := e.env.Shell().Locked() || e.env.Canvas().Overlays().Top() != nil
	if !busy && e.view == viewSteps && !e.faulty && e.open >= 0 {
		e.move(e.open, by)
	}
}

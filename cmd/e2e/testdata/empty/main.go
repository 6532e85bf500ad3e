// Command empty is an empty window of the toolkit: the baseline the desktop
// program's start, memory and idle processor time are compared with.
package main

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/widget"
)

func main() {
	a := app.NewWithID("fr.parvis.empty")
	w := a.NewWindow("empty")
	w.SetContent(widget.NewLabel("empty"))
	w.Resize(fyne.NewSize(1280, 800))
	w.ShowAndRun()
}

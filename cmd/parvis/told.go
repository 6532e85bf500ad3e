package main

import (
	"errors"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/store/device"
	"parvis/store/journal"
	"parvis/ui/desk"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// tell says in the window what was found wrong in the directory, from any
// thread: a passing word when nothing is lost, a box to be read otherwise.
func (w *window) tell(findings []journal.Finding) {
	fyne.Do(func() {
		if w.shell == nil {
			return
		}
		l := w.shell.Env().Words
		var sentences []string
		grave := false
		for _, f := range findings {
			key, args := device.Sentence(f)
			if s := l.T(key, args...); !slices.Contains(sentences, s) {
				sentences = append(sentences, s)
			}
			grave = grave || f.Records > 0
		}
		switch text := strings.Join(sentences, "\n"); {
		case grave:
			kit.Tell(w.win.Canvas(), l.T("care.told.bad"), text)
		case text != "":
			w.shell.Env().Toast(text)
		}
	})
}

// tellOpening says what opening the directory had to mend.
func (w *window) tellOpening() {
	r := w.st.Opened()
	if len(r.Findings) > 0 {
		w.tell(r.Findings)
	} else if r.Rebuilt {
		w.tell([]journal.Finding{{Code: device.FoundProjection}})
	}
}

// curable says that a backup puts right what keeps the directory closed.
func curable(err error) bool {
	for _, code := range []string{"store_header", "store_nameless", "store_lost", "store_unreadable", "key_wrong", "key_missing_file", "no_mediator"} {
		if errors.Is(err, app.E(app.Failed, code)) {
			return true
		}
	}
	return app.KindOf(err) == app.Damaged
}

// rescue offers to take up a backup; why says what keeps the data here closed,
// nothing on a new computer.
func (w *window) rescue(why string, leave func()) {
	if w.st != nil {
		_ = w.st.Close() // it opened, and cannot be used
		w.st = nil
	}
	w.shell = shell.New(shell.Config{
		Window: w.win, Look: w.lookOf(theme.Desk), Clock: w.env.Now, Zone: w.zone(),
		Background: shell.InBackground, UI: shell.OnUI, After: shell.AfterOnUI,
	})
	d := &desk.Desk{Care: care{w}, Me: func() desk.Mediator { return desk.Mediator{} }}
	w.shell.Push(desk.NewRescue(d, why, leave))
}

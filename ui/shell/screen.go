package shell

import "fyne.io/fyne/v2"

// Action is a shortcut of the program that a screen may answer in its own way.
type Action int

// The actions and their keys.
const (
	Search       Action = iota // Ctrl+K
	NewSession                 // Ctrl+N
	Save                       // Ctrl+Enter
	Print                      // Ctrl+P
	LockNow                    // Ctrl+L
	Help                       // F1
	ReadAloud                  // F8
	VisitorPanel               // F9
	NextFault                  // Ctrl+E
)

// Screen is one screen of the window. Build is called each time the screen is
// shown and after a change of look: it makes the objects anew from the
// screen's state. In between, a screen changes its objects in place.
type Screen interface {
	// Title names the screen for the window's title.
	Title() string
	Build(env *Env) Page
	// Shortcuts are the actions the screen answers itself; the shell's own
	// answer serves for the others.
	Shortcuts() map[Action]func()
	OnShow()
	OnHide()
}

// Plain gives a screen the parts it does not need; embed it.
type Plain struct{}

// Shortcuts implements Screen: none.
func (Plain) Shortcuts() map[Action]func() { return nil }

// OnShow implements Screen.
func (Plain) OnShow() {}

// OnHide implements Screen.
func (Plain) OnHide() {}

// KeyScreen is a screen that takes plain keys no widget used: the digits of
// answers, F6, N. true means taken.
type KeyScreen interface {
	TypedKey(*fyne.KeyEvent) bool
}

// GuardedScreen is a screen with something to say before it is left by Escape
// or by the rail (unsaved work). It calls leave when the person may go.
type GuardedScreen interface {
	Leave(leave func())
}

// Page is what a screen shows.
type Page struct {
	Title, Subtitle string
	Icon            string // a tile before the title
	Heading         bool   // the title at 24 instead of 28
	Actions         []fyne.CanvasObject

	Body fyne.CanvasObject
	// Fixed gives the body all the height there is and lets it scroll inside
	// itself; otherwise the body scrolls as a page.
	Fixed bool

	// Side is a panel of full height at the end, SideWidth pixels wide (0: 392
	// unfolded form, 104 strip are the two used).
	Side      fyne.CanvasObject
	SideWidth float32

	// First has the focus when the screen opens; nil leaves it to the first
	// Tab.
	First fyne.CanvasObject

	NoStatus bool // without the network chip
	NoRail   bool // the docked window
	Bare     bool // the body alone, edge to edge
}

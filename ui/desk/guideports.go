package desk

import (
	"context"

	"parvis/app/guide"
)

// GuideDesk is what the screens of guides need of the machine. Everything may
// be nil: what is missing is then not offered.
type GuideDesk struct {
	// Play plays a sound without opening a window; ended is told, from any
	// thread, when it is over. The error "no_player" says that this machine has
	// no player for it.
	Play func(name string, data []byte, ended func()) (stop func(), err error)
	// Keep writes what another program is to open and gives its path.
	Keep func(name string, data []byte) (path string, err error)
	// Recent are the last files of some kinds (".png") in the folders where a
	// person keeps them, the newest first.
	Recent func(kinds []string) []string
	// Sheet makes a sheet to hand over as a file, and Print sends it to a
	// printer of this machine.
	Sheet func(ctx context.Context, s guide.Summary, o SheetOptions) (path string, err error)
	Print func(ctx context.Context, s guide.Summary, o SheetOptions) error
	// Printers are the names of the printers of this machine, the usual one
	// first.
	Printers func(ctx context.Context) []string
}

// SheetForm is how a sheet is laid out.
type SheetForm string

// The forms of a sheet. The codes are kept in the settings.
const (
	SheetPage   SheetForm = "a4"     // A4 in large print
	SheetTicket SheetForm = "ticket" // an 80 mm roll
	SheetWeb    SheetForm = "web"    // a page for a browser and a screen reader
)

// SheetOptions choose the sheet.
type SheetOptions struct {
	Lang    string    `json:"-"`
	Form    SheetForm `json:"form,omitempty"`
	Printer string    `json:"printer,omitempty"` // "": a file is opened instead
}

// KeySheet is the setting that keeps the SheetOptions of this desk.
const KeySheet = "desk.sheet"

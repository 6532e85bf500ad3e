package desk

import (
	"context"

	"parvis/app/library"
	"parvis/app/lots"
	"parvis/app/relay"
	"parvis/ui/shell"
)

// Account is what leaves from one directory of this computer: the desk's own,
// or its kiosk's, which has an identity, groups and an outbox apart. Nothing of
// one is ever added to the other. Calls are made off the interface's thread.
type Account struct {
	OfKiosk bool

	// Summary is the preview in tables; Flags are the steps reported from here,
	// oldest first (nil: not shown).
	Summary func(ctx context.Context) (lots.Summary, error)
	Flags   func(ctx context.Context) ([]library.Flag, error)
	History func(ctx context.Context) ([]lots.Closing, error)
	// Unconfirmed gives the bodies of the lots of History that are not known to
	// have left.
	Unconfirmed func(ctx context.Context) (map[string]bool, error)
	// PollLabel is an answer to a poll in words, "" when it is not known; nil:
	// none is.
	PollLabel func(code, lang string) string
	// Export writes the report, for the place, and gives the path of the file; a
	// name alone goes to the documents. It replaces no file.
	Export func(ctx context.Context, file string) (written string, err error)

	Status func(ctx context.Context) (relay.Status, error)
	Sync   func(ctx context.Context) (relay.Summary, error)
	// WriteStick writes what waits in a folder and gives the file made; when
	// nothing waits, no file is.
	WriteStick  func(ctx context.Context, dir string) (records int, file string, err error)
	ReadReceipt func(ctx context.Context, file string) (relay.Summary, error)
	Aside       func(ctx context.Context) ([]relay.Entry, error)
	SaveAside   func(ctx context.Context) (file string, err error)
}

// titled says of which account a screen is, where it is not the desk's own.
func (a *Account) titled(env *shell.Env, title string) string {
	if !a.OfKiosk {
		return title
	}
	return env.T("desk.leaves.kiosk.titled", "title", title)
}

// key is the kiosk's own words where the account is the kiosk's.
func (a *Account) key(key string) string {
	if a.OfKiosk {
		return key + ".kiosk"
	}
	return key
}

// kioskHere says whether this computer has a kiosk beside its desk.
func (d *Desk) kioskHere() bool { return d.KioskHere != nil && d.KioskHere() }

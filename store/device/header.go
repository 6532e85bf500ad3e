package device

import (
	"encoding/json"
	"errors"
	"io/fs"
	"time"

	"parvis/app"
	"parvis/store/disk"
)

// Format is the version of the directory this program writes. A directory of a
// newer one is refused; older ones are migrated forward, on a copy.
const Format = 1

const headerName = "store.json"

// header is the plain file that says what the directory is. Replacing it is
// the one atomic step of migrations and restores.
type header struct {
	Format   int      `json:"format"`
	ID       string   `json:"id"`        // random; names the keyring entry
	Key      KeyPlace `json:"key"`       // where the device key is
	KeyCheck string   `json:"key_check"` // tells a wrong key from damage
	Journal  string   `json:"journal"`   // directory of the journal
	Kiosk    bool     `json:"kiosk,omitempty"`

	// After a restore: a new epoch is due, above this one.
	Renew bool   `json:"renew,omitempty"`
	Epoch uint32 `json:"epoch,omitempty"`

	Made time.Time `json:"made,omitzero"` // of a backup: when it was made
}

func readHeader(fsys disk.FS) (h header, err error) {
	raw, err := disk.ReadFile(fsys, headerName)
	if errors.Is(err, fs.ErrNotExist) {
		return h, absent(fsys)
	}
	if err != nil {
		return h, disk.Explain(err)
	}
	if err := json.Unmarshal(raw, &h); err != nil || h.ID == "" || h.Journal == "" {
		return h, app.E(app.Damaged, "store_header").Because(err)
	}
	if h.Format > Format {
		return h, app.E(app.Failed, "store_newer", "format", h.Format, "known", Format)
	}
	return h, nil
}

// absent tells a directory that never held data from one that lost its header.
func absent(fsys disk.FS) error {
	if there, err := traces(fsys); err == nil && there {
		return app.E(app.Failed, "store_nameless")
	}
	return app.E(app.Failed, "store_absent")
}

func writeHeader(fsys disk.FS, h header) error {
	raw, err := json.MarshalIndent(h, "", " ")
	if err != nil {
		return err
	}
	return disk.Explain(disk.Replace(fsys, headerName, append(raw, '\n')))
}

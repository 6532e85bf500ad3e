package device

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"slices"
	"strings"

	"parvis/app/session"
	"parvis/store/disk"
)

// Drafts are one sealed file each, replaced at each change: only the last
// face of a draft exists, and a dropped one leaves nothing in the journal.
const (
	draftsDir   = "drafts"
	draftSuffix = ".draft"
)

func draftName(id session.ID) string {
	sum := sha256.Sum256([]byte(id))
	return draftsDir + "/" + hex.EncodeToString(sum[:12]) + draftSuffix
}

// keptDraft is a draft as its file holds it: the note apart, sealed to the
// vault, as it will be once saved.
type keptDraft struct {
	session.Draft
	Note *draftNote `json:"note,omitempty"`
}

type draftNote struct {
	Person string `json:"person,omitempty"`
	Body   []byte `json:"body"`
}

// PutDraft implements session.Book.
func (d *Device) PutDraft(ctx context.Context, draft session.Draft) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	name := draftName(draft.ID)
	kept := keptDraft{Draft: draft}
	kept.Session.Notes = ""
	if err := d.keepDraftNote(name, draft, &kept); err != nil {
		return err
	}
	plain, err := json.Marshal(kept)
	if err != nil {
		return err
	}
	sealed, err := d.box.seal([]byte(name), plain)
	if err != nil {
		return err
	}
	d.small.Lock()
	defer d.small.Unlock()
	if err := d.o.FS.MkdirAll(draftsDir); err != nil {
		return disk.Explain(err)
	}
	return disk.Explain(disk.Replace(d.o.FS, name, sealed))
}

// Drafts implements session.Book. A draft that cannot be read is left out and
// logged: it must not hide the others.
func (d *Device) Drafts(ctx context.Context, author string) ([]session.Draft, error) {
	entries, err := d.o.FS.List(draftsDir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, disk.Explain(err)
	}
	var out []session.Draft
	for _, e := range entries {
		if !strings.HasSuffix(e.Name, draftSuffix) {
			continue
		}
		kept, err := d.readDraft(draftsDir + "/" + e.Name)
		if errors.Is(err, errSeal) || errors.Is(err, fs.ErrNotExist) {
			d.o.Log.Warn("a draft cannot be read", "file", e.Name, "cause", err)
			continue
		}
		if err != nil {
			return nil, disk.Explain(err)
		}
		if author == "" || kept.Author == author {
			kept.Session.Notes = d.openDraftNote(kept)
			out = append(out, kept.Draft)
		}
	}
	slices.SortStableFunc(out, func(a, b session.Draft) int {
		if c := a.Started.Compare(b.Started); c != 0 {
			return c
		}
		return strings.Compare(string(a.ID), string(b.ID))
	})
	return out, ctx.Err()
}

func (d *Device) readDraft(name string) (k keptDraft, err error) {
	sealed, err := disk.ReadFile(d.o.FS, name)
	if err != nil {
		return k, err
	}
	plain, err := d.box.open([]byte(name), sealed)
	if err != nil {
		return k, err
	}
	return k, json.Unmarshal(plain, &k)
}

// DropDraft implements session.Book; dropping what does not exist is done.
func (d *Device) DropDraft(ctx context.Context, id session.ID) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	d.small.Lock()
	defer d.small.Unlock()
	err := d.o.FS.Wipe(draftName(id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = d.o.FS.SyncDir(draftsDir)
	}
	return disk.Explain(err)
}

package device

import (
	"bytes"
	"io"

	"golang.org/x/crypto/nacl/box"

	"parvis/app"
	"parvis/app/session"
)

// A note is readable by its author only, so it is kept by session and author.
func noteKey(id session.ID, author string) []byte { return append(idKey(id), author...) }

// keptNote is a note in the projection, still sealed to the vault.
type keptNote struct {
	Person string `cbor:"1,keyasint,omitempty"`
	Body   []byte `cbor:"2,keyasint"`
}

func applyNote(t *tx, id session.ID, c change) error {
	key := noteKey(id, c.author)
	if len(c.note.body) == 0 {
		return t.Bucket(bucketNotes).Delete(key)
	}
	return t.putCBOR(bucketNotes, key, keptNote{Person: c.note.person, Body: c.note.body})
}

func (d *Device) sameNote(mac []byte, id session.ID, text string) bool {
	return bytes.Equal(mac, d.noteMAC(string(id), text))
}

// sealNote seals the note of a session to its person's key when she is
// followed, else to the vault's: no PIN is needed. It gives nil without note.
func (d *Device) sealNote(s *session.Session) (*sealedNote, error) {
	if s.Notes == "" {
		return nil, nil
	}
	n := &sealedNote{mac: d.noteMAC(string(s.ID), s.Notes)}
	var to []byte
	err := d.read(func(t *tx) error {
		keys, ok, err := t.vaultKeys()
		if err != nil {
			return err
		}
		if !ok {
			return app.E(app.Rejected, "vault_none")
		}
		to = keys.Public
		if s.Person == nil || s.Person.BeneficiaryID == "" {
			return nil
		}
		p, ok, err := t.person(s.Person.BeneficiaryID)
		if ok {
			to, n.person = p.Public, s.Person.BeneficiaryID
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	n.body, err = sealTo(to, []byte(s.Notes), d.o.Rand)
	return n, err
}

// replaceNote decides what an update does to the author's note: a text
// replaces it; no text takes it away only when the author could see it, and
// leaves it alone otherwise.
func (d *Device) replaceNote(author string, s *session.Session) (*sealedNote, error) {
	if s.Notes != "" {
		kept := false
		err := d.read(func(t *tx) error {
			was, _, found, err := t.findStored(s.ID)
			kept = found && d.sameNote(was.mac, s.ID, s.Notes)
			return err
		})
		if err != nil || kept {
			return nil, err
		}
		return d.sealNote(s)
	}
	if d.Unlocked() != author || d.head.Kiosk {
		return nil, nil
	}
	had := false
	err := d.read(func(t *tx) error {
		had = t.Bucket(bucketNotes).Get(noteKey(s.ID, author)) != nil
		return nil
	})
	if err != nil || !had {
		return nil, err
	}
	return &sealedNote{mac: []byte{}, body: []byte{}}, nil
}

// readNote opens the note the unlocked mediator wrote on a session.
func (d *Device) readNote(t *tx, id session.ID) (string, error) {
	private, who := d.vault.open()
	if private == nil {
		return "", nil
	}
	var n keptNote
	ok, err := t.getCBOR(bucketNotes, noteKey(id, who), &n)
	if err != nil || !ok {
		return "", err
	}
	plain, err := t.openSealed(n.Person, n.Body, private)
	return string(plain), err
}

func sealTo(public, plain []byte, random io.Reader) ([]byte, error) {
	return box.SealAnonymous(nil, plain, (*[32]byte)(public), random)
}

func openWith(public []byte, private *[32]byte, sealed []byte) ([]byte, error) {
	plain, ok := box.OpenAnonymous(nil, sealed, (*[32]byte)(public), private)
	if !ok {
		return nil, errSeal
	}
	return plain, nil
}

// openSealed opens what was sealed to a person's key, or to the vault's when
// person is empty.
func (t *tx) openSealed(person string, sealed []byte, private *[32]byte) ([]byte, error) {
	keys, ok, err := t.vaultKeys()
	if err != nil || !ok {
		return nil, err
	}
	if person == "" {
		return openWith(keys.Public, private, sealed)
	}
	p, ok, err := t.person(person)
	if err != nil || !ok {
		return nil, err // her key is destroyed: nothing can be read
	}
	key, err := openWith(keys.Public, private, p.Private)
	if err != nil {
		return nil, err
	}
	return openWith(p.Public, (*[32]byte)(key), sealed)
}

// keepDraftNote seals a draft's note to the vault. A draft read while the
// vault was locked comes back without its note: the kept one stays.
func (d *Device) keepDraftNote(name string, draft session.Draft, kept *keptDraft) error {
	if draft.Session.Notes != "" {
		n, err := d.sealNote(&draft.Session)
		if err == nil {
			kept.Note = &draftNote{Person: n.person, Body: n.body}
		}
		return err
	}
	if d.Unlocked() != draft.Author {
		if was, err := d.readDraft(name); err == nil {
			kept.Note = was.Note
		}
	}
	return nil
}

func (d *Device) openDraftNote(kept keptDraft) string {
	private, who := d.vault.open()
	if private == nil || kept.Note == nil || who != kept.Author {
		return ""
	}
	var plain []byte
	err := d.read(func(t *tx) (err error) {
		plain, err = t.openSealed(kept.Note.Person, kept.Note.Body, private)
		return err
	})
	if err != nil {
		d.o.Log.Warn("the note of a draft cannot be read", "cause", err)
	}
	return string(plain)
}

package device

import (
	"bytes"
	"context"
	"slices"
	"time"

	"golang.org/x/crypto/nacl/box"

	"parvis/app"
	"parvis/app/people"
	"parvis/store/journal"
)

var _ people.Vault = (*Device)(nil)

// KindPerson is the kind of the document that identifies a followed person;
// its id is her pseudonym, the beneficiary_id of sessions. It carries a key of
// her own: documents and notes about her are sealed to it.
const KindPerson = people.KindPerson

// Doc is a document of the vault. Anyone can write one; reading needs the
// vault unlocked.
type Doc = people.Doc

// keptDoc is a document as the journal and the projection hold it.
type keptDoc struct {
	Kind    string    `cbor:"1,keyasint"`
	ID      string    `cbor:"2,keyasint"`
	Person  string    `cbor:"3,keyasint,omitempty"`
	Author  string    `cbor:"4,keyasint,omitempty"`
	At      time.Time `cbor:"5,keyasint"`
	Body    []byte    `cbor:"6,keyasint"`
	Public  []byte    `cbor:"7,keyasint,omitempty"` // of a person
	Private []byte    `cbor:"8,keyasint,omitempty"` // of a person, sealed to the vault
	Until   int64     `cbor:"9,keyasint,omitempty"` // second after which the purge takes it, 0: with its person
}

type docDrop struct {
	Kind string `cbor:"1,keyasint"`
	ID   string `cbor:"2,keyasint"`
}

func docKey(kind, id string) []byte { return []byte(kind + "\x00" + id) }

func applyDoc(t *tx, rec journal.Record) error {
	var k keptDoc
	if err := decodeCBOR(rec.Body, &k); err != nil {
		return err
	}
	return t.put(bucketDocs, docKey(k.Kind, k.ID), rec.Body)
}

func applyDocDrop(t *tx, rec journal.Record) error {
	var drop docDrop
	if err := decodeCBOR(rec.Body, &drop); err != nil {
		return err
	}
	return t.Bucket(bucketDocs).Delete(docKey(drop.Kind, drop.ID))
}

func (t *tx) person(id string) (k keptDoc, ok bool, err error) {
	ok, err = t.getCBOR(bucketDocs, docKey(KindPerson, id), &k)
	return k, ok, err
}

// PutDoc keeps a document, replacing the one of the same kind and id. A
// document about a person needs her own document first ("person_unknown").
func (d *Device) PutDoc(ctx context.Context, doc Doc) error {
	keys, err := d.vaultKeys(ctx)
	if err != nil {
		return err
	}
	if doc.At.IsZero() {
		doc.At = d.o.Now().UTC()
	}
	k := keptDoc{Kind: doc.Kind, ID: doc.ID, Person: doc.Person, Author: doc.Author, At: doc.At}
	if !doc.Until.IsZero() {
		k.Until = doc.Until.Unix()
	}
	to := keys.Public
	about := doc.Person
	if doc.Kind == KindPerson {
		k.Person, about = doc.ID, doc.ID
	}
	if about != "" {
		p, err := d.personKey(ctx, about, keys, doc.Kind == KindPerson)
		if err != nil {
			return err
		}
		if to = p.Public; doc.Kind == KindPerson {
			k.Public, k.Private = p.Public, p.Private
		}
	}
	if k.Body, err = sealTo(to, doc.Body, d.o.Rand); err != nil {
		return err
	}
	return d.commit(ctx, func() ([]*staged, error) { return event(typeDoc, encodeCBOR(k)), nil })
}

// personKey gives a person's key pair, made on her first document.
func (d *Device) personKey(ctx context.Context, id string, keys vaultKeys, create bool) (p keptDoc, err error) {
	ok := false
	err = d.view(ctx, func(t *tx) (err error) {
		p, ok, err = t.person(id)
		return err
	})
	if err != nil || ok {
		return p, err
	}
	if !create {
		return p, app.E(app.Rejected, "person_unknown")
	}
	public, private, err := box.GenerateKey(d.o.Rand)
	if err != nil {
		return p, err
	}
	p.Public = public[:]
	p.Private, err = sealTo(keys.Public, private[:], d.o.Rand)
	return p, err
}

// DropDoc forgets a document; its bytes go at the next purge. To erase a person
// at once, see ErasePerson.
func (d *Device) DropDoc(ctx context.Context, kind, id string) error {
	return d.commit(ctx, func() ([]*staged, error) {
		return event(typeDocDrop, encodeCBOR(docDrop{Kind: kind, ID: id})), nil
	})
}

// Doc reads one document; ok is false when it does not exist.
func (d *Device) Doc(ctx context.Context, kind, id string) (doc Doc, ok bool, err error) {
	docs, err := d.docs(ctx, docKey(kind, id), func(k keptDoc) bool { return k.ID == id })
	if err != nil || len(docs) == 0 {
		return Doc{}, false, err
	}
	return docs[0], true, nil
}

// Docs reads the documents of a kind, by id.
func (d *Device) Docs(ctx context.Context, kind string) ([]Doc, error) {
	return d.docs(ctx, docKey(kind, ""), func(k keptDoc) bool { return k.Kind == kind })
}

// DocsOf reads every document about a person, her own included.
func (d *Device) DocsOf(ctx context.Context, person string) ([]Doc, error) {
	return d.docs(ctx, nil, func(k keptDoc) bool { return k.Person == person })
}

func (d *Device) docs(ctx context.Context, prefix []byte, keep func(keptDoc) bool) (out []Doc, err error) {
	private, _ := d.vault.open()
	if private == nil {
		return nil, app.E(app.Failed, "vault_locked")
	}
	defer clear(private[:])
	err = d.view(ctx, func(t *tx) error {
		out = out[:0]
		return t.each(bucketDocs, prefix, func(key, plain []byte) (bool, error) {
			if !bytes.HasPrefix(key, prefix) {
				return false, nil
			}
			var k keptDoc
			if err := decodeCBOR(plain, &k); err != nil {
				return false, err
			}
			if !keep(k) {
				return true, nil
			}
			body, err := t.openSealed(k.Person, k.Body, private)
			if err != nil {
				return false, err
			}
			one := Doc{Kind: k.Kind, ID: k.ID, Person: k.Person, Author: k.Author, At: k.At, Body: slices.Clone(body)}
			if k.Until > 0 {
				one.Until = time.Unix(k.Until, 0).UTC()
			}
			out = append(out, one)
			return true, nil
		})
	})
	return out, err
}

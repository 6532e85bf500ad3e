// Package people holds who works at this machine and who is followed there:
// rules of PINs and passphrases, beneficiaries, mandates, hand-overs, the
// retention and erasure of what is known of a person, information notices, and
// the warning before a secret is written in a note.
//
// It promises that nothing here ever leaves the machine, that nobody is
// created twice without being asked, that merging two files loses nothing,
// that erasing someone keeps the anonymous count alone, and that a mandate
// prints later exactly as it was signed. It keeps nothing by itself: the Vault
// does, sealed, and it never holds a password of anyone.
package people

import (
	"context"
	"time"
)

// ID is the pseudonym of a followed person: random, and the beneficiary_id of
// her sessions.
type ID string

// MediatorID is who works here; it never leaves the machine.
type MediatorID string

// Doc is a document of the vault: sealed, readable only while it is unlocked.
type Doc struct {
	Kind   string // KindPerson, KindMandate, KindHandover
	ID     string
	Person string // pseudonym of whom it is about, or empty
	Author string // mediator
	At     time.Time
	Until  time.Time // when the purge takes it; zero: with its person
	Body   []byte
}

// The kinds of documents.
const (
	KindPerson   = "person"
	KindMandate  = "mandate"
	KindHandover = "handover"
)

// Vault keeps documents, as the domain needs it. Writing needs no PIN; reading
// fails with "vault_locked" while no mediator has it open. A method that
// returns nil has made its effect durable.
type Vault interface {
	// PutDoc keeps a document, replacing that of the same kind and id. One
	// about a person needs her own document first.
	PutDoc(ctx context.Context, d Doc) error
	// DropDoc forgets one document.
	DropDoc(ctx context.Context, kind, id string) error
	// Doc gives one document; ok is false when there is none.
	Doc(ctx context.Context, kind, id string) (d Doc, ok bool, err error)
	// Docs gives the documents of a kind; DocsOf those about a person.
	Docs(ctx context.Context, kind string) ([]Doc, error)
	DocsOf(ctx context.Context, person string) ([]Doc, error)
	// ErasePerson destroys a person's key, her documents and the notes of her
	// sessions, and leaves her sessions under a pseudonym that leads nowhere.
	ErasePerson(ctx context.Context, id string) error
}

package main

import (
	"context"
	"encoding/hex"
	"io"
	"time"

	"parvis/app/handout"
	"parvis/app/people"
	"parvis/cmd/internal/station"
	"parvis/store/device"
	"parvis/ui/desk"
	"parvis/ui/shell"
)

// peopleDesk gives the screens on persons what they need of the station.
type peopleDesk struct {
	*station.Station
	w *window
}

var _ desk.PeopleDesk = peopleDesk{}

func (w *window) peopleDesk() desk.PeopleDesk { return peopleDesk{w.st, w} }

// NewID implements desk.PeopleDesk.
func (p peopleDesk) NewID() (string, error) {
	var raw [10]byte
	_, err := io.ReadFull(random, raw[:])
	return hex.EncodeToString(raw[:]), err
}

// Note implements people.Log.
func (p peopleDesk) Note(ctx context.Context, kind string, who people.MediatorID, args map[string]string) error {
	return p.AppendLine(ctx, device.Line{Kind: kind, Author: string(who), Args: args})
}

// Lines implements desk.PeopleDesk.
func (p peopleDesk) Lines(ctx context.Context) (out []people.Line, err error) {
	for l, err := range p.Station.Lines(ctx) {
		if err != nil {
			return nil, err
		}
		out = append(out, people.Line{Seq: l.Seq, At: l.At, Kind: l.Kind, Who: people.MediatorID(l.Author), Args: l.Args})
	}
	return out, nil
}

// LastPurge implements desk.PeopleDesk.
func (p peopleDesk) LastPurge(ctx context.Context) (desk.Purged, bool, error) {
	r, ok, err := p.Station.LastPurge(ctx)
	return desk.Purged{At: r.At, Persons: r.Persons, Mandates: r.Mandates, Sessions: r.Sessions, Drafts: r.Drafts}, ok, err
}

// Paper implements desk.PeopleDesk.
func (p peopleDesk) Paper(name string, l *handout.Letter) (pdf, html string, err error) {
	return p.w.letter(name, l)
}

// ErasePerson implements people.Vault: her papers go too.
func (p peopleDesk) ErasePerson(ctx context.Context, id string) error {
	if err := p.w.dropPapers(); err != nil {
		return err
	}
	return p.Station.ErasePerson(ctx, id)
}

// Recover implements desk.PeopleDesk.
func (p peopleDesk) Recover(ctx context.Context, code, mediator, secret string) error {
	return p.RecoverPIN(ctx, code, mediator, people.TidySecret(secret))
}

func (w *window) addMediator(ctx context.Context, name, pin string) (desk.Mediator, error) {
	m, err := w.st.AddMediatorWithPIN(ctx, name, people.TidySecret(pin))
	return desk.Mediator{ID: m.ID, Name: m.Name, PIN: m.PIN}, err
}

func (w *window) setPIN(ctx context.Context, id, pin string) error {
	return w.st.SetPIN(ctx, id, people.TidySecret(pin))
}

// lockAfter is the delay a person chose, or the usual one.
func (w *window) lockAfter() time.Duration {
	minutes := desk.LockAfter
	_, _ = w.st.SettingJSON(w.ctx, desk.KeyLockAfter, &minutes) // unreadable: the usual one
	return time.Duration(minutes) * time.Minute
}

// forgotten opens the desk with the recovery sheet.
func (w *window) forgotten(p shell.Person) {
	w.desk.Forgotten(w.shell.Env(), p.ID, p.Name, func() { w.shell.Enter(p) })
}

package main

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"parvis/app"
	"parvis/app/hub"
	"parvis/app/relay"
)

// counter is where commands are handled: in this process or in the running
// hub.
type counter interface {
	Invite(ctx context.Context, q hub.InviteRequest, hubURL string, now time.Time) (hub.Invited, error)
	Devices(ctx context.Context, now time.Time) ([]relay.FleetRow, error)
	Revoke(ctx context.Context, id relay.DeviceID, now time.Time) error
	NewEpoch(ctx context.Context, now time.Time) (uint32, error)
	Backup(ctx context.Context, w io.Writer) error
	Carry(ctx context.Context, stick []byte, now time.Time) (got hub.Carried, receipt []byte, err error)
	AuditTail(ctx context.Context, last int) ([]hub.AuditEntry, error)
	Publish(ctx context.Context, zipped []byte, program string, now time.Time) (relay.Published, error)
	OpenData(ctx context.Context, q openAsk, now time.Time) (opened, error)
	Close() error
}

// counter finds who handles commands for the directory or the database.
func (o *office) counter(ctx context.Context) (counter, error) {
	if o.store == "" {
		if r := dialAdmin(ctx, o.Data); r != nil {
			return r, nil
		}
	}
	l, err := o.openExisting(ctx)
	if err != nil {
		return nil, err
	}
	return local{hub.Admin{Ledger: l, Random: rand.Reader}, o.address()}, nil
}

// local handles commands on a ledger.
type local struct {
	hub.Admin
	address string // of the hub, for invitations that do not give one
}

// Invite implements counter.
func (a local) Invite(ctx context.Context, q hub.InviteRequest, hubURL string, now time.Time) (hub.Invited, error) {
	if hubURL == "" {
		hubURL = a.address
	}
	return a.Admin.Invite(ctx, q, hubURL, now)
}

// Backup implements counter.
func (a local) Backup(ctx context.Context, w io.Writer) error {
	return hub.WriteArchive(w, a.Ledger.Export(ctx))
}

// Close implements counter.
func (a local) Close() error { return a.Ledger.Close() }

// Invite implements counter.
func (r *remote) Invite(ctx context.Context, q hub.InviteRequest, hubURL string, now time.Time) (out hub.Invited, err error) {
	err = r.ask(ctx, adminCall{Command: "invite", Invite: q, HubURL: hubURL, Now: now}, &out)
	return out, err
}

// Devices implements counter.
func (r *remote) Devices(ctx context.Context, now time.Time) (rows []relay.FleetRow, err error) {
	err = r.ask(ctx, adminCall{Command: "devices", Now: now}, &rows)
	return rows, err
}

// Revoke implements counter.
func (r *remote) Revoke(ctx context.Context, id relay.DeviceID, now time.Time) error {
	var nothing any
	return r.ask(ctx, adminCall{Command: "revoke", Device: id, Now: now}, &nothing)
}

// NewEpoch implements counter.
func (r *remote) NewEpoch(ctx context.Context, now time.Time) (epoch uint32, err error) {
	err = r.ask(ctx, adminCall{Command: "epoch", Now: now}, &epoch)
	return epoch, err
}

// Backup implements counter.
func (r *remote) Backup(ctx context.Context, w io.Writer) error {
	resp, err := r.call(ctx, adminCall{Command: "backup"})
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return app.E(app.Failed, "hub_admin").Because(errors.New(resp.Status))
	}
	_, err = io.Copy(w, resp.Body)
	return err
}

// Close implements counter.
func (r *remote) Close() error {
	r.undo()
	return nil
}

// addressName is the file where a hub leaves its own address, so that
// invitations carry it when the hub is stopped.
const addressName = "address"

const defaultAddress = "http://127.0.0.1:8467"

func (o *office) address() string {
	raw, err := os.ReadFile(filepath.Join(o.Data, addressName))
	if text := strings.TrimSpace(string(raw)); err == nil && text != "" {
		return text
	}
	return defaultAddress
}

package main

import (
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"parvis/app"
	"parvis/app/hub"
	"parvis/store/hubbolt"
	"parvis/store/hubpg"
)

// openExisting opens the ledger the flags name and refuses a directory without
// one: a mistyped name must not become an empty hub.
func (o *office) openExisting(ctx context.Context) (hub.Ledger, error) {
	if o.store == "" {
		if _, err := os.Stat(filepath.Join(o.Data, hubbolt.FileName)); errors.Is(err, fs.ErrNotExist) {
			return nil, app.E(app.Failed, "hub_missing", "dir", o.Data).Because(err)
		}
	}
	return o.open(ctx)
}

// locked names the hub that holds the directory, when it answers.
func (o *office) locked(ctx context.Context, err error) error {
	var e *app.Error
	if !errors.As(err, &e) || e.Code != "hub_locked" {
		return err
	}
	r := dialAdmin(ctx, o.Data)
	if r == nil {
		return err
	}
	var pid int
	if errors.Join(r.ask(ctx, adminCall{Command: "pid"}, &pid), r.Close()) != nil || pid == 0 {
		return err
	}
	named := app.E(app.Failed, "hub_locked", "dir", o.Data, "pid", strconv.Itoa(pid)).Because(err)
	named.Key = "error.hub_locked_by"
	return named
}

// open opens the ledger the flags name, and makes an empty one where there is
// none.
func (o *office) open(ctx context.Context) (hub.Ledger, error) {
	if o.store == "" {
		l, err := hubbolt.Open(o.Data)
		if err != nil {
			return nil, o.locked(ctx, err)
		}
		return l, nil
	}
	return openPostgres(ctx, o.store)
}

func openPostgres(ctx context.Context, store string) (hub.Ledger, error) {
	if !strings.HasPrefix(store, "postgres://") && !strings.HasPrefix(store, "postgresql://") {
		return nil, app.E(app.Usage, "hub_store_scheme", "store", bare(store))
	}
	l, err := hubpg.Open(ctx, store)
	var known *app.Error
	switch {
	case errors.As(err, &known):
		return nil, err
	case err != nil:
		return nil, app.E(app.Failed, "hub_store", "store", bare(store)).Because(err)
	}
	return l, nil
}

// bare is an address without its password.
func bare(store string) string {
	u, err := url.Parse(store)
	if err != nil {
		return "postgres://…"
	}
	return u.Redacted()
}

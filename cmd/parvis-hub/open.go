package main

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"parvis/app"
	"parvis/app/hub"
	"parvis/store/hubbolt"
	"parvis/store/hubpg"
)

// open opens the ledger the flags name.
func (o *office) open(ctx context.Context) (hub.Ledger, error) {
	if o.store == "" {
		l, err := hubbolt.Open(o.Data)
		if err != nil {
			return nil, err
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

package device

import (
	"context"
	"slices"
	"strings"

	"parvis/app"
	"parvis/app/people"
)

// asWords says whether a secret is typed as words, not on six keys.
func asWords(secret string) bool {
	return secret != "" && (len(secret) != people.PINDigits || strings.Trim(secret, "0123456789") != "")
}

// RemoveMediator takes someone who no longer works here out of the list, with
// the key they opened the vault with. What they recorded stays; their notes
// stay unread. The vault must be open by another mediator ("mediator_self"):
// nobody can shut everyone out.
func (d *Device) RemoveMediator(ctx context.Context, id string) error {
	switch who := d.Unlocked(); who {
	case "":
		return app.E(app.Failed, "vault_locked")
	case id:
		return app.E(app.Rejected, "mediator_self")
	}
	m, err := d.Meta(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(m.Mediators, func(x Mediator) bool { return x.ID == id && !x.Gone })
	if i < 0 {
		return app.E(app.Failed, "mediator_unknown")
	}
	keys, err := d.vaultKeys(ctx)
	if err != nil {
		return err
	}
	keys.Wraps = slices.DeleteFunc(keys.Wraps, func(w wrap) bool { return w.Mediator == id })
	if err := d.saveVault(ctx, keys); err != nil {
		return err
	}
	m.Mediators[i].Gone, m.Mediators[i].PIN, m.Mediators[i].Words = true, false, false
	return d.SetMeta(ctx, m)
}

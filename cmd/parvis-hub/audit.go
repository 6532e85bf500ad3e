package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"parvis/app"
	"parvis/app/hub"
)

type auditCmd struct {
	Last int `default:"200" help:"Combien d’actes, les derniers ; 0 : tous."`
}

// Run prints what was done with privilege, oldest first. Nothing can be taken
// out of it.
func (c *auditCmd) Run(ctx context.Context, o *office) error {
	if c.Last < 0 {
		return app.E(app.Usage, "hub_audit_last")
	}
	return o.with(ctx, func(at counter) error {
		entries, err := at.AuditTail(ctx, c.Last)
		if err != nil {
			return err
		}
		list := make([]auditJSON, len(entries))
		for i, e := range entries {
			list[i] = auditJSON{e.At.UTC().Format(time.RFC3339), e.Actor, e.Act, e.Subject}
		}
		return o.Print(list, func(w io.Writer) {
			for _, e := range entries {
				fmt.Fprintln(w, o.L.T("hub.audit.line", "when", o.moment(e.At), "who", e.Actor, "act", o.act(e.Act), "what", e.Subject))
			}
			if len(entries) == 0 {
				fmt.Fprintln(w, o.L.T("hub.audit.none"))
			}
		})
	})
}

// auditJSON is what scripts read of an act.
type auditJSON struct {
	At      string `json:"at"`
	Actor   string `json:"actor"`
	Act     string `json:"act"`
	Subject string `json:"subject"`
}

// act is a code of the audit log in words.
func (o *office) act(code string) string {
	if key := "hub.act." + code; o.L.Has(key) {
		return o.L.T(key)
	}
	return code
}

// AuditTail implements counter.
func (a local) AuditTail(ctx context.Context, last int) ([]hub.AuditEntry, error) {
	var out []hub.AuditEntry
	for e, err := range a.Ledger.AuditLog(ctx) {
		if err != nil {
			return nil, err
		}
		if out = append(out, e); last > 0 && len(out) >= 2*last { // a log of years stays small in memory
			out = append(out[:0], out[len(out)-last:]...)
		}
	}
	if last > 0 && len(out) > last {
		out = out[len(out)-last:]
	}
	return out, nil
}

// AuditTail implements counter.
func (r *remote) AuditTail(ctx context.Context, last int) (out []hub.AuditEntry, err error) {
	err = r.ask(ctx, adminCall{Command: "audit", Last: last}, &out)
	return out, err
}

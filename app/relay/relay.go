package relay

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"time"

	"parvis/app"
)

// Options is what a Relay is made of. Outbox and Now are required.
type Options struct {
	Outbox Outbox
	Now    app.Clock
	Client *http.Client // nil: NewClient(nil)
	Random io.Reader    // nil: crypto/rand
	Log    *slog.Logger // nil: silent
	// Facts gives what a heartbeat says of the program and the machine; the
	// relay fills in what waits, what was set aside, the last success and the
	// clock drift. nil: zero facts, store said good.
	Facts func(ctx context.Context) Heartbeat
	// Sleep waits between attempts of one run; nil: a timer.
	Sleep func(ctx context.Context, d time.Duration) error
}

// Relay carries a device's outbox to its hub. It is safe for concurrent use:
// runs follow one another.
type Relay struct {
	Options
	turn chan struct{} // held by the one run at a time
}

// New makes a Relay.
func New(o Options) *Relay {
	if o.Client == nil {
		o.Client = NewClient(nil)
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Facts == nil {
		o.Facts = func(context.Context) Heartbeat { return Heartbeat{StoreOK: true} }
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	return &Relay{Options: o, turn: make(chan struct{}, 1)}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// lock waits for the turn; the returned function gives it back.
func (r *Relay) lock(ctx context.Context) (func(), error) {
	select {
	case r.turn <- struct{}{}:
		return func() { <-r.turn }, nil
	case <-ctx.Done():
		return nil, app.E(app.Hub, "hub_stopped").Because(ctx.Err())
	}
}

// Enrol exchanges an invitation for a registration and keeps it. The device's
// key is its own; the hub learns its public half. What waits in the outbox will
// go to this hub, and what is still kept of earlier sendings too.
func (r *Relay) Enrol(ctx context.Context, inv Invitation) (Registration, error) {
	unlock, err := r.lock(ctx)
	if err != nil {
		return Registration{}, err
	}
	defer unlock()
	w := &wire{client: r.Client, hub: inv.Hub}
	a, err := w.do(ctx, call{method: http.MethodGet, path: PathHello})
	if err != nil {
		return Registration{}, err
	}
	if a.status != http.StatusOK {
		return Registration{}, refusal(a)
	}
	if !inv.Trusts(w.key) { // before the token is shown to anyone
		return Registration{}, app.E(app.Hub, "hub_other_key")
	}
	id, err := r.Outbox.Identity(ctx)
	if err != nil {
		return Registration{}, err
	}
	return r.register(ctx, w, PathEnrol, inv.Token, id)
}

// register sends an EnrolRequest and keeps what it gave.
func (r *Relay) register(ctx context.Context, w *wire, path, token string, id Identity) (Registration, error) {
	private := ed25519.PrivateKey(id.Private)
	public := private.Public().(ed25519.PublicKey)
	body, err := json.Marshal(EnrolRequest{
		Token: token, Device: id.Device, PublicKey: public,
		Proof: ed25519.Sign(private, EnrolText(token, id.Device, public)),
	})
	if err != nil {
		return Registration{}, err
	}
	c := call{method: http.MethodPost, path: path, kind: TypeJSON, body: body}
	if path == PathRenew {
		c.token = token // a registration already, not an invitation
	}
	a, err := w.do(ctx, c)
	if err != nil {
		return Registration{}, err
	}
	if a.status != http.StatusOK {
		return Registration{}, refusal(a)
	}
	var reply EnrolReply
	if err := json.Unmarshal(a.body, &reply); err != nil {
		return Registration{}, app.E(app.Hub, "hub_not_parvis", "hub", w.hub).Because(err)
	}
	if device, _, ok := SplitToken(reply.Token); !ok || device != id.Device {
		return Registration{}, app.E(app.Hub, "hub_not_parvis", "hub", w.hub)
	}
	if err := r.forget(ctx); err != nil {
		return Registration{}, err
	}
	reg := Registration{
		Hub: w.hub, HubKey: w.key, HubBox: reply.HubBox, HubEpoch: reply.HubEpoch, Token: reply.Token,
		Role: reply.Role, Place: reply.Place, PlaceID: reply.PlaceID, At: r.Now(),
	}
	return reg, r.Outbox.SetRegistration(ctx, reg)
}

// forget makes no assumption on what a hub that knew us otherwise, or not at
// all, still has: everything kept will be sent again, and counts once.
func (r *Relay) forget(ctx context.Context) error {
	if err := r.resend(ctx); err != nil {
		return err
	}
	p, err := r.Outbox.Progress(ctx)
	if err != nil {
		return err
	}
	p.AckedThrough, p.Known, p.RetryAfter = 0, 0, time.Time{}
	return r.Outbox.SetProgress(ctx, p)
}

// resend puts back everything kept. What a hub refused gets one more try:
// otherwise its number would stay a gap at the restored hub, behind which a
// second loss could hide; and a newer hub may accept it.
func (r *Relay) resend(ctx context.Context) error {
	var all uint64
	if err := r.Outbox.Recover(ctx, &all); err != nil {
		return err
	}
	var again []Entry
	for e, err := range r.Outbox.Entries(ctx) {
		if err != nil {
			return err
		}
		if e.State == SetAside && e.Reason != reasonDamaged && e.Reason != ReasonElsewhere {
			e.State, e.Rejects = ToSend, 1
			again = append(again, e)
		}
	}
	if len(again) == 0 {
		return nil
	}
	return r.Outbox.Mark(ctx, again...)
}

// registered gives the registration, or why there is none to use.
func (r *Relay) registered(ctx context.Context) (Registration, *wire, error) {
	reg, ok, err := r.Outbox.Registration(ctx)
	switch {
	case err != nil:
		return reg, nil, err
	case !ok:
		return reg, nil, app.E(app.Hub, "not_enrolled")
	case reg.Revoked:
		return reg, nil, app.E(app.Hub, ProblemRevoked)
	}
	return reg, &wire{client: r.Client, hub: reg.Hub, key: reg.HubKey}, nil
}

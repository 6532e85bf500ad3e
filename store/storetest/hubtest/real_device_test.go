package hubtest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"

	"parvis/app"
	"parvis/app/relay"
	store "parvis/store/device"
)

// asDevice makes the test binary a device: one process that opens a data
// directory, does one thing, and ends (or is killed).
const asDevice = "PARVIS_SIM_DEVICE"

// order is what a device process is told, on its standard input.
type order struct {
	Dir     string
	Verb    string
	Hub     string // enrol
	Code    string // enrol
	Kind    relay.Kind
	Version uint16
	Bodies  [][]byte
	Drift   time.Duration
	File    string // stick, or receipt
	Limit   uint64 // no file may grow beyond, in bytes: a disk that is full
}

// told is what it answers.
type told struct {
	Error   string
	Problem string // code of the error
	Sent    int
	Waiting int
	Device  relay.DeviceID
	Entries []relay.Entry
}

func deviceProcess() int {
	var o order
	if err := json.NewDecoder(os.Stdin).Decode(&o); err != nil {
		return 9
	}
	out, err := o.obey(context.Background())
	if err != nil {
		out.Error = err.Error()
		var e *app.Error
		if errors.As(err, &e) {
			out.Problem = e.Code
		}
	}
	if json.NewEncoder(os.Stdout).Encode(out) != nil {
		return 9
	}
	return 0
}

func (o order) obey(ctx context.Context) (out told, err error) {
	if o.Limit > 0 {
		signal.Ignore(syscall.SIGXFSZ)
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: o.Limit, Max: o.Limit}); err != nil {
			return out, err
		}
	}
	now := func() time.Time { return time.Now().Add(o.Drift) }
	options := store.Options{Now: now, Check: func(context.Context, string, []byte) error { return nil }}
	var d *store.Device
	if o.Verb == "init" {
		d, err = store.Init(ctx, o.Dir, store.InitOptions{Meta: store.Meta{Place: "Lieu"}, Kiosk: true}, options)
	} else {
		d, err = store.Open(ctx, o.Dir, options)
	}
	if err != nil {
		return out, err
	}
	r := relay.New(relay.Options{Outbox: d, Now: now, Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }})
	err = o.do(ctx, d, r, &out)
	return out, errors.Join(err, d.Close())
}

func (o order) do(ctx context.Context, d *store.Device, r *relay.Relay, out *told) error {
	switch o.Verb {
	case "enrol":
		inv, err := relay.FromCode(o.Code, o.Hub)
		if err == nil {
			_, err = r.Enrol(ctx, inv)
		}
		return err
	case "enqueue":
		return d.Enqueue(ctx, o.Kind, o.Version, o.Bodies...)
	case "sync":
		s, err := r.SyncNow(ctx)
		out.Sent, out.Waiting = s.Sent, s.Waiting
		return err
	case "due":
		_, err := r.SyncDue(ctx)
		return err
	case "stick":
		var file bytes.Buffer
		if _, err := r.ExportUSB(ctx, &file); err != nil {
			return err
		}
		return os.WriteFile(o.File, file.Bytes(), 0o600)
	case "receipt":
		raw, err := os.ReadFile(o.File)
		if err == nil {
			_, err = r.ReadReceipt(ctx, bytes.NewReader(raw))
		}
		return err
	case "tell":
		id, err := d.Identity(ctx)
		if err != nil {
			return err
		}
		out.Device = id.Device
		for e, err := range d.Entries(ctx) {
			if err != nil {
				return err
			}
			out.Entries = append(out.Entries, e)
		}
	}
	return nil
}

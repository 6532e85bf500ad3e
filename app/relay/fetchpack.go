package relay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"parvis/app"
	"parvis/app/relay/pack"
)

// FetchPack brings the hub's newest pack into the store, ready to be activated
// between sessions. Only missing files travel; stopped, it goes on from where
// it was. program is this program's version. Errors: "pack_none",
// "pack_bad_manifest", "pack_expired", "pack_needs_program", "pack_old",
// "pack_bad_file", "pack_disk", and those of the network; whatever happens,
// the pack in use stays.
func (r *Relay) FetchPack(ctx context.Context, s *pack.Store, program string) error {
	reg, w, err := r.registered(ctx)
	if err != nil {
		return err
	}
	a, err := w.do(ctx, call{method: http.MethodGet, path: PathPack, token: reg.Token})
	if err != nil {
		return err
	}
	if a.status != http.StatusOK {
		return refusal(a)
	}
	m, err := pack.Open(a.body, reg.HubKey)
	if err != nil {
		return err
	}
	if err := m.Fits(r.Now(), program); err != nil {
		return err
	}
	return s.Install(ctx, m, func(ctx context.Context, f pack.File, from int64, out io.Writer) error {
		return r.patiently(ctx, func() error { return w.file(ctx, reg.Token, f, from, out) })
	})
}

// maxAsked bounds how often one file is asked for while the hub asks to wait.
const maxAsked = 20

// patiently does again what the hub asked to do a little later; nothing was
// written meanwhile.
func (r *Relay) patiently(ctx context.Context, do func() error) error {
	for asked := 1; ; asked++ {
		err := do()
		var b *busyError
		if !errors.As(err, &b) || b.after > shortPause || asked == maxAsked {
			return err
		}
		if err := r.Sleep(ctx, max(b.after, shortPause/15)); err != nil {
			return app.E(app.Hub, "hub_stopped").Because(err)
		}
	}
}

// file brings one file from an offset. Its content proves itself by its hash,
// so the answer needs no signature.
func (w *wire) file(ctx context.Context, token string, f pack.File, from int64, out io.Writer) error {
	req, _, err := w.request(ctx, call{method: http.MethodGet, path: PathFiles + f.Hash, token: token})
	if err != nil {
		return err
	}
	if from > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", from))
	}
	client := *w.client
	client.Timeout = 0 // 4 MiB at 23 kbit/s take 25 minutes; ctx bounds it
	resp, err := client.Do(req)
	if err != nil {
		return transportError(err)
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusPartialContent:
	case http.StatusOK: // a proxy that ignores ranges: skip what we have
		if _, err := io.CopyN(io.Discard, resp.Body, from); err != nil {
			return transportError(err)
		}
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return busy(answer{status: resp.StatusCode, retryAfter: retryAfter(resp.Header)})
	default:
		return app.E(app.Hub, "hub_cut").Because(errors.New(resp.Status))
	}
	if _, err := io.Copy(out, resp.Body); err != nil {
		return transportError(err)
	}
	return nil
}

// Publish sends a zip of guides, places, vocabularies, polls and policy for
// every device; the hub signs it. Coordinators only. after is the version it
// replaces. Errors: "pack_bad_content" when a file has no place in a pack,
// "pack_poll" when a poll has a fault, "pack_moved" when someone published
// meanwhile.
func (r *Relay) Publish(ctx context.Context, zip []byte, after uint64) (Published, error) {
	reg, w, err := r.registered(ctx)
	if err != nil {
		return Published{}, err
	}
	a, err := w.do(ctx, call{
		method: http.MethodPost, path: PathPack + "?after=" + strconv.FormatUint(after, 10), token: reg.Token, kind: TypeZip, body: zip,
		heavy: true,
	})
	if err != nil {
		return Published{}, err
	}
	if a.status != http.StatusOK {
		return Published{}, refusal(a)
	}
	var p Published
	if err := json.Unmarshal(a.body, &p); err != nil {
		return Published{}, app.E(app.Hub, "hub_not_parvis", "hub", reg.Hub).Because(err)
	}
	return p, nil
}

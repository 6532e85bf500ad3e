package relay

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"parvis/app"
)

// maxRow bounds one line of a stream of lots.
const maxRow = 64 << 10

// FetchLots reads the lots of a coordinator's territory received at or after
// since (zero: all of them) and yields each row in no particular order. The
// end it returns carries the value of since for the next call; ranges overlap
// a little, so the caller keeps rows by ID. When the end's HubEpoch differs
// from the one the caller knows, the hub was restored: read again from zero.
// A stream that was cut is an error, and what was yielded is then only a part.
func (r *Relay) FetchLots(ctx context.Context, since time.Time, yield func(LotRow) error) (LotsEnd, error) {
	reg, w, err := r.registered(ctx)
	if err != nil {
		return LotsEnd{}, err
	}
	query := url.Values{}
	if !since.IsZero() {
		query.Set("since", strconv.FormatInt(since.Unix(), 10))
	}
	req, _, err := w.request(ctx, call{method: http.MethodGet, path: PathLots + "?" + query.Encode(), token: reg.Token})
	if err != nil {
		return LotsEnd{}, err
	}
	client := *w.client
	client.Timeout = 0 // a long stream is not a fault; ctx bounds it
	resp, err := client.Do(req)
	if err != nil {
		return LotsEnd{}, transportError(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != TypeRows {
		return LotsEnd{}, r.refused(ctx, w, reg)
	}
	return readRows(resp, yield)
}

// refused asks again in a signed way why reading was refused.
func (r *Relay) refused(ctx context.Context, w *wire, reg Registration) error {
	a, err := w.do(ctx, call{method: http.MethodGet, path: PathFleet, token: reg.Token})
	if err != nil {
		return err
	}
	if a.status != http.StatusOK {
		return refusal(a)
	}
	return app.E(app.Hub, "hub_captive")
}

func readRows(resp *http.Response, yield func(LotRow) error) (LotsEnd, error) {
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(make([]byte, 0, 4096), maxRow)
	n := 0
	for lines.Scan() {
		if bytes.HasPrefix(lines.Bytes(), []byte(`{"end"`)) {
			var end LotsEnd
			if err := json.Unmarshal(lines.Bytes(), &end); err != nil || !end.End || end.Count != n {
				return LotsEnd{}, app.E(app.Hub, "hub_cut").Because(err)
			}
			return end, nil
		}
		var row LotRow
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return LotsEnd{}, app.E(app.Hub, "hub_cut").Because(err)
		}
		if err := yield(row); err != nil {
			return LotsEnd{}, err
		}
		n++
	}
	return LotsEnd{}, app.E(app.Hub, "hub_cut").Because(errors.Join(lines.Err(), errors.New("no end")))
}

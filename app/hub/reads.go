package hub

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"parvis/app/relay"
)

// overlap is how far back the next reading starts again: longer than any
// transaction lasts, so that a row committed late is not missed.
const overlap = 10 * time.Minute

// rowsTimeout bounds one write of a stream of rows, so that a reader that went
// away frees its place.
const rowsTimeout = time.Minute

// lots streams the accepted lots of a coordinator's territory.
func (h *Hub) lots(w http.ResponseWriter, r *http.Request, d Device) int {
	if d.Role != RoleCoordinator {
		return h.refuse(w, r, http.StatusForbidden, relay.ProblemRole)
	}
	q, ok := lotQuery(r)
	if !ok {
		return h.refuse(w, r, http.StatusBadRequest, relay.ProblemBadRequest)
	}
	ctx := r.Context()
	epoch, err := h.Ledger.Epoch(ctx)
	if err != nil {
		return h.fail(w, r, err)
	}
	devices, err := h.territory(ctx, d)
	if err != nil {
		return h.fail(w, r, err)
	}
	end := relay.LotsEnd{End: true, Next: h.Now().Add(-overlap).Unix(), HubEpoch: epoch}
	if err := h.Ledger.Audit(ctx, AuditEntry{At: h.Now(), Actor: string(d.ID), Act: "lots_read", Subject: q.View}); err != nil {
		return h.fail(w, r, err)
	}
	w.Header().Set("Content-Type", relay.TypeRows)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusOK)
	control, out := http.NewResponseController(w), bufio.NewWriterSize(w, 64<<10)
	lines := json.NewEncoder(out)
	for row, err := range h.Ledger.Lots(ctx, q) {
		if err != nil {
			h.Log.Error("lots cut", "error", err) // no end: the reader knows
			return http.StatusInternalServerError
		}
		from, mine := devices[row.Device]
		if !mine {
			continue
		}
		if end.Count%1000 == 0 {
			_ = control.SetWriteDeadline(time.Now().Add(rowsTimeout)) // unsupported: no deadline
		}
		end.Count++
		if err := lines.Encode(wireRow(row, from)); err != nil {
			return http.StatusInternalServerError
		}
	}
	if lines.Encode(end) != nil || out.Flush() != nil {
		return http.StatusInternalServerError
	}
	return http.StatusOK
}

func lotQuery(r *http.Request) (LotQuery, bool) {
	v := r.URL.Query()
	q := LotQuery{View: v.Get("view"), PlaceID: v.Get("place"), FromMonth: v.Get("from"), ToMonth: v.Get("to")}
	if text := v.Get("since"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return q, false
		}
		q.Since = time.Unix(n, 0)
	}
	return q, true
}

func wireRow(l LotRow, from Device) relay.LotRow {
	cell := map[string]string{}
	_ = json.Unmarshal([]byte(l.Cell), &cell) // written by Judge
	return relay.LotRow{
		ID: l.ID, Device: l.Device, PlaceID: l.PlaceID, Place: from.Place,
		View: l.View, Cell: cell, Window: l.Window, Count: l.Count, Kiosk: l.Kiosk,
	}
}

// territory gives the devices a coordinator may see: those of the same
// territory, or all of them when the coordinator has none.
func (h *Hub) territory(ctx context.Context, d Device) (map[relay.DeviceID]Device, error) {
	all, err := h.Ledger.Devices(ctx)
	if err != nil {
		return nil, err
	}
	mine := make(map[relay.DeviceID]Device, len(all))
	for _, other := range all {
		if d.Territory == "" || other.Territory == d.Territory {
			mine[other.ID] = other
		}
	}
	return mine, nil
}

// fleet answers the devices of a coordinator's territory.
func (h *Hub) fleet(w http.ResponseWriter, r *http.Request, d Device) int {
	if d.Role != RoleCoordinator {
		return h.refuse(w, r, http.StatusForbidden, relay.ProblemRole)
	}
	devices, err := h.Ledger.Devices(r.Context())
	if err != nil {
		return h.fail(w, r, err)
	}
	rows := make([]relay.FleetRow, 0, len(devices))
	for _, other := range devices {
		if d.Territory == "" || other.Territory == d.Territory {
			rows = append(rows, FleetRow(other, h.Now()))
		}
	}
	return h.answerJSON(w, r, http.StatusOK, rows)
}

// FleetRow is a device as coordinators and "parvis-hub devices" show it.
func FleetRow(d Device, now time.Time) relay.FleetRow {
	row := relay.FleetRow{
		ID: d.ID, Place: d.Place, PlaceID: d.PlaceID, Role: string(d.Role),
		Version: d.Heartbeat.Program, Pack: d.Heartbeat.Pack, Waiting: d.Heartbeat.Waiting,
		SetAside: d.Heartbeat.SetAside, ClockDrift: d.Heartbeat.ClockDrift, FreeDiskMiB: d.Heartbeat.FreeDiskMiB,
		StoreOK: d.Heartbeat.StoreOK || d.Heartbeat.Program == "", Revoked: d.Revoked, ClosedUntil: d.Heartbeat.ClosedUntil,
		Failures: d.Heartbeat.Failures,
	}
	if !d.LastSeen.IsZero() {
		text := d.LastSeen.UTC().Format(time.RFC3339)
		row.LastSeen = &text
		closed := d.Heartbeat.ClosedUntil != "" && now.UTC().Format(time.DateOnly) <= d.Heartbeat.ClosedUntil
		row.Silent = !d.Revoked && !closed && now.Sub(d.LastSeen) > relay.SilentDays*24*time.Hour
	}
	return row
}

package hub

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"parvis/app/relay"
)

// batches decides one batch. A batch without records asks how things stand.
func (h *Hub) batches(w http.ResponseWriter, r *http.Request, d Device) int {
	frame, err := io.ReadAll(http.MaxBytesReader(w, r.Body, relay.MaxFrame))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return h.refuse(w, r, http.StatusRequestEntityTooLarge, relay.ProblemTooLarge)
	case err != nil: // cut on the way: nobody waits for an answer
		return h.refuse(w, r, http.StatusBadRequest, relay.ProblemBadRequest)
	}
	batch, sum, err := relay.Open(frame, d.PublicKey)
	switch {
	case errors.Is(err, relay.ErrTooLarge):
		return h.refuse(w, r, http.StatusRequestEntityTooLarge, relay.ProblemTooLarge)
	case errors.Is(err, relay.ErrBatch):
		return h.refuse(w, r, http.StatusBadRequest, relay.ProblemBadBatch)
	case err != nil:
		return h.refuse(w, r, http.StatusBadRequest, err.Error())
	case batch.Device != d.ID:
		return h.refuse(w, r, http.StatusBadRequest, relay.ErrSignature.Error())
	}
	reply, err := h.decide(r.Context(), d, batch, sum)
	if err != nil {
		return h.fail(w, r, err)
	}
	body, err := relay.Canonical(reply)
	if err != nil {
		return h.fail(w, r, err)
	}
	return h.answer(w, r, http.StatusOK, relay.TypeReply, body)
}

// decide lets the ledger decide a batch and makes the reply.
func (h *Hub) decide(ctx context.Context, d Device, batch relay.Batch, sum []byte) (relay.Reply, error) {
	now := h.Now()
	decision, err := accept(ctx, h.Ledger, d, batch, now)
	if err != nil {
		return relay.Reply{}, err
	}
	head, err := h.Ledger.Head(ctx)
	if err != nil {
		return relay.Reply{}, err
	}
	h.tell(decision.Verdicts)
	return relay.Reply{
		BatchID: batch.ID, Count: len(batch.Records), BatchHash: sum,
		KnownBefore: decision.KnownBefore, KnownAfter: decision.KnownAfter,
		HubEpoch: head.Epoch, PackVersion: head.PackVersion, AckedThroughSeq: decision.AckedThrough, Verdicts: decision.Verdicts, ServerTime: now.Unix(),
		Account: decision.Account,
	}, nil
}

// accept judges the records one by one, lets the ledger decide in one
// transaction, and gives a device that must settle what it has to take over.
func accept(ctx context.Context, l Ledger, d Device, batch relay.Batch, now time.Time) (Decision, error) {
	delivery := Delivery{Device: d, Epoch: batch.Epoch, Settled: batch.Settled, Now: now, Records: make([]Judged, len(batch.Records))}
	for i, record := range batch.Records {
		delivery.Records[i] = Judge(record)
	}
	decision, err := l.Accept(ctx, delivery)
	if err == nil && decision.Settle != nil {
		decision.Account, err = accountOf(ctx, l, d, *decision.Settle, now)
	}
	return decision, err
}

// accountOf reads the lots of a device. They are read after the decision: one
// accepted meanwhile makes the device settle again, which changes nothing more.
func accountOf(ctx context.Context, l Ledger, d Device, upTo relay.Settled, now time.Time) (*relay.Account, error) {
	out := &relay.Account{Settled: upTo}
	q := LotQuery{Device: d.ID, FromMonth: now.AddDate(0, -relay.AccountMonths, 0).Format("2006-01")}
	for row, err := range l.Lots(ctx, q) {
		if err != nil {
			return nil, err
		}
		body := relay.LotBody{View: row.View, Window: row.Window, Count: row.Count}
		if err := json.Unmarshal([]byte(row.Cell), &body.Cell); err != nil {
			return nil, err
		}
		if n := len(out.Pages); n == 0 || len(out.Pages[n-1]) == relay.MaxRecords {
			out.Pages = append(out.Pages, nil)
		}
		last := len(out.Pages) - 1
		out.Pages[last] = append(out.Pages[last], body)
	}
	return out, nil
}

func (h *Hub) tell(verdicts []relay.RecordVerdict) {
	if h.Watch == nil {
		return
	}
	n := map[relay.Verdict]int{}
	for _, v := range verdicts {
		n[v.Verdict]++
	}
	for v, k := range n {
		h.Watch.Decided(v, k)
	}
}

package hub

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"parvis/app"
	"parvis/app/relay"
	"parvis/app/relay/pack"
)

// notesKept is how long flags and proposals are offered to coordinators; they
// stay in the ledger after that.
const notesKept = 400 * 24 * time.Hour

// notes answers the flags and the proposals of a coordinator's territory: what
// was said, and in which week, never where from.
func (h *Hub) notes(w http.ResponseWriter, r *http.Request, d Device) int {
	if d.Role != RoleCoordinator {
		return h.refuse(w, r, http.StatusForbidden, relay.ProblemRole)
	}
	devices, err := h.territory(r.Context(), d)
	if err != nil {
		return h.fail(w, r, err)
	}
	rows := []relay.NoteRow{}
	for k, err := range h.Ledger.Notes(r.Context(), h.Now().Add(-notesKept), relay.KindFlag, relay.KindProposal) {
		if err != nil {
			return h.fail(w, r, err)
		}
		if _, mine := devices[k.Device]; !mine {
			continue
		}
		if row, ok := noteRow(k); ok {
			rows = append(rows, row)
		}
	}
	slices.SortFunc(rows, func(a, b relay.NoteRow) int { return strings.Compare(a.ID, b.ID) })
	if err := h.Ledger.Audit(r.Context(), AuditEntry{At: h.Now(), Actor: string(d.ID), Act: "notes_read"}); err != nil {
		return h.fail(w, r, err)
	}
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(fileTimeout)) // unsupported: the server's own
	return h.answerJSON(w, r, http.StatusOK, rows)
}

func noteRow(k Kept) (relay.NoteRow, bool) {
	year, week := k.Received.UTC().ISOWeek()
	row := relay.NoteRow{ID: k.ID, Week: fmt.Sprintf("%d-W%02d", year, week)}
	switch k.Kind {
	case relay.KindFlag:
		row.Flag = &relay.FlagBody{}
		return row, relay.Decode(k.Body, row.Flag) == nil
	case relay.KindProposal:
		row.Text = &relay.ProposalBody{}
		return row, relay.Decode(k.Body, row.Text) == nil
	}
	return row, false
}

// IsNote says whether a record is of a kind that Notes may yield.
func IsNote(k relay.Kind) bool {
	return k == relay.KindFlag || k == relay.KindProposal || k == relay.KindMedia
}

// media answers a picture or a sound that a place of the coordinator's
// territory proposed, whole.
func (h *Hub) media(w http.ResponseWriter, r *http.Request, d Device) int {
	if d.Role != RoleCoordinator {
		return h.refuse(w, r, http.StatusForbidden, relay.ProblemRole)
	}
	devices, err := h.territory(r.Context(), d)
	if err != nil {
		return h.fail(w, r, err)
	}
	pieces := map[int][]byte{}
	for k, err := range h.Ledger.Notes(r.Context(), h.Now().Add(-notesKept), relay.KindMedia) {
		if err != nil {
			return h.fail(w, r, err)
		}
		var m relay.MediaBody
		if _, mine := devices[k.Device]; mine && relay.Decode(k.Body, &m) == nil && hex.EncodeToString(m.Hash) == r.PathValue("hash") {
			pieces[m.Piece] = m.Bytes
		}
	}
	content := make([]byte, 0, relay.MaxMedia)
	for i := range len(pieces) {
		content = append(content, pieces[i]...)
	}
	if len(pieces) == 0 || pack.HashOf(content) != r.PathValue("hash") { // not all of it has come yet
		return h.refuse(w, r, http.StatusNotFound, relay.ProblemMediaNone)
	}
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(fileTimeout)) // unsupported: the server's own
	return h.answer(w, r, http.StatusOK, "application/octet-stream", content)
}

// readJSON reads the small body of a coordinator's request.
func readJSON(w http.ResponseWriter, r *http.Request, v any) bool {
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxJSON))
	return err == nil && json.Unmarshal(raw, v) == nil
}

// invite makes a code for a desk or a kiosk of the coordinator's territory.
func (h *Hub) invite(w http.ResponseWriter, r *http.Request, d Device) int {
	var q relay.InviteRequest
	switch {
	case d.Role != RoleCoordinator:
		return h.refuse(w, r, http.StatusForbidden, relay.ProblemRole)
	case !readJSON(w, r, &q):
		return h.refuse(w, r, http.StatusBadRequest, relay.ProblemBadRequest)
	case q.Role != string(RoleDesk) && q.Role != string(RoleKiosk): // only the hub's owner makes coordinators
		return h.refuse(w, r, http.StatusForbidden, relay.ProblemRole)
	}
	a := Admin{Ledger: h.Ledger, Random: h.Random}
	inv, err := a.invite(r.Context(), InviteRequest{Place: q.Place, Role: Role(q.Role), Territory: d.Territory}, "", string(d.ID), h.Now())
	if errors.Is(err, app.E(app.Usage, "hub_invite_place")) {
		return h.refuse(w, r, http.StatusUnprocessableEntity, relay.ProblemInvitePlace)
	}
	if err != nil {
		return h.fail(w, r, err)
	}
	return h.answerJSON(w, r, http.StatusOK, relay.Invited{Code: inv.Code, Place: inv.Place, Role: string(inv.Role), Expires: inv.Expires})
}

// revoke retires a desk or a kiosk of the coordinator's territory: a computer
// that was lost, replaced or given away.
func (h *Hub) revoke(w http.ResponseWriter, r *http.Request, d Device) int {
	var q relay.RevokeRequest
	switch {
	case d.Role != RoleCoordinator:
		return h.refuse(w, r, http.StatusForbidden, relay.ProblemRole)
	case !readJSON(w, r, &q):
		return h.refuse(w, r, http.StatusBadRequest, relay.ProblemBadRequest)
	}
	other, known, err := h.Ledger.DeviceByID(r.Context(), q.Device)
	switch {
	case err != nil:
		return h.fail(w, r, err)
	case !known, d.Territory != "" && other.Territory != d.Territory:
		return h.refuse(w, r, http.StatusNotFound, relay.ProblemNoDevice)
	case other.Role == RoleCoordinator:
		return h.refuse(w, r, http.StatusForbidden, relay.ProblemRole)
	}
	if err := h.Ledger.Revoke(r.Context(), q.Device); err != nil {
		return h.fail(w, r, err)
	}
	entry := AuditEntry{At: h.Now(), Actor: string(d.ID), Act: "revoked", Subject: string(q.Device)}
	if err := h.Ledger.Audit(r.Context(), entry); err != nil {
		return h.fail(w, r, err)
	}
	return h.answerJSON(w, r, http.StatusOK, struct{}{})
}

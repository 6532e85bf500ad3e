package hub

import (
	"crypto/sha256"
	"encoding/json"
	"regexp"
	"strings"
	"time"

	"parvis/app/relay"
)

// Threshold is the least a lot may count. Devices hold it too; the hub refuses
// what would break it, so that no faulty or forged device puts a small figure
// before a coordinator.
const Threshold = 5

// maxCount is more than a place can see in a month: beyond it, a fault.
const maxCount = 1_000_000

// viewDimensions is the closed list of views, with the number of coordinates
// of a cell; kioskViews are apart and travel in their own kind.
var (
	viewDimensions = map[string]int{
		"total": 0, "lieu": 1, "type": 1, "type_lieu": 1, "duree": 1, "operateur": 1, "blocage": 1,
		"thematiques": 1, "thematiques_administratives": 1, "guide": 1, "materiel": 1, "autonomie": 1,
		"structure_de_redirection": 1, "genre": 1, "tranche_age": 1, "statut_social": 1, "commune": 1,
		"premier_accompagnement": 1, "qpv": 1, "dispositif": 1, "non_recue": 1,
		"thematiques_x_tranche_age": 2,
	}
	kioskViews = map[string]int{
		"borne_guide": 1, "borne_langue": 1, "borne_issue": 1, "borne_duree": 1, "borne_satisfaction": 1,
		"borne_consultation": 1,
	}
)

var (
	codePattern   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_:.\-]{0,79}$`)
	windowPattern = regexp.MustCompile(`^20[0-9]{2}-(W(0[1-9]|[1-4][0-9]|5[0-3])|(0[1-9]|1[0-2]))$`)
)

// The reasons of a refusal.
const (
	refusedKind    = "unknown_type"
	refusedVersion = "unknown_version"
	refusedBody    = "bad_body"
	refusedView    = "unknown_view"
	refusedCell    = "bad_cell"
	refusedWindow  = "bad_window"
	refusedSmall   = "below_threshold"
	refusedCount   = "bad_count"
)

// Judge reads the body of a record. It depends on nothing but the record:
// what depends on the past is the ledger's to decide.
func Judge(r relay.Record) Judged {
	j := Judged{Record: r}
	switch {
	case r.Kind < relay.KindLot || r.Kind > relay.KindMedia || r.Kind == relay.KindRetired:
		j.Refusal = refusedKind
	case r.Version != 1: // every earlier version would be read here too
		j.Refusal = refusedVersion
	case len(r.Body) > relay.MaxBody:
		j.Refusal = relay.ReasonTooLarge
	case r.Seq == 0 || r.Seq > 1<<62:
		j.Refusal = refusedBody
	default:
		j.read()
	}
	return j
}

func (j *Judged) read() {
	switch j.Kind {
	case relay.KindLot, relay.KindKioskLot:
		j.readLot()
	case relay.KindHeartbeat:
		var h relay.Heartbeat
		if relay.Decode(j.Body, &h) != nil || len(h.Program) > 64 {
			j.Refusal = refusedBody
			return
		}
		j.Beat = &h
	case relay.KindFlag:
		var f relay.FlagBody
		if relay.Decode(j.Body, &f) != nil || !codePattern.MatchString(f.Guide) || !codePattern.MatchString(f.Code) ||
			f.Version != "" && !codePattern.MatchString(f.Version) || f.Step != "" && !codePattern.MatchString(f.Step) {
			j.Refusal = refusedBody
		}
	case relay.KindProposal:
		var p relay.ProposalBody
		if relay.Decode(j.Body, &p) != nil || !codePattern.MatchString(p.Guide) || p.Text == "" || len(p.Version) > 20 || len(p.Signed) > 80 || !goodMedia(p.Media) {
			j.Refusal = refusedBody
		}
	case relay.KindMedia:
		var m relay.MediaBody
		if relay.Decode(j.Body, &m) != nil || len(m.Hash) != sha256.Size || len(m.Bytes) == 0 ||
			m.Of < 1 || m.Of > relay.MaxPieces || m.Piece < 0 || m.Piece >= m.Of {
			j.Refusal = refusedBody
		}
	}
}

func (j *Judged) readLot() {
	var body relay.LotBody
	if relay.Decode(j.Body, &body) != nil {
		j.Refusal = refusedBody
		return
	}
	kiosk := j.Kind == relay.KindKioskLot
	views := viewDimensions
	if kiosk {
		views = kioskViews
	}
	dimensions, known := views[body.View]
	switch {
	case !known:
		j.Refusal = refusedView
	case !goodCell(body.Cell, dimensions):
		j.Refusal = refusedCell
	case !windowPattern.MatchString(body.Window) || strings.Contains(body.Window, "W") != (body.View == "total"):
		j.Refusal = refusedWindow
	case body.Count < Threshold:
		j.Refusal = refusedSmall
	case body.Count > maxCount:
		j.Refusal = refusedCount
	default:
		cell, err := json.Marshal(body.Cell) // sorted keys: one text per cell
		if err != nil || len(body.Cell) == 0 {
			cell = []byte("{}")
		}
		j.Lot = &LotRow{View: body.View, Cell: string(cell), Window: body.Window, Count: body.Count, Kiosk: kiosk}
	}
}

// goodMedia bounds what a proposal says it shows.
func goodMedia(list []relay.MediaRef) bool {
	total := 0
	for _, m := range list {
		if total += m.Size; len(m.Hash) != sha256.Size || m.Size < 1 || m.Size > relay.MaxMedia || total > relay.MaxMedias || !codePattern.MatchString(m.Name) {
			return false
		}
	}
	return true
}

func goodCell(cell map[string]string, dimensions int) bool {
	if len(cell) != dimensions {
		return false
	}
	for k, v := range cell {
		if !codePattern.MatchString(k) || !codePattern.MatchString(v) {
			return false
		}
	}
	return true
}

// MonthOf is the month of a window: itself, or for an ISO week the month of
// its Thursday. Empty when the window is not one.
func MonthOf(window string) string {
	if !windowPattern.MatchString(window) {
		return ""
	}
	if window[5] != 'W' {
		return window
	}
	year, week := 0, int(window[6]-'0')*10+int(window[7]-'0')
	for _, c := range window[:4] {
		year = year*10 + int(c-'0')
	}
	fourth := time.Date(year, 1, 4, 0, 0, 0, 0, time.UTC) // always in week 1
	monday := fourth.AddDate(0, 0, -(int(fourth.Weekday())+6)%7)
	return monday.AddDate(0, 0, 7*(week-1)+3).Format("2006-01")
}

// Matches says whether a lot answers a query.
func (q LotQuery) Matches(l LotRow) bool {
	if (q.Device != "" && q.Device != l.Device) || (q.View != "" && q.View != l.View) || (q.PlaceID != "" && q.PlaceID != l.PlaceID) || l.Received.Before(q.Since) {
		return false
	}
	if q.FromMonth == "" && q.ToMonth == "" {
		return true
	}
	month := MonthOf(l.Window)
	return (q.FromMonth == "" || month >= q.FromMonth) && (q.ToMonth == "" || month <= q.ToMonth)
}

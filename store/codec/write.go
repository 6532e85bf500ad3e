package codec

import (
	"encoding/binary"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"time"

	"parvis/app"
	"parvis/app/session"
)

// epoch is day 0 of dates.
var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

type writer struct {
	words map[string]uint64
	mask  uint64 // presence of the fields of the group being written, in order
	bit   int
	body  []byte
}

// group writes fields preceded by a mask of those present.
func (w *writer) group(write func()) {
	mask, bit, body := w.mask, w.bit, w.body
	w.mask, w.bit, w.body = 0, 0, make([]byte, 0, 96)
	write()
	packed := append(binary.AppendUvarint(body, w.mask), w.body...)
	w.mask, w.bit, w.body = mask, bit, packed
}

func (w *writer) has(present bool) bool {
	if present {
		w.mask |= 1 << w.bit
	}
	w.bit++
	return present
}

func (w *writer) uint(n uint64) { w.body = binary.AppendUvarint(w.body, n) }

// text writes a word as its number (odd) or a literal after its length (even).
func (w *writer) text(s string) {
	if n, ok := w.words[s]; ok {
		w.uint(n<<1 | 1)
		return
	}
	w.uint(uint64(len(s)) << 1)
	w.body = append(w.body, s...)
}

func (w *writer) opt(s string) {
	if w.has(s != "") {
		w.text(s)
	}
}

func (w *writer) number(n int) {
	if w.has(n != 0) {
		w.body = binary.AppendVarint(w.body, int64(n))
	}
}

func (w *writer) list(l []string) {
	if w.has(len(l) > 0) {
		w.uint(uint64(len(l)))
		for _, s := range l {
			w.text(s)
		}
	}
}

func (w *writer) counts(m map[string]int) {
	if w.has(len(m) > 0) {
		w.uint(uint64(len(m)))
		for _, k := range slices.Sorted(maps.Keys(m)) {
			w.text(k)
			w.body = binary.AppendVarint(w.body, int64(m[k]))
		}
	}
}

// flag spends two bits: said, and yes.
func (w *writer) flag(b *bool) {
	w.has(b != nil)
	w.has(b != nil && *b)
}

// id writes a UUID as its 16 bytes, anything else as text.
func (w *writer) id(id session.ID) {
	raw, ok := parseUUID(string(id))
	if w.has(ok) {
		w.body = append(w.body, raw...)
	}
	if w.has(!ok && id != "") {
		w.text(string(id))
	}
}

func (w *writer) day(d app.Day) {
	t, err := time.Parse(time.DateOnly, string(d))
	n := (t.Unix() - epoch.Unix()) / (24 * 60 * 60) // a Duration ends in 2292
	ok := err == nil && t.Format(time.DateOnly) == string(d) && n >= 0
	if w.has(ok) {
		w.uint(uint64(n))
	}
	if w.has(!ok && d != "") {
		w.text(string(d))
	}
}

func parseUUID(s string) ([]byte, bool) {
	raw, err := hex.DecodeString(strings.ReplaceAll(s, "-", ""))
	if err != nil || len(raw) != 16 || formatUUID(raw) != s {
		return nil, false
	}
	return raw, true
}

func formatUUID(b []byte) string {
	h := hex.EncodeToString(b)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// session writes the fields in an order that never changes; new ones go last.
func (w *writer) session(s *session.Session) {
	w.group(func() {
		w.id(s.ID)
		w.opt(string(s.Type))
		w.day(s.Date)
		w.number(s.Duree)
		w.opt(s.TypeLieu)
		w.opt(s.PlaceID)
		w.opt(s.CommuneInsee)
		w.list(s.Thematiques)
		w.list(s.Materiel)
		w.opt(s.Autonomie)
		w.opt(s.Operateur)
		w.opt(s.Dispositif)
		w.opt(s.GuideID)
		w.opt(s.GuideVersion)
		w.opt(s.GuideOutcome)
		w.opt(s.Suite)
		w.opt(s.Blocage)
		w.flag(s.OrienteVersStructure)
		w.opt(s.StructureDeRedirection)
		w.opt(s.OrientationPlaceID)
		w.opt(s.CnilSituation)
		w.number(s.DureeParcours)
		w.opt(s.Langue)
		w.opt(s.Niveau)
		w.opt(s.TitreAtelier)
		w.list(s.Tags)
		if w.has(s.Person != nil) {
			w.group(func() { w.person(s.Person) })
		}
		if w.has(s.Participants != nil) {
			w.group(func() { w.participants(s.Participants) })
		}
	})
}

func (w *writer) person(p *session.Person) {
	w.opt(p.Genre)
	w.opt(p.TrancheAge)
	w.opt(p.StatutSocial)
	w.opt(p.CommuneInsee)
	w.opt(p.QPV)
	w.flag(p.PremierAccompagnement)
	w.opt(p.BeneficiaryID)
}

func (w *writer) participants(p *session.Participants) {
	w.number(p.Total)
	w.number(p.DejaAccompagnes)
	w.counts(p.Genres)
	w.counts(p.TranchesAge)
	w.counts(p.StatutsSociaux)
}

package codec

import (
	"encoding/binary"
	"time"

	"parvis/app"
	"parvis/app/session"
)

// reader mirrors writer; once bad, it reads nothing more.
type reader struct {
	words []string
	in    []byte
	mask  uint64
	bit   int
	bad   bool
}

func (r *reader) fail() {
	r.bad, r.in = true, nil
}

func (r *reader) group(read func()) {
	mask, bit := r.mask, r.bit
	r.mask, r.bit = r.uint(), 0
	read()
	if r.bit < 64 && r.mask>>r.bit != 0 {
		r.fail() // fields of a newer program
	}
	r.mask, r.bit = mask, bit
}

func (r *reader) has() bool {
	present := r.mask>>r.bit&1 == 1
	r.bit++
	return present && !r.bad
}

func (r *reader) uint() uint64 {
	n, size := binary.Uvarint(r.in)
	if size <= 0 {
		r.fail()
		return 0
	}
	r.in = r.in[size:]
	return n
}

func (r *reader) int() int {
	n, size := binary.Varint(r.in)
	if size <= 0 {
		r.fail()
		return 0
	}
	r.in = r.in[size:]
	return int(n)
}

func (r *reader) text() string {
	n := r.uint()
	if n&1 == 1 {
		if n>>1 < uint64(len(r.words)) {
			return r.words[n>>1]
		}
		r.fail()
		return ""
	}
	if n >>= 1; n > uint64(len(r.in)) {
		r.fail()
		return ""
	}
	s := string(r.in[:n])
	r.in = r.in[n:]
	return s
}

func (r *reader) opt() string {
	if r.has() {
		return r.text()
	}
	return ""
}

func (r *reader) number() int {
	if r.has() {
		return r.int()
	}
	return 0
}

// size reads a count of items of at least one byte each.
func (r *reader) size() int {
	n := r.uint()
	if n == 0 || n > uint64(len(r.in)) {
		r.fail()
		return 0
	}
	return int(n)
}

func (r *reader) list() []string {
	if !r.has() {
		return nil
	}
	l := make([]string, r.size())
	for i := range l {
		l[i] = r.text()
	}
	return l
}

func (r *reader) counts() map[string]int {
	if !r.has() {
		return nil
	}
	n := r.size()
	m := make(map[string]int, n)
	for range n {
		k := r.text()
		m[k] = r.int()
	}
	return m
}

func (r *reader) flag() *bool {
	said, yes := r.has(), r.has()
	if !said {
		return nil
	}
	return &yes
}

func (r *reader) id() session.ID {
	uuid, text := r.has(), r.has()
	switch {
	case uuid && len(r.in) >= 16:
		id := session.ID(formatUUID(r.in[:16]))
		r.in = r.in[16:]
		return id
	case uuid:
		r.fail()
	case text:
		return session.ID(r.text())
	}
	return ""
}

func (r *reader) day() app.Day {
	number, text := r.has(), r.has()
	switch {
	case number:
		n := r.uint()
		if n > 3_000_000 { // beyond the year 9999
			r.fail()
			return ""
		}
		return app.Day(epoch.AddDate(0, 0, int(n)).Format(time.DateOnly))
	case text:
		return app.Day(r.text())
	}
	return ""
}

func (r *reader) session(s *session.Session) {
	r.group(func() {
		s.ID = r.id()
		s.Type = session.Type(r.opt())
		s.Date = r.day()
		s.Duree = r.number()
		s.TypeLieu = r.opt()
		s.PlaceID = r.opt()
		s.CommuneInsee = r.opt()
		s.Thematiques = r.list()
		s.Materiel = r.list()
		s.Autonomie = r.opt()
		s.Operateur = r.opt()
		s.Dispositif = r.opt()
		s.GuideID = r.opt()
		s.GuideVersion = r.opt()
		s.GuideOutcome = r.opt()
		s.Suite = r.opt()
		s.Blocage = r.opt()
		s.OrienteVersStructure = r.flag()
		s.StructureDeRedirection = r.opt()
		s.OrientationPlaceID = r.opt()
		s.CnilSituation = r.opt()
		s.DureeParcours = r.number()
		s.Langue = r.opt()
		s.Niveau = r.opt()
		s.TitreAtelier = r.opt()
		s.Tags = r.list()
		if r.has() {
			s.Person = &session.Person{}
			r.group(func() { r.person(s.Person) })
		}
		if r.has() {
			s.Participants = &session.Participants{}
			r.group(func() { r.participants(s.Participants) })
		}
	})
}

func (r *reader) person(p *session.Person) {
	p.Genre = r.opt()
	p.TrancheAge = r.opt()
	p.StatutSocial = r.opt()
	p.CommuneInsee = r.opt()
	p.QPV = r.opt()
	p.PremierAccompagnement = r.flag()
	p.BeneficiaryID = r.opt()
}

func (r *reader) participants(p *session.Participants) {
	p.Total = r.number()
	p.DejaAccompagnes = r.number()
	p.Genres = r.counts()
	p.TranchesAge = r.counts()
	p.StatutsSociaux = r.counts()
}

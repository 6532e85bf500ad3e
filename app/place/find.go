package place

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"parvis/i18n"
)

// Point is a position, in degrees (WGS84).
type Point struct{ Lat, Lon float64 }

// At is where a place is; false when nobody said.
func (p *Place) At() (Point, bool) {
	if p.Latitude == nil || p.Longitude == nil {
		return Point{}, false
	}
	return Point{*p.Latitude, *p.Longitude}, true
}

// earth is the mean radius, in kilometres (IUGG).
const earth = 6371.0088

// Km is the great-circle distance between two positions (haversine).
func Km(a, b Point) float64 {
	rad := func(deg float64) float64 { return deg * math.Pi / 180 }
	dLat, dLon := rad(b.Lat-a.Lat), rad(b.Lon-a.Lon)
	h := math.Pow(math.Sin(dLat/2), 2) + math.Cos(rad(a.Lat))*math.Cos(rad(b.Lat))*math.Pow(math.Sin(dLon/2), 2)
	return 2 * earth * math.Asin(math.Sqrt(min(h, 1)))
}

// Query is what one looks for; an empty field asks nothing.
type Query struct {
	Text          string   // words of the name, address, commune or summary
	Need          string   // code of one of the four Needs
	Services      []string // any of these services
	PriseEnCharge []string // all of these: welcome of deaf people, languages…
	Publics       []string // any of these; a place for everyone suits too
	Help          []string // any of these ways of helping (ModalitesAccompagnement)
	FreeOfCharge  bool
	Insee         string // in this commune
	Near          *Point // sorts by distance
	Radius        float64
	Open          bool      // open now (or open by agreement)
	Now           time.Time // the moment of Open and Soonest
	Soonest       bool      // what is open, then what opens next, come first
	Zone          *time.Location
	Limit         int
}

// Hit is a place found. Km is negative when the distance is unknown; Status is
// that of the moment asked about, when the question needs it.
type Hit struct {
	*Place
	Km     float64
	Status Status
	rank   int // by name
}

// Finder answers questions about places. It is made once for a directory, is
// immutable and safe for concurrent use.
type Finder struct {
	places []Place
	words  []string // of each place, folded, each after a space
	names  []string // folded
	rank   []int    // by name
}

// NewFinder prepares places for questions.
func NewFinder(places []Place) *Finder {
	f := &Finder{places: places, words: make([]string, len(places)), names: make([]string, len(places)), rank: make([]int, len(places))}
	order := make([]int, len(places))
	for i := range places {
		p := &places[i]
		f.names[i] = Fold(p.Nom)
		f.words[i] = " " + Fold(strings.Join([]string{p.Nom, p.AddressLine(), p.PresentationResume, p.StructureParente}, " "))
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(f.names[a], f.names[b]), cmp.Compare(places[a].ID, places[b].ID))
	})
	for rank, i := range order {
		f.rank[i] = rank
	}
	return f
}

// Len is the number of places.
func (f *Finder) Len() int { return len(f.places) }

// Named gives the place of a name in a commune; nil when there is none.
func (f *Finder) Named(nom, insee string) *Place {
	name := Fold(nom)
	for i, n := range f.names {
		if n == name && f.places[i].CodeInsee == insee {
			return &f.places[i]
		}
	}
	return nil
}

// Centre is the middle of the places known in a commune, which serves as its
// position; false when none has one.
func (f *Finder) Centre(insee string) (Point, bool) { return Centre(f.places, insee) }

// Find gives the places that answer, nearest first when a point is given, then
// by name. A place whose position is unknown comes after the others and is
// never excluded by a radius when it is in the commune asked for; one that
// receives no public is left out.
func (f *Finder) Find(q Query) []Hit {
	services := q.Services
	for _, n := range Needs() {
		if n.Code == q.Need {
			services = append(slices.Clone(services), n.Services...)
		}
	}
	typed := strings.Fields(Fold(q.Text))
	var out []Hit
	for i := range f.places {
		p := &f.places[i]
		km, near := q.distance(p)
		if !near || !p.Receives() || !hasWords(f.words[i], typed) || !q.suits(p, services) {
			continue
		}
		hit := Hit{Place: p, Km: km, rank: f.rank[i]}
		if q.Open || q.Soonest {
			hit.Status = p.StatusAt(q.Now, q.Zone)
		}
		if q.Open && !hit.Status.Open && !hit.Status.Maybe {
			continue
		}
		out = append(out, hit)
	}
	slices.SortFunc(out, func(a, b Hit) int {
		soon := 0
		if q.Soonest {
			soon = cmp.Compare(a.Status.wait(q.Now), b.Status.wait(q.Now))
		}
		return cmp.Or(soon, cmp.Compare(far(a.Km), far(b.Km)), a.rank-b.rank)
	})
	if q.Limit > 0 && len(out) > q.Limit {
		out = out[:q.Limit]
	}
	return out
}

// hasWords says whether each word typed begins a word of a text.
func hasWords(text string, typed []string) bool {
	for _, w := range typed {
		if !strings.Contains(text, " "+w) {
			return false
		}
	}
	return true
}

// wait is how long until the place is surely open; the longest when nobody
// knows.
func (s *Status) wait(now time.Time) time.Duration {
	switch {
	case s.Open:
		return 0
	case !s.Known || s.Change.IsZero():
		return math.MaxInt64
	}
	return s.Change.Sub(now)
}

func far(km float64) float64 {
	if km < 0 {
		return math.MaxFloat64
	}
	return km
}

func (q *Query) distance(p *Place) (float64, bool) {
	at, known := p.At()
	if q.Near == nil || !known {
		return -1, q.Near == nil || q.Radius <= 0 || q.Insee != "" && Within(p.CodeInsee, q.Insee)
	}
	km := Km(*q.Near, at)
	return km, q.Radius <= 0 || km <= q.Radius
}

func (q *Query) suits(p *Place, services []string) bool {
	anyOf := func(wanted, have []string) bool {
		return len(wanted) == 0 || slices.ContainsFunc(wanted, func(w string) bool { return slices.Contains(have, w) })
	}
	for _, w := range q.PriseEnCharge {
		if !slices.Contains(p.PriseEnCharge, w) {
			return false
		}
	}
	return anyOf(services, p.Services) && anyOf(q.Help, p.ModalitesAccompagnement) &&
		(len(p.Publics) == 0 || anyOf(q.Publics, p.Publics)) &&
		(!q.FreeOfCharge || slices.Contains(p.Frais, Free)) &&
		(q.Insee == "" || q.Near != nil || Within(p.CodeInsee, q.Insee))
}

// StatusAt says whether the place is open at a moment; without a zone, in that
// of its commune.
func (p *Place) StatusAt(now time.Time, zone *time.Location) Status {
	if zone == nil {
		zone = Zone(p.CodeInsee)
	}
	return p.Hours().At(now, zone, p.Region())
}

// Within says whether a commune is another one, or an arrondissement of it.
func Within(insee, of string) bool {
	arrondissements := map[string]string{"13055": "132", "69123": "6938", "75056": "751"}[of]
	return insee == of || arrondissements != "" && len(insee) == 5 && strings.HasPrefix(insee, arrondissements)
}

// Centre is the middle of the places known in a commune, which serves as its
// position; false when none has one.
func Centre(places []Place, insee string) (Point, bool) {
	var sum Point
	n := 0.0
	for i := range places {
		if at, ok := places[i].At(); ok && Within(places[i].CodeInsee, insee) {
			sum.Lat += at.Lat
			sum.Lon += at.Lon
			n++
		}
	}
	if n == 0 {
		return Point{}, false
	}
	return Point{sum.Lat / n, sum.Lon / n}, true
}

// DistanceText writes a distance for people: « 350 m », « 2,4 km », « 12 km ».
func DistanceText(l *i18n.Localizer, km float64) string {
	switch {
	case km < 0:
		return ""
	case km < 0.995:
		return l.T("place.metres", "m", int(math.Round(km*100))*10)
	case km < 9.95:
		tenths := int(math.Round(km * 10))
		return l.T("place.km_tenths", "km", tenths/10, "t", tenths%10)
	}
	return l.T("place.km", "km", int(math.Round(km)))
}

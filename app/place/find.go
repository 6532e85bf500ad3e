package place

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"parvis/i18n"
)

// Directory is the store of places, as the domain needs it. Methods are safe
// for concurrent use; one that returns nil has made its effect durable.
type Directory interface {
	// Replace puts a whole directory in place of the one before.
	Replace(ctx context.Context, places []Place) error
	// Put adds or replaces one place; Remove forgets one.
	Put(ctx context.Context, p Place) error
	Remove(ctx context.Context, id ID) error
	// Place gives one place; false when there is none.
	Place(ctx context.Context, id ID) (Place, bool, error)
	// Places gives all of them, by name.
	Places(ctx context.Context) ([]Place, error)
}

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
	Open          time.Time // open at this moment (or open by agreement)
	Zone          *time.Location
	Limit         int
}

// Hit is a place found. Km is negative when the distance is unknown.
type Hit struct {
	Place
	Km float64
}

// Find gives the places that answer, nearest first when a point is given, then
// by name. A place whose position is unknown comes after the others and is
// never excluded by a radius when it is in the commune asked for; one that
// receives no public is left out.
func Find(places []Place, q Query) []Hit {
	services := q.Services
	for _, n := range Needs() {
		if n.Code == q.Need {
			services = append(slices.Clone(services), n.Services...)
		}
	}
	var out []Hit
	for i := range places {
		p := &places[i]
		km, near := q.distance(p)
		if !near || !p.Receives() || !q.suits(p, services) {
			continue
		}
		out = append(out, Hit{*p, km})
	}
	slices.SortStableFunc(out, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(far(a.Km), far(b.Km)), cmp.Compare(Fold(a.Nom), Fold(b.Nom)), cmp.Compare(a.ID, b.ID))
	})
	if q.Limit > 0 && len(out) > q.Limit {
		out = out[:q.Limit]
	}
	return out
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
		return -1, q.Near == nil || q.Radius <= 0 || q.Insee != "" && p.CodeInsee == q.Insee
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
		(q.Insee == "" || q.Near != nil || p.CodeInsee == q.Insee) &&
		q.words(p) && q.open(p)
}

func (q *Query) words(p *Place) bool {
	have := strings.Fields(Fold(strings.Join([]string{p.Nom, p.AddressLine(), p.PresentationResume, p.StructureParente}, " ")))
	for _, w := range strings.Fields(Fold(q.Text)) {
		if !slices.ContainsFunc(have, func(h string) bool { return strings.HasPrefix(h, w) }) {
			return false
		}
	}
	return true
}

func (q *Query) open(p *Place) bool {
	if q.Open.IsZero() {
		return true
	}
	zone := q.Zone
	if zone == nil {
		zone = Zone(p.CodeInsee)
	}
	s := p.Hours().At(q.Open, zone, p.Region())
	return s.Open || s.Maybe
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

package station

import (
	"bytes"
	"cmp"
	"context"

	"parvis/app"
	"parvis/app/guide"
	"parvis/app/place"
	"parvis/app/session"
	"parvis/assets"
)

// Places gives the places that can be proposed, by name.
func (s *Station) Places(ctx context.Context) ([]place.Place, error) {
	dir, err := s.Directory(ctx)
	return dir.Places(), err
}

// UpdateDirectory changes the directory of places, then tells the figures
// which commune each place is in.
func (s *Station) UpdateDirectory(ctx context.Context, change func(place.Directory) (place.Directory, error)) error {
	if err := s.Device.UpdateDirectory(ctx, change); err != nil {
		return err
	}
	dir, err := s.Directory(ctx)
	if err != nil {
		return err
	}
	s.usePlaces(ctx, dir)
	return nil
}

// TakePlaces takes places in, from a file or a pack; with whole, those of the
// same origin that are no longer there are gone.
func (s *Station) TakePlaces(ctx context.Context, list []place.Place, from place.Origin, whole bool) (changes place.Changes, err error) {
	err = s.UpdateDirectory(ctx, func(d place.Directory) (next place.Directory, err error) {
		next, changes = d.Take(list, from, whole)
		return next, nil
	})
	return changes, err
}

// ExportPlaces gives the places that can be proposed, or those kept by keep, as
// a file of the standard: its name, what it holds, and how many places. The
// producer and the territory of the name default to the place and its commune.
func (s *Station) ExportPlaces(ctx context.Context, producer, territory string, keep func(place.Entry) bool) (name string, data []byte, n int, err error) {
	meta, err := s.Meta(ctx)
	if err != nil {
		return "", nil, 0, err
	}
	dir, err := s.Directory(ctx)
	if err != nil {
		return "", nil, 0, err
	}
	var list []place.Place
	for _, e := range dir.All() {
		if !e.Gone && (keep == nil || keep(e)) {
			list = append(list, e.Place)
		}
	}
	if len(list) == 0 {
		return "", nil, 0, app.E(app.Rejected, "place_none_to_export")
	}
	var b bytes.Buffer
	if err := place.WriteCSV(&b, list); err != nil {
		return "", nil, 0, err
	}
	name = place.FileName(app.DayOf(s.Now(), s.Zone), cmp.Or(producer, meta.Place), cmp.Or(territory, CommuneName(meta.Commune), meta.Place))
	return name, b.Bytes(), len(list), nil
}

// PlaceMoved tells the figures that the commune of the station has changed.
func (s *Station) PlaceMoved(ctx context.Context) error {
	dir, err := s.Directory(ctx)
	if err == nil {
		s.usePlaces(ctx, dir)
	}
	return err
}

// usePlaces tells the figures which commune each place is in, this one
// included.
func (s *Station) usePlaces(ctx context.Context, dir place.Directory) {
	commune := map[string]string{}
	if m, err := s.Meta(ctx); err == nil { // without it, its sessions have no commune rather than a wrong one
		commune[session.Here] = m.Commune
	}
	for _, e := range dir.All() {
		commune[string(e.ID)] = e.CodeInsee
	}
	s.UsePlaces(func(id string) string { return commune[id] })
}

// KnownCommunes is the table of communes the program carries.
func KnownCommunes() *place.Communes {
	var all []place.Commune
	for _, c := range append(assets.Communes(), assets.Districts()...) {
		all = append(all, place.Commune{Insee: c.INSEE, Nom: c.Name, Postcodes: c.PostalCodes, Population: c.Population, EPCI: Metropolis})
	}
	return place.NewCommunes(all)
}

// Names gives what exports show beside codes: places, communes, guides.
func (s *Station) Names(ctx context.Context) session.Names {
	byID := map[string]place.Entry{}
	if dir, err := s.Directory(ctx); err == nil {
		for _, e := range dir.All() { // those gone too: a session keeps the name of its place
			byID[string(e.ID)] = e
		}
	}
	meta, _ := s.Meta(ctx) // without it, the own place has no name in the file
	communes := map[string]assets.Commune{}
	for _, c := range append(assets.Communes(), assets.Districts()...) {
		communes[c.INSEE] = c
	}
	commune := func(insee string) (name, postcode string) {
		c, ok := communes[insee]
		if !ok {
			return "", ""
		}
		if len(c.PostalCodes) > 0 {
			postcode = c.PostalCodes[0]
		}
		return c.Name, postcode
	}
	schemes, _ := s.Schemes() // unreadable: the program's own labels serve
	return session.Names{
		Commune: commune,
		Schemes: schemes,
		Guide: func(id string) string {
			if e, ok := s.Shelf.Entry(guide.ID(id)); ok {
				return e.Title
			}
			return id
		},
		Place: func(id string) (session.PlaceLine, bool) {
			if id == session.Here {
				name, postcode := commune(meta.Commune)
				return session.PlaceLine{Nom: meta.Place, Commune: name, CodePostal: postcode, Insee: meta.Commune}, true
			}
			p, ok := byID[id]
			return session.PlaceLine{Nom: p.Nom, Adresse: p.Adresse, Commune: p.Commune, CodePostal: p.CodePostal, Insee: p.CodeInsee}, ok
		},
	}
}

package station

import (
	"context"
	"slices"
	"strings"

	"parvis/app/guide"
	"parvis/app/place"
	"parvis/app/session"
	"parvis/assets"
)

// keyPlaces is the setting the directory of places is kept under.
const keyPlaces = "places"

// Places gives the directory of places, by name.
func (s *Station) Places(ctx context.Context) ([]place.Place, error) {
	var list []place.Place
	_, err := s.SettingJSON(ctx, keyPlaces, &list)
	return list, err
}

// SetPlaces puts a whole directory in place of the one before.
func (s *Station) SetPlaces(ctx context.Context, list []place.Place) error {
	slices.SortFunc(list, func(a, b place.Place) int { return strings.Compare(a.Nom, b.Nom) })
	if err := s.SetSettingJSON(ctx, keyPlaces, list); err != nil {
		return err
	}
	s.usePlaces(list)
	return nil
}

// usePlaces tells the figures which commune each place is in.
func (s *Station) usePlaces(list []place.Place) {
	commune := make(map[string]string, len(list))
	for _, p := range list {
		commune[string(p.ID)] = p.CodeInsee
	}
	s.UsePlaces(func(id string) string { return commune[id] })
}

// Names gives what exports show beside codes: places, communes, guides.
func (s *Station) Names(ctx context.Context) session.Names {
	byID := map[string]place.Place{}
	if list, err := s.Places(ctx); err == nil {
		for _, p := range list {
			byID[string(p.ID)] = p
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
	return session.Names{
		Commune: commune,
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

package desk

import (
	"context"

	"parvis/app/place"
	"parvis/app/session"
	"parvis/ui/kit"
)

// orientTo asks where the person was sent: a place of the directory, or a kind
// of structure.
func (r *report) orientTo() {
	s, yes := &r.draft.Session, true
	s.OrienteVersStructure = &yes
	choices := labels(r.env.Words, session.Redirections)
	if r.d.Directory != nil {
		choices = append([]kit.Choice{{Value: "", Label: r.env.T("desk.report.place.pick")}}, choices...)
	}
	pickOne(r.env, r.env.T("desk.report.oriented"), choices, func(code string) {
		if code == "" {
			r.env.Go(newPickPlace(r.d, func(p place.Place) {
				s.OrientationPlaceID, s.StructureDeRedirection = string(p.ID), place.Redirection(&p)
				r.changed("suite")
			}))
			return
		}
		s.StructureDeRedirection = code
		r.changed("suite")
	})
}

// directoryName is the name of a place of the directory, those gone too; its
// identifier when the directory does not know it.
func (d *Desk) directoryName(id string) string {
	if d.Directory == nil {
		return id
	}
	dir, err := d.Directory.Directory(context.Background())
	if e, ok := dir.Find(place.ID(id)); ok && err == nil {
		return e.Nom
	}
	return id
}

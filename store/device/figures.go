package device

import (
	"context"

	"parvis/app/session"
)

// figures are the statistics kept beside the sessions.
type figures struct {
	device *Device
}

func (f *figures) begin()    {}
func (f *figures) end(error) {}
func (f *figures) drop()     {}

func (d *Device) count(*tx, stored, *session.Session) error { return nil }
func (d *Device) uncount(*tx, stored) error                 { return nil }

// Stats implements session.Book.
func (d *Device) Stats(ctx context.Context, f session.Filter) (session.Stats, error) {
	f.Limit, f.Newest = 0, false
	c := session.NewTally()
	for r, err := range d.List(ctx, f) {
		if err != nil {
			return session.Stats{}, err
		}
		c.Add(&r.Session)
	}
	return c.Stats(), nil
}

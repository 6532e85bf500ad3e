package station

import (
	"context"
	"errors"

	"parvis/app"
	"parvis/app/place"
	"parvis/cmd/internal/demo"
	"parvis/store/device"
)

// Demo makes a directory of example data, watermarked, which cannot enrol. It
// gives the number of sessions made.
func Demo(ctx context.Context, o Options, what demo.Options) (n int, err error) {
	s, err := Init(ctx, o, device.InitOptions{
		Meta:     device.Meta{Place: "Médiathèque de Miramas (exemple)", Commune: "13063", Demo: true},
		Mediator: "Nadia",
	}, true)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	what.Until = o.Now().In(s.Zone)
	author, err := s.Author(ctx)
	if err != nil {
		return 0, err
	}
	if _, err := s.TakePlaces(ctx, demo.Places(app.DayOf(o.Now(), s.Zone).Add(-40)), place.File, true); err != nil {
		return 0, err
	}
	sessions := demo.Sessions(what)
	for part := range chunks(sessions, 500) {
		if _, err := s.SaveAll(ctx, author, part); err != nil {
			return n, err
		}
		n += len(part)
	}
	_, _, err = s.Lots.CloseDue(ctx, o.Now())
	return n, err
}

// chunks yields a list in parts of at most size.
func chunks[T any](list []T, size int) func(func([]T) bool) {
	return func(yield func([]T) bool) {
		for len(list) > 0 {
			part := list[:min(size, len(list))]
			if !yield(part) {
				return
			}
			list = list[len(part):]
		}
	}
}

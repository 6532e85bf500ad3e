// Package coord holds the coordinator's screens: the activity of all places,
// the map of the communes, the network of devices, the polls asked at the
// kiosks, and the guides published.
//
// It promises that every figure comes from the same query as the exports, that
// what is not exact is said to be so, that nothing published and nothing at
// all look the same, and that no screen names a mediator. It works from the
// last figures received when the hub cannot be reached, and says so. It holds
// no rule: reach adds up; it shows.
package coord

import (
	"context"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"parvis/app/reach"
	"parvis/app/relay"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
)

// Coord is what the screens share. Figures is required; the rest may be nil,
// and what needs it is then not offered. Calls are made off the interface's
// thread.
type Coord struct {
	// Figures gives the lots received and when. stale says why newer ones could
	// not be fetched: the figures given are then those of the last time.
	Figures func(ctx context.Context) (cube *reach.Cube, fetched time.Time, stale, err error)
	Fleet   func(ctx context.Context) ([]relay.FleetRow, error)
	// Invite asks for a code for one device of a place, SaveInvitation keeps its
	// picture and gives where, Revoke retires a device.
	Invite         func(ctx context.Context, q relay.InviteRequest) (relay.Invited, error)
	SaveInvitation func(ctx context.Context, inv relay.Invited) (path string, err error)
	Revoke         func(ctx context.Context, id relay.DeviceID) error
	Publish        *Publishing
	// ExportTo writes a document under a name and gives where it went.
	ExportTo  func(ctx context.Context, name string, doc reach.Document) (path string, err error)
	Territory reach.Territory
	EPCI      string                 // SIREN of the intercommunality, "" unknown
	PlaceName func(id string) string // of a place of the directory
	Name      string                 // of the territory
	Who       string                 // written on exports
	Example   bool                   // example data: said on every screen

	period period
	place  string
}

// Nav gives the entries of the rail.
func (c *Coord) Nav() []shell.NavItem {
	return []shell.NavItem{
		{ID: "activity", Key: "coord.activity", Icon: "chart-bar", IconOn: "chart-bar-fill", Make: func() shell.Screen { return &activity{c: c} }},
		{ID: "map", Key: "coord.map", Icon: "map-trifold", IconOn: "map-trifold-fill", Make: func() shell.Screen { return &mapScreen{c: c} }},
		{ID: "network", Key: "coord.network", Icon: "broadcast", IconOn: "broadcast-fill", Make: func() shell.Screen { return &network{c: c} }},
		{ID: "publication", Key: "coord.publication", Icon: "seal-check", IconOn: "seal-check-fill", Make: func() shell.Screen { return &publication{c: c} }},
		{ID: "polls", Key: "coord.polls", Icon: "question", IconOn: "question-bold", Make: func() shell.Screen { return &polls{c: c} }},
	}
}

// figures is what a screen works from.
type figures struct {
	cube    *reach.Cube
	fetched time.Time
	stale   error
}

func (c *Coord) load() (figures, error) {
	cube, fetched, stale, err := c.Figures(context.Background())
	return figures{cube, fetched, stale}, err
}

// empty says whether nothing was ever received.
func (f figures) empty() bool {
	if f.cube == nil {
		return true
	}
	first, _, _ := f.cube.Span()
	return first == ""
}

// nameOf is a place as people know it.
func (c *Coord) nameOf(id string) string {
	if c.PlaceName != nil {
		if name := c.PlaceName(id); name != "" {
			return name
		}
	}
	return id
}

// query is the one behind the screen and its exports.
func (c *Coord) query(f figures, view string) reach.Query {
	from, to := c.period.bounds(f.cube)
	_, _, closed := f.cube.Span()
	return reach.Query{View: view, From: from, To: to, Place: c.place, Closed: closed}
}

// notices are what must be read first: example data, a hub out of reach.
func (c *Coord) notices(env *shell.Env, f figures, retry func()) *fyne.Container {
	box := kit.VBox(12)
	if c.Example {
		box.Add(kit.Banner(kit.Info, "info", env.T("coord.example"), env.T("coord.example.text"), nil))
	}
	if f.stale != nil {
		box.Add(kit.Banner(kit.Warn, "cloud-slash", env.T("coord.stale"),
			env.T("coord.stale.text", "when", when(env.Words, f.fetched.In(env.Zone))),
			kit.NewButton(kit.Secondary, env.T("coord.retry"), "arrows-clockwise-bold", retry)))
	}
	return box
}

// nothing explains an empty screen.
func nothing(env *shell.Env) *fyne.Container {
	return kit.VBox(0, kit.Empty("chart-bar", env.T("coord.empty"), env.T("coord.empty.text"), nil))
}

// export writes the figures of a view.
func (c *Coord) export(env *shell.Env, f figures, view, format string) {
	q := c.query(f, view)
	shell.Do(env, func() (string, error) {
		doc, err := f.cube.Document(env.Words, q, c.Territory, c.Who, env.Now())
		if err != nil {
			return "", err
		}
		return c.ExportTo(context.Background(), "parvis-"+view+"-"+q.From+"-"+q.To+"."+format, doc)
	}, func(path string, err error) {
		if err != nil {
			env.Fail(err)
			return
		}
		env.Toast(env.T("coord.exported", "path", path))
	})
}

// when is a moment as a person says it: the day, then the hour.
func when(l *i18n.Localizer, t time.Time) string {
	return l.T("coord.when", "day", l.LongDay(t), "clock", l.Clock(t))
}

// decimal writes a number to one decimal.
func decimal(l *i18n.Localizer, v float64) string {
	s := strings.TrimSuffix(strconv.FormatFloat(v, 'f', 1, 64), ".0")
	if l.Lang() == "en" {
		return s
	}
	return strings.Replace(s, ".", ",", 1)
}

package main

import (
	"context"
	"crypto/rand"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"

	"parvis/app"
	"parvis/app/guide"
	"parvis/app/handout"
	"parvis/app/library"
	"parvis/app/place"
	"parvis/app/session"
	"parvis/assets"
	"parvis/store/device"
	"parvis/ui/desk"
)

var random = rand.Reader

// joinDesk gives the desk what it needs of the station.
func (w *window) joinDesk(meta device.Meta) *desk.Desk {
	st := w.st
	return &desk.Desk{
		Book: st.Device, Shelf: st.Shelf, Settings: st.Device,
		In:    func(id guide.ID, lang string) *guide.Graph { return graphIn(st.Shelf, id, lang) },
		Me:    w.person,
		Place: func() desk.PlaceInfo { w.mu.Lock(); defer w.mu.Unlock(); return w.place },
		SetPlace: func(ctx context.Context, p desk.PlaceInfo) error {
			return w.setPlace(ctx, p)
		},
		Mediators:   w.mediators,
		AddMediator: w.addMediator,
		SetPIN:      w.setPIN,
		People:      w.peopleDesk(),
		Context:     st.Context,
		Schemes:     published(st.Schemes),
		NewID:       newID(w.env.Now),
		Communes:    communesLike,
		Account:     account{w: w, st: st}.desk(),
		KioskHere:   w.kioskHere, KioskAccount: w.kioskAccount,
		Net:       w.joinNetwork(),
		Stores:    w.check,
		Care:      care{w},
		Guides:    w.guideDesk(),
		Directory: placesDesk{w},
		Show:      w.show,
		ReadFile:  readFile, WriteFile: writeFile, CheckPrinter: checkPrinter,
		Files: w.joinFiles(), Sessions: w.joinSessions(),
		OpenKiosk: w.kioskFromDesk,
		Dock:      w.dock,
		Example:   meta.Demo,
		Version:   app.Version,
	}
}

func (w *window) setPlace(ctx context.Context, p desk.PlaceInfo) error {
	meta, err := w.st.Meta(ctx)
	if err != nil {
		return err
	}
	meta.Place, meta.Commune = strings.TrimSpace(p.Name), p.Commune
	if err := w.st.SetMeta(ctx, meta); err != nil {
		return err
	}
	if err := w.st.PlaceMoved(ctx); err != nil {
		return err
	}
	if err := w.st.SetSettingJSON(ctx, keyPlace, p); err != nil {
		return err
	}
	w.mu.Lock()
	w.place = p
	w.mu.Unlock()
	return nil
}

func (w *window) mediators(ctx context.Context) ([]desk.Mediator, error) {
	meta, err := w.st.Meta(ctx)
	if err != nil {
		return nil, err
	}
	var list []desk.Mediator
	for _, m := range meta.Mediators {
		if !m.Gone {
			list = append(list, desk.Mediator{ID: m.ID, Name: m.Name, PIN: m.PIN})
		}
	}
	return list, nil
}

// communesLike gives the communes that begin with what was typed, all of them
// for nothing.
var communesLike = func() func(string) []desk.Commune {
	var all []place.Commune
	for _, c := range assets.Communes() {
		all = append(all, place.Commune{Insee: c.INSEE, Nom: c.Name, Postcodes: c.PostalCodes})
	}
	table := place.NewCommunes(all)
	return func(typed string) []desk.Commune {
		found := table.All()
		if strings.TrimSpace(typed) != "" {
			found = table.Search(typed, 12)
		}
		out := make([]desk.Commune, 0, len(found))
		for _, c := range found {
			out = append(out, desk.Commune{Insee: c.Insee, Name: c.Nom})
		}
		return out
	}
}()

// check reads everything back and says so in one sentence.
func (w *window) check(ctx context.Context) (string, error) {
	r, err := w.st.Check(ctx)
	if err != nil {
		return "", err
	}
	l := w.shell.Env().Words
	if r.OK {
		return l.T("parvis.store.good", "n", r.Records), nil
	}
	return l.T("parvis.store.aside", "n", r.Records, "aside", r.SetAside), nil
}

func sheetFonts() handout.Fonts {
	return handout.Fonts{
		Regular: assets.FontData(assets.LatinRegular), Bold: assets.FontData(assets.LatinBold),
		ArabicRegular: assets.FontData(assets.ArabicRegular), ArabicBold: assets.FontData(assets.ArabicBold),
	}
}

// show opens an address or a file with the machine's own program.
func (w *window) show(what string) error {
	u, err := url.Parse(what)
	if err != nil || u.Scheme != "https" {
		path := filepath.ToSlash(what)
		if runtime.GOOS == "windows" {
			path = "/" + path
		}
		u = &url.URL{Scheme: "file", Path: path}
	}
	if err := w.app.OpenURL(u); err != nil {
		return app.E(app.Failed, "cannot_open", "what", what).Because(err)
	}
	return nil
}

// dock makes the window narrow, to stand beside the browser, or wide again.
func (w *window) dock(small bool) {
	if small == w.docked {
		return
	}
	w.docked = small
	if small {
		w.win.SetFullScreen(false)
		w.win.Resize(narrow)
		return
	}
	w.win.Resize(wide)
	w.win.SetFullScreen(w.fullscreen)
}

// icons of the doors, as on the kiosk's home.
func iconOf(e *library.Entry) string {
	icons := map[string]string{
		"papiers": "identification-card", "sante": "heartbeat", "famille": "hand-coins", "travail": "briefcase",
		"logement": "house-line", "argent": "receipt", "courrier": "printer", "numerique": "laptop",
	}
	if icon, ok := icons[e.LifeEvent]; ok {
		return icon
	}
	return "book-open-text"
}

// published is a list of the coordination; one that cannot be read is said
// where packs are, and the program's own serves.
func published(read func() ([]session.Scheme, error)) func() []session.Scheme {
	return func() []session.Scheme {
		list, _ := read()
		return list
	}
}

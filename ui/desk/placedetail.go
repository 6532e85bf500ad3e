package desk

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/place"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// placeDetail is one place: when, where, how to come, what is there.
type placeDetail struct {
	shell.Plain
	d     *Desk
	env   *shell.Env
	entry place.Entry
	pick  func(place.Place)
}

func newPlaceDetail(d *Desk, e place.Entry, pick func(place.Place)) *placeDetail {
	return &placeDetail{d: d, entry: e, pick: pick}
}

// Title implements shell.Screen.
func (v *placeDetail) Title() string { return v.entry.Nom }

// Shortcuts implements shell.Screen.
func (v *placeDetail) Shortcuts() map[shell.Action]func() {
	if v.pick != nil {
		return map[shell.Action]func(){shell.Save: v.choose}
	}
	return map[shell.Action]func(){shell.Print: v.orient}
}

// Build implements shell.Screen.
func (v *placeDetail) Build(env *shell.Env) shell.Page {
	v.env, v.d.env = env, env
	p := &v.entry.Place
	main := kit.VBox(16, kit.Card(v.hours()), kit.Card(v.offer()))
	if text := v.presentation(); text != "" {
		main.Add(kit.Card(kit.VBox(10, kit.SectionTitle(env.T("desk.place.about")), kit.NewText(text))))
	}
	side := kit.VBox(16, kit.Card(v.coming()), v.origin())
	page := shell.Page{Title: p.Nom, Heading: true, Subtitle: v.subtitle(), Icon: "map-pin", Body: newSplit(main, side)}
	back := kit.NewButton(kit.Quiet, env.T("desk.back"), "arrow-left-bold", env.Back)
	act := kit.NewButton(kit.Primary, env.T("desk.place.choose"), "check-bold", v.choose)
	page.Actions = []fyne.CanvasObject{back, act}
	if v.pick == nil {
		act = kit.NewButton(kit.Primary, env.T("desk.place.orient"), "printer-bold", v.orient)
		edit := kit.NewButton(kit.Secondary, env.T("desk.place.edit"), "pencil-simple-bold", func() { env.Go(newPlaceForm(v.d, v.entry)) })
		page.Actions = []fyne.CanvasObject{back, edit, act}
		side.Add(kit.Wrap(8, kit.NewButton(kit.Quiet, env.T("desk.place.remove"), "x-bold", v.remove)))
	}
	page.First = act
	return page
}

func (v *placeDetail) subtitle() string {
	var kinds []string
	for _, code := range v.entry.Typologie {
		kinds = append(kinds, v.env.T("place.typology."+code))
	}
	kinds = append(kinds, strings.TrimSpace(v.entry.CodePostal+" "+v.entry.Commune))
	return strings.Join(kinds, " · ")
}

func (v *placeDetail) choose() {
	then, p := v.pick, v.entry.Place
	v.env.Back() // the list
	v.env.Back() // what asked for a place
	then(p)
}

// hours says now, then the week to come with its public holidays, then the
// text as it was written.
func (v *placeDetail) hours() fyne.CanvasObject {
	env, p := v.env, &v.entry.Place
	now := env.Now()
	zone := place.Zone(p.CodeInsee)
	s := p.StatusAt(now, zone)
	tone, icon, text := openWords(v.d, p, s)
	box := kit.VBox(12, kit.SectionTitle(env.T("desk.place.hours")))
	if !s.Known {
		if p.Horaires == "" {
			box.Add(kit.NewText(text))
		} else {
			box.Add(kit.Strong(p.Horaires))
			box.Add(kit.Muted(env.T("desk.place.hours.free")))
		}
		return box
	}
	box.Add(kit.TintCard(tone, kit.HBox(10, kit.NewIcon(icon, theme.Ink, 22), kit.Grow(kit.Strong(text)))))
	today := app.DayOf(now, zone)
	for _, d := range p.Hours().Days(env.Words, today, p.Region()) {
		day := i18n.Capital(env.Words.LongDay(d.Day.Time(zone)))
		day = strings.TrimSuffix(day, " "+string(d.Day[:4])) // the week to come needs no year
		name, words := kit.NewText(day).NoWrap(), kit.NewText(d.Words)
		if d.Day == today {
			name.Bold()
			words.Bold()
		}
		if !d.Open {
			words.In(theme.Ink2)
		}
		line := kit.HBox(16, kit.Sized(theme.Current().Scaled(200), 0, name), kit.Grow(words))
		if d.Holiday != "" {
			line.Add(kit.Tag(kit.Info, "", env.T("place.holiday."+d.Holiday)))
		}
		box.Add(line)
	}
	box.Add(kit.Small(env.T("desk.place.hours.written", "text", p.Horaires)))
	return box
}

// offer is what one finds there, and for whom.
func (v *placeDetail) offer() fyne.CanvasObject {
	env, p := v.env, &v.entry.Place
	box := kit.VBox(14, kit.SectionTitle(env.T("desk.place.offer")))
	tags := func(key, icon string, tone kit.Tone, values []string) {
		if len(values) == 0 {
			return
		}
		row := kit.Wrap(8)
		for _, word := range values {
			row.Add(kit.Tag(tone, icon, word))
		}
		box.Add(kit.VBox(6, kit.Strong(env.T(key)), row))
	}
	tags("desk.place.services", "", kit.Info, place.Labels(env.Words, p.Services))
	tags("desk.place.help", "", kit.Neutral, place.Labels(env.Words, p.ModalitesAccompagnement))
	tags("desk.place.welcome", "", kit.Good, place.Labels(env.Words, p.PriseEnCharge))
	tags("desk.place.publics", "", kit.Neutral, place.Labels(env.Words, p.Publics))
	tags("desk.place.labels", "", kit.Neutral, append(append([]string{}, p.Dispositifs...), p.Formations...))
	if len(box.Objects) == 1 {
		box.Add(kit.Muted(env.T("desk.place.offer.none")))
	}
	return box
}

func (v *placeDetail) presentation() string {
	p := &v.entry.Place
	if p.PresentationDetail != "" {
		return p.PresentationDetail
	}
	return p.PresentationResume
}

// coming is what one needs to go there or to call.
func (v *placeDetail) coming() fyne.CanvasObject {
	env, p := v.env, &v.entry.Place
	box := kit.VBox(14, kit.SectionTitle(env.T("desk.place.coming")))
	group := kit.NewGroup()
	line := func(icon, shown, copied string) {
		if copied == "" {
			return
		}
		content := kit.HBox(12, kit.NewIcon(icon, theme.Link, 24), kit.Grow(kit.NewText(shown)), kit.NewIcon("copy-bold", theme.Ink2, 18))
		row := kit.NewRow(env.T("desk.place.copy", "what", shown), 44, content, func() {
			fyne.CurrentApp().Clipboard().SetContent(copied)
			env.Toast(env.T("desk.place.copied", "what", shown))
		})
		group.Add(row)
		box.Add(row)
	}
	line("map-pin", p.AddressLine(), p.AddressLine())
	line("phone", place.NationalPhone(p.Telephone), p.Telephone)
	for _, mail := range p.Courriels {
		line("envelope-simple", mail, mail)
	}
	for _, site := range p.SiteWeb {
		line("globe", strings.TrimSuffix(site, "/"), site)
	}
	fact := func(key string, values []string) {
		if len(values) > 0 {
			box.Add(kit.VBox(4, kit.Strong(env.T(key)), kit.NewText(strings.Join(values, " · "))))
		}
	}
	fact("desk.place.access", place.Labels(env.Words, p.ModalitesAcces))
	fact("desk.place.fees", place.Labels(env.Words, p.Frais))
	fact("desk.place.moving", place.Labels(env.Words, p.Itinerance))
	links := kit.Wrap(8)
	for _, l := range []struct{ key, url string }{{"desk.place.book", p.PriseRDV}, {"desk.place.reach", p.FicheAccesLibre}} {
		if strings.HasPrefix(l.url, "https://") {
			links.Add(kit.NewButton(kit.Secondary, env.T(l.key), "", func() { env.Fail(v.d.Show(l.url)) }))
		}
	}
	if len(links.Objects) > 0 {
		box.Add(links)
	}
	return box
}

// origin says where the record comes from and how old it is.
func (v *placeDetail) origin() fyne.CanvasObject {
	env, e := v.env, &v.entry
	key := map[place.Origin]string{place.File: "desk.place.from.file", place.Pack: "desk.place.from.pack", place.Local: "desk.place.from.own"}[e.Origin]
	text := env.T(key) + " " + env.T("desk.place.updated", "day", env.Words.ShortDay(e.DateMaj.Time(env.Zone))+" "+string(e.DateMaj[:4]))
	if e.Source != "" {
		text += " " + env.T("desk.place.source", "source", e.Source)
	}
	box := kit.VBox(8, kit.Muted(text))
	if old := env.Now().AddDate(-1, 0, 0); e.DateMaj.Time(env.Zone).Before(old) {
		box.Add(kit.HBox(8, kit.NewIcon("warning-circle-bold", theme.AmberText, 20), kit.Grow(kit.Muted(env.T("desk.place.old")))))
	}
	return kit.Inset(0, 8, 0, 8, box)
}

func (v *placeDetail) orient() { askOrientation(v.d, v.env, v.entry.Place) }

// remove stops proposing the place; it can be brought back from the toast.
func (v *placeDetail) remove() {
	id := v.entry.ID
	var before place.Directory
	v.d.changePlaces(v.env, func(now place.Directory) place.Directory {
		before = now
		return now.Remove(id)
	}, func() {
		v.env.Back()
		v.env.ToastUndo(v.env.T("desk.place.removed"), v.env.T("desk.undo"), func() {
			v.d.changePlaces(v.env, func(now place.Directory) place.Directory {
				now.Own = before.Own
				return now
			}, v.env.Rebuild)
		})
	})
}

// changePlaces changes the directory durably off the interface's thread, then
// goes on; a failure is said and nothing has changed.
func (d *Desk) changePlaces(env *shell.Env, change func(place.Directory) place.Directory, then func()) {
	shell.Do(env, func() (bool, error) {
		return true, d.Directory.UpdateDirectory(context.Background(), func(now place.Directory) (place.Directory, error) { return change(now), nil })
	}, func(_ bool, err error) {
		if err != nil {
			env.Fail(err)
			return
		}
		d.around = nil // the places reports propose are read again
		then()
	})
}

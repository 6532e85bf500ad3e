package coord

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/relay"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// invite is the panel that adds a device: for which place, a desk or a kiosk;
// then a QR code, and the same in sixteen characters to read over the phone.
type invite struct {
	n     *network
	env   *shell.Env
	role  string
	name  string
	place *kit.Field
	known *fyne.Container // rows of places whose name holds what is typed
	body  *fyne.Container
	made  *relay.Invited
}

const qrSide = 250

// panel is the invitation beside the devices.
func (i *invite) panel(env *shell.Env) fyne.CanvasObject {
	return kit.Pad(18, kit.NewPage(kit.VBox(14, kit.Section(env.T("network.add")), i.build(env))))
}

// page is the invitation alone, where there is no room beside the devices.
func (i *invite) page(env *shell.Env) shell.Page {
	back := kit.NewButton(kit.Secondary, env.T("network.back"), "arrow-left-bold", func() { i.n.ask(nil) })
	return shell.Page{
		Title: env.T("network.add"), Subtitle: i.n.c.Name, Body: kit.Card(kit.Narrow(560, i.build(env))),
		Actions: []fyne.CanvasObject{back}, NoStatus: true,
	}
}

func (i *invite) build(env *shell.Env) fyne.CanvasObject {
	i.env, i.body = env, kit.VBox(14)
	i.fill()
	return i.body
}

func (i *invite) fill() {
	i.body.RemoveAll()
	if i.made != nil {
		i.show(*i.made)
	} else {
		i.form()
	}
	i.body.Refresh()
	kit.Relayout(i.body)
}

func (i *invite) form() {
	env := i.env
	i.known = kit.VBox(2)
	i.place = kit.NewField(kit.FieldLook{Label: env.T("network.invite.place"), Icon: "map-pin", Clear: true})
	i.place.SetText(i.name)
	i.place.OnChanged = func(s string) { i.name = s; i.place.SetError(""); i.suggest() }
	role := kit.NewSegmented([]kit.Choice{{Value: "desk", Label: env.T("coord.role.desk")}, {Value: "kiosk", Label: env.T("coord.role.kiosk")}}, i.role, func(v string) { i.role = v })
	var do *kit.Button
	send := func() {
		if strings.TrimSpace(i.name) == "" {
			i.place.SetError(env.T("error.invite_place"))
			kit.Focus(i.place)
			return
		}
		do.SetEnabled(false)
		shell.Do(env, func() (relay.Invited, error) {
			return i.n.c.Invite(context.Background(), relay.InviteRequest{Place: i.name, Role: i.role})
		}, func(inv relay.Invited, err error) {
			do.SetEnabled(true)
			if err != nil {
				i.place.SetError(app.Message(env.Words, err))
				return
			}
			i.made = &inv
			i.fill()
		})
	}
	i.place.OnSubmit = func(string) { send() }
	do = kit.NewButton(kit.Primary, env.T("network.invite.do"), "qr-code", send)
	i.body.Add(kit.NewText(env.T("network.invite.help")))
	i.body.Add(i.place)
	i.body.Add(i.known)
	i.body.Add(kit.VBox(6, kit.NewText(env.T("network.invite.role")).As(theme.Secondary).Bold(), kit.Wrap(8, role)))
	i.body.Add(do)
	i.body.Add(kit.NewButton(kit.Quiet, env.T("network.close"), "", func() { i.n.ask(nil) }))
}

// suggest proposes the places already there, so that a name is written alike.
func (i *invite) suggest() {
	i.known.RemoveAll()
	typed := strings.ToLower(strings.TrimSpace(i.name))
	var names []string
	for _, d := range i.n.all {
		if typed != "" && strings.Contains(strings.ToLower(d.Place), typed) && d.Place != i.name && !slices.Contains(names, d.Place) {
			names = append(names, d.Place)
		}
	}
	group := kit.NewGroup()
	for _, name := range names[:min(3, len(names))] {
		words := kit.HBox(10, kit.NewIcon("map-pin", theme.Link, 20), kit.Grow(kit.NewText(name)))
		row := kit.NewRow(name, theme.Current().M().Target, words, func() {
			i.name = name
			i.place.SetText(name)
			i.suggest()
			kit.Focus(i.place)
		})
		group.Add(row)
		i.known.Add(row)
	}
	i.known.Refresh()
	kit.Relayout(i.body)
}

// show is the code, made for one device.
func (i *invite) show(inv relay.Invited) {
	env := i.env
	i.body.Add(kit.Strong(inv.Place))
	i.body.Add(kit.Muted(env.T("network.invite.show")))
	if code, err := kit.QR(inv.Ticket, qrSide); err == nil {
		i.body.Add(kit.Centred(code))
	}
	i.body.Add(kit.Muted(env.T("network.invite.typed")))
	i.body.Add(kit.NewText(inv.Code).As(theme.Heading).Centre())
	if hub := hubOf(inv.Ticket); hub != "" {
		i.body.Add(kit.Small(env.T("network.invite.hub", "hub", hub)).In(theme.Ink2))
	}
	i.body.Add(kit.HBox(10, kit.NewIcon("timer", theme.AmberText, 22), kit.Grow(kit.Small(env.T("network.invite.until", "when", i.n.moment(inv.Expires))))))
	save := kit.NewButton(kit.Primary, env.T("network.invite.save"), "qr-code", func() {
		shell.Do(env, func() (string, error) { return i.n.c.SaveInvitation(context.Background(), inv) }, func(path string, err error) {
			if err != nil {
				env.Fail(err)
				return
			}
			env.Toast(env.T("network.invite.saved", "path", path))
		})
	})
	i.body.Add(save)
	i.body.Add(kit.NewButton(kit.Secondary, env.T("network.invite.other"), "plus-bold", func() {
		i.made, i.name = nil, ""
		i.fill()
		kit.Focus(i.place)
	}))
	i.body.Add(kit.NewButton(kit.Quiet, env.T("network.close"), "", func() { i.n.ask(nil) }))
	kit.Focus(save)
}

// hubOf is the address inside an invitation.
func hubOf(ticket string) string {
	inv, err := relay.FromTicket(ticket)
	if err != nil {
		return ""
	}
	return inv.Hub
}

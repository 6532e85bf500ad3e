package coord

import (
	"context"
	"time"

	"parvis/app"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// The limits beyond which a device is to be looked at.
const (
	driftMost = 300 // seconds between its clock and the hub's
	diskLeast = 200 // MiB
	failMost  = 20  // failures in a row: some three days of trying
)

func (n *network) day(day string) string {
	return n.env.Words.ShortDay(app.Day(day).Time(n.env.Zone))
}

// why says in sentences what there is to look at on a device, and what to do.
func (n *network) why(d device) (out []string) {
	env := n.env
	if d.health == silent {
		out = append(out, env.T("network.why.silent", "when", ago(env.Words, d.seen, env.Now())))
	}
	if !d.StoreOK {
		out = append(out, env.T("network.why.store"))
	}
	if d.SetAside > 0 {
		out = append(out, env.T("network.why.aside", "n", d.SetAside))
	}
	if d.ClockDrift > driftMost || d.ClockDrift < -driftMost {
		out = append(out, env.T("network.why.clock", "minutes", int(max(d.ClockDrift, -d.ClockDrift)/60)))
	}
	if d.FreeDiskMiB > 0 && d.FreeDiskMiB < diskLeast {
		out = append(out, env.T("network.why.disk", "mib", int(d.FreeDiskMiB)))
	}
	if d.Failures > failMost {
		out = append(out, env.T("network.why.failures", "n", d.Failures))
	}
	if d.health == offline {
		out = append(out, env.T("network.why.offline"))
	}
	return out
}

// open shows one device: how it does, why, and how to retire it.
func (n *network) open(d device) {
	env := n.env
	state := n.stateOf(d)
	box := kit.VBox(12, kit.Heading(d.Place), kit.Wrap(8, kit.Tag(state.Tone, state.TagIcon, state.Text), kit.Tag(kit.Neutral, "", env.T("coord.role."+d.Role))))
	for _, line := range n.why(d) {
		box.Add(kit.Row(10, kit.Top, kit.NewIcon("warning-bold", theme.AmberText, 20), kit.Grow(kit.NewText(line))))
	}
	version := d.Version
	if version == "" {
		version = "—"
	}
	edition := "—"
	if d.Pack > 0 {
		edition = env.T("coord.pack", "n", int(d.Pack))
	}
	box.Add(kit.Muted(env.T("network.device.facts", "when", ago(env.Words, d.seen, env.Now()), "version", version, "waiting", d.Waiting, "pack", edition)))
	box.Add(kit.Small(env.T("network.device.id", "id", string(d.ID))).In(theme.Ink2))
	var modal *kit.Modal
	closeIt := kit.NewButton(kit.Primary, env.T("network.close"), "", func() { modal.Close() })
	buttons := kit.Wrap(12, closeIt)
	if n.c.Revoke != nil && !d.Revoked && d.Role != "coordinator" {
		buttons.Add(kit.NewButton(kit.Quiet, env.T("network.retire"), "x-bold", func() { modal.Close(); n.retire(d) }))
	}
	box.Add(kit.Gap(0, 4))
	box.Add(buttons)
	modal = kit.NewModal(env.Canvas(), 620, box)
	modal.Open(closeIt)
}

// retire asks once, then closes the registration of a device.
func (n *network) retire(d device) {
	env := n.env
	kit.Ask(env.Canvas(), env.T("network.retire.title", "place", d.Place), env.T("network.retire.text"), kit.Secondary,
		env.T("network.keep"), env.T("network.retire"), func() {
			shell.Do(env, func() (bool, error) { return true, n.c.Revoke(context.Background(), d.ID) }, func(_ bool, err error) {
				if err != nil {
					env.Fail(err)
					return
				}
				env.Toast(env.T("network.retired", "place", d.Place))
				n.update()
			})
		})
}

// moment is a day and an hour in a sentence.
func (n *network) moment(t time.Time) string { return when(n.env.Words, t.In(n.env.Zone)) }

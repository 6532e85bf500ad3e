package desk

import (
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/app/lots"
	"parvis/app/session"
	"parvis/ui/kit"
	"parvis/ui/shell"
)

// sent is one report that has left: its rows, then its very bytes.
type sent struct {
	shell.Plain
	d     *Desk
	of    *Account
	env   *shell.Env
	c     lots.Closing
	title string // of one table of a report not yet gone
}

func newSent(d *Desk, of *Account, c lots.Closing) *sent { return &sent{d: d, of: of, c: c} }

// Title implements shell.Screen.
func (v *sent) Title() string {
	title := v.title
	if title == "" {
		title = v.env.T("desk.sent", "day", reportDay(v.env, v.c))
	}
	return v.of.titled(v.env, title)
}

// Build implements shell.Screen.
func (v *sent) Build(env *shell.Env) shell.Page {
	v.env = env
	table := kit.NewTable([]kit.Column{
		{Title: env.T("desk.sent.view"), Width: 24},
		{Title: env.T("desk.sent.cell"), Width: 32},
		{Title: env.T("desk.sent.window"), Width: 12},
		{Title: env.T("desk.sent.count"), Width: 8, Number: true},
		{Title: env.T("desk.sent.bytes"), Width: 26},
	}, func() int { return len(v.c.Lots) }, func(row, col int) kit.Cell {
		l := v.c.Lots[row]
		switch col {
		case 0:
			return kit.Cell{Text: session.ViewLabel(env.Words, string(l.View))}
		case 1:
			return kit.Cell{Text: v.d.cellText(env, v.of, l.Cell), Bold: true}
		case 2:
			return kit.Cell{Text: v.d.windowText(env, l.Window), Muted: true}
		case 3:
			return kit.Cell{Text: env.Words.Number(l.Count), Bold: true}
		}
		raw, err := lots.EncodeLot(l)
		if err != nil {
			return kit.Cell{Text: "—"}
		}
		return kit.Cell{Text: hex.EncodeToString(raw[:min(12, len(raw))]) + "…", Muted: true}
	})
	actions := []fyne.CanvasObject{kit.NewButton(kit.Secondary, env.T("desk.back"), "arrow-left-bold", env.Back)}
	if v.d.WriteFile != nil {
		actions = append(actions, kit.NewButton(kit.Secondary, env.T("desk.leaves.export"), "", v.export))
	}
	if len(v.c.Lots) == 0 {
		return shell.Page{
			Title: v.Title(), NoStatus: true, Actions: actions[:1], First: actions[0],
			Body: kit.Empty("shield-check", env.T("desk.sent.none"), env.T("desk.sent.none.text"), nil),
		}
	}
	return shell.Page{
		Title: v.Title(), Subtitle: env.T("desk.sent.sub", "n", len(v.c.Lots)), Fixed: true, NoStatus: true,
		Body: kit.CardPad(10, table), First: table, Actions: actions,
	}
}

// export writes the report as it was sent: every group with its very bytes.
func (v *sent) export() {
	name := v.env.T(v.of.key("desk.leaves.export.name"), "day", string(app.DayOf(v.c.At, v.env.Zone)))
	ask(v.env, v.env.T("desk.leaves.export"), v.env.T("desk.leaves.export.where"), name, func(file string) error {
		raw, err := v.file()
		if err != nil {
			return err
		}
		written, err := v.d.WriteFile(strings.TrimSpace(file), raw)
		if err == nil {
			v.env.Toast(v.env.T("desk.leaves.exported", "file", written))
		}
		return err
	})
}

// file is what export writes.
func (v *sent) file() ([]byte, error) {
	type group struct {
		lots.Lot
		Bytes string `json:"bytes"`
	}
	out := struct {
		WindowEnd string    `json:"window_end"`
		At        time.Time `json:"at"`
		Lots      []group   `json:"lots"`
	}{v.c.WindowEnd, v.c.At, make([]group, len(v.c.Lots))}
	for i, l := range v.c.Lots {
		raw, err := lots.EncodeLot(l)
		if err != nil {
			return nil, err
		}
		out.Lots[i] = group{l, hex.EncodeToString(raw)}
	}
	return json.MarshalIndent(out, "", " ")
}

// kept is everything that waits here, row by row, and why.
type kept struct {
	shell.Plain
	d      *Desk
	of     *Account
	env    *shell.Env
	tables []lots.Table
}

// Title implements shell.Screen.
func (v *kept) Title() string { return v.of.titled(v.env, v.env.T("lots.waiting.title")) }

// rows are what waits, in the order of tables; what another device counts is
// at the end of its table.
func (v *kept) rows() (rows []lots.Held) {
	for _, t := range v.tables {
		rows = append(rows, t.Held...)
		if t.Elsewhere != 0 {
			rows = append(rows, lots.Held{View: t.View, Count: t.Elsewhere, Reason: lots.Elsewhere})
		}
	}
	return rows
}

// why is the reason in words. What is of the period still open waits for its
// end, and no other reason says so.
func why(env *shell.Env, h lots.Held) string {
	reason := env.T("lots.reason." + string(h.Reason))
	switch {
	case h.Open == 0:
		return reason
	case h.Open >= h.Count:
		return env.T("lots.reason.open")
	}
	return env.T("lots.reason.partly", "reason", reason, "n", h.Open)
}

// Build implements shell.Screen.
func (v *kept) Build(env *shell.Env) shell.Page {
	v.env = env
	rows := v.rows()
	table := kit.NewTable([]kit.Column{
		{Title: env.T("desk.sent.view"), Width: 28},
		{Title: env.T("desk.sent.cell"), Width: 36},
		{Title: env.T("desk.sent.count"), Width: 8, Number: true},
		{Title: env.T("lots.waiting.why"), Width: 40},
	}, func() int { return len(rows) }, func(row, col int) kit.Cell {
		h := rows[row]
		switch col {
		case 0:
			return kit.Cell{Text: session.ViewLabel(env.Words, string(h.View))}
		case 1:
			return kit.Cell{Text: v.d.cellText(env, v.of, h.Cell), Bold: true}
		case 2:
			return kit.Cell{Text: env.Words.Number(h.Count), Bold: true}
		}
		if h.Count < 0 {
			return kit.Cell{Text: env.T("desk.leaves.owed"), Muted: true}
		}
		return kit.Cell{Text: why(env, h), Muted: true}
	})
	return shell.Page{
		Title: v.Title(), Subtitle: env.T("lots.waiting.intro"), Fixed: true, NoStatus: true,
		Body: kit.CardPad(10, table), First: table,
		Actions: []fyne.CanvasObject{kit.NewButton(kit.Secondary, env.T("desk.back"), "arrow-left-bold", env.Back)},
	}
}

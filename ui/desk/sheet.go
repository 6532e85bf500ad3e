package desk

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"parvis/app/guide"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// summaryIn is what a run leaves, told in the language of the interface.
func summaryIn(env *shell.Env, run *guide.Run) guide.Summary {
	return run.Summary(guide.Words{Localizer: env.Words})
}

// printSheet hands the sheet of a run over as this desk usually does: to its
// printer, or opened to be printed.
func printSheet(d *Desk, env *shell.Env, run *guide.Run, lang string) {
	d.usualSheet(env, summaryIn(env, run), lang)
}

func (d *Desk) usualSheet(env *shell.Env, sum guide.Summary, lang string) {
	shell.Do(env, func() (SheetOptions, error) { return d.sheetHabit(), nil }, func(o SheetOptions, _ error) {
		o.Lang = lang
		d.handOver(env, sum, o)
	})
}

// sheetHabit is how this desk last handed a sheet over.
func (d *Desk) sheetHabit() SheetOptions {
	o := SheetOptions{}
	_, _ = d.Settings.SettingJSON(context.Background(), KeySheet, &o) // without a habit, an A4 sheet that opens
	if o.Form != SheetTicket {
		o.Form = SheetPage // the page for a browser is asked for each time
	}
	return o
}

// handOver makes the sheet, off the interface's thread, then prints or opens
// it, and says which.
func (d *Desk) handOver(env *shell.Env, sum guide.Summary, o SheetOptions) {
	if d.Guides.Sheet == nil {
		return
	}
	if o.Printer != "" && o.Form != SheetWeb && d.Guides.Print != nil {
		shell.Do(env, func() (bool, error) { return true, d.Guides.Print(context.Background(), sum, o) }, func(_ bool, err error) {
			if err != nil {
				env.Fail(err)
				return
			}
			env.Toast(env.T("desk.sheet.printed", "printer", o.Printer))
		})
		return
	}
	shell.Do(env, func() (string, error) {
		file, err := d.Guides.Sheet(context.Background(), sum, o)
		if err == nil {
			err = d.Show(file)
		}
		return file, err
	}, func(_ string, err error) {
		switch {
		case err != nil:
			env.Fail(err)
		case o.Form == SheetWeb:
			env.Toast(env.T("desk.sheet.web.made"))
		default:
			env.Toast(env.T("desk.sheet.made"))
		}
	})
}

// sheetButtons are the ways to hand a sheet over: at once, as a page for a
// screen reader, or with every choice.
func (d *Desk) sheetButtons(env *shell.Env, sum func() guide.Summary, langs []string, lang func() string) fyne.CanvasObject {
	now := kit.NewButton(kit.Secondary, env.T("desk.sheet.print"), "printer-bold", func() { d.usualSheet(env, sum(), lang()) })
	web := kit.NewButton(kit.Secondary, env.T("desk.sheet.web"), "globe", func() {
		d.handOver(env, sum(), SheetOptions{Lang: lang(), Form: SheetWeb})
	})
	choose := kit.NewButton(kit.Quiet, env.T("desk.sheet.choose"), "sliders-horizontal-bold", func() { d.chooseSheet(env, sum(), langs, lang()) })
	return kit.Wrap(8, now, web, choose)
}

// sheetLangs are the languages a sheet of a guide can be in, French first.
func (d *Desk) sheetLangs(id guide.ID) []string {
	if e, ok := d.Shelf.Entry(id); ok {
		return e.Languages()
	}
	return []string{i18n.Fallback}
}

// sheetChoices is the box where a sheet is chosen in full.
type sheetChoices struct {
	d        *Desk
	env      *shell.Env
	sum      guide.Summary
	o        SheetOptions
	printers []string
	modal    *kit.Modal
	out      *fyne.Container
	do       *kit.Button
}

// chooseSheet asks for the language, the form and the printer, then hands the
// sheet over; form and printer become the habit of this desk.
func (d *Desk) chooseSheet(env *shell.Env, sum guide.Summary, langs []string, lang string) {
	c := &sheetChoices{d: d, env: env, sum: sum}
	shell.Do(env, func() ([]string, error) {
		c.o = d.sheetHabit()
		c.o.Lang = lang
		if d.Guides.Printers == nil {
			return nil, nil
		}
		return d.Guides.Printers(context.Background()), nil
	}, func(printers []string, _ error) {
		c.printers = printers
		c.open(langs)
	})
}

func (c *sheetChoices) open(langs []string) {
	env := c.env
	box := kit.VBox(14, kit.NewText(env.T("desk.sheet")).As(theme.Heading))
	if len(langs) > 1 {
		var choices []kit.Choice
		for _, lang := range langs {
			choices = append(choices, kit.Choice{Value: lang, Label: i18n.NameOf(lang)})
		}
		box.Add(kit.NewSelect(env.T("desk.sheet.lang"), "", "translate-bold", choices, c.o.Lang, func(v string) { c.o.Lang = v }))
	}
	forms := kit.NewChipGroup([]kit.Choice{
		{Value: string(SheetPage), Label: env.T("desk.sheet.form.a4")},
		{Value: string(SheetTicket), Label: env.T("desk.sheet.form.ticket")},
		{Value: string(SheetWeb), Label: env.T("desk.sheet.form.web")},
	}, func(v []string) {
		if len(v) == 1 {
			c.o.Form = SheetForm(v[0])
		}
		c.show()
	})
	forms.Choose(false, string(c.o.Form))
	c.out = kit.VBox(8)
	c.do = kit.NewButton(kit.Primary, env.T("desk.sheet.print"), "printer-bold", c.done)
	box.Add(kit.VBox(6, kit.NewText(env.T("desk.sheet.form")).As(theme.Secondary).Bold(), forms))
	box.Add(c.out)
	box.Add(kit.HBox(12, c.do, kit.NewButton(kit.Quiet, env.T("desk.cancel"), "", func() { c.modal.Close() }), kit.Spacer()))
	c.modal = kit.NewModal(env.Canvas(), 620, box)
	c.show()
	c.modal.Open(c.do)
}

// show offers the printers, or says where the sheet will open.
func (c *sheetChoices) show() {
	env := c.env
	c.out.RemoveAll()
	if !slices.Contains(c.printers, c.o.Printer) {
		c.o.Printer = ""
	}
	word := env.T("desk.sheet.open")
	switch {
	case c.o.Form == SheetWeb:
		c.out.Add(kit.Muted(env.T("desk.sheet.web.text")))
	case len(c.printers) == 0:
		c.out.Add(kit.Muted(env.T("desk.sheet.noprinter")))
	default:
		choices := []kit.Choice{{Value: "", Label: env.T("desk.sheet.show")}}
		for _, p := range c.printers {
			choices = append(choices, kit.Choice{Value: p, Label: short(p, 40)})
		}
		c.out.Add(kit.NewSelect(env.T("desk.sheet.where"), "", "printer-bold", choices, c.o.Printer, func(v string) { c.o.Printer = v; c.show() }))
		if c.o.Printer != "" {
			word = env.T("desk.sheet.print")
		}
	}
	c.do.SetText(word)
	c.out.Refresh()
	kit.Relayout(c.out)
}

// done keeps the habit and hands the sheet over.
func (c *sheetChoices) done() {
	c.modal.Close()
	kept := c.o
	shell.Do(c.env, func() (bool, error) {
		if kept.Form == SheetWeb {
			return true, nil
		}
		return true, c.d.Settings.SetSettingJSON(context.Background(), KeySheet, kept)
	}, func(bool, error) { // a habit is only a convenience
		c.d.handOver(c.env, c.sum, kept)
	})
}

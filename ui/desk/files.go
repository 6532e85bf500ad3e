package desk

import (
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"parvis/app"
	"parvis/ui/kit"
	"parvis/ui/shell"
	"parvis/ui/theme"
)

// FilesDesk is the person's own folders, for what is read from a file she
// chooses or written where she says.
type FilesDesk struct {
	// Start is the folder proposed at first: her documents.
	Start func() string
	// List gives what a folder holds: its folders, then its files of these
	// extensions (".xlsx"), the newest first. No extension: folders alone.
	List func(dir string, exts ...string) (Folder, error)
	// Read reads a file, of so many bytes at most.
	Read func(path string, most int64) ([]byte, error)
	// Exists says whether a name is taken.
	Exists func(path string) bool
	// Show opens a file, or a folder, with the machine's own program.
	Show func(path string) error
}

// Folder is what a folder holds. Places are the other ones worth a press:
// documents, downloads, the desktop, a USB stick.
type Folder struct {
	Path, Parent string
	Entries      []FileEntry
	Places       []FileEntry
}

// FileEntry is a file or a folder.
type FileEntry struct {
	Name, Path string
	Dir        bool
	Changed    time.Time
}

// browser walks through folders inside a modal.
type browser struct {
	env    *shell.Env
	files  *FilesDesk
	exts   []string
	folder Folder
	picked func(path string) // a file was opened
	moved  func()            // another folder is shown

	table  *kit.Table
	places *fyne.Container
	where  *kit.Text
	fault  *remark
	box    *fyne.Container
}

func newBrowser(env *shell.Env, files *FilesDesk, exts []string, picked func(string), moved func()) *browser {
	b := &browser{env: env, files: files, exts: exts, picked: picked, moved: moved}
	b.where, b.fault, b.places = kit.Muted(""), newRemark(theme.RedText), kit.Wrap(8)
	b.table = kit.NewTable([]kit.Column{{Title: env.T("files.name"), Width: 1}, {Title: env.T("files.changed"), Width: -190}}, b.rows, b.cell)
	b.table.SetRowHeight(44)
	b.table.OnOpen = b.open
	list := kit.Sized(0, theme.Current().Scaled(200), b.table)
	b.box = kit.VBox(10, b.places, kit.HBox(8, kit.NewIcon("folder", theme.Ink2, 20), kit.Grow(b.where)), b.fault.box, list)
	return b
}

// up is one more row, for the folder above.
func (b *browser) up() int {
	if b.folder.Parent == "" {
		return 0
	}
	return 1
}

func (b *browser) rows() int { return b.up() + len(b.folder.Entries) }

func (b *browser) cell(row, col int) kit.Cell {
	if row < b.up() {
		if col == 0 {
			return kit.Cell{Text: b.env.T("files.up"), Icon: "caret-up-bold"}
		}
		return kit.Cell{}
	}
	e := b.folder.Entries[row-b.up()]
	if col == 1 {
		if e.Dir || e.Changed.IsZero() {
			return kit.Cell{}
		}
		at := e.Changed.In(b.env.Zone)
		return kit.Cell{Text: b.env.Words.ShortDay(at) + ", " + b.env.Words.Clock(at), Muted: true}
	}
	icon := "file-csv"
	switch {
	case e.Dir:
		icon = "folder"
	case strings.EqualFold(filepath.Ext(e.Name), ".ics"):
		icon = "calendar-blank"
	}
	return kit.Cell{Text: e.Name, Icon: icon}
}

func (b *browser) open(row int) {
	if row < b.up() {
		b.show(b.folder.Parent)
		return
	}
	e := b.folder.Entries[row-b.up()]
	if e.Dir {
		b.show(e.Path)
		return
	}
	if b.picked != nil {
		b.picked(e.Path)
	}
}

// show goes to a folder; one that cannot be read leaves the present one.
func (b *browser) show(dir string) {
	shell.Do(b.env, func() (Folder, error) { return b.files.List(dir, b.exts...) }, func(f Folder, err error) {
		if err != nil {
			b.fault.say(app.Message(b.env.Words, err))
			return
		}
		b.fault.say("")
		b.folder = f
		b.where.SetText(f.Path)
		b.places.RemoveAll()
		for _, p := range f.Places {
			b.places.Add(kit.NewChip(p.Name, func() { b.show(p.Path) }))
		}
		b.places.Refresh()
		b.table.Refresh()
		if n := b.table.Rows(); n > 0 {
			b.table.Select(min(b.up(), n-1))
		}
		kit.Relayout(b.places)
		if b.moved != nil {
			b.moved()
		}
	})
}

// chooseFile asks for a file of these extensions; typing its path works too.
// then gives the sentence to show when the file does not do.
func (d *Desk) chooseFile(env *shell.Env, title, help string, exts []string, then func(path string)) {
	var modal *kit.Modal
	done := func(path string) {
		modal.Close()
		then(path)
	}
	b := newBrowser(env, d.Files, exts, done, func() { modal.Refresh() })
	path := kit.NewField(kit.FieldLook{Label: env.T("files.path"), Placeholder: strings.Join(exts, ", ")})
	submit := func() {
		text := strings.TrimSpace(path.Text())
		if text == "" {
			if row := b.table.Selected(); row >= 0 {
				b.open(row)
			}
			return
		}
		if !filepath.IsAbs(text) {
			text = filepath.Join(b.folder.Path, text)
		}
		if !d.Files.Exists(text) {
			path.SetError(env.T("files.none", "file", filepath.Base(text)))
			return
		}
		done(text)
	}
	path.OnSubmit = func(string) { submit() }
	row := kit.HBox(12, kit.NewButton(kit.Primary, env.T("files.open"), "", submit),
		kit.NewButton(kit.Quiet, env.T("desk.cancel"), "", func() { modal.Close() }), kit.Spacer())
	box := kit.VBox(12, kit.Heading(title), kit.Muted(help), b.box, path, row)
	modal = kit.NewModal(env.Canvas(), 760, box)
	modal.Open(b.table)
	b.show(d.Files.Start())
}

// saving is where a file will be written: a name and a folder, the folder
// changed by walking.
type saving struct {
	d       *Desk
	env     *shell.Env
	name    *kit.Field
	dir     string
	ext     string
	where   *kit.Text
	browser *browser
	box     *fyne.Container
	open    bool
	grown   func() // the box has another height
}

// newSaving proposes a free name in the person's documents.
func (d *Desk) newSaving(env *shell.Env, name, ext string) *saving {
	s := &saving{d: d, env: env, dir: d.Files.Start(), ext: ext, where: kit.Muted("")}
	s.name = kit.NewField(kit.FieldLook{Label: env.T("files.save.name")})
	s.name.SetText(name)
	s.setExt(ext)
	change := kit.NewButton(kit.Quiet, env.T("files.save.change"), "", s.walk)
	s.browser = newBrowser(env, d.Files, nil, nil, func() { s.dir = s.browser.folder.Path; s.say(); s.relay() })
	s.box = kit.VBox(8, s.name, kit.HBox(8, kit.NewIcon("folder", theme.Ink2, 20), kit.Grow(s.where), change))
	s.say()
	return s
}

func (s *saving) say() { s.where.SetText(s.env.T("files.save.in", "dir", s.dir)) }

// walk opens or closes the list of folders.
func (s *saving) walk() {
	if s.open = !s.open; s.open {
		s.box.Add(s.browser.box)
		s.browser.show(s.dir)
	} else {
		s.box.Remove(s.browser.box)
	}
	s.relay()
}

func (s *saving) relay() {
	kit.Relayout(s.box)
	if s.grown != nil {
		s.grown()
	}
}

// setExt changes the end of the name with the format, and keeps the name free.
func (s *saving) setExt(ext string) {
	base := strings.TrimSuffix(s.name.Text(), s.ext)
	s.ext = ext
	s.name.SetText(s.free(base) + ext)
	s.name.SetError("")
}

// free adds a number to a name that is taken.
func (s *saving) free(base string) string {
	name := base
	for n := 2; n < 100 && s.d.Files.Exists(filepath.Join(s.dir, name+s.ext)); n++ {
		name = base + " (" + number(n) + ")"
	}
	return name
}

// path is the whole path, "" with a sentence under the name when it will not do.
func (s *saving) path() string {
	name := strings.TrimSpace(s.name.Text())
	if name == "" || strings.ContainsAny(name, `<>:"|?*`) && !filepath.IsAbs(name) {
		s.name.SetError(s.env.T("files.save.bad"))
		return ""
	}
	if !strings.EqualFold(filepath.Ext(name), s.ext) {
		name += s.ext
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(s.dir, name)
	}
	if s.d.Files.Exists(name) {
		s.name.SetError(s.env.T("files.save.taken"))
		return ""
	}
	return name
}

// written says where a file is, and opens it or its folder.
func (d *Desk) written(env *shell.Env, title, text, path string) {
	var modal *kit.Modal
	show := func(what string) func() {
		return func() {
			modal.Close()
			env.Fail(d.Files.Show(what))
		}
	}
	open := kit.NewButton(kit.Primary, env.T("files.open.file"), "", show(path))
	folder := kit.NewButton(kit.Secondary, env.T("files.open.folder"), "", show(filepath.Dir(path)))
	shut := kit.NewButton(kit.Quiet, env.T("files.close"), "", func() { modal.Close() })
	box := kit.VBox(14, kit.HBox(12, kit.NewIcon("check-circle-bold", theme.GreenText, 28), kit.Grow(kit.Heading(title))),
		kit.NewText(text), kit.Muted(path), kit.Wrap(10, open, folder, shut))
	modal = kit.NewModal(env.Canvas(), 620, box)
	modal.Open(open)
}

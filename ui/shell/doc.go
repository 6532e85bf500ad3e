// Package shell holds the window of the desk and of the coordinator: the rail,
// the present screen under its title, the network chip, toasts, modals, the
// shortcuts, the unlock page, and the change of language, contrast or text size
// while running.
//
// It promises that Escape goes back and never erases, that no shortcut works
// while the window is locked, and that nothing of a screen stays in the tree
// once it is locked. It knows nothing of guides or sessions: it is given its
// entries, its people and its runners. Work goes through Do, whose runners are
// synchronous in tests.
//
// A screen keeps its state in its own fields and builds its objects from them:
//
//	type today struct {
//		shell.Plain
//		env  *shell.Env
//		book Book
//		rows *fyne.Container
//	}
//
//	func (t *today) Title() string { return t.env.T("today.title") }
//
//	func (t *today) Build(env *shell.Env) shell.Page {
//		t.env, t.rows = env, kit.VBox(0)
//		t.update()
//		return shell.Page{Title: env.T("today.hello", "name", "Nadia"), Body: kit.Card(t.rows)}
//	}
//
//	func (t *today) update() {
//		shell.Do(t.env, t.book.Today, func(rows []Row, err error) {
//			if err != nil {
//				t.env.Fail(err)
//				return
//			}
//			t.rows.RemoveAll()
//			…
//		})
//	}
//
//	func (t *today) Shortcuts() map[shell.Action]func() {
//		return map[shell.Action]func(){shell.Print: t.print}
//	}
//
// and cmd joins: shell.New(shell.Config{Window: w, Nav: …}).Open("today").
package shell

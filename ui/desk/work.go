package desk

import (
	"context"
	"errors"
	"time"

	"parvis/ui/kit"
	"parvis/ui/shell"
)

// workPatience is how long a work may last before its progress is shown, and
// workBeat the least time between two pictures of it.
const (
	workPatience = 400 * time.Millisecond
	workBeat     = 150 * time.Millisecond
)

// atWork does something long off the interface's thread, shows how far it is
// once it lasts, and lets the person stop it. then is not called for a work
// she stopped: she is told that nothing was changed, in the words given.
func atWork[T any](env *shell.Env, title, stopped string, total int, do func(ctx context.Context, progress func(done int)) (T, error), then func(T, error)) {
	ctx, cancel := context.WithCancel(context.Background())
	bar := kit.VBox(0, kit.Progress("", 0, total))
	var modal *kit.Modal
	over := false
	stop := func() { cancel() }
	button := kit.NewButton(kit.Secondary, env.T("work.stop"), "x-bold", stop)
	modal = kit.NewModal(env.Canvas(), 520, kit.VBox(16, kit.Heading(title), bar, kit.Wrap(8, button)))
	modal.OnEscape = stop
	if env.After != nil {
		env.After(workPatience, func() {
			if !over {
				modal.Open(button)
			}
		})
	}
	var last time.Time
	progress := func(done int) {
		now := time.Now()
		if now.Sub(last) < workBeat {
			return
		}
		last = now
		env.UI(func() {
			if over || !modal.IsOpen() {
				return
			}
			bar.RemoveAll()
			bar.Add(kit.Progress("", min(done, total), total))
			bar.Refresh()
			modal.Refresh()
		})
	}
	shell.Do(env, func() (T, error) { return do(ctx, progress) }, func(v T, err error) {
		over = true
		modal.Close()
		halted := ctx.Err() != nil && errors.Is(err, context.Canceled)
		cancel()
		if halted {
			env.Toast(stopped)
			return
		}
		then(v, err)
	})
}

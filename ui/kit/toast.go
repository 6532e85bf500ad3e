package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"

	"parvis/ui/theme"
)

// ToastFor is how long a toast stays; it stays longer while the pointer or the
// focus is on it.
const ToastFor = 8 * time.Second

// After calls f once a duration has passed, on the interface's own thread, and
// returns how to give up. Programs give it; tests call f themselves.
type After func(d time.Duration, f func()) (stop func())

// Toasts is the layer at the bottom of a window where short messages appear,
// the last one only.
type Toasts struct {
	layer *fyne.Container
	after After
	stop  func()
	shown *toast
}

// NewToasts makes the layer.
func NewToasts(after After) *Toasts {
	t := &Toasts{after: after}
	t.layer = container.New(&toastLayout{})
	return t
}

// Layer is the object to lay over the window's content.
func (t *Toasts) Layer() fyne.CanvasObject { return t.layer }

// Show says a short message, with at most one action ("Annuler").
func (t *Toasts) Show(message, action string, onAction func()) {
	t.Clear()
	t.shown = newToast(t, message, action, onAction)
	t.layer.Add(t.shown)
	t.arm()
}

// Text is the message shown, or "".
func (t *Toasts) Text() string {
	if t.shown == nil {
		return ""
	}
	return t.shown.message
}

// Clear takes the message away.
func (t *Toasts) Clear() {
	if t.stop != nil {
		t.stop()
		t.stop = nil
	}
	if t.shown == nil {
		return
	}
	t.shown = nil
	t.layer.RemoveAll()
}

func (t *Toasts) arm() {
	if t.after == nil {
		return
	}
	if t.stop != nil {
		t.stop()
	}
	mine := t.shown
	t.stop = t.after(ToastFor, func() {
		switch {
		case t.shown != mine || mine == nil:
		case mine.busy():
			t.arm()
		default:
			t.Clear()
		}
	})
}

// toast is a dark box with a mark, words and one action.
type toast struct {
	Compound
	message string
	action  *Pressable
	hovered bool
}

var _ desktop.Hoverable = (*toast)(nil)

func newToast(t *Toasts, message, action string, onAction func()) *toast {
	th, m := theme.Current(), theme.Current().M()
	bg := newBox(theme.ToastFill, theme.Clear, m.RadiusCard, 0)
	if th.HighContrast() {
		bg.StrokeColor, bg.StrokeWidth = th.C(theme.Stroke), m.Stroke
	} else {
		bg.Shadow = canvas.Shadow{Color: th.C(theme.ShadowModal), BlurRadius: 24, Offset: fyne.NewPos(0, 8)}
	}
	x := &toast{message: message}
	row := rigidRow(12, NewIcon("check-circle-bold", theme.ToastMark, 24), NewText(message).In(theme.OnToast))
	if action != "" {
		word := Strong(action).In(theme.OnToast).NoWrap()
		x.action = NewPressable(action, Centred(word), Look{
			Radius: 8, PadX: 10, MinSize: fyne.NewSize(0, m.Target), Dark: true,
			Face: func(s State) Face {
				f := Face{Fill: theme.Clear, Stroke: theme.Clear, Text: theme.OnToast}
				if s.Hovered || s.Pressed {
					f.Stroke = theme.OnToast
				}
				return f
			},
		}, func() {
			t.Clear()
			onAction()
		})
		row.Add(x.action)
	}
	x.Own(x, Sized(0, max(56, m.Target), Over(bg, Inset(8, 18, 8, 18, row))))
	return x
}

func (x *toast) busy() bool { return x.hovered || (x.action != nil && x.action.state.Focused) }

func (x *toast) MouseIn(*desktop.MouseEvent)    { x.hovered = true }
func (x *toast) MouseMoved(*desktop.MouseEvent) {}
func (x *toast) MouseOut()                      { x.hovered = false }

func (x *toast) AccessibilityLabel() string             { return x.message }
func (x *toast) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// toastLayout puts the toast at the bottom, at the start of the line.
type toastLayout struct{}

func (toastLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (toastLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	m := theme.Current().M()
	for _, o := range objects {
		w := min(PreferredWidth(o), s.Width-2*m.Margin)
		h := HeightFor(o, w)
		put(o, m.Margin, s.Height-h-m.Gap, w, h, s.Width)
	}
}

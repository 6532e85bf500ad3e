package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"parvis/ui/theme"
)

// Steps is the progress of a guide in segments: done and current are full, the
// others outlined. It fills from the start of the reading direction.
type Steps struct {
	widget.BaseWidget
	done, total int
	bars        []*canvas.Rectangle
}

// NewSteps shows step n of total (1 is the first).
func NewSteps(n, total int) *Steps {
	s := &Steps{done: n, total: total}
	s.ExtendBaseWidget(s)
	return s
}

// Set changes the step in place; total may change too.
func (s *Steps) Set(n, total int) {
	if s.done == n && s.total == total {
		return
	}
	s.done, s.total = n, total
	s.Refresh()
}

func (s *Steps) shape() (height, gap float32) {
	if theme.Current().IsKiosk() {
		return 16, 10
	}
	return 8, 6
}

// MinSize implements fyne.CanvasObject.
func (s *Steps) MinSize() fyne.Size {
	h, gap := s.shape()
	return fyne.NewSize(float32(max(1, s.total))*(12+gap), h)
}

// AccessibilityLabel implements fyne.Accessible.
func (s *Steps) AccessibilityLabel() string {
	return theme.Current().Words().T("kit.step", "n", s.done, "total", s.total)
}

// AccessibilityRole implements fyne.Accessible.
func (s *Steps) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer implements fyne.Widget.
func (s *Steps) CreateRenderer() fyne.WidgetRenderer {
	d := &draw{min: s.MinSize}
	d.layout = func(size fyne.Size) {
		th := theme.Current()
		h, gap := s.shape()
		for len(s.bars) < s.total {
			s.bars = append(s.bars, &canvas.Rectangle{})
		}
		d.objects = d.objects[:0:0]
		w := (size.Width - gap*float32(s.total-1)) / float32(max(1, s.total))
		for i := range s.total {
			b := s.bars[i]
			b.CornerRadius = h / 2
			b.FillColor, b.StrokeColor, b.StrokeWidth = th.C(theme.Surface), th.C(theme.Stroke), th.M().Stroke
			if i < s.done {
				b.FillColor, b.StrokeWidth = th.C(theme.Primary), 0
			}
			put(b, float32(i)*(w+gap), (size.Height-h)/2, w, h, size.Width)
			d.objects = append(d.objects, b)
		}
	}
	d.refresh = func() {
		d.layout(s.Size())
		canvas.Refresh(s)
	}
	return d
}

// StepHeader is the head of a kiosk guide: icon tile, title, "Étape n sur N".
// The segments stand below it.
func StepHeader(icon, title string, n, total int) (head fyne.CanvasObject, bar *Steps) {
	th := theme.Current()
	words := VBox(0, Heading(title), Muted(th.Words().T("kit.step", "n", n, "total", total)))
	return HBox(th.M().Gap, IconTile(icon, theme.BluePale, 96, 54, 20), Grow(words)), NewSteps(n, total)
}

// newSplit is a bar in two parts: known, then the rest outlined.
func newSplit(share, height float32) *split {
	s := &split{share: max(0, min(1, share)), height: height, known: &canvas.Rectangle{}, rest: &canvas.Rectangle{}}
	s.ExtendBaseWidget(s)
	return s
}

type split struct {
	widget.BaseWidget
	share, height float32
	known, rest   *canvas.Rectangle
}

func (s *split) MinSize() fyne.Size { return fyne.NewSize(60, s.height) }

func (s *split) CreateRenderer() fyne.WidgetRenderer {
	d := &draw{objects: []fyne.CanvasObject{s.known, s.rest}, min: s.MinSize}
	d.layout = func(size fyne.Size) {
		th := theme.Current()
		const gap = 3
		room := size.Width
		if s.share > 0 && s.share < 1 {
			room -= gap
		}
		w := room * s.share
		s.known.FillColor, s.known.CornerRadius = th.C(theme.Primary), min(5, s.height/2)
		s.rest.FillColor, s.rest.StrokeColor = th.C(theme.Surface), th.C(theme.Stroke)
		s.rest.StrokeWidth, s.rest.CornerRadius = th.M().Stroke, min(5, s.height/2)
		y := (size.Height - s.height) / 2
		put(s.known, 0, y, w, s.height, size.Width)
		put(s.rest, size.Width-(room-w), y, room-w, s.height, size.Width)
		if s.share >= 1 {
			s.rest.Hide()
		}
	}
	d.refresh = func() { d.layout(s.Size()) }
	return d
}

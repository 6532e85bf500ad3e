package kit

import "parvis/ui/theme"

// The faces of the sheet of components: what each kind looks like in each
// state. A state is never told by colour alone: the widgets add a tick, a
// weight or a word.

func offFace() Face {
	return Face{Fill: theme.OffFill, Stroke: theme.OffBorder, Text: theme.OffText}
}

// plainFace is the white button; strong is the stroke of the pressed state.
func plainFace(hover theme.Role, strong float32) func(State) Face {
	return func(s State) Face {
		f := Face{Fill: theme.Surface, Stroke: theme.Stroke, Text: theme.Ink}
		switch {
		case s.Disabled:
			return offFace()
		case s.Pressed:
			return Face{Fill: theme.PressedFill, Stroke: theme.PrimaryStroke, Width: strong, Text: theme.Ink}
		case s.On:
			return Face{Fill: theme.ToggleFill, Stroke: theme.PrimaryStroke, Width: strong, Text: theme.ToggleText, Bold: true}
		case s.Hovered:
			f.Fill = hover
		}
		return f
	}
}

// raised gives a face its shadow where the state keeps one.
func raised(face func(State) Face) func(State) Face {
	return func(s State) Face {
		f := face(s)
		f.Shadow = !s.Pressed && !s.Disabled
		return f
	}
}

func primaryFace(s State) Face {
	f := Face{Fill: theme.Primary, Stroke: theme.Clear, Text: theme.OnPrimary, Bold: true}
	switch {
	case s.Disabled:
		return offFace()
	case s.Pressed:
		f.Fill = theme.PrimaryPressed
	case s.Hovered:
		f.Fill = theme.PrimaryHover
	}
	return f
}

func dangerFace(s State) Face {
	f := Face{Fill: theme.Danger, Stroke: theme.Clear, Text: theme.OnDanger, Bold: true}
	switch {
	case s.Disabled:
		return offFace()
	case s.Pressed, s.Hovered:
		f.Fill = theme.DangerHover
	}
	return f
}

func quietFace(s State) Face {
	f := Face{Fill: theme.Clear, Stroke: theme.Clear, Text: theme.Link}
	switch {
	case s.Disabled:
		f.Text = theme.OffText
	case s.Pressed:
		f.Fill, f.Text = theme.PressedFill, theme.PressedText
	case s.Hovered:
		f.Fill = hoverSand()
	}
	return f
}

// hoverSand is the hover of white buttons; in high contrast sand is black, and
// the hover needs a grey of its own.
func hoverSand() theme.Role {
	if theme.Current().HighContrast() {
		return theme.HoverSurface
	}
	return theme.Sand
}

// choiceFace is that of chips and panel choices.
func choiceFace(s State) Face {
	switch {
	case s.Disabled:
		return offFace()
	case s.On:
		f := Face{Fill: theme.ChosenFill, Stroke: theme.PrimaryStroke, Text: theme.ChosenText, Bold: true}
		if s.Hovered || s.Pressed {
			f.Fill = theme.ChosenHover
		}
		return f
	case s.Derived:
		f := Face{Fill: theme.DerivedFill, Stroke: theme.PrimaryStroke, Text: theme.DerivedText, Bold: true}
		if s.Hovered || s.Pressed {
			f.Fill = theme.DerivedHover
		}
		return f
	case s.Pressed:
		return Face{Fill: theme.PressedFill, Stroke: theme.PrimaryStroke, Text: theme.Ink}
	case s.Hovered:
		return Face{Fill: hoverSand(), Stroke: theme.Stroke, Text: theme.Ink}
	}
	return Face{Fill: theme.Surface, Stroke: theme.Stroke, Text: theme.Ink}
}

// rowFace is that of table and list rows: no edge of its own.
func rowFace(s State) Face {
	f := Face{Fill: theme.Clear, Stroke: theme.Clear, Text: theme.Ink}
	switch {
	case s.Disabled:
		f.Text = theme.OffText
	case s.Pressed:
		f.Fill = theme.PressedFill
	case s.On:
		f.Fill = theme.BluePale
		if theme.Current().HighContrast() {
			f.Stroke = theme.Stroke
		}
	case s.Hovered:
		f.Fill = theme.HoverSurface
	}
	return f
}

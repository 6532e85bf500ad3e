package theme

import (
	"fmt"
	"image/color"
	"math"
)

// Palette gives each role its colour.
type Palette map[Role]color.NRGBA

// Variant chooses a palette.
type Variant int

// The palettes.
const (
	Light Variant = iota
	Dark
	HighContrast
)

// PaletteOf gives the palette of a variant.
func PaletteOf(v Variant) Palette {
	switch v {
	case Dark:
		return build(darkColours)
	case HighContrast:
		return build(contrastColours)
	default:
		return build(lightColours)
	}
}

// Hex writes a colour as #RRGGBB.
func Hex(c color.NRGBA) string { return fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B) }

// Contrast is the WCAG 2 contrast ratio of two opaque colours, from 1 to 21.
func Contrast(a, b color.NRGBA) float64 {
	la, lb := luminance(a), luminance(b)
	if la < lb {
		la, lb = lb, la
	}
	return (la + 0.05) / (lb + 0.05)
}

func luminance(c color.NRGBA) float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

func build(hex map[Role]uint32) Palette {
	p := make(Palette, len(hex)+4)
	for role, v := range hex {
		p[role] = color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xff}
	}
	p[Clear] = color.NRGBA{}
	p[Shadow] = withAlpha(p[Shadow], 0.08)
	p[ShadowModal] = withAlpha(p[ShadowModal], 0.30)
	p[Scrim] = withAlpha(p[Scrim], 0.62)
	return p
}

func withAlpha(c color.NRGBA, share float64) color.NRGBA {
	c.A = uint8(share*255 + 0.5)
	return c
}

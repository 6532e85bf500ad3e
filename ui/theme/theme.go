package theme

import (
	"bytes"
	"image/color"
	"math"
	"strings"
	"sync"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"parvis/assets"
	"parvis/i18n"
)

// Options are what a person can choose about the look.
type Options struct {
	Variant Variant
	Set     Set
	Factor  float32         // text size factor, 1.0 to 2.0; 0 means 1.0
	Words   *i18n.Localizer // language and direction; nil means French
	Mirror  bool            // right to left whatever the language: for looking at a layout
}

// Theme is one look: a palette, a size set, a text factor and a language. It
// is immutable after New and safe for concurrent use.
type Theme struct {
	options Options
	palette Palette
	metrics Metrics
	fonts   [4]*fyne.StaticResource // regular and bold, Latin then Arabic

	mu    sync.Mutex
	icons map[string]fyne.Resource
}

var _ fyne.Theme = (*Theme)(nil)

// New makes a theme.
func New(o Options) *Theme {
	if o.Words == nil {
		o.Words = i18n.New(i18n.Fallback)
	}
	o.Factor = float32(math.Min(2, math.Max(1, float64(o.Factor))))
	return &Theme{
		options: o, palette: PaletteOf(o.Variant), metrics: MetricsOf(o.Set, o.Variant),
		fonts: embeddedFonts(), icons: map[string]fyne.Resource{},
	}
}

// embeddedFonts are shared by all themes: the toolkit keeps parsed fonts by
// resource, so a new resource at each change of look would parse them again.
var embeddedFonts = sync.OnceValue(func() [4]*fyne.StaticResource {
	var out [4]*fyne.StaticResource
	for i, f := range []assets.Font{assets.LatinRegular, assets.LatinBold, assets.ArabicRegular, assets.ArabicBold} {
		out[i] = fyne.NewStaticResource(string(f), assets.FontData(f))
	}
	return out
})

var plain = sync.OnceValue(func() *Theme { return New(Options{}) })

// Current is the theme of the running program; before one is set, a light
// French desk theme.
func Current() *Theme {
	if a := fyne.CurrentApp(); a != nil {
		if t, ok := a.Settings().Theme().(*Theme); ok {
			return t
		}
	}
	return plain()
}

// Options gives what the theme was made of; change a field and call New.
func (t *Theme) Options() Options { return t.options }

// Words is the localizer of the language shown.
func (t *Theme) Words() *i18n.Localizer { return t.options.Words }

// RTL says whether the language is written from right to left.
func (t *Theme) RTL() bool { return t.options.Mirror || t.options.Words.RTL() }

// IsKiosk says whether kiosk sizes are in use.
func (t *Theme) IsKiosk() bool { return t.options.Set != Desk }

// HighContrast says whether the high-contrast palette is in use.
func (t *Theme) HighContrast() bool { return t.options.Variant == HighContrast }

// C is the colour of a role.
func (t *Theme) C(r Role) color.Color { return t.palette[r] }

// M gives the metrics.
func (t *Theme) M() Metrics { return t.metrics }

// Text is the size of a text style, factor included.
func (t *Theme) Text(s TextStyle) float32 {
	return float32(math.Round(float64(textSizes[t.options.Set][s] * t.options.Factor)))
}

// Scaled is a size that follows the text factor (icons beside text).
func (t *Theme) Scaled(size float32) float32 {
	return float32(math.Round(float64(size * t.options.Factor)))
}

// LineHeight is the height of a line of text: 1.3 of the size, or 1.55 for
// Arabic, whose natural 2.11 would tear the lines apart.
func (t *Theme) LineHeight(size float32, arabic bool) float32 {
	if arabic {
		return float32(math.Ceil(float64(size * 1.55)))
	}
	return float32(math.Ceil(float64(size * 1.3)))
}

// FontOf is the font resource of a text.
func (t *Theme) FontOf(bold, arabic bool) fyne.Resource {
	i := 0
	if arabic {
		i = 2
	}
	if bold {
		i++
	}
	return t.fonts[i]
}

// IconIn gives an icon in the colour of a role. In a right-to-left language
// arrows and carets are swapped and the few pictograms that have a mirrored
// drawing use it. An unknown name gives a question mark, which a test forbids.
func (t *Theme) IconIn(name string, r Role) fyne.Resource {
	if t.RTL() {
		name = mirrored(name)
	}
	hex := Hex(t.palette[r])
	// The toolkit caches pictures by resource name alone: the name must carry
	// the colour.
	key := name + "-" + strings.TrimPrefix(hex, "#") + ".svg"
	t.mu.Lock()
	defer t.mu.Unlock()
	if res, ok := t.icons[key]; ok {
		return res
	}
	svg, ok := assets.Icon(name)
	if !ok {
		svg, _ = assets.Icon("question")
		key = "unknown-" + key
	}
	res := fyne.NewStaticResource(key, bytes.ReplaceAll(svg, []byte(assets.InkOfIcons), []byte(hex)))
	t.icons[key] = res
	return res
}

// Art gives a piece of artwork, in its own colours.
func (t *Theme) Art(a assets.Art) fyne.Resource {
	return fyne.NewStaticResource(string(a), assets.ArtData(a))
}

func mirrored(name string) string {
	for _, kind := range []string{"arrow", "caret"} {
		switch {
		case strings.HasPrefix(name, kind+"-left"):
			return kind + "-right" + strings.TrimPrefix(name, kind+"-left")
		case strings.HasPrefix(name, kind+"-right"):
			return kind + "-left" + strings.TrimPrefix(name, kind+"-right")
		}
	}
	if _, ok := assets.Icon(name + "-rtl"); ok {
		return name + "-rtl"
	}
	return name
}

// Color implements fyne.Theme for the toolkit's own widgets (entries, scroll
// bars, menus).
func (t *Theme) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	if r, ok := toolkitRoles[name]; ok {
		return t.palette[r]
	}
	return t.palette[Surface]
}

var toolkitRoles = map[fyne.ThemeColorName]Role{
	fynetheme.ColorNameBackground:          Fond,
	fynetheme.ColorNameButton:              Surface,
	fynetheme.ColorNameDisabledButton:      OffFill,
	fynetheme.ColorNameDisabled:            OffText,
	fynetheme.ColorNameError:               RedText,
	fynetheme.ColorNameFocus:               FocusRing,
	fynetheme.ColorNameForeground:          Ink,
	fynetheme.ColorNameForegroundOnError:   Surface,
	fynetheme.ColorNameForegroundOnPrimary: OnPrimary,
	fynetheme.ColorNameForegroundOnSuccess: Surface,
	fynetheme.ColorNameForegroundOnWarning: Surface,
	fynetheme.ColorNameHeaderBackground:    Surface,
	fynetheme.ColorNameHover:               Sand,
	fynetheme.ColorNameHyperlink:           Link,
	fynetheme.ColorNameInputBackground:     Surface,
	fynetheme.ColorNameInputBorder:         Stroke,
	fynetheme.ColorNameMenuBackground:      Surface,
	fynetheme.ColorNameOverlayBackground:   Surface,
	fynetheme.ColorNamePlaceHolder:         Ink2,
	fynetheme.ColorNamePressed:             PressedFill,
	fynetheme.ColorNamePrimary:             Primary,
	fynetheme.ColorNameScrollBar:           Stroke,
	fynetheme.ColorNameScrollBarBackground: Clear,
	fynetheme.ColorNameSelection:           DerivedHover,
	fynetheme.ColorNameSeparator:           Line,
	fynetheme.ColorNameShadow:              Shadow,
	fynetheme.ColorNameSuccess:             GreenText,
	fynetheme.ColorNameWarning:             AmberText,
}

// Font implements fyne.Theme.
func (t *Theme) Font(s fyne.TextStyle) fyne.Resource {
	if s.Symbol {
		return fynetheme.DefaultTheme().Font(s)
	}
	return t.FontOf(s.Bold, t.RTL())
}

// Icon implements fyne.Theme with the toolkit's own icons: our widgets use
// IconIn.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource {
	return fynetheme.DefaultTheme().Icon(name)
}

// Size implements fyne.Theme.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case fynetheme.SizeNameText:
		return t.Text(Body)
	case fynetheme.SizeNameCaptionText:
		return t.Text(Small)
	case fynetheme.SizeNameHeadingText:
		return t.Text(Title)
	case fynetheme.SizeNameSubHeadingText:
		return t.Text(Section)
	case fynetheme.SizeNameInlineIcon:
		return t.Scaled(t.metrics.Icon)
	case fynetheme.SizeNamePadding:
		return 4
	case fynetheme.SizeNameInnerPadding:
		return 8
	case fynetheme.SizeNameScrollBar, fynetheme.SizeNameScrollBarSmall:
		switch {
		case t.IsKiosk():
			return 0 // the kiosk turns its pages with visible buttons
		case name == fynetheme.SizeNameScrollBar:
			return 12
		}
		return 6
	case fynetheme.SizeNameModalBlurRadius:
		return 0
	default:
		return fynetheme.DefaultTheme().Size(name)
	}
}

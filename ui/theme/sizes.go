package theme

// Set chooses the size set. Sizes are device-independent pixels at scale 1.
type Set int

// The size sets. Kiosk numbers are for 1920×1080 on a 24-inch screen read at
// 60 cm: 40 is the smallest text, because 0.7° of capital height (EN 301 549,
// 5.1.4) needs it with this font.
const (
	Desk Set = iota
	Kiosk
	KioskLarge // the kiosk with « Agrandir » on
)

// TextStyle is what a text is for; the set gives its size.
type TextStyle int

// The text styles.
const (
	Body      TextStyle = iota
	Secondary           // second lines
	Small               // rail, table heads, axes, tags: the smallest
	Section             // section title
	Label               // answers, tiles
	Heading             // guide title in a header, secondary screen title
	Title               // question, screen title
	Display             // home title, modal title
	KPI                 // figure of a KPI tile
	Timer               // timer, total
	Figure              // the one big figure of a card
	textStyles
)

var textSizes = map[Set][textStyles]float32{
	Desk:       {16, 15, 14, 19, 18, 24, 28, 32, 34, 38, 54},
	Kiosk:      {40, 40, 40, 44, 46, 44, 64, 68, 68, 68, 100},
	KioskLarge: {52, 52, 52, 54, 56, 54, 76, 76, 76, 76, 100},
}

// BoldByDefault says whether a style is set in bold unless told otherwise.
func (s TextStyle) BoldByDefault() bool { return s >= Section }

// Metrics are the distances of a size set. They do not grow with the text
// factor: text grows, boxes follow their text.
type Metrics struct {
	Margin, Gap, Tight, CardPad float32
	RadiusCard, RadiusButton    float32
	Stroke, StrokeStrong        float32
	Target                      float32 // smallest side of what can be pressed
	Control, ControlTall        float32 // height of a button, of a main one
	Icon, IconSmall             float32
	PadX                        float32 // inside a button
	FocusGap, FocusRing         float32
	Header, Footer              float32
	ShadowY, ShadowBlur         float32
	Hairline                    float32
}

// MetricsOf gives the metrics of a set and palette variant.
func MetricsOf(s Set, v Variant) Metrics {
	m := Metrics{
		Margin: 28, Gap: 16, Tight: 8, CardPad: 20, RadiusCard: 14, RadiusButton: 10,
		Stroke: 1.5, StrokeStrong: 2, Target: 40, Control: 44, ControlTall: 52, Icon: 22, IconSmall: 16, PadX: 18,
		FocusGap: 2, FocusRing: 3, Header: 56, ShadowY: 4, ShadowBlur: 16, Hairline: 1,
	}
	if s != Desk {
		m = Metrics{
			Margin: 48, Gap: 24, Tight: 14, CardPad: 34, RadiusCard: 24, RadiusButton: 20,
			Stroke: 2, StrokeStrong: 4, Target: 96, Control: 104, ControlTall: 128, Icon: 46, IconSmall: 40, PadX: 30,
			FocusGap: 4, FocusRing: 6, Header: 136, Footer: 140, ShadowY: 4, ShadowBlur: 16, Hairline: 2,
		}
	}
	if v == HighContrast {
		m.ShadowBlur, m.ShadowY = 0, 0
		m.Stroke, m.FocusGap, m.FocusRing = 2, 3, 4
		if s != Desk {
			m.Stroke, m.FocusRing = 3, 6
		}
	}
	return m
}

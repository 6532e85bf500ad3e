package theme

// Role names what a colour is for. Widgets use roles only, so that a palette
// can be exchanged as a whole.
type Role string

// Text roles.
const (
	Ink         Role = "ink"         // text
	Ink2        Role = "ink2"        // secondary text
	Link        Role = "link"        // text and icons of quiet buttons, marks in blue
	LinkDark    Role = "linkDark"    // the same on tinted surfaces
	GreenText   Role = "greenText"   // done, saved, up to date
	RedText     Role = "redText"     // error, out of touch
	AmberText   Role = "amberText"   // to review, to finish
	OnPrimary   Role = "onPrimary"   // text on Primary, PrimaryHover, PrimaryPressed
	OnDeep      Role = "onDeep"      // text on the rail and the blue band
	OnToast     Role = "onToast"     // text on a toast
	OnDanger    Role = "onDanger"    // text on Danger
	ChosenText  Role = "chosenText"  // text on ChosenFill
	DerivedText Role = "derivedText" // text on DerivedFill and DerivedHover
	ToggleText  Role = "toggleText"  // text on ToggleFill
	RailText    Role = "railText"    // text on RailSelected
	PressedText Role = "pressedText" // text on PressedFill
	OffText     Role = "offText"     // disabled text, readable all the same
)

// Surface roles.
const (
	Fond           Role = "fond"           // the page
	Surface        Role = "surface"        // cards, fields, buttons
	Sand           Role = "sand"           // hover of white components, neutral tags
	BluePale       Role = "bluePale"       // information, selected rows
	SunPale        Role = "sunPale"        // to finish, mediator notes
	GreenPale      Role = "greenPale"      // done
	RedPale        Role = "redPale"        // error
	EarthPale      Role = "earthPale"      // icon tiles: Ink or LinkDark only
	Sky            Role = "sky"            // icon tiles, pressed: Ink or LinkDark only
	SunTint        Role = "sunTint"        // icon tiles: Ink only
	Sage           Role = "sage"           // icon tiles: Ink only
	HoverSurface   Role = "hoverSurface"   // hover of a white surface
	HotRow         Role = "hotRow"         // table row in alert
	Primary        Role = "primary"        // the one primary action, progress, data
	PrimaryHover   Role = "primaryHover"   //
	PrimaryPressed Role = "primaryPressed" //
	Danger         Role = "danger"         // the button that erases
	DangerHover    Role = "dangerHover"    //
	Deep           Role = "deep"           // the rail
	Band           Role = "band"           // the blue band of the kiosk home and of the unlock page
	RailSelected   Role = "railSelected"   //
	RailHover      Role = "railHover"      //
	ToastFill      Role = "toastFill"      //
	ChosenFill     Role = "chosenFill"     // a choice that is made
	ChosenHover    Role = "chosenHover"    //
	DerivedFill    Role = "derivedFill"    // a choice the software made
	DerivedHover   Role = "derivedHover"   //
	ToggleFill     Role = "toggleFill"     // a toggle that is on
	PressedFill    Role = "pressedFill"    //
	CheckedFill    Role = "checkedFill"    // a ticked row
	OffFill        Role = "offFill"        // disabled
)

// Outlines and marks.
const (
	Stroke        Role = "stroke"        // the edge of something that can be pressed
	Line          Role = "line"          // separates and decorates, never the only edge
	PrimaryStroke Role = "primaryStroke" // edge of chosen, pressed, derived
	Green         Role = "green"
	Red           Role = "red"
	AmberStroke   Role = "amberStroke" // on Fond and Surface only
	Tick          Role = "tick"        // the tick on Green
	Sun           Role = "sun"         // brand mark and the bar of the selected rail item
	SunBorder     Role = "sunBorder"
	GreenBorder   Role = "greenBorder"
	RedBorder     Role = "redBorder"
	OffBorder     Role = "offBorder"
	RailLine      Role = "railLine" // right edge of the rail where it has no colour of its own
	ToastMark     Role = "toastMark"
	FocusRing     Role = "focusRing"
	FocusGap      Role = "focusGap"
	FocusRingDark Role = "focusRingDark" // on the rail and the blue band
	FocusGapDark  Role = "focusGapDark"
	Caret         Role = "caret"
	Shadow        Role = "shadow"
	ShadowModal   Role = "shadowModal"
	Scrim         Role = "scrim"
	Clear         Role = "clear" // nothing
)

// Data. Every series also carries its label and its number.
const (
	Series1 Role = "series1"
	Series2 Role = "series2"
	Series3 Role = "series3"
	Series4 Role = "series4"
	Series5 Role = "series5"
	Series6 Role = "series6"
	Series7 Role = "series7"
	Past    Role = "past" // last year, behind this year's bar
	Map1    Role = "map1"
	Map2    Role = "map2"
	Map3    Role = "map3"
	Map4    Role = "map4"
	Map5    Role = "map5"
	MapNone Role = "mapNone"
	MapEdge Role = "mapEdge" // edge of a tile that is not published
	MapInk  Role = "mapInk"  // text on Map1 to Map3 and MapNone
	MapOn   Role = "mapOn"   // text on Map4 and Map5
)

// SeriesRoles are the data colours in their order.
func SeriesRoles() []Role {
	return []Role{Series1, Series2, Series3, Series4, Series5, Series6, Series7}
}

// Pair is a foreground on a background.
type Pair struct{ On, Under Role }

// TextPairs are the pairs a text may be set in: 7:1 or more in every palette.
// A pair that is not here may not be used for text.
func TextPairs() []Pair {
	var pairs []Pair
	add := func(on Role, under ...Role) {
		for _, u := range under {
			pairs = append(pairs, Pair{on, u})
		}
	}
	soft := []Role{Fond, Surface, Sand, BluePale, SunPale, GreenPale, RedPale, HoverSurface, HotRow}
	add(Ink, append(soft, EarthPale, Sky, SunTint, Sage, PressedFill, CheckedFill)...)
	add(Ink2, append(soft, Sky)...)
	add(Link, soft...)
	add(LinkDark, append(soft, EarthPale, Sky)...)
	add(GreenText, Fond, Surface, Sand, BluePale, SunPale, GreenPale, RedPale)
	add(RedText, append(soft, Sky)...)
	add(AmberText, append(soft, Sky)...)
	add(OnPrimary, Primary, PrimaryHover, PrimaryPressed)
	add(OnDanger, Danger, DangerHover)
	add(OnDeep, Deep, Band, RailHover)
	add(RailText, RailSelected)
	add(OnToast, ToastFill)
	add(ChosenText, ChosenFill, ChosenHover)
	add(DerivedText, DerivedFill, DerivedHover)
	add(ToggleText, ToggleFill)
	add(PressedText, PressedFill)
	add(MapInk, Map1, Map2, Map3, MapNone)
	add(MapOn, Map4, Map5)
	return pairs
}

// MarkPairs are the pairs of a component's edge, a focus mark or a graphic on
// what surrounds it: 3:1 or more in every palette.
func MarkPairs() []Pair {
	var pairs []Pair
	add := func(on Role, under ...Role) {
		for _, u := range under {
			pairs = append(pairs, Pair{on, u})
		}
	}
	soft := []Role{Fond, Surface, Sand, BluePale, SunPale, GreenPale, RedPale, HoverSurface}
	add(Stroke, soft...)
	add(PrimaryStroke, append(soft, Sky, PressedFill)...)
	add(Green, Fond, Surface, Sand, GreenPale, CheckedFill)
	add(Red, append(soft, EarthPale, Sky)...)
	add(AmberStroke, Fond, Surface)
	add(Tick, Green)
	add(Sun, Deep)
	add(ToastMark, ToastFill)
	add(FocusRing, append(soft, EarthPale, Sky)...)
	add(FocusRing, FocusGap)
	add(FocusRingDark, Deep, Band, FocusGapDark)
	add(Caret, Surface, Fond)
	add(Primary, Fond, Surface)
	add(MapEdge, Surface, MapNone)
	for _, s := range SeriesRoles() {
		add(s, Surface)
	}
	return pairs
}

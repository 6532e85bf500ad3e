package theme

// The measured light palette: its thin margins (7.01 to 7.15 on the pale
// tints) are deliberate, the tints may not be shifted.
var lightColours = map[Role]uint32{
	Ink: 0x12233F, Ink2: 0x3F4C64, Link: 0x1D4E89, LinkDark: 0x163E6E,
	GreenText: 0x0F5A35, RedText: 0x8F1A12, AmberText: 0x6A4300,
	OnPrimary: 0xFFFFFF, OnDeep: 0xFFFFFF, OnToast: 0xFFFFFF, OnDanger: 0xFFFFFF,
	ChosenText: 0xFFFFFF, DerivedText: 0x163E6E, ToggleText: 0x163E6E,
	RailText: 0xFFFFFF, PressedText: 0x163E6E, OffText: 0x5C6270,

	Fond: 0xFAF7F2, Surface: 0xFFFFFF, Sand: 0xF3EDE2, BluePale: 0xE4EDF7,
	SunPale: 0xFDF1DC, GreenPale: 0xE3F1E8, RedPale: 0xFBE9E6, EarthPale: 0xF7DDCF,
	Sky: 0xDCE9F6, SunTint: 0xFDE7C0, Sage: 0xD9EDDF, HoverSurface: 0xFDF9F1, HotRow: 0xFDF3F1,
	Primary: 0x1D4E89, PrimaryHover: 0x163E6E, PrimaryPressed: 0x0F2D52,
	Danger: 0x8F1A12, DangerHover: 0x6F120C,
	Deep: 0x0F2D52, Band: 0x1D4E89, RailSelected: 0x26508A, RailHover: 0x1D4075, ToastFill: 0x12233F,
	ChosenFill: 0x1D4E89, ChosenHover: 0x163E6E, DerivedFill: 0xE4EDF7, DerivedHover: 0xD3E2F2,
	ToggleFill: 0xE4EDF7, PressedFill: 0xDCE9F6, CheckedFill: 0xE3F1E8, OffFill: 0xEFEBE3,

	Stroke: 0x8A8171, Line: 0xDDD6CA, PrimaryStroke: 0x1D4E89, Green: 0x1B7F4B, Red: 0xB3261E,
	AmberStroke: 0xB98428, Tick: 0xFFFFFF, Sun: 0xF2A33A, SunBorder: 0xE9CF9B,
	GreenBorder: 0xA9D3BB, RedBorder: 0xD98A80, OffBorder: 0xDDD6CA, RailLine: 0x0F2D52, ToastMark: 0x8FD3A8,
	FocusRing: 0x12233F, FocusGap: 0xFFFFFF, FocusRingDark: 0xFFFFFF, FocusGapDark: 0x0F2D52,
	Caret: 0x12233F, Shadow: 0x12233F, ShadowModal: 0x12233F, Scrim: 0x0F2D52,

	Series1: 0x0F2D52, Series2: 0x1D4E89, Series3: 0x3E77B6, Series4: 0xB9651B,
	Series5: 0x8A4B12, Series6: 0x1B7F4B, Series7: 0x7A4E8A, Past: 0xB4CFE8,
	Map1: 0xDCE8F4, Map2: 0xB4CFE8, Map3: 0x8CB5DB, Map4: 0x1D4E89, Map5: 0x0F2D52,
	MapNone: 0xF3EDE2, MapEdge: 0x8A8171, MapInk: 0x12233F, MapOn: 0xFFFFFF,
}

// High contrast: black, white and one yellow, which means "the next action, or
// where you are". Hover and pressed use two near-blacks, since something must
// answer the pointer.
var contrastColours = map[Role]uint32{
	Ink: 0xFFFFFF, Ink2: 0xFFFFFF, Link: 0xFFFFFF, LinkDark: 0xFFFFFF,
	GreenText: 0xFFFFFF, RedText: 0xFFFFFF, AmberText: 0xFFFFFF,
	OnPrimary: 0x000000, OnDeep: 0xFFFFFF, OnToast: 0xFFFFFF, OnDanger: 0x000000,
	ChosenText: 0x000000, DerivedText: 0x000000, ToggleText: 0x000000,
	RailText: 0x000000, PressedText: 0xFFFFFF, OffText: 0xBFBFBF,

	Fond: 0x000000, Surface: 0x000000, Sand: 0x000000, BluePale: 0x000000,
	SunPale: 0x000000, GreenPale: 0x000000, RedPale: 0x000000, EarthPale: 0x000000,
	Sky: 0x000000, SunTint: 0x000000, Sage: 0x000000, HoverSurface: 0x262626, HotRow: 0x000000,
	Primary: 0xFFE14D, PrimaryHover: 0xFFEB85, PrimaryPressed: 0xFFF2AE,
	Danger: 0xFFFFFF, DangerHover: 0xE0E0E0,
	Deep: 0x000000, Band: 0x000000, RailSelected: 0xFFFFFF, RailHover: 0x262626, ToastFill: 0x000000,
	ChosenFill: 0xFFFFFF, ChosenHover: 0xE0E0E0, DerivedFill: 0xFFFFFF, DerivedHover: 0xE0E0E0,
	ToggleFill: 0xFFFFFF, PressedFill: 0x3D3D3D, CheckedFill: 0x000000, OffFill: 0x000000,

	Stroke: 0xFFFFFF, Line: 0xFFFFFF, PrimaryStroke: 0xFFFFFF, Green: 0xFFFFFF, Red: 0xFFFFFF,
	AmberStroke: 0xFFFFFF, Tick: 0x000000, Sun: 0xFFE14D, SunBorder: 0xFFFFFF,
	GreenBorder: 0xFFFFFF, RedBorder: 0xFFFFFF, OffBorder: 0x8C8C8C, RailLine: 0xFFFFFF, ToastMark: 0xFFFFFF,
	FocusRing: 0xFFE14D, FocusGap: 0x000000, FocusRingDark: 0xFFE14D, FocusGapDark: 0x000000,
	Caret: 0xFFE14D, Shadow: 0x000000, ShadowModal: 0x000000, Scrim: 0x000000,

	Series1: 0xFFFFFF, Series2: 0xFFFFFF, Series3: 0xFFFFFF, Series4: 0xFFFFFF,
	Series5: 0xFFFFFF, Series6: 0xFFFFFF, Series7: 0xFFFFFF, Past: 0x8C8C8C,
	Map1: 0x000000, Map2: 0x000000, Map3: 0x000000, Map4: 0x000000, Map5: 0x000000,
	MapNone: 0x000000, MapEdge: 0xFFFFFF, MapInk: 0xFFFFFF, MapOn: 0xFFFFFF,
}

// Dark: the light palette's hues on night blue, for dim rooms.
var darkColours = map[Role]uint32{
	Ink: 0xF6F3EC, Ink2: 0xD3DAE6, Link: 0xB5D3F6, LinkDark: 0xC6DEF9,
	GreenText: 0x9BE3BA, RedText: 0xFFC2BA, AmberText: 0xF5D28F,
	OnPrimary: 0x0B1526, OnDeep: 0xFFFFFF, OnToast: 0x0B1526, OnDanger: 0x2A0805,
	ChosenText: 0x0B1526, DerivedText: 0xC6DEF9, ToggleText: 0xC6DEF9,
	RailText: 0xFFFFFF, PressedText: 0xD9E9FC, OffText: 0xA3ADBF,

	Fond: 0x0E1626, Surface: 0x162036, Sand: 0x1C273D, BluePale: 0x1A2E4D,
	SunPale: 0x33270F, GreenPale: 0x122E1E, RedPale: 0x3A1718, EarthPale: 0x3D2518,
	Sky: 0x1B3150, SunTint: 0x3A2C0E, Sage: 0x16321F, HoverSurface: 0x1C273D, HotRow: 0x2C1A20,
	Primary: 0x9CC4F2, PrimaryHover: 0xB7D4F6, PrimaryPressed: 0xD0E3FA,
	Danger: 0xFFB4AB, DangerHover: 0xFFCDC7,
	Deep: 0x0A1120, Band: 0x163E6E, RailSelected: 0x26508A, RailHover: 0x1D3358, ToastFill: 0xF3EDE2,
	ChosenFill: 0x9CC4F2, ChosenHover: 0xB7D4F6, DerivedFill: 0x1A2E4D, DerivedHover: 0x213757,
	ToggleFill: 0x1A2E4D, PressedFill: 0x213757, CheckedFill: 0x122E1E, OffFill: 0x151C2B,

	Stroke: 0x94A1B7, Line: 0x33415C, PrimaryStroke: 0x9CC4F2, Green: 0x5BC48A, Red: 0xFF8F85,
	AmberStroke: 0xD9A441, Tick: 0x0B1526, Sun: 0xF2A33A, SunBorder: 0x6B5320,
	GreenBorder: 0x2C6344, RedBorder: 0x7E3A36, OffBorder: 0x33415C, RailLine: 0x33415C, ToastMark: 0x1B7F4B,
	FocusRing: 0xFFFFFF, FocusGap: 0x0E1626, FocusRingDark: 0xFFFFFF, FocusGapDark: 0x0A1120,
	Caret: 0xFFFFFF, Shadow: 0x000000, ShadowModal: 0x000000, Scrim: 0x000000,

	Series1: 0xC6DEF9, Series2: 0x9CC4F2, Series3: 0x6FA3DD, Series4: 0xE6A35F,
	Series5: 0xD08A4A, Series6: 0x5BC48A, Series7: 0xC39AD2, Past: 0x3F5F8A,
	Map1: 0x16263F, Map2: 0x1B3355, Map3: 0x1F406B, Map4: 0x9CC4F2, Map5: 0xD0E3FA,
	MapNone: 0x1C273D, MapEdge: 0x94A1B7, MapInk: 0xF6F3EC, MapOn: 0x0B1526,
}

// Package theme holds the look of Parvis: palettes of named roles (light, dark,
// high contrast), text sizes and metrics for the desk and the kiosk, the
// embedded fonts and the icons coloured by role.
//
// It promises that every permitted pair of text and background is at least 7:1
// and every component outline or focus mark at least 3:1 (WCAG 2 contrast, held
// by a test over all pairs of all palettes). A *Theme is also the fyne.Theme of
// the program; widgets find it with Current and never keep colours of their
// own. Changing the language, the contrast or the text size makes a new Theme
// and rebuilds the screen. It never draws anything.
package theme

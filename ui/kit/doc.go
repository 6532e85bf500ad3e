// Package kit holds the widgets and layouts all screens of Parvis are made of.
//
// It promises that everything that can be pressed can be reached by Tab (or by
// arrows inside a group), shows a double focus ring, acts on release, says its
// name through fyne.Accessible, keeps its sizes when the text grows to 200 %,
// and mirrors itself in a right-to-left language. It holds no business rule,
// starts no animation, and changes widgets in place.
//
// # Look
//
// Widgets read the theme of the running program (theme.Current): no colour or
// size is passed around, only roles (theme.Ink2, theme.RedText…) and styles
// (theme.Section…). The same constructor gives the desk's size or the kiosk's.
//
// # Layout
//
// Use the containers of this package: VBox, HBox, Row, Wrap, Grid, Columns,
// Pad, Inset, Over, Grow, Spacer, Sized, Narrow, Centred, Page. They ask each
// part how tall it is at the width it gets (Flow), so wrapped text never
// overlaps, they mirror, and a row that is too narrow breaks. A Grow child takes
// the spare room; a VBox child takes the whole width (put a lone button in a
// Wrap). A composite widget embeds Compound and calls Own.
//
//	func (s *guides) Build(env *shell.Env) shell.Page {
//		search := kit.NewSearch(env.T("guides.search"), s.filter)
//		table := kit.NewTable(columns, s.count, s.cell)
//		table.OnOpen = s.open
//		return shell.Page{
//			Title: env.T("guides.title"),
//			Body: kit.VBox(16,
//				kit.HBox(12, kit.Grow(search), kit.NewButton(kit.Primary, env.T("guides.write"), "plus-bold", s.write)),
//				kit.Grow(kit.CardPad(10, table))),
//			Fixed: true,
//			First: search,
//		}
//	}
//
// # Keys
//
// A widget hands the keys it has no use for to the window (ListenKeys), where
// the shell or the kiosk answers them. Put what belongs together in a Group:
// one Tab stop, arrows inside. AnswerList, ChipGroup, ChoiceGrid, Segmented and
// PinPad are groups already.
package kit

package place

import "parvis/app/session"

// Fold writes a text for comparing and searching, as sessions are searched.
func Fold(s string) string { return session.Fold(s) }

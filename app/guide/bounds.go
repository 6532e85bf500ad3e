package guide

// ParseRange reads the bounds of a number as the file writes them: "0..120",
// "18..", "..120". ok is false when they are badly written or the wrong way
// round; without any bound it is true.
func ParseRange(s string) (r Range, ok bool) {
	if trim(s) == ".." || trim(s) == "" {
		return Range{}, true
	}
	return parseRange(s)
}

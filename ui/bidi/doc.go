// Package bidi lays mixed-direction text out in lines and pieces: wrapping,
// then the visual order of each line, so that Arabic with digits, Latin words
// or brackets reads as it should.
//
// The toolkit joins Arabic letters well but always takes the base direction as
// left to right and places runs in logical order. Here every line is cut into
// pieces of one direction and each piece is given its place from the left; the
// caller draws one text object per piece. It promises that no character is
// lost or reordered inside a piece, except that brackets standing alone in
// right-to-left text are mirrored and isolated direction marks are dropped. It
// measures text through a function it is given and draws nothing.
package bidi

// Package guide holds what a guide is: one text file a mediator can read
// aloud and change without help, and the engine that walks a visitor through
// it.
//
// It reads the file (Parse) and writes it back (Print), reads and writes its
// spreadsheet twin (ReadCSV, WriteCSV), compiles it to a graph without loops
// (Compile), runs it (Run: answers, next, back, progress), lays a translation
// over it (Translation), judges it (Lint, with stable codes), corrects its
// typography (Fix) and draws it (DOT, SVG).
//
// It promises that reading never panics whatever the bytes, that every fault
// comes with its file, its line and its code, that Parse(Print(g)) is g again,
// and that branch checks are exact up to MaxCombinations (beyond, W090 says
// so). It never reads a clock, a file or the network by itself, never shows a
// `médiateur:` text to visitors, and never writes sentences for people: a
// Finding has a code and arguments, the catalogue has the words.
package guide

// Package handout makes the sheet a person takes home: what remains to do, the
// documents to gather, the official address in full letters, where to come
// back, and room to write by hand. One sheet gives an A4 page in large print, an
// 80 mm ticket, and an HTML twin that a screen reader can read.
//
// It promises that the sheet says nothing about the person (no answer, no
// name: only what is to be done), that its QR code holds one official https
// address and nothing else, that it bears where its facts come from and the
// words « seule l’administration décide », and that the same sheet always gives
// the same bytes. It draws no State mark and no operator's logo. Fonts are
// given by the caller; it reads no file and no clock. An orientation sheet, which
// sends a person to another place, bears what was typed for it, and nothing of
// it is kept.
package handout

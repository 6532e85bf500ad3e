// Package library is the shelf: the guides a place has, where each one comes
// from, what state its review is in, what the place accepted to show, and the
// search that finds one from the first letter typed.
//
// It promises that a local copy is never overwritten, that among several
// editions of a guide the newest reviewed one is used, that a visitor only ever
// meets what the place accepted, and that an official sheet imported as a draft
// neither reaches the kiosk nor ranks above a guide a person has reviewed.
// Searching never changes anything and never leaves the machine.
//
// Guides are files in a directory given by the caller; acceptance, reviews,
// flags and usage counts go through small ports that the store implements. The
// package never opens a network connection and records no person's name but
// the one a reviewer signs with.
package library

// Package dila turns the official sheets of service-public.fr (« Vos droits et
// démarches », published by the DILA under Licence Ouverte 2.0) into draft
// guides a person can review.
//
// It promises that nothing of a sheet's text is silently lost: every sheet read
// becomes a guide, or is named with the reason it needs a person (only the lists
// of legal references and further reading are left to the official page); that every
// step says which sheet and which date it comes from; that an amount never
// reads as current when its sheet is older than a year; that importing the same
// sheets twice changes nothing. It reads folders, zip files and npm archives as
// a stream, in little memory, and refuses what is not a sheet (entities, bombs,
// paths that climb) with a message that names the place.
//
// It never marks a guide as reviewed, never shows an official mark, and never
// writes outside the directory it is given.
package dila

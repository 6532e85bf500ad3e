// Package device is the data directory of one device: sessions, drafts,
// settings, outbox, closings, vault, on a sealed journal with a bbolt
// projection for questions and figures.
//
// It promises that what a method acknowledged is never lost and never there
// twice, that every value on the disk is sealed with the device's key, that
// the projection can be thrown away at any time, that one process holds the
// directory, and that what is erased is gone from it. It never shows "saved"
// before the journal was synced, never keeps a note or an identity readable
// without the vault, and never reads the machine's clock or keyring by itself.
//
// # Directory
//
//	store.json      format, identity of the directory, place of the key
//	key             the device's key, when its place is "file"
//	parvis.lock     who holds the directory
//	journal*/       the truth (package journal)
//	projection.db   bbolt, rebuilt when missing, damaged, older or newer
//	projection.ok   size and checksum of projection.db at the last clean stop
//	drafts/         reports not yet saved, one sealed file each
//	backups/        hourly copies of the journal, rotated
package device

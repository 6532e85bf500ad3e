// Package journal is the append-only truth of a device: numbered, sealed,
// chained records in segment files.
//
// It promises that a record acknowledged by Append survives any crash, that a
// record is there whole or not at all, that a torn tail is cut at the last
// whole record, that a damaged record is set aside with its segment while all
// others are recovered, and that the damage is reported. It never rewrites a
// segment in place: Rewrite (erasure, purge, migration) makes new files and
// swaps the manifest.
//
// # Files
//
// A segment "00000001-0000.seg" (number, generation) starts with a 64-byte
// header and holds records. The manifest lists the segments with their sizes
// and checksums; it is replaced by temporary file, sync, rename, sync of the
// directory. The last segment listed is the one being appended to.
//
// # Record
//
//	size u32 · crc32c u32 · seq u64 · type u16 · lag u16 · prev [16] · sealed
//
// The checksum covers everything else. prev is the truncated SHA-256 of the
// previous record of the segment (of the header for the first one). lag is how
// many records before this one were not yet durable when it was written: a
// damaged region that a later whole record knows to be durable is real damage;
// one that no record vouches for is a torn tail.
//
// # Nonces
//
// Bodies are sealed with XChaCha20-Poly1305 under the journal key, each with a
// fresh random 192-bit nonce stored before the ciphertext: numbers are reused
// after a torn write or a restored backup, so a counter would not do, and 2^80
// records under one key keep the chance of a repeated nonce below 2^-32. The
// associated data is journal id, seq and type: a record moved elsewhere, or
// into another journal, does not open.
package journal

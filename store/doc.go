// Package store is the room of everything durable: the append-only journal,
// its bbolt projection on a device, and the hub's ledgers. The package itself
// holds nothing; its packages implement the ports the domain declares.
package store

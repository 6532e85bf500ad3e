package library

import "parvis/app/poll"

// Mark is what a coordinator decided about a proposed text.
type Mark string

// The decisions. A text without one waits to be read over.
const (
	MarkRead      Mark = "relu"   // leaves with the next edition
	MarkLeft      Mark = "ecarte" // set apart
	MarkPublished Mark = "publie" // left already
)

// Proposal is a submission with what was decided about it.
type Proposal struct {
	Submission
	Decided Mark
	Week    string // AAAA-Wnn it was last received in
}

// FlagSum counts the flags of one step for one reason: no place, no person.
type FlagSum struct {
	Key    string
	Guide  string
	Title  string
	Step   string // empty: the whole guide
	Reason Reason
	Count  int
	Week   string // AAAA-Wnn of the last one
	Done   bool   // dealt with, and nothing new since
	Fixed  bool   // the text in use is of a later version than the one flagged
}

// Publication is what is published and what could be.
type Publication struct {
	Version   uint64 // in use, 0: none
	Previous  uint64 // that can be published again, 0: none
	Proposals []Proposal
	Flags     []FlagSum
	Polls     []poll.Entry
	Next      Edition
	Ready     int // submissions read over
	Waiting   int // still to be read
	Places    int // that will receive it
	Devices   int
}

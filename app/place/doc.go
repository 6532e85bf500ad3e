// Package place holds the directory of mediation places in the national
// standard (schema v1.0.2), their opening hours and the communes they serve.
//
// It promises that what it exports is valid against the standard, that an
// import says for each line what was taken, mended or refused, that "open now"
// is right across midnight, French public holidays and clock changes, and that
// hours it cannot read are kept and shown as they were written. Territory is
// data handed in by the caller. It stores nothing and knows no person.
package place

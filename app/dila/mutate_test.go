package dila

import (
	"bytes"
	"sort"
	"testing"

	"pgregory.net/rapid"

	"parvis/app"
)

// Sheets cut, doubled, shuffled and overwritten anywhere are refused with a
// message, or give a draft: never a fault.
func TestDamagedSheetsNeverFault(t *testing.T) {
	seeds := files(t)
	names := make([]string, 0, len(seeds))
	for n := range seeds {
		names = append(names, n)
	}
	sort.Strings(names)
	words := []string{
		"<", ">", "</Cas>", "<Cas>", "<Condition><et><estVrai var=\"T1\"/><estVrai var=\"T4\"/></et></Condition>",
		"T1", "T2", "\x00", "é", "\"", "{", "}", "Situation", "Titre", "F90001", "&amp;", " ",
	}
	rapid.Check(t, func(rt *rapid.T) {
		raw := bytes.Clone(seeds[rapid.SampledFrom(names).Draw(rt, "sheet")])
		for range rapid.IntRange(1, 6).Draw(rt, "edits") {
			at := rapid.IntRange(0, len(raw)).Draw(rt, "at")
			to := min(len(raw), at+rapid.IntRange(0, 400).Draw(rt, "length"))
			piece := bytes.Clone(raw[at:to])
			switch rapid.IntRange(0, 3).Draw(rt, "edit") {
			case 0:
				raw = append(raw[:at:at], raw[to:]...)
			case 1:
				raw = append(append(raw[:to:to], piece...), raw[to:]...)
			case 2:
				word := rapid.SampledFrom(words).Draw(rt, "word")
				raw = append(append(raw[:at:at], word...), raw[at:]...)
			case 3:
				raw = raw[:to]
			}
		}
		s, err := ParseSheet(raw, "F1.xml")
		if err != nil {
			if app.KindOf(err) != app.Rejected {
				rt.Fatalf("refused with %v", err)
			}
			return
		}
		facts := NewFacts()
		facts.Learn(s)
		if d := Convert(s, facts); len(d.Text) == 0 || len(d.Findings) > 0 {
			rt.Fatalf("%v\n%s", d.Findings, d.Text)
		}
	})
}

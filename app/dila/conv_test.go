package dila

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestConvProbe(t *testing.T) {
	names, _ := filepath.Glob(os.Getenv("GLOB"))
	facts := NewFacts()
	var sheets []*Sheet
	for _, n := range names {
		raw, _ := os.ReadFile(n)
		s, err := ParseSheet(raw, filepath.Base(n))
		if err != nil {
			continue
		}
		facts.Learn(s)
		if len(names) < 100 {
			sheets = append(sheets, s)
		}
	}
	codes := map[string]int{}
	reasons := map[Reason]int{}
	ok, n := 0, 0
	var slow time.Duration
	slowid := ""
	for i, name := range names {
		var s *Sheet
		if len(sheets) > 0 {
			s = sheets[i]
		} else {
			raw, _ := os.ReadFile(name)
			var err error
			if s, err = ParseSheet(raw, filepath.Base(name)); err != nil {
				continue
			}
		}
		n++
		st := time.Now()
		d := Convert(s, facts)
		if e := time.Since(st); e > slow {
			slow, slowid = e, s.ID
		}
		if len(d.Findings) == 0 {
			ok++
		}
		seen := map[string]bool{}
		for _, f := range d.Findings {
			if !seen[f.Code] {
				seen[f.Code] = true
				codes[f.Code]++
				if codes[f.Code] < 4 {
					fmt.Println(s.ID, f.Code, f.Line, f.Args)
				}
			}
		}
		for _, r := range d.Reasons {
			reasons[r]++
		}
		if s.ID == os.Getenv("SHOW") {
			fmt.Println(string(d.Text))
		}
	}
	fmt.Println(n, "sheets", ok, "sound", codes, reasons, slow, slowid)
}

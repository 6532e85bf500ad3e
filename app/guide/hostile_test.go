package guide

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// Files made to exhaust a reader: each is within the size limit and must be
// judged in seconds, with a bounded number of findings.
func TestHostileFilesAreJudgedInSeconds(t *testing.T) {
	repeat := func(n int, line func(i int) string) string {
		var b strings.Builder
		b.WriteString(testHeader + "## a : A\n")
		for i := range n {
			b.WriteString(line(i))
		}
		return b.String()
	}
	for name, text := range map[string]string{
		"lines":           repeat(500_000, func(int) string { return "mot\n" }),
		"keys":            repeat(200_000, func(int) string { return "aide: mot\n" }),
		"acronyms":        repeat(40_000, func(i int) string { return fmt.Sprintf("Mot AB%dC.\n", i%9999) }),
		"missing targets": repeat(20_000, func(i int) string { return fmt.Sprintf("## q%d : Q\n-> zz%d\n", i, i) }),
		"thresholds":      repeat(20_000, func(i int) string { return fmt.Sprintf("si n < %d -> a\n", i) }) + "## n : N ? (nombre)\n-> a\n",
		"unknown keys":    repeat(200_000, func(int) string { return "adie: mot\n" }),
		"no header":       strings.Repeat("mot\n", 500_000),
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			_, findings := LintText("x", []byte(text), Options{})
			if took := time.Since(start); took > 15*time.Second {
				t.Errorf("took %s", took)
			}
			if len(findings) == 0 || len(findings) > 5*maxPerCode {
				t.Errorf("%d findings", len(findings))
			}
		})
	}
}

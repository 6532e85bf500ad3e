package place

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parvis/app"
)

// The year the two are compared over: both clock changes, every public
// holiday, the end of a year.
var (
	refFrom = at("2026-03-16 00:00")
	refTo   = at("2027-04-05 00:00")
)

// library is where packaging/reference.sh put the opening_hours library, ""
// where nobody did; in continuous integration it must be there.
func library(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("PARVIS_REFERENCE")
	if dir == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			t.Fatal(err)
		}
		dir = filepath.Join(cache, "parvis", "opening_hours")
	}
	modules := filepath.Join(dir, "node_modules")
	if _, err := os.Stat(filepath.Join(modules, "opening_hours")); err == nil {
		return modules
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("no %s: run packaging/reference.sh", modules)
	}
	return ""
}

// asked is what the library says of texts, nil for those it cannot read.
func asked(t *testing.T, modules string, texts []string) [][]Span {
	t.Helper()
	var in bytes.Buffer
	for _, s := range texts {
		line, err := json.Marshal(map[string]any{"hours": s, "from": refFrom.UnixMilli(), "to": refTo.UnixMilli()})
		if err != nil {
			t.Fatal(err)
		}
		in.Write(append(line, '\n'))
	}
	cmd := exec.CommandContext(t.Context(), "node", "testdata/reference.js")
	cmd.Env = append(os.Environ(), "TZ=Europe/Paris", "NODE_PATH="+modules)
	cmd.Stdin = &in
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, stderr.String())
	}
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 4<<20)
	var all [][]Span
	for lines.Scan() {
		var raw [][3]any
		if err := json.Unmarshal(lines.Bytes(), &raw); err != nil {
			t.Fatal(err)
		}
		spans := []Span{}
		for _, r := range raw {
			from, to := time.UnixMilli(int64(r[0].(float64))), time.UnixMilli(int64(r[1].(float64)))
			spans = append(spans, Span{From: from.In(paris), To: to.In(paris), Unknown: r[2].(bool)})
		}
		if raw == nil {
			spans = nil
		}
		all = append(all, spans)
	}
	if len(all) != len(texts) {
		t.Fatalf("%d answers for %d texts", len(all), len(texts))
	}
	return all
}

// ours is what we say over the same time, in the form of the library: cut at
// the ends, stretches that touch joined.
func ours(h Hours) []Span {
	var out []Span
	last := app.DayOf(refTo, paris)
	for _, s := range h.Spans(app.DayOf(refFrom, paris).Add(-3), last, paris, Metropole) {
		if s.From.Before(refFrom) {
			s.From = refFrom
		}
		if s.To.After(refTo) {
			s.To = refTo
		}
		if !s.From.Before(s.To) {
			continue
		}
		out = append(out, s)
	}
	return out
}

// told writes spans as one compares them.
func told(spans []Span) string {
	const layout = "2006-01-02T15:04Z07:00"
	var b strings.Builder
	for i, s := range spans {
		if i > 0 && spans[i-1].To.Equal(s.From) && spans[i-1].Unknown == s.Unknown {
			b.WriteString(" +") // touches the one before: the same stretch, told in two
			continue
		}
		fmt.Fprintf(&b, "\n%s/", s.From.In(paris).Format(layout))
		to := s.To
		for j := i + 1; j < len(spans) && spans[j].From.Equal(to) && spans[j].Unknown == s.Unknown; j++ {
			to = spans[j].To
		}
		b.WriteString(to.In(paris).Format(layout))
		if s.Unknown {
			b.WriteByte('?')
		}
	}
	return strings.ReplaceAll(b.String(), " +", "")
}

// made gives texts of the grammar we read, the same for the same seed. They
// keep away from the two things told otherwise on purpose: a rule of the next
// day does not take back what ran past midnight (people are still inside), and
// a time the spring clock change skips is the moment of the change.
func made(n int) []string {
	r := rand.New(rand.NewPCG(1, 530))
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	var out []string
	for range n {
		count := 1 + r.IntN(3)
		span := func() string {
			from, to := 3*4+r.IntN(20*4), 3*4+r.IntN(20*4)
			if count > 1 && from > to {
				from, to = to, from
			}
			if from == to {
				to += 4
			}
			return fmt.Sprintf("%02d:%02d-%02d:%02d", from/4, from%4*15, to/4, to%4*15)
		}
		var rules []string
		for range count {
			days := pick("Mo-Fr", "Mo", "Tu,Th", "Sa,Su", "Sa-Mo", "We", "PH", "PH,We", "Th[1]", "Fr[-1]", "Jul-Aug Mo-Fr", "Dec 24-Jan 02", "week 2-52/2 We", "Mo-Su")
			rule := days + " " + span()
			if count > 1 && r.IntN(2) == 0 {
				rule += "," + span()
			}
			if r.IntN(5) == 0 {
				rule = days + " off"
			}
			rules = append(rules, rule)
		}
		out = append(out, strings.Join(rules, "; "))
	}
	return out
}

func TestSameYearAsTheReference(t *testing.T) {
	modules := library(t)
	if modules == "" {
		t.Log("only the recorded times were compared: packaging/reference.sh fetches the library")
		return
	}
	var texts []string
	if err := json.Unmarshal(shared(t, "lieux/opening_hours.json"), &texts); err != nil {
		t.Fatal(err)
	}
	real := len(texts)
	texts = append(texts, made(300)...)
	agree := [2]int{}
	for i, theirs := range asked(t, modules, texts) {
		h := ParseHours(texts[i])
		kind := 0
		if i >= real {
			kind = 1
		}
		if theirs == nil || !h.Known() {
			t.Errorf("%q: read by us %v, by them %v", texts[i], h.Known(), theirs != nil)
			continue
		}
		if got, want := told(ours(h)), told(theirs); got != want {
			t.Errorf("%q:\n%s", texts[i], firstDifference(got, want))
			continue
		}
		agree[kind]++
	}
	t.Logf("a year of opening times: %d of %d real texts agree, %d of %d made ones", agree[0], real, agree[1], len(texts)-real)
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		a, b := "(nothing)", "(nothing)"
		if i < len(g) {
			a = g[i]
		}
		if i < len(w) {
			b = w[i]
		}
		if a != b {
			return "  ours   " + a + "\n  theirs " + b
		}
	}
	return ""
}

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestKillNine ends the real program with SIGKILL again and again while it
// records sessions from a pipe: every line it answered "saved" is there once,
// no line it was not given is there, and the directory checks whole.
func TestKillNine(t *testing.T) {
	rounds := 4
	if os.Getenv("PARVIS_SOAK") == "1" {
		rounds = 60
	}
	dir := t.TempDir()
	ctl(t, "--data", dir, "init", "--place", "Médiathèque")
	rng, start := rand.New(rand.NewPCG(4, 9)), time.Now()
	saved, given := map[string]bool{}, map[string]bool{}
	for round := range rounds {
		feed(t, dir, round, time.Duration(10+rng.IntN(250))*time.Millisecond, given, saved)
		var list []struct{ ID string }
		decodeInto(t, ctl(t, "--data", dir, "--json", "session", "list"), &list)
		seen := map[string]int{}
		for _, s := range list {
			if seen[s.ID]++; !given[s.ID] {
				t.Fatalf("round %d: %s was never given", round, s.ID)
			}
		}
		for id := range saved {
			if seen[id] != 1 {
				t.Fatalf("round %d: %s is there %d times", round, id, seen[id])
			}
		}
		var check struct{ OK bool }
		if decodeInto(t, ctl(t, "--data", dir, "--json", "store", "check"), &check); !check.OK {
			t.Fatalf("round %d: the directory is not whole", round)
		}
	}
	if len(saved) < rounds {
		t.Fatalf("only %d lines answered in %d rounds", len(saved), rounds)
	}
	t.Logf("figures: parvisctl: %d × kill -9, %d lines answered, none lost, %v", rounds, len(saved), time.Since(start).Round(time.Second))
}

func ctl(t *testing.T, args ...string) []byte {
	t.Helper()
	out, err := exec.Command("parvisctl", args...).Output()
	if err != nil {
		t.Fatalf("parvisctl %v: %v", args, err)
	}
	return out
}

func decodeInto(t *testing.T, raw []byte, v any) {
	t.Helper()
	if err := json.Unmarshal(raw, v); err != nil {
		t.Fatalf("%v in %.200s", err, raw)
	}
}

// feed gives lines until the program is killed, and notes what it answered.
func feed(t *testing.T, dir string, round int, after time.Duration, given, saved map[string]bool) {
	t.Helper()
	cmd := exec.Command("parvisctl", "--data", dir, "--json", "--at", "2026-10-20T10:00:00+02:00", "session", "add", "-")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	const most = 5000
	id := func(n int) string { return fmt.Sprintf("019a5f00-%04x-7000-8000-%012x", round, n) }
	for n := range most {
		given[id(n)] = true
	}
	go func() {
		defer in.Close()
		for n := range most {
			line := fmt.Sprintf(`{"id":"%s","type":"individuel","date":"2026-10-%02d","duree":30,"type_lieu":"lieu_activite","place_id":"ici","thematiques":["email"]}`, id(n), 1+n%19)
			if _, err := io.WriteString(in, line+"\n"); err != nil {
				return // it was killed
			}
		}
	}()
	killer := time.AfterFunc(after+time.Second, func() { _ = cmd.Process.Kill() }) // even if it never answers
	first := true
	for answers := bufio.NewScanner(out); answers.Scan(); {
		if first {
			killer.Reset(after)
			first = false
		}
		var a struct {
			ID    string
			Saved bool
		}
		if !strings.HasSuffix(answers.Text(), "}") {
			break // cut off in the middle of an answer
		}
		decodeInto(t, answers.Bytes(), &a)
		if a.Saved {
			saved[a.ID] = true
		}
	}
	_ = cmd.Wait() // killed, by us
	killer.Stop()
}

package device

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"parvis/app/session"
	"parvis/store/storetest"
)

// killDir names the directory in which this very test binary, run by itself,
// saves sessions until it is killed.
const killDir = "PARVIS_TEST_SAVE_IN"

// killMain is the victim: it prints each id once it is acknowledged.
func killMain() {
	dir := os.Getenv(killDir)
	if dir == "" {
		return
	}
	o := testOptions()
	o.SegmentBytes = 4000
	d, err := Open(context.Background(), dir, o)
	if err != nil {
		fmt.Println("cannot open:", err)
		os.Exit(1)
	}
	var seed uint64
	if _, err := fmt.Sscan(os.Getenv("PARVIS_TEST_SEED"), &seed); err != nil {
		fmt.Println("cannot read the seed:", err)
		os.Exit(1)
	}
	g := storetest.NewGen(seed)
	for {
		s := g.Session()
		if _, err := d.Save(context.Background(), "a", s); err != nil {
			fmt.Println("cannot save:", err)
			os.Exit(1)
		}
		fmt.Println(s.ID)
	}
}

// TestKillNine ends a real process with SIGKILL again and again while it
// saves: everything it acknowledged is there once, and the lock is free.
func TestKillNine(t *testing.T) {
	rounds := 8
	if os.Getenv("PARVIS_SOAK") == "1" {
		rounds = 200
	}
	dir := t.TempDir()
	mustClose(t, testInit(t, dir, testOptions()))
	rng := rand.New(rand.NewPCG(1, 9))
	acked := map[session.ID]bool{}
	for round := range rounds {
		for _, id := range saveUntilKilled(t, dir, round, time.Duration(20+rng.IntN(150))*time.Millisecond) {
			acked[session.ID(id)] = true
		}
		d := testOpen(t, dir, testOptions())
		seen := map[session.ID]int{}
		for _, r := range storetest.All(t, d, session.Filter{}) {
			seen[r.ID]++
		}
		for id := range acked {
			if seen[id] != 1 {
				t.Fatalf("round %d: %s is there %d times", round, id, seen[id])
			}
		}
		if len(seen) > len(acked)+round+1 {
			t.Fatalf("round %d: %d sessions, %d acknowledged", round, len(seen), len(acked))
		}
		if res, err := d.Check(context.Background()); err != nil || !res.OK {
			t.Fatalf("round %d: %+v %v", round, res, err)
		}
		mustClose(t, d)
	}
	if len(acked) < rounds {
		t.Fatalf("only %d sessions in %d rounds", len(acked), rounds)
	}
}

func saveUntilKilled(t *testing.T, dir string, round int, after time.Duration) (ids []string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), killDir+"="+dir, fmt.Sprintf("PARVIS_TEST_SEED=%d", 1000+round))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	var timer *time.Timer
	for lines.Scan() {
		if timer == nil { // counted from the first acknowledgement
			timer = time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
		}
		if strings.HasPrefix(lines.Text(), "cannot") {
			t.Fatal(lines.Text())
		}
		ids = append(ids, lines.Text())
	}
	_ = cmd.Wait() // killed, by us
	return ids
}

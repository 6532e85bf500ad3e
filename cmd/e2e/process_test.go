//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// rounds is how often a start is measured; the median counts.
const rounds = 5

// cost is what a window costs the machine.
type cost struct {
	start  time.Duration // until something is painted
	memory int           // resident, KiB
	idle   float64       // share of a core over five quiet seconds
}

// TestProcessFigures prints start, memory, idle processor time and sizes
// beside those of an empty window of the toolkit. It asserts nothing about
// time: "make bench" prints, people read.
func TestProcessFigures(t *testing.T) {
	if os.Getenv("PARVIS_BENCH") == "" {
		t.Skip("figures are printed by make bench")
	}
	empty := filepath.Join(t.TempDir(), "empty")
	build := exec.Command("go", "build", "-trimpath", "-tags", "migrated_fynedo,x11,no_metadata,no_emoji,no_animations,release",
		"-ldflags", "-s -w", "-o", empty, "./cmd/e2e/testdata/empty")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	data := filepath.Join(t.TempDir(), "data")
	ok(t, "parvisctl", "--data", data, "init", "--place", "Médiathèque")
	base := measure(t, empty)
	ours := measure(t, filepath.Join(bin, "parvis"), "--data", data)
	fmt.Printf("start to painted window: %v, empty window %v, ratio %.2f (aim ≤ 1.5)\n", ours.start.Round(time.Millisecond), base.start.Round(time.Millisecond), float64(ours.start)/float64(base.start))
	fmt.Printf("resident memory: %d MiB, empty window %d MiB, ratio %.2f (aim ≤ 1.5)\n", ours.memory>>10, base.memory>>10, float64(ours.memory)/float64(base.memory))
	fmt.Printf("idle: %.2f %% of a core, empty window %.2f %%, difference %+.2f (aim ≤ +0.3)\n", 100*ours.idle, 100*base.idle, 100*(ours.idle-base.idle))
	for name, aim := range map[string]int{"parvis": 32, "parvis-hub": 16, "parvisctl": 16} {
		info, err := os.Stat(filepath.Join(bin, name))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Printf("size of %s: %.1f MiB (aim ≤ %d)\n", name, float64(info.Size())/(1<<20), aim)
	}
}

// measure starts a program several times on a fresh display.
func measure(t *testing.T, program string, args ...string) cost {
	t.Helper()
	s := newScreen(t, "1280x800")
	var starts []time.Duration
	var c cost
	for i := range rounds {
		before := s.hash()
		from := time.Now()
		cmd, _ := service(t, s.env(), program, args...)
		for s.hash() == before {
			if time.Since(from) > patience {
				t.Fatalf("%s never painted", program)
			}
		}
		starts = append(starts, time.Since(from))
		if i == rounds-1 {
			time.Sleep(3 * time.Second)
			used := ticks(t, cmd.Process.Pid)
			time.Sleep(5 * time.Second)
			c.idle = float64(ticks(t, cmd.Process.Pid)-used) / 100 / 5
			c.memory = resident(t, cmd.Process.Pid)
		}
		stop(cmd)
		until(t, "the display is empty again", func() bool { return s.hash() == before })
	}
	slices.Sort(starts)
	c.start = starts[rounds/2]
	return c
}

// ticks is the processor time of a process, in hundredths of a second.
func ticks(t *testing.T, pid int) int {
	t.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	fields := strings.Fields(string(raw)[strings.LastIndex(string(raw), ")")+2:])
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return user + system
}

// resident is the resident memory of a process, in KiB.
func resident(t *testing.T, pid int) int {
	t.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(raw), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			n, _ := strconv.Atoi(strings.Fields(rest)[0])
			return n
		}
	}
	t.Fatal("no resident memory in the status of the process")
	return 0
}

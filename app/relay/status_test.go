package relay

import (
	"testing"
	"time"
)

func TestTheLineOfADeviceThatJoinedNothing(t *testing.T) {
	for waiting, want := range map[int]string{0: "relay.status.alone.none", 3: "relay.status.alone"} {
		if key, _ := (Status{Waiting: waiting}).Line(time.Time{}, time.UTC); key != want {
			t.Errorf("%d waiting: %s, want %s", waiting, key, want)
		}
	}
}

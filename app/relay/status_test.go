package relay_test

import (
	"strings"
	"testing"
	"time"

	"parvis/app/relay"
	"parvis/i18n"
)

// TestTheLineIsHonest: « Synchronisé » only when nothing waits and the last run
// got through; every other state says what waits and since when.
func TestTheLineIsHonest(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 17, 40, 0, 0, paris)
	last := func(days int) relay.Progress { return relay.Progress{LastSuccess: now.AddDate(0, 0, -days)} }
	failed := func(p relay.Progress) relay.Progress { p.LastError = "error.hub_unreachable"; return p }
	in := relay.Registration{Hub: "https://hub.exemple.fr"}
	for name, c := range map[string]struct {
		s    relay.Status
		says string
	}{
		"alone":                {relay.Status{Waiting: 3}, "3 envois"},
		"alone, nothing":       {relay.Status{}, "rejoint aucun réseau"},
		"revoked":              {relay.Status{Enrolled: true, Registration: relay.Registration{Revoked: true}, Progress: last(0)}, "retiré"},
		"never":                {relay.Status{Enrolled: true, Registration: in}, "pas encore d’envoi"},
		"up to date":           {relay.Status{Enrolled: true, Registration: in, Progress: last(0)}, "Synchronisé"},
		"yesterday":            {relay.Status{Enrolled: true, Registration: in, Progress: last(1)}, "Synchronisé"},
		"failed, nothing left": {relay.Status{Enrolled: true, Registration: in, Progress: failed(last(0))}, "17:40"},
		"waits":                {relay.Status{Enrolled: true, Registration: in, Waiting: 3, Progress: last(1)}, "3 envois en attente"},
		"waits, failed":        {relay.Status{Enrolled: true, Registration: in, Waiting: 1, Progress: failed(last(5))}, "1 envoi en attente"},
		"waits, never":         {relay.Status{Enrolled: true, Registration: in, Waiting: 2}, "2 envois"},
	} {
		key, args := c.s.Line(now, paris)
		text := i18n.New("fr").T(key, args...)
		synced := strings.Contains(text, "Synchronisé")
		if !strings.Contains(text, c.says) || synced != (c.says == "Synchronisé") || strings.Contains(text, "{") {
			t.Errorf("%s: %q", name, text)
		}
	}
	if _, _, ok := (relay.Status{}).SetAsideLine(); ok {
		t.Error("nothing was set aside, and it is said")
	}
	key, args, ok := relay.Status{SetAside: 2}.SetAsideLine()
	if text := i18n.New("fr").T(key, args...); !ok || !strings.Contains(text, "2") {
		t.Errorf("set aside: %q", text)
	}
}

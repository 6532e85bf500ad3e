package relay_test

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parvis/app"
	"parvis/app/relay"
	"parvis/i18n"
)

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

func TestCodeRoundTrip(t *testing.T) {
	for range 200 {
		c, err := relay.NewCode(rand.Reader, public)
		if err != nil {
			t.Fatal(err)
		}
		text := c.String()
		if len(text) != 19 {
			t.Fatalf("code %q", text)
		}
		asTyped := strings.NewReplacer("-", " ", "0", "o", "1", "l").Replace(strings.ToLower(text))
		for _, typed := range []string{text, asTyped, strings.ReplaceAll(text, "-", "")} {
			got, err := relay.ParseCode(typed)
			if err != nil || got != c {
				t.Fatalf("%q: %+v, %v", typed, got, err)
			}
		}
	}
}

func TestOneOrTwoWrongCharactersAreAlwaysFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, err := relay.NewCode(rand.Reader, public)
		if err != nil {
			t.Fatal(err)
		}
		text := []byte(strings.ReplaceAll(c.String(), "-", ""))
		i, j := rapid.IntRange(0, 15).Draw(t, "i"), rapid.IntRange(0, 15).Draw(t, "j")
		wrong := []byte(string(text))
		if rapid.Bool().Draw(t, "swap") {
			wrong[i], wrong[j] = wrong[j], wrong[i]
		} else {
			wrong[i] = alphabet[rapid.IntRange(0, 31).Draw(t, "a")]
			wrong[j] = alphabet[rapid.IntRange(0, 31).Draw(t, "b")]
		}
		_, err = relay.ParseCode(string(wrong))
		if (err != nil) != (string(wrong) != string(text)) {
			t.Fatalf("%s typed %s: %v", text, wrong, err)
		}
	})
}

func TestASingleFaultNamesItsGroup(t *testing.T) {
	c, err := relay.NewCode(rand.Reader, public)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(c.String(), "-", "")
	for i := range text {
		wrong := []byte(text)
		wrong[i] = alphabet[(strings.IndexByte(alphabet, text[i])+7)%32]
		_, err := relay.ParseCode(string(wrong))
		var e *app.Error
		if !errors.As(err, &e) || e.Code != "code_group" || e.Args[1] != i/4+1 {
			t.Fatalf("fault at %d: %v", i, err)
		}
	}
}

func TestCodesThatCannotBe(t *testing.T) {
	for text, code := range map[string]string{
		"": "code_length", "ABCD": "code_length", "ABCD-ABCD-ABCD-ABCD-ABCD": "code_length",
		"ABCD-ABCD-ABCD-ABC!": "code_character", "ABCD-ABCD-ABCD-ABCU": "code_character",
	} {
		_, err := relay.ParseCode(text)
		if !errors.Is(err, app.E(app.Hub, code)) || app.KindOf(err) != app.Hub {
			t.Errorf("%q: %v", text, err)
		}
		if s := app.Message(i18n.New("fr"), err); strings.Contains(s, "error.") || strings.Contains(s, "{") {
			t.Errorf("%q says %q", text, s)
		}
	}
}

func FuzzInvitation(f *testing.F) {
	ticket, err := relay.Ticket("https://hub.exemple.fr", public, "ABCD1234")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(ticket, "ABCD-ABCD-ABCD-ABCD", "hub.exemple.fr")
	f.Add("", "", "http://[::1]:80")
	f.Fuzz(func(t *testing.T, ticket, code, hub string) {
		if inv, err := relay.FromTicket(ticket); err == nil && (inv.Hub == "" || len(inv.Fingerprint) != 32) {
			t.Fatalf("%+v", inv)
		}
		if c, err := relay.ParseCode(code); err == nil {
			if again, err := relay.ParseCode(c.String()); err != nil || again != c {
				t.Fatalf("%+v reads back as %+v, %v", c, again, err)
			}
		}
		if u, err := relay.HubURL(hub); err == nil {
			if again, err := relay.HubURL(u); err != nil || again != u {
				t.Fatalf("%q reads back as %q, %v", u, again, err)
			}
		}
	})
}

func TestHubURL(t *testing.T) {
	for text, want := range map[string]string{
		"hub.exemple.fr": "https://hub.exemple.fr", " hub.exemple.fr / ": "https://hub.exemple.fr", "https://hub.exemple.fr/": "https://hub.exemple.fr",
		"127.0.0.1:8467": "http://127.0.0.1:8467", "http://localhost:1": "http://localhost:1", "http://[::1]:1": "http://[::1]:1",
	} {
		if got, err := relay.HubURL(text); err != nil || got != want {
			t.Errorf("%s: %s, %v", text, got, err)
		}
	}
	for text, code := range map[string]string{
		"http://hub.exemple.fr": "hub_plain_http", "http://10.0.0.1:80": "hub_plain_http", "ftp://x": "hub_address",
		"": "hub_address", "hub exemple.fr": "hub_address", "https://u:p@hub.exemple.fr": "hub_address", "http://127.0.0.1.exemple.fr": "hub_plain_http",
	} {
		if _, err := relay.HubURL(text); !errors.Is(err, app.E(app.Hub, code)) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

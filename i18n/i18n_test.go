package i18n

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// straight finds what French typography refuses: a straight apostrophe
// between letters, or an ordinary space before a high punctuation mark.
var straight = regexp.MustCompile(`\pL'\pL| [;:!?»%€]|« `)

func TestCataloguesLoad(t *testing.T) {
	if _, err := load(); err != nil {
		t.Fatal(err)
	}
}

func TestEnglishIsComplete(t *testing.T) {
	if m := Missing("en"); len(m) > 0 {
		t.Errorf("%d English texts are missing: %s", len(m), strings.Join(m, ", "))
	}
}

func TestNoLanguageHasKeysFrenchLacks(t *testing.T) {
	all, _ := load()
	for lang, c := range all {
		for k := range c {
			if _, ok := all[Fallback][k]; !ok {
				t.Errorf("%s: key %q does not exist in French", lang, k)
			}
		}
	}
}

func TestPlaceholdersAgree(t *testing.T) {
	all, _ := load()
	for lang, c := range all {
		for k, forms := range c {
			want := names(all[Fallback][k]["other"])
			if got := names(forms["other"]); !slices.Equal(got, want) {
				t.Errorf("%s %s: placeholders %v, French has %v", lang, k, got, want)
			}
		}
	}
}

func names(text string) []string {
	found := placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func TestFrenchTypography(t *testing.T) {
	all, _ := load()
	for k, forms := range all["fr"] {
		for _, text := range forms {
			if at := straight.FindString(text); at != "" {
				t.Errorf("%s: %q in %q", k, at, text)
			}
		}
	}
}

func TestPluralAndNumbers(t *testing.T) {
	fr, en := New("fr"), New("en")
	if got := fr.Number(12840); got != "12\u00a0840" {
		t.Errorf("French number: %q", got)
	}
	if got := en.Number(-1234567); got != "−1,234,567" {
		t.Errorf("English number: %q", got)
	}
	if Plural("fr", 0) != "one" || Plural("en", 0) != "other" || Plural("ar", 11) != "many" {
		t.Error("plural categories")
	}
	if got := fr.Minutes(130); got != "2\u00a0h\u00a010" {
		t.Errorf("minutes: %q", got)
	}
	d := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	if got := fr.LongDay(d); got != "mardi 24 novembre 2026" {
		t.Errorf("long day: %q", got)
	}
}

// Package i18n holds the words people read: catalogues by language, plural
// rules, numbers, dates and writing direction. It imports nothing of ours.
//
// A catalogue is a set of JSON files, one by area of the product
// (catalog/fr/desk.json, catalog/en/desk.json…): a flat object from key to
// text, or to {"one": …, "other": …} (Arabic: zero, one, two, few, many,
// other) chosen by the argument named "n". Placeholders are {name}. French is
// complete by definition and serves wherever another language lacks a key;
// Missing says what lacks. Every text is checked at start of the tests: same
// keys, same placeholders, typographic apostrophes, non-breaking spaces.
package i18n

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
	"sync"
)

//go:embed catalog
var files embed.FS

// Fallback is the language every text exists in.
const Fallback = "fr"

type entry map[string]string // plural category → text; a plain text is "other"

type catalogue map[string]entry

var load = sync.OnceValues(func() (map[string]catalogue, error) {
	all := map[string]catalogue{}
	err := fs.WalkDir(files, "catalog", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(p) != ".json" {
			return err
		}
		lang := path.Base(path.Dir(p))
		raw, err := files.ReadFile(p)
		if err != nil {
			return err
		}
		part, err := parse(raw)
		if err != nil {
			return fmt.Errorf("%s: %w", p, err)
		}
		if all[lang] == nil {
			all[lang] = catalogue{}
		}
		for k, v := range part {
			if _, twice := all[lang][k]; twice {
				return fmt.Errorf("%s: key %q is defined twice", p, k)
			}
			all[lang][k] = v
		}
		return nil
	})
	return all, err
})

func parse(raw []byte) (catalogue, error) {
	var loose map[string]json.RawMessage
	if err := json.Unmarshal(raw, &loose); err != nil {
		return nil, err
	}
	c := catalogue{}
	for k, v := range loose {
		var text string
		if json.Unmarshal(v, &text) == nil {
			c[k] = entry{"other": text}
			continue
		}
		var forms entry
		if err := json.Unmarshal(v, &forms); err != nil {
			return nil, fmt.Errorf("key %q: %w", k, err)
		}
		c[k] = forms
	}
	return c, nil
}

// Languages are the codes that have a catalogue, French first.
func Languages() []string {
	all, err := load()
	if err != nil {
		return []string{Fallback}
	}
	langs := make([]string, 0, len(all))
	for l := range all {
		if l != Fallback {
			langs = append(langs, l)
		}
	}
	sort.Strings(langs)
	return append([]string{Fallback}, langs...)
}

// Missing lists the keys French has and the language lacks, sorted.
func Missing(lang string) []string {
	all, err := load()
	if err != nil {
		return nil
	}
	var out []string
	for k := range all[Fallback] {
		if _, ok := all[lang][k]; !ok {
			out = append(out, k)
		}
	}
	sort.Strings(out)
	return out
}

// Localizer speaks one language. It is immutable and safe for concurrent use.
type Localizer struct {
	lang string
	own  catalogue
	base catalogue
}

// New gives the localizer of a language ("fr", "en-GB"…); an unknown language
// gives French. It panics only when the embedded catalogues do not parse,
// which the tests exclude.
func New(lang string) *Localizer {
	all, err := load()
	if err != nil {
		panic("i18n: embedded catalogue: " + err.Error())
	}
	lang, _, _ = strings.Cut(strings.ToLower(lang), "-")
	lang, _, _ = strings.Cut(lang, "_")
	if all[lang] == nil {
		lang = Fallback
	}
	return &Localizer{lang: lang, own: all[lang], base: all[Fallback]}
}

// Lang is the language code.
func (l *Localizer) Lang() string { return l.lang }

// Has says whether the key exists (in this language or in French).
func (l *Localizer) Has(key string) bool {
	_, own := l.own[key]
	_, base := l.base[key]
	return own || base
}

// T gives the text of a key. Args are name, value pairs that fill {name};
// integers are written with the language's thousands separator, and the one
// named "n" chooses the plural form. An unknown key gives the key itself.
func (l *Localizer) T(key string, args ...any) string {
	forms, lang := l.own[key], l.lang
	if forms == nil {
		forms, lang = l.base[key], Fallback
	}
	if forms == nil {
		return key
	}
	text := forms["other"]
	if len(forms) > 1 || text == "" {
		if t, ok := forms[pluralOf(lang, args)]; ok {
			text = t
		}
	}
	if len(args) == 0 {
		return text
	}
	pairs := make([]string, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		pairs = append(pairs, fmt.Sprintf("{%v}", args[i]), l.format(args[i+1]))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

func (l *Localizer) format(v any) string {
	switch n := v.(type) {
	case int:
		return l.Number(n)
	case int64:
		return l.Number(int(n))
	case uint64:
		return l.Number(int(n))
	default:
		return fmt.Sprint(v)
	}
}

func pluralOf(lang string, args []any) string {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == "n" {
			if n, ok := args[i+1].(int); ok {
				return Plural(lang, n)
			}
		}
	}
	return "other"
}

// Plural is the CLDR cardinal category of a whole number.
func Plural(lang string, n int) string {
	if n < 0 {
		n = -n
	}
	switch lang {
	case "fr":
		if n <= 1 {
			return "one"
		}
	case "ar":
		switch {
		case n == 0:
			return "zero"
		case n == 1:
			return "one"
		case n == 2:
			return "two"
		case n%100 >= 3 && n%100 <= 10:
			return "few"
		case n%100 >= 11:
			return "many"
		}
	default:
		if n == 1 {
			return "one"
		}
	}
	return "other"
}

// RTL says whether the language is written from right to left.
func RTL(lang string) bool {
	switch lang {
	case "ar", "fa", "he", "ur":
		return true
	}
	return false
}

// RTL says whether this language is written from right to left.
func (l *Localizer) RTL() bool { return RTL(l.lang) }

// NameOf is a language's name written in itself.
func NameOf(lang string) string {
	switch lang {
	case "fr":
		return "Français"
	case "en":
		return "English"
	case "es":
		return "Español"
	case "ar":
		return "العربية"
	}
	return lang
}

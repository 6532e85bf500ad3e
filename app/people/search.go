package people

import (
	"cmp"
	"slices"
	"strings"

	"parvis/app/session"
)

// Search gives the files that answer what was typed, best first: words that
// begin the first name, the name or the address, or digits of the phone. Files
// brought into another one are left out.
func Search(files []Beneficiary, typed string, limit int) []Beneficiary {
	words := strings.Fields(fold(typed))
	if len(words) == 0 {
		return nil
	}
	type hit struct {
		score int
		b     Beneficiary
	}
	var hits []hit
	for _, b := range files {
		if b.Into != "" {
			continue
		}
		if score := answers(&b, words); score > 0 {
			hits = append(hits, hit{score, b})
		}
	}
	slices.SortStableFunc(hits, func(x, y hit) int {
		return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(fold(x.b.FullName()), fold(y.b.FullName())), cmp.Compare(x.b.ID, y.b.ID))
	})
	var out []Beneficiary
	for _, h := range hits {
		if limit > 0 && len(out) == limit {
			break
		}
		out = append(out, h.b)
	}
	return out
}

// answers scores a file: every word must be found; whole words count more than
// beginnings, beginnings more than near misses.
func answers(b *Beneficiary, words []string) int {
	names := strings.Fields(fold(b.FullName()))
	mail := fold(b.Email)
	digits := strings.TrimPrefix(b.Phone, "+33")
	score := 0
	for _, w := range words {
		best := 0
		for _, n := range names {
			switch {
			case n == w:
				best = max(best, 4)
			case strings.HasPrefix(n, w):
				best = max(best, 3)
			case len(w) > 3 && Similarity(n, w) > alike:
				best = max(best, 1)
			}
		}
		number := strings.TrimPrefix(w, "0")
		if best == 0 && (len(w) > 2 && strings.HasPrefix(mail, w) || len(number) > 2 && strings.Contains(digits, number)) {
			best = 2
		}
		if best == 0 {
			return 0
		}
		score += best
	}
	return score
}

// alike is the trigram similarity above which two names are one (the threshold
// the national tool uses).
const alike = 0.4

// Likeness is a file that looks like the one about to be saved, with the
// fields that match.
type Likeness struct {
	File   Beneficiary
	Fields []string // "nom", "prenom", "telephone", "courriel"
}

// Duplicates gives the files that are likely the same person: those where at
// least two of name, first name, phone and e-mail match, the closest first.
// Names match when their trigrams do, whatever the case and accents. It only
// announces: a couple may share an address.
func Duplicates(b Beneficiary, files []Beneficiary) []Likeness {
	b = b.Tidy()
	var out []Likeness
	for _, other := range files {
		if other.ID == b.ID || other.Into != "" {
			continue
		}
		if f := sameFields(b, other.Tidy()); len(f) >= 2 {
			out = append(out, Likeness{other, f})
		}
	}
	slices.SortStableFunc(out, func(x, y Likeness) int {
		return cmp.Or(cmp.Compare(len(y.Fields), len(x.Fields)), cmp.Compare(x.File.ID, y.File.ID))
	})
	return out
}

func sameFields(a, b Beneficiary) []string {
	var out []string
	if a.Name != "" && b.Name != "" && Similarity(a.Name, b.Name) > alike {
		out = append(out, "nom")
	}
	if a.FirstName != "" && b.FirstName != "" && Similarity(a.FirstName, b.FirstName) > alike {
		out = append(out, "prenom")
	}
	if a.Phone != "" && slices.Contains(values(&b, "telephone", b.Phone), a.Phone) {
		out = append(out, "telephone")
	}
	if a.Email != "" && slices.Contains(values(&b, "courriel", b.Email), a.Email) {
		out = append(out, "courriel")
	}
	return out
}

// values are a field's value and those it had before.
func values(b *Beneficiary, field, now string) []string {
	out := []string{now}
	for _, f := range b.Former {
		if f.Field == field {
			out = append(out, f.Value)
		}
	}
	return out
}

// Similarity is that of two texts by their trigrams, from 0 to 1, as
// PostgreSQL's pg_trgm defines it: words folded, two spaces before and one
// after, common trigrams over all trigrams.
func Similarity(a, b string) float64 {
	x, y := trigrams(a), trigrams(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	common := 0
	for t := range x {
		if y[t] {
			common++
		}
	}
	return float64(common) / float64(len(x)+len(y)-common)
}

func trigrams(s string) map[string]bool {
	out := map[string]bool{}
	for _, word := range strings.Fields(session.Fold(s)) {
		r := []rune("  " + word + " ")
		for i := 0; i+3 <= len(r); i++ {
			out[string(r[i:i+3])] = true
		}
	}
	return out
}

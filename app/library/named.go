package library

import (
	"slices"
	"strings"
)

// nearTop is how many rows are looked at for a title typed whole: one that
// holds every word of the query is never far below.
const nearTop = 24

// named puts a guide whose whole title was typed at the head of the rows: who
// types a title wants that guide, not a longer one about the same words. An
// imported sheet still stays below the guides a person has reviewed.
func (x *Index) named(rows []scored, query []typed) {
	want := make([]string, len(query))
	for i, t := range query {
		want[i] = fold(t.word)
	}
	for i := range rows[:min(len(rows), nearTop)] {
		d := &x.docs[rows[i].doc]
		if !titled(d.Title, want) {
			continue
		}
		to := 0
		for d.Imported && to < i && !x.docs[rows[to].doc].Imported {
			to++
		}
		row := rows[i]
		row.score = rows[to].score
		copy(rows[to+1:i+1], rows[to:i])
		rows[to] = row
		return
	}
}

// titled says whether the words are those of a title, with or without what it
// says between parentheses.
func titled(title string, want []string) bool {
	if sameWords(title, want) {
		return true
	}
	open, after, found := strings.Cut(title, "(")
	_, rest, closed := strings.Cut(after, ")")
	return found && closed && sameWords(open+" "+rest, want)
}

func sameWords(text string, want []string) bool {
	got := words(text)
	for i, w := range got {
		got[i] = fold(w)
	}
	return slices.Equal(got, want)
}

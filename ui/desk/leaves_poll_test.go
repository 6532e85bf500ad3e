package desk

import (
	"testing"

	"parvis/app/lots"
	"parvis/app/session"
)

// TestAnswersToAPollLeaveInWords: the question and the answer, never a code, as
// long as the poll is known.
func TestAnswersToAPollLeaveInWords(t *testing.T) {
	b := newBench(t)
	b.PollLabel = func(code, lang string) string {
		return map[string]string{"horaires:2/fr": "Quand ouvrir ? Le soir"}[code+"/"+lang]
	}
	for code, words := range map[string]string{"horaires:2": "Quand ouvrir ? Le soir", "inconnue:1": "inconnue:1"} {
		group := lots.Lot{View: session.ViewPoll, Cell: lots.Cell{session.ViewPoll: code}, Window: "2026-10", Count: 12}
		b.sh.Env().Go(newSent(b.Desk, &b.Account, lots.Closing{At: b.now, Lots: []lots.Lot{group}}))
		b.says("Borne\u00a0: réponses aux consultations, Ligne " + words)
	}
}

package session

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"parvis/app"
)

var today = app.Day("2026-11-23")

var testContext = Context{Today: today, Place: func(id string) bool { return id == "mediatheque" || id == "mairie" }}

// drawSession makes any session Validate accepts.
func drawSession(t *rapid.T) Session {
	s := Session{
		ID:   ID(fmt.Sprintf("019a5f00-0000-7000-8000-%012x", rapid.Uint32().Draw(t, "id"))),
		Type: rapid.SampledFrom([]Type{Individual, Individual, Workshop, NotReceived}).Draw(t, "type"),
		Date: app.Day("2026-11-23").Add(-rapid.IntRange(0, 500).Draw(t, "ago")),
	}
	places := []string{Here, "mediatheque", "mairie"}
	if s.Type == NotReceived {
		s.PlaceID = rapid.SampledFrom(places).Draw(t, "place")
		return s
	}
	s.Duree = rapid.IntRange(1, MaxMinutes).Draw(t, "duree")
	s.TypeLieu = rapid.SampledFrom(TypesLieu.Codes()).Draw(t, "type_lieu")
	if s.TypeLieu == AtPlace {
		s.PlaceID = rapid.SampledFrom(places).Draw(t, "place")
	} else {
		s.CommuneInsee = rapid.SampledFrom([]string{"13055", "13201", "84089", "2A004"}).Draw(t, "commune")
	}
	for _, c := range rapid.SliceOfNDistinct(rapid.SampledFrom(append(Thematiques.Codes(), ThematiquesAdministratives.Codes()...)), 1, 4, rapid.ID).Draw(t, "themes") {
		s.Thematiques = Tick(s.Thematiques, c)
	}
	s.Materiel = rapid.SliceOfNDistinct(rapid.SampledFrom(Materiels.Codes()), 0, 3, rapid.ID).Draw(t, "materiel")
	if slices.Contains(s.Materiel, None) {
		s.Materiel = []string{None}
	}
	maybe := func(v Vocabulary) string {
		return rapid.SampledFrom(append(v.Codes(), "")).Draw(t, v.Name())
	}
	s.Operateur, s.CnilSituation, s.Dispositif = maybe(Operateurs), maybe(CnilSituations), maybe(Dispositifs)
	if s.Suite = maybe(Suites); s.Suite == Blocked {
		s.Blocage = maybe(Blocages)
	}
	if s.GuideID = rapid.SampledFrom([]string{"", "carte-vitale", "permis"}).Draw(t, "guide"); s.GuideID != "" {
		s.GuideOutcome, s.GuideVersion, s.DureeParcours = maybe(Outcomes), "2026-11", rapid.IntRange(0, 4000).Draw(t, "seconds")
		s.Langue = rapid.SampledFrom([]string{"fr", "ar", "pt-BR"}).Draw(t, "langue")
	}
	s.OrienteVersStructure = drawBool(t, "oriente")
	if s.OrienteVersStructure == nil || *s.OrienteVersStructure {
		s.StructureDeRedirection = maybe(Redirections)
	}
	s.Tags = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"permanence du jeudi", "=1+1", "café, été", "@mairie", "a|b;c", "'=x"}), 0, 3, rapid.ID).Draw(t, "tags")
	s.Notes = rapid.SampledFrom([]string{"", "rappeler lundi", "=HYPERLINK(\"x\")", "-3 €", "ligne 1\nligne 2", "'+33", " é "}).Draw(t, "notes")
	if s.Type == Individual {
		s.Autonomie = maybe(Autonomies)
		s.Person = drawPerson(t, maybe)
	} else {
		s.Niveau = maybe(Niveaux)
		s.TitreAtelier = rapid.SampledFrom([]string{"", "Reconnaître une arnaque", "+ de photos"}).Draw(t, "titre")
		s.Participants = drawParticipants(t)
	}
	return s
}

func drawBool(t *rapid.T, name string) *bool {
	return rapid.SampledFrom([]*bool{nil, new(bool), ptr(true)}).Draw(t, name)
}

func ptr[T any](v T) *T { return &v }

func drawPerson(t *rapid.T, maybe func(Vocabulary) string) *Person {
	p := Person{
		Genre: maybe(Genres), TrancheAge: maybe(TranchesAge), StatutSocial: maybe(StatutsSociaux), QPV: maybe(QPVs),
		CommuneInsee:          rapid.SampledFrom([]string{"", "13001", "13055"}).Draw(t, "residence"),
		PremierAccompagnement: drawBool(t, "premier"),
		BeneficiaryID:         rapid.SampledFrom([]string{"", "b-1", "b-2", "b-3"}).Draw(t, "beneficiary"),
	}
	if p == (Person{}) {
		return nil
	}
	return &p
}

func drawParticipants(t *rapid.T) *Participants {
	p := &Participants{Total: rapid.IntRange(1, 40).Draw(t, "total")}
	p.DejaAccompagnes = rapid.IntRange(0, p.Total).Draw(t, "deja")
	counts := func(v Vocabulary) map[string]int {
		left, out := p.Total, map[string]int{}
		for _, c := range rapid.SliceOfNDistinct(rapid.SampledFrom(v.Codes()), 0, 4, rapid.ID).Draw(t, v.Name()) {
			n := rapid.IntRange(0, left).Draw(t, c)
			if n > 0 {
				out[c], left = n, left-n
			}
		}
		if len(out) == 0 {
			return nil
		}
		return out
	}
	p.Genres, p.TranchesAge, p.StatutsSociaux = counts(Genres), counts(TranchesAge), counts(StatutsSociaux)
	return p
}

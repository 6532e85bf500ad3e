package relay_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"parvis/app/relay"
)

// month is what a place of forty sessions a week releases at a month's end:
// most cells of the small views, and the common ones of the crossed view.
func month(n int) []relay.LotBody {
	views := []struct {
		view  string
		codes []string
	}{
		{"thematiques", []string{"email", "internet_sur_mobile", "naviguer_sur_internet", "prendre_en_main_un_ordinateur", "securite_numerique", "aide_aux_demarches_administratives", "parentalite", "bureautique"}},
		{"tranche_age", []string{"soixante_dix_plus", "soixante_soixante_neuf", "quarante_cinquante_neuf", "vingt_cinq_trente_neuf", "dix_huit_vingt_quatre", "non_communique"}},
		{"genre", []string{"feminin", "masculin", "non_communique"}},
		{"statut_social", []string{"retraite", "sans_emploi", "en_emploi", "non_communique"}},
		{"commune", []string{"13055", "13001", "13002", "epci:200054807", "non_communique"}},
		{"guide", []string{"carte-vitale", "demander-rsa", "prime-activite", "compte-ameli", "declaration-revenus", "aucun"}},
		{"duree", []string{"moins_30", "30_59", "60_119", "120_plus"}},
		{"operateur", []string{"caf", "cpam", "france_travail", "impots", "ants", "non_communique"}},
		{"blocage", []string{"mot_de_passe_perdu", "double_authentification", "pas_d_adresse_email", "non_communique"}},
		{"materiel", []string{"ordinateur", "telephone", "tablette", "non_communique"}},
		{"autonomie", []string{"entierement_accompagne", "partiellement_autonome", "autonome"}},
		{"structure_de_redirection", []string{"non_oriente", "non_renseigne", "administration"}},
	}
	var out []relay.LotBody
	for i := 0; len(out) < n; i++ {
		v := views[i%len(views)]
		if k := i / len(views); k < len(v.codes) {
			out = append(out, relay.LotBody{View: v.view, Cell: map[string]string{v.view: v.codes[k]}, Window: "2026-10", Count: 5 + i*7%60})
		} else {
			a, b := views[0].codes[i%8], views[1].codes[i/8%6]
			out = append(out, relay.LotBody{View: "thematiques_x_tranche_age", Cell: map[string]string{"thematiques": a, "tranche_age": b}, Window: "2026-10", Count: 5 + i*3%20})
		}
	}
	return out
}

func frameSize(t testing.TB, bodies []relay.LotBody) int {
	t.Helper()
	b := relay.Batch{ID: uuid.NewString(), Device: "0123456789abcdef0123456789abcdef", Epoch: 1}
	for i, body := range bodies {
		raw, err := relay.Canonical(body)
		if err != nil {
			t.Fatal(err)
		}
		id := uuid.Must(uuid.NewV7())
		copy(id[:6], []byte{1, 2, 3, 4, 5, 6}) // one closing is one moment
		b.Records = append(b.Records, relay.Record{ID: id.String(), Epoch: 1, Seq: uint64(1000 + i), Kind: relay.KindLot, Version: 1, Body: raw})
	}
	frame, _, err := relay.Seal(b, key)
	if err != nil {
		t.Fatal(err)
	}
	return len(frame)
}

// TestAHeartbeatIsOneSmallFrame: the year and the idle day are measured with
// the hub, in hubtest.
func TestAHeartbeatIsOneSmallFrame(t *testing.T) {
	beat, err := relay.Canonical(relay.Heartbeat{Program: "1.12.3-rc1", LastSuccess: time.Now().Unix(), FreeDiskMiB: 1 << 20, StoreOK: true, ClosedUntil: "2026-11-01"})
	if err != nil {
		t.Fatal(err)
	}
	frame, _, err := relay.Seal(relay.Batch{ID: uuid.NewString(), Device: "0123456789abcdef0123456789abcdef", Epoch: 1, Records: []relay.Record{record(1, beat)}}, key)
	if err != nil || len(frame) != relay.Sizes[0] {
		t.Fatalf("a heartbeat takes %d bytes, %v", len(frame), err)
	}
}

func TestABusyMonthStaysInASmallFrame(t *testing.T) {
	for lots, most := range map[int]int{20: 1 << 10, 130: 4 << 10, relay.MaxRecords: 16 << 10} {
		if got := frameSize(t, month(lots)); got > most {
			t.Errorf("%d lots take %d bytes, more than %d", lots, got, most)
		}
	}
}

package people

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parvis/app"
)

func TestCheckSecret(t *testing.T) {
	for secret, code := range map[string]string{
		"583920":                      "",
		"58392":                       "people_pin_length",
		"5839201746135":               "people_pin_length",
		"123456":                      "people_pin_guessable",
		"987654":                      "people_pin_guessable",
		"890123":                      "people_pin_guessable",
		"111111":                      "people_pin_guessable",
		"121212":                      "people_pin_guessable",
		"583583":                      "people_pin_guessable",
		"14071989":                    "people_pin_guessable",
		"19890714":                    "people_pin_guessable",
		"":                            "people_pin_length",
		"trop court":                  "people_passphrase_length",
		"aaaaaaaaaaaaaaaa":            "people_passphrase_guessable",
		"Delphine2024!":               "people_passphrase_guessable",
		"quatre chaises bleues rient": "",
		"été  comme hiver":            "",
	} {
		err := CheckSecret(secret, "Delphine")
		if code == "" && err != nil || code != "" && !errors.Is(err, app.E(0, code)) {
			t.Errorf("%q: %v, want %q", secret, err, code)
		}
	}
	if TidySecret(" e\u0301té  2 ") != TidySecret("été 2") {
		t.Error("the same keys give two secrets")
	}
}

func TestDelaysGrowAndNeverExceedWhatTheyWere(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	var tries Tries
	for _, want := range []time.Duration{0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600} {
		tries = tries.Missed(now)
		if got := tries.Wait(now); got != want*time.Second {
			t.Errorf("after %d: %v, want %v", tries.Wrong, got, want*time.Second)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		tries := Tries{Wrong: rapid.IntRange(0, 100).Draw(t, "wrong"), Last: now}
		moved := now.Add(time.Duration(rapid.Int64Range(-1e15, 1e15).Draw(t, "moved")))
		if got := tries.Wait(moved); got < 0 || got > tries.Wait(now) {
			t.Fatalf("%v at %v", got, moved)
		}
	})
}

func TestSecretsInNotes(t *testing.T) {
	for text, want := range map[string][]SecretKind{
		"Rappeler lundi pour la carte Vitale.":                    nil,
		"NIR 2 69 05 49 588 157 80 à vérifier":                    {NIR},
		"269054958815780":                                         {NIR},
		"2690549588157":                                           {NIR},
		"269054958815781":                                         nil, // wrong key
		"1 85 12 2A 004 123 91":                                   nil,
		"FR76 3000 6000 0112 3456 7890 189":                       {IBAN},
		"son iban : fr7630006000011234567890189.":                 {IBAN},
		"DE89 3704 0044 0532 0130 00":                             {IBAN},
		"carte 4970 1000 0000 0154":                               {Card},
		"mdp: soleil":                                             {Password},
		"mot de passe Soleil2024":                                 {Password},
		"Mot de passe oublié, on a refait la demande":             nil,
		"mot de passe : « azerty »":                               {Password},
		"code confidentiel 4821":                                  {Password},
		"code postal 13100":                                       nil,
		"elle a noté Zr4!kP9x sur un papier":                      {Password},
		"dossier 2026-11-23, https://www.ameli.fr/assure?x=Aa1":   nil,
		"jean.Dupont1@exemple.fr":                                 nil,
		"tél. 06 12 34 56 78 puis 04 42 91 98 88":                 nil,
		"RDV le 23/11/2026 à 14h30 au Point-Info13":               nil,
		"IBAN FR76 3000 6000 0112 3456 7890 189 et mdp=Chat!2026": {IBAN, Password},
	} {
		var got []SecretKind
		for _, s := range Secrets(text) {
			got = append(got, s.Kind)
			if s.Start < 0 || s.End > len(text) || s.Start >= s.End {
				t.Errorf("%q: bad place %v", text, s)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%q: %v, want %v", text, got, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%q: %v, want %v", text, got, want)
			}
		}
	}
}

func FuzzSecrets(f *testing.F) {
	f.Add("NIR 2 69 05 49 588 157 80, FR76 3000 6000 0112 3456 7890 189, mdp: x9!aB")
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, s := range Secrets(text) {
			if s.Start < end || s.End <= s.Start || s.End > len(text) {
				t.Fatalf("%v in %d bytes", s, len(text))
			}
			end = s.End
		}
	})
}

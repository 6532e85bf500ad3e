package demo

import (
	"fmt"

	"parvis/app"
	"parvis/app/place"
)

// Places are made-up places of the example directory: names nobody has, phone
// numbers of the range kept for fiction (ARCEP, 04 65 71), positions near the
// towns they name.
func Places(day app.Day) []place.Place {
	const (
		come, call, write, book = "Se présenter", "Téléphoner", "Contacter par mail", "Prendre un RDV en ligne"
		deaf, english, letters  = "Surdité", "Langues étrangères (anglais)", "Illettrisme"
	)
	rows := []struct {
		nom, adresse, postcode, insee, commune, kind, hours string
		lat, lon                                            float64
		services, access, welcome                           []string
		fees                                                string
	}{
		{"Médiathèque des Étangs", "12 avenue du Port", "13800", "13047", "Istres", "BIB", "Tu-Sa 10:00-12:30,14:00-18:00; PH off", 43.5133, 4.9877, []string{place.ServTools, place.ServAccess, place.ServCulture}, []string{come, call}, []string{deaf}, place.Free},
		{"France Services des Salins", "4 rue du Four", "13140", "13063", "Miramas", "RFS", "Mo-Fr 08:30-12:00,13:30-16:30; PH off", 43.5861, 5.0031, []string{place.ServProcedure, place.ServAccess}, []string{come, call}, []string{english, letters}, place.Free},
		{"Centre social La Passerelle", "1 place des Platanes", "13140", "13063", "Miramas", "CS", "Mo,Tu,Th,Fr 09:00-12:00,14:00-17:30; We 09:00-12:00; PH,SH off", 43.5812, 4.9975, []string{place.ServProcedure, place.ServTools, place.ServParents}, []string{call}, []string{letters}, "Gratuit sous condition"},
		{"Espace numérique Craponne", "27 cours Carnot", "13300", "13103", "Salon-de-Provence", "EPN", "Mo-We,Fr 09:00-12:30,13:30-17:00; Th 09:00-12:30,13:30-19:30; PH off", 43.6402, 5.0971, []string{place.ServTools, place.ServSafety, place.ServAccess}, []string{come, book}, nil, place.Free},
		{"Ressourcerie du Clic", "Zone des Gabins", "13300", "13103", "Salon-de-Provence", "RESSOURCERIE", "We-Sa 10:00-18:00", 43.6291, 5.1034, []string{place.ServBuy}, []string{come}, nil, "Payant"},
		{"CCAS de l’Arceau", "2 rue de la Mairie", "13450", "13044", "Grans", "CCAS", "Mo-Fr 08:30-12:00; Tu 08:30-12:00,14:00-17:00; PH off", 43.6089, 5.0622, []string{place.ServProcedure}, []string{call, write}, nil, place.Free},
		{"Bus numérique de la Crau", "Place du marché", "13270", "13039", "Fos-sur-Mer", "ENM", "Th[1,3] 09:30-12:30", 43.4376, 4.9446, []string{place.ServProcedure, place.ServTools}, []string{come}, nil, place.Free},
		{"Fablab Le Cabanon", "8 chemin des Mûriers", "13500", "13056", "Martigues", "FABLAB", "We 14:00-20:00; Sa 10:00-18:00", 43.4053, 5.0482, []string{place.ServLeisure, place.ServCulture}, []string{come, book}, nil, "Payant"},
		{"Mission locale du Golfe", "15 quai Sud", "13110", "13077", "Port-de-Bouc", "ML", "Mo-Th 09:00-12:00,13:30-17:00; Fr 09:00-12:00", 43.4052, 4.9882, []string{place.ServWork}, []string{call}, nil, place.Free},
		{"Association Pixel et Partage", "33 rue Vieille", "13130", "13014", "Berre-l’Étang", "ASSO", "le mardi et le jeudi après-midi, sur rendez-vous", 43.4757, 5.1681, []string{place.ServTools, place.ServSafety}, []string{call}, []string{english}, "Gratuit sous condition"},
		{"Médiathèque des Tilleuls", "6 boulevard de la Gare", "13127", "13117", "Vitrolles", "BIB", "Tu,Th 13:00-19:00; We,Fr,Sa 10:00-18:00; PH off", 43.4551, 5.2483, []string{place.ServTools, place.ServAccess, place.ServLeisure}, []string{come}, []string{deaf, "Déficience visuelle"}, place.Free},
		{"Maison de quartier Les Calades", "40 avenue Foch", "13700", "13054", "Marignane", "MQ", "", 43.4163, 5.2146, []string{place.ServProcedure}, []string{come, call}, nil, place.Free},
	}
	var out []place.Place
	for i, r := range rows {
		lat, lon := r.lat, r.lon
		out = append(out, place.Place{
			ID: place.ID(fmt.Sprintf("exemple-%02d", i+1)), Pivot: place.NoPivot, Nom: r.nom, Adresse: r.adresse,
			CodePostal: r.postcode, CodeInsee: r.insee, Commune: r.commune, Latitude: &lat, Longitude: &lon,
			Typologie: []string{r.kind}, Telephone: fmt.Sprintf("+334657100%02d", i+10), Horaires: r.hours, Services: r.services,
			ModalitesAcces: r.access, PriseEnCharge: r.welcome, Frais: []string{r.fees}, ModalitesAccompagnement: []string{place.ByHelp},
			Source: "Données d’exemple", DateMaj: day,
		})
	}
	return out
}

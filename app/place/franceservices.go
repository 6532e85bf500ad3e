package place

import (
	"fmt"
	"regexp"
	"strings"
)

// NoPivot stands where nobody knows the SIRET: the standard requires the
// field, so it is written as fourteen zeros, to be completed.
const NoPivot = "00000000000000"

// fsName tells the public list of France Services apart from other GeoJSON.
const fsName = "lib_france_services"

var (
	fsTime = regexp.MustCompile(`^(\d{1,2})[:hH](\d{2})\s*-\s*(\d{1,2})[:hH](\d{2})$`)
	fsDate = regexp.MustCompile(`(?:(\d{2})/)?(\d{2})/(\d{4})`)
)

// franceServices gives the columns of the standard for a line of the public
// list of France Services, which has its own shape and no SIRET.
func franceServices(item map[string]any) map[string]string {
	get := func(name string) string {
		if item[name] == nil {
			return ""
		}
		return clean(fmt.Sprint(item[name]))
	}
	out := map[string]string{
		"id": "france-services-" + get("MATRICULE"), "pivot": NoPivot, "nom": "France Services " + get(fsName),
		"commune": get("lib_com"), "code_postal": get("code_postal"), "code_insee": get("insee_com"),
		"adresse": get("ADRESSE"), "complement_adresse": get("COMPLEMENT.D.ADRESSE"),
		"latitude": get("LATITUDE"), "longitude": get("LONGITUDE"), "telephone": get("TELEPHONE"), "courriels": get("CONTACT.MAIL"),
		"typologie": "RFS", "dispositif_programmes_nationaux": "France Services", "services": ServProcedure, "frais_a_charge": Free,
		"source": "France Services", "horaires": fsHours(get), "structure_parente": get("Groupe"),
	}
	if get("MATRICULE") == "" {
		out["id"] = ""
	}
	switch strings.ToLower(get("ITINERANCE")) {
	case "oui":
		out["itinerance"] = "Itinérant"
	case "non":
		out["itinerance"] = "Fixe"
	}
	if d := fsDate.FindStringSubmatch(get("Labellisation")); d != nil {
		day := d[1]
		if day == "" {
			day = "01"
		}
		out["date_maj"] = d[3] + "-" + d[2] + "-" + day
	}
	return out
}

// fsHours writes the six columns of hours as opening_hours, days alike
// together; when one of them is not of the usual form, all are kept as text.
func fsHours(get func(string) string) string {
	days := []struct{ column, code, name string }{
		{"h_lundi", "Mo", "lundi"},
		{"h_mardi", "Tu", "mardi"},
		{"h_mercredi", "We", "mercredi"},
		{"h_jeudi", "Th", "jeudi"},
		{"h_vendredi", "Fr", "vendredi"},
		{"h_samedi", "Sa", "samedi"},
	}
	var rules, texts []string
	readable, told := true, false
	last, first := "", ""
	for i := 0; i <= len(days); i++ {
		times := ""
		if i < len(days) {
			text := get(days[i].column)
			var ok bool
			times, ok = fsTimes(text)
			readable = readable && ok
			told = told || text != "" && Fold(text) != "horaires non communiques"
			texts = append(texts, days[i].name+" "+text)
		}
		if times == last && i < len(days) {
			continue
		}
		if last != "" {
			span := first
			if end := days[i-1].code; end != first {
				span += "-" + end
			}
			rules = append(rules, span+" "+last)
		}
		if last = times; i < len(days) {
			first = days[i].code
		}
	}
	switch {
	case !told:
		return ""
	case !readable:
		return strings.Join(texts, " ; ")
	}
	return strings.Join(rules, "; ")
}

// fsTimes reads « 8:30 - 12:30 / 14:00 - 17:00 »; a dash or nothing is closed.
func fsTimes(text string) (string, bool) {
	if text == "" || text == "-" {
		return "", true
	}
	var out []string
	for part := range strings.SplitSeq(text, "/") {
		m := fsTime.FindStringSubmatch(strings.TrimSpace(part))
		if m == nil {
			return "", false
		}
		out = append(out, fmt.Sprintf("%02s:%s-%02s:%s", m[1], m[2], m[3], m[4]))
	}
	return strings.Join(out, ","), true
}

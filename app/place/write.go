package place

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"parvis/app"
)

// Check gives what the standard refuses in a place, nothing when it is valid.
// Values that need rewriting are refused here: Read mends, Check judges.
func Check(p *Place) []*app.Error {
	var out []*app.Error
	add := func(field, code string, args ...any) {
		out = append(out, app.E(app.Rejected, "place_"+code, append([]any{"field", field}, args...)...).At(string(p.ID)))
	}
	for _, f := range fields() {
		switch {
		case f.one != nil:
			v := *f.one(p)
			if f.required && strings.TrimSpace(v) == "" {
				add(f.name, "required")
			}
			if v != clean(v) || !utf8.ValidString(v) {
				add(f.name, "bad_text")
			}
		case f.many != nil:
			for _, v := range *f.many(p) {
				if f.enum != nil && !f.enum.Has(v) {
					add(f.name, "value_unknown", "value", short(v))
				}
				if v == "" || strings.Contains(v, "|") || v != clean(v) || !utf8.ValidString(v) {
					add(f.name, "bad_text")
				}
			}
		}
	}
	shape := func(field, v string, ok bool, code string) {
		if v != "" && !ok {
			add(field, code, "value", short(v))
		}
	}
	shape("pivot", p.Pivot, pivotShape.MatchString(p.Pivot), "bad_pivot")
	shape("code_postal", p.CodePostal, postcodeShape.MatchString(p.CodePostal), "bad_postcode")
	shape("code_insee", p.CodeInsee, inseeShape.MatchString(p.CodeInsee), "bad_insee")
	shape("telephone", p.Telephone, phoneShape.MatchString(p.Telephone), "bad_phone")
	_, err := app.ParseDay(string(p.DateMaj))
	shape("date_maj", string(p.DateMaj), err == nil, "bad_date")
	if n := utf8.RuneCountInString(p.PresentationResume); n > maxSummary {
		add("presentation_resume", "summary_cut", "n", n, "max", maxSummary)
	}
	if (p.Latitude == nil) != (p.Longitude == nil) {
		add("latitude", "half_position")
	} else if p.Latitude != nil && (!inside(*p.Latitude, 90) || !inside(*p.Longitude, 180)) {
		add("latitude", "bad_position", "value", fmt.Sprint(*p.Latitude, " ", *p.Longitude))
	}
	return out
}

func inside(x, most float64) bool { return x >= -most && x <= most }

// CheckAll checks places and that no two have the same id.
func CheckAll(places []Place) error {
	var all []error
	seen := map[ID]bool{}
	for i := range places {
		for _, e := range Check(&places[i]) {
			all = append(all, e)
		}
		if id := places[i].ID; seen[id] {
			all = append(all, app.E(app.Rejected, "place_id_twice", "field", "id", "value", string(id), "line", i+1))
		}
		seen[places[i].ID] = true
	}
	return errors.Join(all...)
}

// FileName is the name the standard gives to a file of places.
func FileName(day app.Day, producer, territory string) string {
	part := func(s string) string { return strings.ReplaceAll(Fold(s), " ", "-") }
	return fmt.Sprintf("%s_%s_lieux-de-mediation-numerique_%s.csv", day, part(producer), part(territory))
}

// WriteCSV writes places as the standard wants them: UTF-8, commas, decimal
// points, the 32 columns in order, values separated by |. It writes nothing
// when a place is not valid. Cells are not shielded against spreadsheets: the
// standard's phone numbers begin with +.
func WriteCSV(w io.Writer, places []Place) error {
	if err := CheckAll(places); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	if err := out.Write(Columns()); err != nil {
		return err
	}
	for i := range places {
		if err := out.Write(row(&places[i])); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func row(p *Place) []string {
	var cells []string
	for _, f := range fields() {
		switch {
		case f.name == "latitude":
			cells = append(cells, decimal(p.Latitude))
		case f.name == "longitude":
			cells = append(cells, decimal(p.Longitude))
		case f.one != nil:
			cells = append(cells, *f.one(p))
		default:
			cells = append(cells, strings.Join(*f.many(p), "|"))
		}
	}
	return cells
}

func decimal(x *float64) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'f', -1, 64)
}

// WriteJSON writes valid places as an array with the standard's names.
func WriteJSON(w io.Writer, places []Place) error {
	if err := CheckAll(places); err != nil {
		return err
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(slices.Concat([]Place{}, places))
}

package place

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"parvis/app"
	"parvis/app/session"
)

// Options is what reading a file of places may use.
type Options struct {
	Today    app.Day   // a later date of update is refused
	Communes *Communes // completes INSEE codes; nil: nothing is completed
	// WithoutPivot takes places that have no SIRET, RNA nor RIDET: NoPivot stands
	// in for it. Otherwise they are refused, as the standard wants.
	WithoutPivot bool
	// Step is told the bytes read, every few hundred places; an error stops the
	// reading and is what Read gives. nil: nobody is told.
	Step func(done, total int) error
}

// stride is the number of places between two calls of Step.
const stride = 256

// step tells how far the reading is.
func (s *sheet) step(done, total int) error {
	if s.opt.Step == nil || s.report.Read%stride != 0 {
		return nil
	}
	return s.opt.Step(done, total)
}

// MaxFile is the largest file read, in bytes (the whole national file is a
// tenth of it).
const MaxFile = 200 << 20

// Read reads a file of places in the national standard or in its older shape,
// .csv (any usual separator and encoding) or .json (an array, or a GeoJSON
// collection whose properties are the fields). It mends what it surely
// understands, drops optional values it does not, refuses places that lack a
// required one, and says so for every line. The error is for a file that
// cannot be read at all.
func Read(file string, data []byte, opt Options) (Report, error) {
	s := &sheet{file: filepath.Base(file), ids: map[ID]int{}, opt: opt}
	if len(data) > MaxFile {
		return Report{}, app.E(app.Rejected, "place_file_huge", "max", MaxFile>>20).At(s.file)
	}
	var err error
	switch strings.ToLower(filepath.Ext(file)) {
	case ".csv":
		err = s.csv(data)
	case ".json", ".geojson":
		err = s.json(data)
	default:
		err = app.E(app.Usage, "place_file_format", "value", filepath.Ext(file))
	}
	if err != nil {
		var e *app.Error
		if errors.As(err, &e) && e.Where == "" {
			e.Where = s.file
		}
		return Report{}, err
	}
	return s.report, nil
}

// older gives today's name of a column of older or other shapes; "" for a
// column that has no place any more.
func older(name string) (string, bool) {
	key := strings.ReplaceAll(Fold(name), " ", "_")
	to, ok := map[string]string{
		"courriel": "courriels", "mail": "courriels", "email": "courriels",
		"publics_accueillis": "publics_specifiquement_adresses", "public_accueillis": "publics_specifiquement_adresses",
		"conditions_acces": "frais_a_charge", "labels_nationaux": "dispositif_programmes_nationaux",
		"labels_autres": "autres_formations_labels", "accessibilite": "fiche_acces_libre",
		"modalites_accompagnements": "modalites_accompagnement", "nom_du_lieu": "nom", "telephone": "telephone",
		"cle_ban": "", "aidants": "", "structure": "structure_parente", "site_internet": "site_web",
	}[key]
	if ok {
		return to, true
	}
	return key, slices.Contains(Columns(), key)
}

func (s *sheet) csv(data []byte) error {
	r := session.OpenCSV(data)
	head, err := r.Read()
	if err != nil {
		return app.E(app.Rejected, "place_file_empty").Because(err)
	}
	names := make([]string, len(head))
	known := 0
	for i, h := range head {
		to, ok := older(h)
		if ok && to != "" && slices.Contains(names[:i], to) {
			return app.E(app.Rejected, "place_column_twice", "column", h)
		}
		if ok && to != "" {
			names[i] = to
			known++
		}
	}
	if known < 4 {
		return app.E(app.Rejected, "place_no_columns")
	}
	for _, f := range fields() {
		if f.required && !slices.Contains(names, f.name) {
			return app.E(app.Rejected, "place_column_missing", "column", f.name)
		}
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			var bad *csv.ParseError
			if !errors.As(err, &bad) {
				return app.E(app.Failed, "place_file_read").Because(err)
			}
			(&line{sheet: s, n: bad.Line}).note(Refused, "", "row")
			continue
		}
		n, _ := r.FieldPos(0)
		values := map[string]string{}
		for i, cell := range row {
			if i < len(names) && names[i] != "" {
				values[names[i]] = cell
			}
		}
		s.take(n, values)
		if err := s.step(int(r.InputOffset()), len(data)); err != nil {
			return err
		}
	}
}

func (s *sheet) json(data []byte) error {
	data = session.ToUTF8(data)
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	if err := seekArray(dec); err != nil {
		return app.E(app.Rejected, "place_file_json").Because(err)
	}
	counted, lines := 0, 1
	for dec.More() {
		// the line of the element is that of its first character
		start := int(dec.InputOffset())
		for start < len(data) && strings.IndexByte(" \t\r\n,", data[start]) >= 0 {
			start++
		}
		lines += bytes.Count(data[counted:start], []byte("\n"))
		counted = start
		var item map[string]any
		if err := dec.Decode(&item); err != nil {
			var wrong *json.UnmarshalTypeError
			if errors.As(err, &wrong) {
				(&line{sheet: s, n: lines}).note(Refused, "", "row")
				continue
			}
			return app.E(app.Rejected, "place_file_json").Because(err)
		}
		s.take(lines, flat(item))
		if err := s.step(start, len(data)); err != nil {
			return err
		}
	}
	return nil
}

// seekArray goes to the first array of the document: the document itself, or
// the features of a GeoJSON collection, or the data of a wrapped answer.
func seekArray(dec *json.Decoder) error {
	tok, err := dec.Token()
	if err != nil || tok == json.Delim('[') {
		return err
	}
	if tok != json.Delim('{') {
		return errors.New("neither an array nor an object")
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		if key == "features" || key == "data" || key == "lieux" {
			if tok, err = dec.Token(); err != nil || tok == json.Delim('[') {
				return err
			}
			return errors.New("no array of places")
		}
		var skip json.RawMessage
		if err := dec.Decode(&skip); err != nil {
			return err
		}
	}
	return errors.New("no array of places")
}

// flat gives the values of a JSON place as texts, lists joined with |.
func flat(item map[string]any) map[string]string {
	out := map[string]string{}
	if props, ok := item["properties"].(map[string]any); ok {
		if g, ok := item["geometry"].(map[string]any); ok {
			if at, ok := g["coordinates"].([]any); ok && len(at) >= 2 {
				out["longitude"], out["latitude"] = fmt.Sprint(at[0]), fmt.Sprint(at[1])
			}
		}
		item = props
	}
	if _, ok := item[fsName]; ok {
		return franceServices(item)
	}
	for name, v := range item {
		to, ok := older(name)
		if !ok || to == "" {
			continue
		}
		switch v := v.(type) {
		case nil:
		case []any:
			var parts []string
			for _, x := range v {
				parts = append(parts, fmt.Sprint(x))
			}
			out[to] = strings.Join(parts, "|")
		case map[string]any:
		default:
			out[to] = fmt.Sprint(v)
		}
	}
	return out
}

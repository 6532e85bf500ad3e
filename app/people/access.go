package people

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"parvis/app"
	"parvis/app/session"
	"parvis/i18n"
)

// Dossier is everything the machine knows of a person, to hand to her.
type Dossier struct {
	Made time.Time
	File
}

// Access gathers a person's dossier: what the right of access (article 15 of
// the GDPR) covers. Notes a colleague wrote are left to that colleague: the
// dossier says so.
func (r *Register) Access(ctx context.Context, id ID, who MediatorID) (Dossier, error) {
	f, err := r.View(ctx, id, who)
	if err != nil {
		return Dossier{}, err
	}
	d := Dossier{r.Now(), f}
	if d.Sessions, err = r.Sessions(ctx, &d.Beneficiary); err != nil {
		return d, err
	}
	d.Mandates, err = r.mandates(ctx, &d.Beneficiary)
	return d, err
}

func (r *Register) mandates(ctx context.Context, b *Beneficiary) ([]Mandate, error) {
	docs, err := r.Vault.DocsOf(ctx, string(b.ID))
	if err != nil {
		return nil, err
	}
	var out []Mandate
	for _, d := range docs {
		if d.Kind != KindMandate {
			continue
		}
		var m Mandate
		if err := json.Unmarshal(d.Body, &m); err != nil {
			return nil, app.E(app.Damaged, "people_unreadable").Because(err)
		}
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b Mandate) int { return a.Made.Compare(b.Made) })
	return out, nil
}

// Names puts what a dossier keeps as codes in words; a nil one leaves the code.
type Names struct {
	Commune func(insee string) string
	Session func(s *session.Session) string // what a session was about
}

// Text is the dossier as the person reads it.
func (d *Dossier) Text(l *i18n.Localizer, names Names, controller Controller) []Section {
	t := func(key string, args ...any) string { return l.T("people.access."+key, args...) }
	out := []Section{{"", []string{t("intro", "day", l.LongDay(d.Made), "name", orDash(controller.Name))}}}
	out = append(out, Section{t("file"), d.identity(l, names)})
	var former []string
	for _, f := range d.Former {
		former = append(former, t("former", "what", l.T("people.field."+f.Field), "value", f.Value, "day", l.LongDay(f.Until.Time(time.UTC))))
	}
	if len(former) > 0 {
		out = append(out, Section{t("formers"), former})
	}
	var visits []string
	for i := range d.Sessions {
		visits = append(visits, d.visit(l, names, &d.Sessions[i]))
	}
	if len(visits) == 0 {
		visits = []string{t("no_visit")}
	}
	out = append(out, Section{t("visits"), visits})
	if len(d.Mandates) > 0 {
		var lines []string
		for i := range d.Mandates {
			m := &d.Mandates[i]
			lines = append(lines, t("mandate", "structure", m.Structure, "from", l.LongDay(m.Start.Time(time.UTC)), "to", l.LongDay(m.LastDay().Time(time.UTC)),
				"acts", strings.Join(m.Actes, " ; ")))
		}
		out = append(out, Section{t("mandates"), lines})
	}
	long := []string{}
	if d.Purge != "" {
		long = append(long, t("purge", "day", l.LongDay(d.Purge.Time(time.UTC))))
	}
	return append(out, Section{t("rights"), append(long, t("rights.text", "contact", controller.contact(l), "dpo", orDash(controller.DPO)))})
}

func (d *Dossier) identity(l *i18n.Localizer, names Names) []string {
	var out []string
	add := func(field, value string) {
		if value != "" {
			out = append(out, l.T("people.access.line", "what", l.T("people.field."+field), "value", value))
		}
	}
	add("prenom", d.FirstName)
	add("nom", d.Name)
	if d.NoPhone {
		out = append(out, l.T("people.field.pas_de_telephone"))
	}
	add("telephone", ShownPhone(d.Phone))
	add("courriel", d.Email)
	if d.BirthYear > 0 {
		add("annee_naissance", strconv.Itoa(d.BirthYear))
	}
	commune := d.CommuneInsee
	if names.Commune != nil && commune != "" {
		commune = names.Commune(commune)
	}
	add("commune_insee", commune)
	if d.Genre != "" {
		add("genre", session.Genres.Label(l, d.Genre))
	}
	if d.StatutSocial != "" {
		add("statut_social", session.StatutsSociaux.Label(l, d.StatutSocial))
	}
	if d.Created != "" {
		add("created", l.LongDay(d.Created.Time(time.UTC)))
	}
	if d.Followed {
		add("notes", d.Notes)
	} else {
		out = append(out, l.T("people.access.colleague"))
	}
	return out
}

func (d *Dossier) visit(l *i18n.Localizer, names Names, rec *session.Record) string {
	what := ""
	if names.Session != nil {
		what = names.Session(&rec.Session)
	}
	line := l.T("people.access.visit", "day", l.LongDay(rec.Date.Time(time.UTC)), "time", l.Minutes(rec.Duree), "what", what)
	if rec.Notes != "" {
		line += "\n" + l.T("people.access.line", "what", l.T("people.field.notes"), "value", rec.Notes)
	}
	return line
}

package people

import (
	"strings"

	"parvis/app"
	"parvis/i18n"
)

// Controller is who answers for the data, set at first run: the place or the
// territory.
type Controller struct {
	Name    string `json:"name"`    // responsible body
	Address string `json:"address"` // where to write
	DPO     string `json:"dpo"`     // how to reach the data protection officer
	Contact string `json:"contact"` // how to reach the place
}

// Tidy gives it without spaces around.
func (c Controller) Tidy() Controller {
	for _, s := range []*string{&c.Name, &c.Address, &c.DPO, &c.Contact} {
		*s = strings.TrimSpace(*s)
	}
	return c
}

// Reach says who is responsible and how to reach the officer, in one line.
func (c *Controller) Reach() string {
	if strings.TrimSpace(c.DPO) == "" {
		return c.Name
	}
	return c.Name + ", " + c.DPO
}

// Validate says what is missing before a notice may be shown.
func (c *Controller) Validate() error {
	for field, v := range map[string]string{"name": c.Name, "dpo": c.DPO} {
		if strings.TrimSpace(v) == "" {
			return app.E(app.Rejected, "people_notice_required", "field", field)
		}
	}
	return nil
}

// NoticeVersion is the version of the information text.
const NoticeVersion = 1

// Notice is the information given to people (articles 13 and 14 of the GDPR):
// who is responsible, the officer, the purpose, the basis, what is recorded,
// how long, what leaves, their rights, the CNIL. followed adds what concerns
// files of persons; kiosk is the short form for the screen of the kiosk.
func (c *Controller) Notice(l *i18n.Localizer, followed bool) []Section {
	t := func(key string) string {
		return l.T("people.notice.1."+key, "name", c.named(), "dpo", orDash(c.DPO), "contact", c.contact(l))
	}
	part := func(key string) Section { return Section{t(key + ".title"), []string{t(key)}} }
	out := []Section{part("who"), part("why"), part("what"), part("long"), part("leaves"), part("rights"), part("cnil")}
	if followed {
		out[2].Lines = append(out[2].Lines, t("what.followed"))
		out[3].Lines = append(out[3].Lines, t("long.followed"))
	}
	return out
}

// KioskNotice is the short form a kiosk shows before a session.
func (c *Controller) KioskNotice(l *i18n.Localizer) string {
	return l.T("people.notice.1.kiosk", "name", c.Name, "contact", c.contact(l))
}

// StaffNotice is the sheet for staff representatives: figures never judge a
// mediator.
func StaffNotice(l *i18n.Localizer) Section {
	return Section{l.T("people.notice.1.staff.title"), []string{
		l.T("people.notice.1.staff.ranking"), l.T("people.notice.1.staff.leaves"), l.T("people.notice.1.staff.notes"), l.T("people.notice.1.staff.stops"),
	}}
}

// named is the body with where to write to it, when that was said.
func (c *Controller) named() string {
	if strings.TrimSpace(c.Address) == "" {
		return c.Name
	}
	return c.Name + ", " + c.Address
}

// contact is where people write or call, or the desk itself.
func (c *Controller) contact(l *i18n.Localizer) string {
	if strings.TrimSpace(c.Contact) == "" {
		return l.T("people.notice.here")
	}
	return c.Contact
}

func orDash(s string) string {
	if strings.TrimSpace(s) == "" {
		return "—"
	}
	return s
}

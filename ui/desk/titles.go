package desk

import (
	"strconv"

	"fyne.io/fyne/v2"

	"parvis/app/guide"
	"parvis/app/library"
	"parvis/app/session"
	"parvis/i18n"
	"parvis/ui/kit"
	"parvis/ui/shell"
)

// titleOf names a session by its procedure, never by its person.
func titleOf(d *Desk, env *shell.Env, s session.Session, label string) string {
	if s.Type == session.Workshop {
		if s.TitreAtelier != "" {
			return s.TitreAtelier
		}
		n := 0
		if s.Participants != nil {
			n = s.Participants.Total
		}
		return env.T("desk.workshop.of", "n", n)
	}
	if s.Type == session.NotReceived {
		return env.T("desk.turned_away.title")
	}
	if s.GuideID != "" {
		if e, ok := d.Shelf.Entry(guide.ID(s.GuideID)); ok {
			return e.Title
		}
	}
	if label != "" {
		return label
	}
	for i := len(s.Thematiques) - 1; i >= 0; i-- {
		if code := s.Thematiques[i]; code != session.Administrative {
			return themeLabel(env.Words, code)
		}
	}
	return env.T("desk.session")
}

// themeLabel is the label of a theme of either list.
func themeLabel(l *i18n.Localizer, code string) string {
	if session.ThematiquesAdministratives.Has(code) {
		return session.ThematiquesAdministratives.Label(l, code)
	}
	return session.Thematiques.Label(l, code)
}

// iconOf is the picture of a guide: that of its door.
func iconOf(e *library.Entry) string {
	icons := map[string]string{
		"papiers": "identification-card", "sante": "heartbeat", "famille": "hand-coins", "travail": "briefcase",
		"logement": "house-line", "argent": "receipt", "courrier": "printer", "numerique": "laptop",
	}
	if icon, ok := icons[e.LifeEvent]; ok {
		return icon
	}
	return "book-open-text"
}

func doorOf(env *shell.Env, e *library.Entry) string {
	if e.LifeEvent == "" {
		return ""
	}
	text := env.T("desk.door." + e.LifeEvent)
	if e.Minutes > 0 {
		text += " · " + strconv.Itoa(e.Minutes) + i18n.NBSP + "min"
	}
	return text
}

// reviewTag answers "is it up to date?" before the guide is opened.
func reviewTag(env *shell.Env, e *library.Entry) fyne.CanvasObject {
	switch e.State {
	case library.Reviewed:
		return kit.Tag(kit.Good, "check-bold", env.T("desk.reviewed", "day", env.Words.ShortDay(e.Review.On.Time(env.Zone))))
	case library.Draft:
		return kit.Tag(kit.Neutral, "note-pencil-bold", env.T("library.state.brouillon"))
	}
	return kit.Tag(kit.Warn, "clock-bold", env.T("library.state."+string(e.State)))
}

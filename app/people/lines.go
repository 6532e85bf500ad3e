package people

import (
	"strconv"
	"time"

	"parvis/i18n"
)

// The other kinds of the local journal: those of a mandate are its events.
const (
	ExportMade     = "export_made"
	DataPurged     = "data_purged"
	KioskWiped     = "kiosk_wiped"
	PersonErased   = "person_erased"
	FollowHanded   = "follow_handed"
	CodeRecovered  = "code_recovered"
	RecoveryMade   = "recovery_made"
	MediatorAdded  = "mediator_added"
	MediatorGone   = "mediator_gone"
	PersonExported = "person_exported"
)

// earlier are kinds as they were first written.
var earlier = map[string]string{"export": ExportMade, "purge": DataPurged}

// Line is one line of the local journal: what was done, never about whom.
type Line struct {
	Seq  uint64
	At   time.Time
	Kind string
	Who  MediatorID
	Args map[string]string
}

// Tidy gives the line with the present name of its kind.
func (l Line) Tidy() Line {
	if now, ok := earlier[l.Kind]; ok {
		l.Kind = now
	}
	return l
}

// Text is the line in words.
func (l Line) Text(words *i18n.Localizer) string {
	l = l.Tidy()
	if l.Kind != DataPurged || l.Args["persons"] == "" {
		return words.T("people.event." + l.Kind)
	}
	count := func(key string) string {
		n, _ := strconv.Atoi(l.Args[key]) // absent in older lines: none
		return words.T("people.purged."+key, "n", n)
	}
	return words.T("people.purged", "what", words.T("people.event.data_purged"),
		"persons", count("persons"), "mandates", count("mandates"), "sessions", count("sessions"), "drafts", count("drafts"))
}

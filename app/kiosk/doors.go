package kiosk

// Door is one of the eight tiles of the home screen. Event is the « événement
// de vie » of the guides behind it; the texts are the keys kiosk.door.<Code>
// and kiosk.door.<Code>.sub.
type Door struct {
	Code  string
	Event string
	Guide string // a guide opened at once, when the door has just one
	Icon  string
	Tint  string
}

// Doors are the eight doors, in the order of the home screen.
func Doors() []Door {
	return []Door{
		{Code: "papiers", Event: "papiers", Icon: "identification-card", Tint: "sky"},
		{Code: "sante", Event: "sante", Icon: "heartbeat", Tint: "earth"},
		{Code: "aides", Event: "famille", Icon: "hand-coins", Tint: "sun"},
		{Code: "travail", Event: "travail", Icon: "briefcase", Tint: "sage"},
		{Code: "logement", Event: "logement", Icon: "house-line", Tint: "sun"},
		{Code: "impots", Event: "argent", Icon: "receipt", Tint: "sage"},
		{Code: "courrier", Event: "courrier", Icon: "printer", Tint: "sky"},
		{Code: "nsp", Event: "numerique", Guide: "je-ne-sais-pas", Icon: "question", Tint: "sand"},
	}
}

package opendata

// View is a published table.
type View struct {
	Name    string
	Several bool // ticks: one participation may enter several cells
}

// Dims are the dimensions of its cells, in the order of columns.
func (v View) Dims() []string {
	switch v.Name {
	case "total":
		return nil
	case "thematiques_x_tranche_age":
		return []string{"thematiques", "tranche_age"}
	}
	return []string{v.Name}
}

// Views is the closed list, in the order people see it: every declared view
// but those of the kiosk.
func Views() []View {
	return []View{
		{Name: "total"},
		{Name: "lieu"},
		{Name: "type"},
		{Name: "type_lieu"},
		{Name: "duree"},
		{Name: "operateur"},
		{Name: "blocage"},
		{Name: "thematiques", Several: true},
		{Name: "thematiques_administratives", Several: true},
		{Name: "guide"},
		{Name: "materiel", Several: true},
		{Name: "autonomie"},
		{Name: "structure_de_redirection"},
		{Name: "genre"},
		{Name: "tranche_age"},
		{Name: "statut_social"},
		{Name: "commune"},
		{Name: "premier_accompagnement"},
		{Name: "qpv"},
		{Name: "dispositif"},
		{Name: "thematiques_x_tranche_age", Several: true},
		{Name: "non_recue"},
	}
}

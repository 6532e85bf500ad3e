package guide

// RenameStep gives a step another name everywhere it is named: arrows,
// conditions, trials. The migration map then lets runs in progress follow. It
// changes nothing and gives false when the new name is not free or not valid.
func (g *Guide) RenameStep(from, to StepID) bool {
	_, taken := g.Step(to)
	step, known := g.Step(from)
	if taken || !known || !validID(string(to)) || reserved(string(to)) {
		return false
	}
	step.ID = to
	follow := func(id *StepID) {
		if *id == from {
			*id = to
		}
	}
	for i := range g.Steps {
		s := &g.Steps[i]
		for k := range s.Choices {
			follow(&s.Choices[k].To)
		}
		for k := range s.Items {
			s.Items[k].When.walk(func(c *Cond) { follow(&c.Var) })
		}
		for k := range s.Exits {
			follow(&s.Exits[k].To)
			s.Exits[k].When.walk(func(c *Cond) { follow(&c.Var) })
		}
	}
	for i := range g.Trials {
		follow(&g.Trials[i].End)
		for k := range g.Trials[i].Answers {
			follow(&g.Trials[i].Answers[k].Step)
		}
	}
	g.Migration = append(g.Migration, Rename{Old: from, New: to})
	return true
}

package kit

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"parvis/i18n"
	"parvis/ui/theme"
)

// Every picture is drawn in every run, so that a component that panics or asks
// for an absurd size fails; PARVIS_PHOTOS keeps them to be looked at.
func TestGallery(t *testing.T) {
	looks := map[string]theme.Options{
		"light":    {},
		"contrast": {Variant: theme.HighContrast},
		"dark":     {Variant: theme.Dark},
		"large":    {Factor: 2},
	}
	for name, o := range looks {
		wide := float32(1440)
		if o.Factor > 1 {
			wide = 2880
		}
		t.Run("desk "+name, func(t *testing.T) { photo(t, "desk-"+name, o, fyne.NewSize(wide, 1100), deskGallery) })
		t.Run("parts "+name, func(t *testing.T) { photo(t, "parts-"+name, o, fyne.NewSize(1440, 1500), partsGallery) })
		o.Set = theme.Kiosk
		t.Run("kiosk "+name, func(t *testing.T) { photo(t, "kiosk-"+name, o, fyne.NewSize(2040, 1560), kioskGallery) })
	}
	o := theme.Options{Set: theme.Kiosk, Mirror: true, Words: i18n.New("ar")}
	t.Run("arabic", func(t *testing.T) { photo(t, "kiosk-arabic", o, fyne.NewSize(1920, 1080), arabicGallery) })
}

func photo(t *testing.T, name string, o theme.Options, size fyne.Size, build func(fyne.Canvas) fyne.CanvasObject) {
	t.Helper()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(theme.New(o))
	w := test.NewTempWindow(t, Gap(1, 1))
	w.SetPadded(false)
	w.Resize(size)
	content := build(w.Canvas())
	bg := canvas.NewRectangle(theme.Current().C(theme.Fond))
	w.SetContent(container.NewWithoutLayout(bg, content))
	size = size.Max(w.Canvas().Size())
	bg.Resize(size)
	m := theme.Current().M().Margin
	content.Move(fyne.NewSquareOffsetPos(m))
	content.Resize(size.SubtractWidthHeight(2*m, 2*m))
	Walk(content, func(o fyne.CanvasObject) bool {
		if s := o.Size(); s.Width < 0 || s.Height < 0 || s.Width > 10000 || s.Height > 10000 {
			t.Errorf("%T is %v", o, s)
		}
		return false
	})
	dir := os.Getenv("PARVIS_PHOTOS")
	if dir == "" {
		return
	}
	shot := w.Canvas().Capture()
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, shot); err != nil {
		t.Fatal(err)
	}
}

// states shows one component in the five states of the sheet.
func states(make func() *Pressable) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, s := range []State{{}, {Hovered: true}, {Focused: true}, {Pressed: true}, {Disabled: true}} {
		p := make()
		p.ForceState(s)
		out = append(out, Wrap(0, p.self))
	}
	return out
}

func line(name string, cells ...fyne.CanvasObject) fyne.CanvasObject {
	all := []fyne.CanvasObject{Strong(name)}
	return Grid(6, 24, append(all, cells...)...)
}

func on(s State, make func() *Pressable) fyne.CanvasObject {
	p := make()
	p.ForceState(s)
	return Wrap(0, p.self)
}

func deskGallery(fyne.Canvas) fyne.CanvasObject {
	button := func(k Kind, l string) func() *Pressable {
		return func() *Pressable { return &NewButton(k, l, "", nil).Pressable }
	}
	chip := func() *Pressable { return &NewChip("45 min", nil).Pressable }
	box := VBox(18,
		Title("Bureau et coordination\u00a0: composants et états"),
		Muted("Focus\u00a0: vide blanc de 2 px, puis anneau encre de 3 px, sur toutes les surfaces."),
		line("Bouton", states(button(Secondary, "Imprimer"))...),
		line("Bouton principal", states(button(Primary, "Enregistrer"))...),
		line("Bouton discret", states(button(Quiet, "Ajouter"))...),
		line("Bouton qui efface", states(button(Danger, "Effacer"))...),
		line("Pastille", states(chip)...),
		line("Choisie, déduite", on(State{On: true}, chip), on(State{Derived: true}, chip), on(State{On: true, Hovered: true}, chip), on(State{Derived: true, Focused: true}, chip)),
		line("Champ", fields()...),
		line("Réponse", fill(states(func() *Pressable { return NewAnswer(1, "Oui", nil) }))...),
		line("Case", fill(states(func() *Pressable { return &NewCheckbox("Photo", "", false, nil).Pressable }))...),
		line("Compteur", Wrap(0, NewStepper("adultes", 3, 0, 9, nil)), Wrap(0, NewStepper("adultes", 0, 0, 9, nil)), Wrap(0, NewBigStepper("total", 12, 0, 99, nil))),
		line("Onglets", Wrap(0, NewSegmented([]Choice{{"a", "Tous"}, {"b", "À relire"}}, "a", nil)), Wrap(0, NewSegmented([]Choice{{"a", "Tous"}, {"b", "À relire"}}, "b", nil)),
			NewSelect("", "Thème\u00a0:", "funnel-bold", []Choice{{"a", "tous"}}, "a", nil)),
		Section("États, messages, progression"),
		Wrap(10, Tag(Good, "check-bold", "Enregistrée"), Tag(Info, "play-bold", "En cours"), Tag(Warn, "clock-bold", "À relire"),
			Tag(Bad, "warning-circle-bold", "Sans nouvelles"), Tag(Neutral, "pencil-simple-bold", "Brouillon")),
		Wrap(16, newToast(NewToasts(nil), "Compte rendu enregistré.", "Annuler", func() {}),
			NewStatusChip(Neutral, "cloud-slash", "Hors ligne, tout est enregistré ici", nil), NewStatusChip(Good, "cloud-check", "À jour, 14:30", nil)),
		Grid(3, 24, VBox(6, Strong("Étape 2 sur 5"), NewSteps(2, 5)), SplitBar("", 0.72, "72\u00a0%"), Progress("Copie des guides", 12, 48)),
	)
	return box
}

// fill lets row-like components use their whole cell.
func fill(cells []fyne.CanvasObject) []fyne.CanvasObject {
	for i, c := range cells {
		cells[i] = c.(*fyne.Container).Objects[0]
	}
	return cells
}

func fields() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for i := range 5 {
		f := NewSearch("Chercher", nil)
		switch i {
		case 1:
			f.hovered = true
			f.repaint()
		case 2:
			f.SetText("carte")
			f.entry.in = true
			f.repaint()
		case 3:
			f.SetText("cartte")
			f.SetError("Aucun guide ne porte ce nom.")
		case 4:
			f.SetEnabled(false)
		}
		out = append(out, f)
	}
	return out
}

func partsGallery(fyne.Canvas) fyne.CanvasObject {
	chips := NewMultiChipGroup([]Choice{{"a", "Papiers"}, {"b", "Santé"}, {"c", "Logement"}, {"d", "Impôts"}}, nil)
	chips.Choose(true, "a")
	ages := NewChoiceGrid(4, []Choice{{"1", "0–11"}, {"2", "12–17"}, {"3", "18–24"}, {"4", "25–39"}, {"5", "40–59"}, {"6", "60–69"}, {"7", "70 et +"}, {"8", "Non communiqué"}}, nil)
	ages.Choose(false, "6")
	saved := NewAutosave()
	saved.Saved("14:32")
	failed := NewAutosave()
	failed.Failed()
	form := VBox(12, HBox(8, NewTimer("24 min", theme.Timer), Spacer(), NewButton(Secondary, "Pause", "pause-bold", nil)),
		Muted("Âge").Bold(), ages, Muted("Thèmes").Bold(), chips, NewRemovableChip("Papiers, citoyenneté", nil),
		NewField(FieldLook{Label: "Vos notes", Lines: 3, Help: "Sans nom, santé ni mot de passe. Reste ici."}), saved, failed,
		NewTallButton(Primary, "Terminer", "", nil))
	rows := [][]string{{"Refaire une carte d’identité", "Papiers", "Relu", "86"}, {"Demander l’aide au logement (APL)", "Logement", "À relire", "58"}, {"Échanger un permis étranger", "Papiers", "Brouillon", "–"}}
	table := NewTable([]Column{{Key: "t", Title: "Guide", Width: 3}, {Title: "Thème", Width: 1.4}, {Title: "État", Width: 1.5}, {Key: "n", Title: "Usages", Width: 1, Number: true}, {Width: -44}},
		func() int { return len(rows) }, func(r, c int) Cell {
			if c == 4 {
				return Cell{Icon: "caret-right-bold"}
			}
			cell := Cell{Text: rows[r][c], Bold: c == 0}
			if c == 2 {
				cell.Tagged, cell.Tone, cell.TagIcon = true, []Tone{Good, Warn, Neutral}[r], []string{"check-bold", "clock-bold", "pencil-simple-bold"}[r]
			}
			return cell
		})
	table.SetSorted("n", true)
	table.body.focused, table.body.cursor = true, 1
	themes := []Bar{{Label: "Papiers, élections, citoyenneté", Value: 2410, Shown: "2\u00a0410"}, {Label: "Social, santé", Value: 1985, Shown: "1\u00a0985"}, {Label: "Moins de 12 ans", Value: 45, Shown: "45"}, {Label: "Non communiqué", Value: 635, Shown: "635", Outline: true}}
	months := []Bar{}
	for i, v := range []float64{1180, 1240, 1365, 1290, 1215, 1410, 1020, 690, 1605, 1825} {
		months = append(months, Bar{Label: []string{"Janv.", "Févr.", "Mars", "Avr.", "Mai", "Juin", "Juil.", "Août", "Sept.", "Oct."}[i], Value: v, Shown: theme.Current().Words().Number(int(v)), Past: v * 0.82, PastAs: "1\u00a0000"})
	}
	inTable := HBarChart("Par âge", themes)
	inTable.ShowTable(true)
	code, err := QR("https://www.service-public.fr/particuliers/vosdroits/F1344", 180)
	if err != nil {
		panic(err)
	}
	pad := NewPinPad(6, nil)
	pad.digit('1')
	pad.digit('2')
	return VBox(16,
		Columns(300, 16, KPI("handshake", theme.Sky, "12\u00a0840", "accompagnements", "+ 18\u00a0% sur un an"), KPI("users-three", theme.SunTint, "312", "ateliers", "2\u00a0871 participations"), KPI("map-pin", theme.EarthPale, "71 sur 92", "communes desservies", "au moins")),
		Columns(380, 16,
			VBox(16, Card(form), Card(VBox(14, HBox(12, Grow(Strong("Votre code, Nadia")), pad.Dots()), pad))),
			VBox(16, CardPad(10, table), Card(HBarChart("Par thème", themes)), Card(inTable), Card(VBarChart("Accompagnements par mois", "2026", "2025", months))),
			VBox(16, Banner(Bad, "warning-circle-bold", "Un lieu est sans nouvelles", "Rien n’est perdu : tout est gardé sur l’appareil.", NewButton(Secondary, "Appeler", "phone-call-bold", nil)),
				TintCard(Warn, VBox(8, HBox(8, NewIcon("bell-ringing", theme.AmberText, 24), Section("À ne pas oublier")), NewText("Un compte rendu à finir"))),
				Card(Empty("books", "Aucun guide ici", "Écrivez le premier, ou importez une mise à jour.", NewButton(Primary, "Écrire un guide", "plus-bold", nil))),
				Card(HBox(16, code, Grow(VBox(6, Strong("Sur votre téléphone"), Muted("La page officielle, rien sur vous."))))),
				HBox(12, Avatar("N", 0, 40), Avatar("K", 1, 40), Avatar("S", 2, 60)))),
	)
}

func kioskGallery(fyne.Canvas) fyne.CanvasObject {
	lang := NewSegmented([]Choice{{"fr", "Français"}, {"en", "English"}, {"ar", "العربية"}}, "fr", nil)
	check := NewChecklistRow("Photo d’identité", "De moins de six mois", Tag(Neutral, "", "Facultatif"), true, nil)
	head, bar := StepHeader("identification-card", "Refaire ma carte d’identité", 2, 5)
	toggle := NewToggle("Contraste", "circle-half", true, nil)
	five := func(make func() *Pressable) fyne.CanvasObject { return Grid(5, 28, fill(states(make))...) }
	return VBox(22, head, bar,
		five(func() *Pressable { return NewTile("identification-card", theme.Sky, "Papiers", "Carte", nil) }),
		five(func() *Pressable { return NewAnswer(1, "Oui", nil) }),
		five(func() *Pressable { return &NewButton(Secondary, "Aide", "hand-waving", nil).Pressable }),
		five(func() *Pressable { return &NewButton(Primary, "Suite", "arrow-right", nil).Pressable }),
		five(func() *Pressable { return &NewChecklistRow("Photo", "", nil, false, nil).Pressable }),
		HBox(24, Grow(check), toggle, NewKey("A", nil), lang),
		HBox(24, NewFaceChoice([]FaceOption{{"a", "Facile", "smiley"}, {"b", "Moyen", "smiley-meh"}, {"c", "Difficile", "smiley-sad"}}, func(string) {}), NewTwoLineButton(Secondary, "J’ai fini", "tout s’efface", "eraser", nil)),
		HBox(24, NewCountdown(22, 30), Grow(WhyCard("Pourquoi\u00a0?", "**Carte perdue\u00a0:** vous le déclarez là où vous demandez la nouvelle carte."))),
	)
}

func arabicGallery(fyne.Canvas) fyne.CanvasObject {
	head, bar := StepHeader("identification-card", "تجديد بطاقة هويتي", 1, 5)
	answers := AnswerList(NewAnswer(1, "انتهت صلاحيتها", nil), NewAnswer(2, "أضعتُها", nil), NewAnswer(3, "سُرقت منّي", nil), NewAnswer(4, "لا أعرف", nil))
	why := WhyCard("لماذا هذا السؤال؟", "**بطاقة ضائعة:** تصرّحون بذلك حيث تطلبون البطاقة الجديدة.", "**بطاقة مسروقة:** صرّحوا بالسرقة أولًا لدى الشرطة أو الدرك (17).", "موقع service-public.fr متاح 24 ساعة.")
	tools := HBox(14, NewButton(Secondary, "استماع", "speaker-high", nil), NewButton(Secondary, "تكبير", "text-aa", nil), NewToggle("تباين", "circle-half", false, nil))
	return VBox(24, HBox(24, Grow(head), tools), bar, Title("لماذا تجدّدون بطاقتكم؟"),
		Row(36, Top, Grow(answers), Sized(620, 0, why)),
		HBox(20, NewButton(Secondary, "رجوع", "arrow-left", nil), NewButton(Secondary, "العربية", "globe", nil), Spacer(), NewButton(Secondary, "اطلب المساعدة", "hand-waving", nil).Bold(), NewTwoLineButton(Secondary, "انتهيت", "يُمحى كل شيء", "eraser", nil)))
}

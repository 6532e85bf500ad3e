package guide

// Translation is a side file: the words of a guide in another language. It has
// no say in where steps lead.
type Translation struct {
	Of            ID
	Lang          string
	SourceVersion Version // version of the guide it was made from
	Title         string
	Intro         string
	Keywords      []string // words people type in that language
	Reviewed      Review   // the speaker who accepted it
	Comments      []string
	Steps         []TranslatedStep
}

// TranslatedStep holds the words of one step, by its id. Bullets are choices
// (`id : label`) or, for a list, items in the order of the guide.
type TranslatedStep struct {
	ID      StepID
	Title   string
	Unit    string
	Kind    Kind // only to check what the heading says, when it says it
	HasKind bool
	Texts
	Bullets  []TranslatedBullet
	Comments []string
	Line     int
}

// TranslatedBullet is a bullet as written, and its `pourquoi`.
type TranslatedBullet struct {
	Text string
	Why  string
	Line int
}

// translation turns what was read into a side file.
func (r *reader) translation(values map[string][]headerLine) *Translation {
	f := r.file
	r.missing(translationKeys()[:3])
	t := &Translation{Title: r.title, Intro: r.textOf(-1, ""), Comments: r.comments}
	for key, lines := range values {
		h, ok, variant := lines[0], true, ""
		switch key {
		case keyTranslation:
			t.Of, ok, variant = ID(h.value), validID(h.value), "id"
		case keyLang:
			t.Lang, ok, variant = h.value, validLang(h.value), "lang"
		case keySourceVer:
			t.SourceVersion, ok, variant = Version(h.value), Version(h.value).Valid(), "version"
		case keyReviewed:
			t.Reviewed, ok = parseReview(h.value)
			variant = "review"
		case keyKeywords:
			t.Keywords = listOf(h.value)
		}
		if !ok {
			f.add(h.line, codeHeaderValue, variant, "value", clip(h.value))
		}
	}
	for _, raw := range r.steps {
		t.Steps = append(t.Steps, r.translatedStep(raw))
	}
	for _, trial := range r.trials {
		f.add(trial.Line, codeIgnored, "trial")
	}
	return t
}

func (r *reader) translatedStep(raw rawStep) TranslatedStep {
	s := TranslatedStep{
		ID: raw.ID, Title: raw.Title, Unit: raw.Unit, Kind: raw.Kind, HasKind: raw.kindGiven,
		Texts: raw.Texts, Comments: raw.Comments, Line: raw.Line,
	}
	for _, b := range raw.bullets {
		s.Bullets = append(s.Bullets, TranslatedBullet{Text: b.body, Why: b.why, Line: b.line})
	}
	for _, e := range raw.Exits {
		r.file.add(e.Line, codeIgnored, "exit")
	}
	if len(raw.Links) > 0 {
		r.file.add(raw.Line, codeIgnored, "link")
	}
	return s
}

// validLang accepts two or three small letters.
func validLang(s string) bool {
	if len(s) < 2 || len(s) > 3 {
		return false
	}
	for _, c := range s {
		if c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}

package guide

// The keys of the file, as printed. Reading forgives capitals and missing
// accents.
const (
	keyID          = "id"
	keyVersion     = "version"
	keyOperator    = "opérateur"
	keyAudiences   = "publics"
	keyThemes      = "thématiques"
	keyLifeEvent   = "événement de vie"
	keyMinutes     = "durée"
	keySource      = "source"
	keyReviewed    = "relu"
	keyKeywords    = "mots-clés"
	keyMigration   = "migration"
	keyTranslation = "traduction de"
	keyLang        = "langue"
	keySourceVer   = "version source"

	keyHelp        = "aide"
	keyMediator    = "médiateur"
	keyWarning     = "attention"
	keyEasy        = "facile"
	keyImage       = "image"
	keyAudio       = "audio"
	keyLink        = "lien"
	keyCheck       = "vérifier"
	keyOrientation = "orientation"
	keyWhy         = "pourquoi"
)

// headerKeys are the keys of a guide, in the order they are printed.
func headerKeys() []string {
	return []string{
		keyID, keyVersion, keyAudiences, keyThemes, keyLifeEvent,
		keyMinutes, keySource, keyOperator, keyReviewed, keyKeywords, keyMigration,
	}
}

// requiredKeys must stand in every guide.
func requiredKeys() []string {
	return []string{keyID, keyVersion, keyAudiences, keyThemes, keySource, keyReviewed}
}

// translationKeys are the keys of a side file.
func translationKeys() []string {
	return []string{keyTranslation, keyLang, keySourceVer, keyReviewed, keyKeywords}
}

// stepKeys are the keyed texts of a step, in the order they are printed.
func stepKeys() []string {
	return []string{
		keyHelp, keyEasy, keyImage, keyAudio, keyLink, keyCheck, keyMediator,
		keyWarning, keyOrientation, keyWhy,
	}
}

// field gives the text a key fills, nil for keys that are not plain texts.
func (t *Texts) field(key string) *string {
	switch key {
	case "":
		return &t.Body
	case keyHelp:
		return &t.Help
	case keyMediator:
		return &t.Mediator
	case keyWarning:
		return &t.Warning
	case keyEasy:
		return &t.Easy
	case keyCheck:
		return &t.Check
	case keyOrientation:
		return &t.Orientation
	}
	return nil
}

// proseKeys are the keys whose value is prose; "" is the body.
func proseKeys() []string {
	return []string{"", keyHelp, keyEasy, keyCheck, keyMediator, keyWarning, keyOrientation}
}

// knownKey gives the key as printed for what was written, "" when unknown.
func knownKey(written string, keys []string) string {
	for _, k := range keys {
		if k == written {
			return k
		}
	}
	folded := fold(written)
	for _, k := range keys {
		if fold(k) == folded {
			return k
		}
	}
	return ""
}

package library

import (
	"embed"
	"io/fs"
	"path"
	"strings"
)

// The words people say for one thing, one file a language, one group a line,
// the wordings of a group separated by equal signs. They come from what is heard
// at a desk: acronyms, former names of services, everyday words for official
// ones. Comparison is made on stems, so plurals and genders are not listed.
//
//go:embed synonyms/*.txt
var synonymFiles embed.FS

// synonyms gives the groups of a language, none for a language without a file.
func synonyms(lang string) string {
	raw, err := fs.ReadFile(synonymFiles, path.Join("synonyms", lang+".txt"))
	if err != nil {
		return ""
	}
	return string(raw)
}

// synonymLanguages are the languages that have a file, sorted.
func synonymLanguages() []string {
	names, err := fs.Glob(synonymFiles, "synonyms/*.txt")
	if err != nil {
		return nil
	}
	for i, n := range names {
		names[i] = strings.TrimSuffix(path.Base(n), ".txt")
	}
	return names
}

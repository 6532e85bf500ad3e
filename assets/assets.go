// Package assets holds what the programs carry inside them: fonts, icons, the
// Parvis artwork, the starter guides, and the communes of the territory with
// their place on the tile map.
//
// It promises bytes and plain values only: it imports nothing of ours and no
// toolkit, so a server without a screen can embed the same files. It never
// downloads anything and never reads the machine's disk.
package assets

import (
	"archive/zip"
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
	"sync"

	"github.com/klauspost/compress/zstd"
)

//go:embed fonts/*.txt icons art
var files embed.FS

// Each font is its own variable: a program carries only those it names.
var (
	//go:embed fonts/AtkinsonHyperlegibleNext_400Regular.ttf
	latinRegular []byte
	//go:embed fonts/AtkinsonHyperlegibleNext_700Bold.ttf
	latinBold []byte
	//go:embed fonts/NotoSansArabic_400Regular.ttf
	arabicRegular []byte
	//go:embed fonts/NotoSansArabic_700Bold.ttf
	arabicBold []byte
)

// guidesPacked is the folder guides, compressed whole: texts in four languages
// weigh a quarter that way. It is made by "go generate ./assets", and a test says when it
// is out of date.
//
//go:generate go test -run TestGuidesArchive -update .
//go:embed guides.zip.zst
var guidesPacked []byte

// Font names an embedded font file.
type Font string

// The embedded fonts. Latin, Greek and Cyrillic text is set in Atkinson
// Hyperlegible Next; Arabic (with its Latin letters and digits) in Noto Sans
// Arabic. Both are under the SIL Open Font Licence, shipped beside them.
const (
	LatinRegular  Font = "AtkinsonHyperlegibleNext_400Regular.ttf"
	LatinBold     Font = "AtkinsonHyperlegibleNext_700Bold.ttf"
	ArabicRegular Font = "NotoSansArabic_400Regular.ttf"
	ArabicBold    Font = "NotoSansArabic_700Bold.ttf"
)

// FontData gives the bytes of an embedded font. It panics on a name that is
// not one of the constants, which is a mistake in the program.
func FontData(f Font) []byte {
	data, ok := map[Font][]byte{
		LatinRegular: latinRegular, LatinBold: latinBold, ArabicRegular: arabicRegular, ArabicBold: arabicBold,
	}[f]
	if !ok {
		panic("assets: no font " + string(f))
	}
	return data
}

// Latin gives the two weights of the Latin font alone, for programs that print
// and show nothing.
func Latin() (regular, bold []byte) { return latinRegular, latinBold }

// Art names a piece of the Parvis artwork.
type Art string

// The artwork, as SVG drawn in absolute segments only.
const (
	Logo        Art = "logo.svg"
	LogoInverse Art = "logo-inverse.svg"
	DecorHome   Art = "decor-accueil-borne.svg"  // 1920×312, laid on a primary rectangle
	DecorUnlock Art = "decor-deverrouillage.svg" // 520×800
)

// ArtData gives the bytes of a piece of artwork.
func ArtData(a Art) []byte { return must("art/" + string(a)) }

// InkOfIcons is the one colour the embedded icons are drawn in; replacing it in
// the bytes recolours the icon.
const InkOfIcons = "#12233F"

// Icon gives the SVG of an icon by its name without extension ("check-bold").
// ok is false when there is no such icon.
func Icon(name string) (svg []byte, ok bool) {
	b, err := files.ReadFile("icons/" + name + ".svg")
	return b, err == nil
}

// Icons lists the names of the embedded icons, sorted.
func Icons() []string {
	entries, err := files.ReadDir("icons")
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		if path.Ext(e.Name()) == ".svg" {
			names = append(names, strings.TrimSuffix(e.Name(), ".svg"))
		}
	}
	sort.Strings(names)
	return names
}

// Licences gives the licence texts of the embedded fonts and icons, by title,
// for the page that shows them.
func Licences() map[string]string {
	return map[string]string{
		"Atkinson Hyperlegible Next": string(must("fonts/OFL-AtkinsonNext.txt")),
		"Noto Sans Arabic":           string(must("fonts/OFL-NotoSansArabic.txt")),
		"Phosphor Icons":             string(must("icons/LICENSE-phosphor")),
	}
}

// Guides is the folder of the starter guides shipped with the program.
func Guides() fs.FS { return guides() }

var guides = sync.OnceValue(func() fs.FS {
	r, err := unpack(guidesPacked)
	if err != nil {
		panic(fmt.Sprintf("assets: guides: %v", err)) // embedded at build time and read by a test
	}
	return r
})

func unpack(packed []byte) (*zip.Reader, error) {
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer dec.Close()
	raw, err := dec.DecodeAll(packed, nil)
	if err != nil {
		return nil, err
	}
	return zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
}

func must(name string) []byte {
	b, err := files.ReadFile(name)
	if err != nil {
		panic(fmt.Sprintf("assets: %v", err))
	}
	return b
}

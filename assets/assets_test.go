package assets

import (
	"bytes"
	"io/fs"
	"testing"
)

func TestEveryIconIsDrawnInTheOneColour(t *testing.T) {
	names := Icons()
	if len(names) < 108 {
		t.Fatalf("%d icons, want at least 108", len(names))
	}
	for _, n := range names {
		svg, ok := Icon(n)
		if !ok || !bytes.Contains(svg, []byte(InkOfIcons)) {
			t.Errorf("icon %s: not drawn in %s", n, InkOfIcons)
		}
	}
	if _, ok := Icon("nothing-of-the-kind"); ok {
		t.Error("an unknown icon was found")
	}
}

func TestFontsArtAndLicencesAreThere(t *testing.T) {
	for _, f := range []Font{LatinRegular, LatinBold, ArabicRegular, ArabicBold} {
		if b := FontData(f); !bytes.HasPrefix(b, []byte{0, 1, 0, 0}) {
			t.Errorf("%s is not a TrueType font", f)
		}
	}
	for _, a := range []Art{Logo, LogoInverse, DecorHome, DecorUnlock} {
		if !bytes.Contains(ArtData(a), []byte("<svg")) {
			t.Errorf("%s is not an SVG", a)
		}
	}
	for title, text := range Licences() {
		if len(text) < 500 {
			t.Errorf("licence of %s: %d bytes", title, len(text))
		}
	}
}

func TestTerritory(t *testing.T) {
	communes, m := Communes(), TileMap()
	if len(communes) != 92 || len(m.Tiles) != 92 || len(Districts()) != 16 || len(m.Inset) != 16 {
		t.Fatalf("%d communes, %d tiles, %d districts, %d inset tiles",
			len(communes), len(m.Tiles), len(Districts()), len(m.Inset))
	}
	at := map[[2]int]string{}
	for i, tile := range m.Tiles {
		if tile.INSEE != communes[i].INSEE {
			t.Errorf("tile %s has no commune", tile.INSEE)
		}
		key := [2]int{tile.Col, tile.Row}
		if other, taken := at[key]; taken {
			t.Errorf("%s and %s share a tile", other, tile.Name)
		}
		at[key] = tile.Name
		if tile.Col < 0 || tile.Col >= m.Cols || tile.Row < 0 || tile.Row >= m.Rows {
			t.Errorf("%s is outside the grid", tile.Name)
		}
	}
	for _, w := range m.Water {
		if name, taken := at[[2]int{w.Col, w.Row}]; taken {
			t.Errorf("%s stands in the water", name)
		}
	}
	for _, c := range communes {
		if c.Population <= 0 || len(c.PostalCodes) == 0 {
			t.Errorf("%s: population %d, %d postal codes", c.Name, c.Population, len(c.PostalCodes))
		}
	}
}

func TestGuidesFolderOpens(t *testing.T) {
	if _, err := fs.ReadDir(Guides(), "."); err != nil {
		t.Fatal(err)
	}
}

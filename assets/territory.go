package assets

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sort"
	"sync"
)

//go:embed territory/communes.json
var communesJSON []byte

//go:embed territory/tuiles.json
var tilesJSON []byte

// Commune is a commune of the Métropole Aix-Marseille-Provence, or an
// arrondissement of Marseille. Source: @etalab/decoupage-administratif 6.0.0
// (Licence Ouverte 2.0; COG INSEE 2026).
type Commune struct {
	INSEE       string   // "13063"
	Name        string   // "Miramas"
	Population  int      // municipal population
	PostalCodes []string // one or several
}

// Tile is the place of a commune on the hexagon map: pointy-top hexagons, odd
// rows shifted right by half a tile.
type Tile struct {
	INSEE      string
	Name       string
	Short      string // the few letters drawn in the tile
	Col, Row   int
	Population int
}

// Map is the tile map: its grid, its tiles, the water that stays empty, and
// the inset of the 16 arrondissements of Marseille.
type Map struct {
	Cols, Rows           int
	Tiles                []Tile // sorted by INSEE code
	Water                []Tile // no INSEE code
	InsetOf              string // INSEE code of Marseille
	InsetCols, InsetRows int
	Inset                []Tile
}

type territory struct {
	communes, districts []Commune
	tiles               Map
}

var load = sync.OnceValues(readTerritory)

// Communes gives the 92 communes, sorted by INSEE code. The slice is the
// caller's own.
func Communes() []Commune { return append([]Commune(nil), mustLoad().communes...) }

// Districts gives the 16 arrondissements of Marseille, sorted by code.
func Districts() []Commune { return append([]Commune(nil), mustLoad().districts...) }

// TileMap gives the tile map.
func TileMap() Map { return mustLoad().tiles }

// mustLoad panics only when an embedded file does not parse, which the tests
// exclude.
func mustLoad() territory {
	t, err := load()
	if err != nil {
		panic("assets: territory: " + err.Error())
	}
	return t
}

type rawTile struct {
	Col, Row   int
	Abbr, Nom  string
	Population int
}

func readTerritory() (territory, error) {
	var t territory
	var c struct {
		Communes []struct {
			INSEE, Nom   string
			Population   int
			CodesPostaux []string
		}
		ArrondissementsMarseille []struct {
			Code, Nom    string
			Population   int
			CodesPostaux []string
		}
	}
	if err := json.Unmarshal(communesJSON, &c); err != nil {
		return t, fmt.Errorf("communes: %w", err)
	}
	for _, x := range c.Communes {
		t.communes = append(t.communes, Commune{x.INSEE, x.Nom, x.Population, x.CodesPostaux})
	}
	for _, x := range c.ArrondissementsMarseille {
		t.districts = append(t.districts, Commune{x.Code, x.Nom, x.Population, x.CodesPostaux})
	}
	byCode := func(s []Commune) { sort.Slice(s, func(i, j int) bool { return s[i].INSEE < s[j].INSEE }) }
	byCode(t.communes)
	byCode(t.districts)

	var m struct {
		Grid  struct{ Cols, Rows int }
		Tiles map[string]rawTile
		Water []rawTile
		Inset struct {
			Commune    string
			Cols, Rows int
			Tiles      map[string]rawTile
		}
	}
	if err := json.Unmarshal(tilesJSON, &m); err != nil {
		return t, fmt.Errorf("tiles: %w", err)
	}
	t.tiles = Map{
		Cols: m.Grid.Cols, Rows: m.Grid.Rows, Tiles: sorted(m.Tiles),
		InsetOf: m.Inset.Commune, InsetCols: m.Inset.Cols, InsetRows: m.Inset.Rows, Inset: sorted(m.Inset.Tiles),
	}
	for _, w := range m.Water {
		t.tiles.Water = append(t.tiles.Water, Tile{Name: w.Nom, Col: w.Col, Row: w.Row})
	}
	return t, nil
}

func sorted(raw map[string]rawTile) []Tile {
	out := make([]Tile, 0, len(raw))
	for code, r := range raw {
		out = append(out, Tile{INSEE: code, Name: r.Nom, Short: r.Abbr, Col: r.Col, Row: r.Row, Population: r.Population})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].INSEE < out[j].INSEE })
	return out
}

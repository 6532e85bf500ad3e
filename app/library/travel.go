package library

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"

	"parvis/app"
	"parvis/app/guide"
)

// Media is a picture or a sound of a guide, ready to leave this computer.
type Media struct {
	Name string
	Data []byte
}

// MediaOf are the names of the pictures and sounds a guide shows, each once.
func MediaOf(g *guide.Guide) (names []string) {
	for i := range g.Steps {
		for _, name := range []string{g.Steps[i].Image.File, g.Steps[i].Audio} {
			if name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// The bounds of what travels with a guide, in bytes: of one picture or sound,
// and of all those of a guide. The hub holds the same.
const (
	MaxShared    = 1 << 20
	MaxAllShared = 4 << 20
)

// travelling are the pictures and sounds of a local guide that nobody else has,
// without what a telephone or a program wrote in them: place, moment, author.
// Errors: "library_media_travel" when one is too large or of a kind whose notes
// cannot be taken out, "library_media_heavy" for all of them together.
func (s *Shelf) travelling(g *guide.Guide) (list []Media, err error) {
	all := 0
	for _, name := range MediaOf(g) {
		if !mediaName(name) {
			continue
		}
		if _, _, err := s.mediaBeside(Variant{Origin: Local}, name); err != nil {
			continue // supplied with the program, in the pack, or missing: the text serves
		}
		data, err := s.Media(g.ID, name)
		if err != nil {
			return nil, err
		}
		if data = bare(name, data); data == nil || len(data) > MaxShared {
			return nil, app.E(app.Rejected, "library_media_travel", "file", name, "n", MaxShared>>20)
		}
		if all += len(data); all > MaxAllShared {
			return nil, app.E(app.Rejected, "library_media_heavy", "title", g.Title, "n", MaxAllShared>>20)
		}
		list = append(list, Media{name, data})
	}
	return list, nil
}

// bare is a picture or a sound without the notes written in its file; nil for
// a kind that does not let them be taken out.
func bare(name string, data []byte) []byte {
	switch ending(name) {
	case ".jpg", ".jpeg":
		return bareJPEG(data)
	case ".png":
		return barePNG(data)
	case ".wav":
		return bareWAV(data)
	case ".mp3":
		return bareMP3(data)
	}
	return nil
}

// bareJPEG keeps what draws: application segments but JFIF, colour profile and
// Adobe's transform go, comments too.
func bareJPEG(data []byte) []byte {
	if len(data) < 4 || data[0] != 0xFF || data[1] != 0xD8 {
		return nil
	}
	out, rest := append([]byte{}, data[:2]...), data[2:]
	for len(rest) >= 4 && rest[0] == 0xFF {
		kind, n := rest[1], int(binary.BigEndian.Uint16(rest[2:]))+2
		if kind == 0xDA { // what follows draws, to the end of the picture
			end := bytes.LastIndex(rest, []byte{0xFF, 0xD9})
			if end < 0 {
				return nil
			}
			return append(out, rest[:end+2]...)
		}
		if n > len(rest) {
			return nil
		}
		if kind == 0xFE || kind >= 0xE0 && kind <= 0xEF && kind != 0xE0 && kind != 0xE2 && kind != 0xEE {
			rest = rest[n:]
			continue
		}
		out, rest = append(out, rest[:n]...), rest[n:]
	}
	return nil
}

// barePNG keeps the chunks that draw.
func barePNG(data []byte) []byte {
	const head = "\x89PNG\r\n\x1a\n"
	if !bytes.HasPrefix(data, []byte(head)) {
		return nil
	}
	out, rest := []byte(head), data[len(head):]
	for len(rest) >= 12 {
		n := 12 + uint64(binary.BigEndian.Uint32(rest))
		if n > uint64(len(rest)) {
			return nil
		}
		kind := string(rest[4:8])
		if slices.Contains(strings.Fields("IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB"), kind) {
			out = append(out, rest[:n]...)
		}
		if kind == "IEND" {
			return out
		}
		rest = rest[n:]
	}
	return nil
}

// bareWAV keeps the format and the samples.
func bareWAV(data []byte) []byte {
	if len(data) < 12 || string(data[:4]) != "RIFF" || string(data[8:12]) != "WAVE" {
		return nil
	}
	out, rest := append([]byte{}, data[:12]...), data[12:]
	for len(rest) >= 8 {
		n := 8 + uint64(binary.LittleEndian.Uint32(rest[4:]))
		n += n % 2
		n = min(n, uint64(len(rest))) // recorders that were stopped leave a short one
		if kind := string(rest[:4]); kind == "fmt " || kind == "data" || kind == "fact" {
			out = append(out, rest[:n]...)
		}
		rest = rest[n:]
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out
}

// bareMP3 takes the labels at both ends away (ID3 version 2, 1).
func bareMP3(data []byte) []byte {
	for len(data) >= 10 && string(data[:3]) == "ID3" {
		n := 10 + (int(data[6])<<21 | int(data[7])<<14 | int(data[8])<<7 | int(data[9]))
		if data[5]&0x10 != 0 {
			n += 10 // its footer
		}
		if n > len(data) {
			return nil
		}
		data = data[n:]
	}
	if n := len(data) - 128; n >= 0 && string(data[n:n+3]) == "TAG" {
		data = data[:n]
	}
	if i := bytes.LastIndex(data, []byte("APETAGEX")); i >= 0 && len(data)-i < 64<<10 {
		if first := bytes.Index(data, []byte("APETAGEX")); first >= 0 && len(data)-first < 64<<10 {
			i = first
		}
		data = data[:i]
	}
	if len(data) < 4 {
		return nil
	}
	return data
}

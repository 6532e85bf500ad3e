package library

import (
	"bytes"
	"context"
	"image"
	_ "image/jpeg" // the pictures a step may show
	_ "image/png"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"parvis/app"
	"parvis/app/guide"
)

// The bounds of what a step may show or say, in bytes and pixels.
const (
	MaxPicture = 5 << 20
	MaxSound   = 20 << 20
	maxSide    = 6000
)

// Pictures and Sounds are the endings of file names a step may have.
func Pictures() []string { return []string{".png", ".jpg", ".jpeg"} }

// Sounds are the endings of the sounds a step may have.
func Sounds() []string { return []string{".mp3", ".ogg", ".opus", ".wav", ".m4a", ".flac"} }

// IsPicture says whether a file of a guide is a picture, by its name.
func IsPicture(name string) bool { return slices.Contains(Pictures(), ending(name)) }

func ending(name string) string { return strings.ToLower(path.Ext(name)) }

// mediaName says whether a name is one file beside the guide, of a known kind.
func mediaName(name string) bool {
	return name != "" && filepath.IsLocal(name) && !strings.ContainsAny(name, `/\:`) && !strings.HasPrefix(name, ".") &&
		(slices.Contains(Pictures(), ending(name)) || slices.Contains(Sounds(), ending(name)))
}

// Media gives a picture or a sound named by a guide: it stands beside the text
// in use, or beside another text of the same guide. What is missing, too large
// or of another kind than its name says is refused.
func (s *Shelf) Media(id guide.ID, name string) ([]byte, error) {
	for _, v := range s.besides(id, name) {
		if root, file, err := s.mediaBeside(v, name); err == nil {
			data, err := fs.ReadFile(root, file)
			if err != nil {
				return nil, app.E(app.Failed, "library_unreadable", "file", name).Because(err)
			}
			return data, checkMedia(name, data)
		}
	}
	return nil, app.E(app.Rejected, "library_media_missing", "file", name)
}

// HasMedia says whether a picture or a sound is there, without reading it.
func (s *Shelf) HasMedia(id guide.ID, name string) bool {
	for _, v := range s.besides(id, name) {
		if _, _, err := s.mediaBeside(v, name); err == nil {
			return true
		}
	}
	return false
}

// besides are the texts a file may stand beside; none for a name that no guide
// may give. A guide that is not kept yet is one written here.
func (s *Shelf) besides(id guide.ID, name string) []Variant {
	if !mediaName(name) {
		return nil
	}
	places := []Variant{{Origin: Local}}
	if e, ok := s.Entry(id); ok {
		places = append([]Variant{e.Variant, e.Shown}, append(places, e.Others...)...)
	}
	return places
}

// mediaBeside finds a file in the folder of a text.
func (s *Shelf) mediaBeside(v Variant, name string) (fs.FS, string, error) {
	var root fs.FS
	switch v.Origin {
	case Starter:
		root = s.starter
	case Local:
		root = os.DirFS(filepath.Join(s.dir, localFolder))
	case Pack:
		root = os.DirFS(filepath.Join(s.dir, packFolder))
	default:
		return nil, "", fs.ErrNotExist
	}
	if root == nil || s.dir == "" && v.Origin != Starter {
		return nil, "", fs.ErrNotExist
	}
	file := path.Join(path.Dir(filepath.ToSlash(v.File)), name)
	info, err := fs.Stat(root, file)
	if err != nil {
		return nil, "", err
	}
	if !info.Mode().IsRegular() || info.Size() > MaxSound {
		return nil, "", fs.ErrNotExist
	}
	return root, file, nil
}

// AddMedia puts a picture or a sound beside the texts written here and gives
// the name to write in the guide: letters, digits and hyphens, never the name
// of another file.
func (s *Shelf) AddMedia(_ context.Context, id guide.ID, name string, data []byte) (string, error) {
	name = filepath.Base(filepath.ToSlash(name))
	if !mediaName("x" + ending(name)) {
		return "", app.E(app.Rejected, "library_media_kind", "file", name)
	}
	if err := checkMedia(name, data); err != nil {
		return "", err
	}
	stem := guide.Slug(strings.TrimSuffix(name, path.Ext(name)))
	stem = strings.Trim(string(id)+"-"+strings.TrimPrefix(stem, string(id)+"-"), "-")
	for n := 1; ; n++ {
		try := stem + ending(name)
		if n > 1 {
			try = stem + "-" + strconv.Itoa(n) + ending(name)
		}
		if root, file, err := s.mediaBeside(Variant{Origin: Local}, try); err == nil {
			old, err := fs.ReadFile(root, file)
			if err == nil && bytes.Equal(old, data) {
				return try, nil
			}
			continue
		}
		if err := writeFile(filepath.Join(s.dir, localFolder, try), data); err != nil {
			return "", app.E(app.Failed, "library_save", "file", try).Because(err)
		}
		return try, nil
	}
}

// checkMedia wants the bytes to be what the name says, within bounds.
func checkMedia(name string, data []byte) error {
	if IsPicture(name) {
		return checkPicture(name, data)
	}
	if len(data) > MaxSound {
		return app.E(app.Rejected, "library_media_large", "file", name, "n", MaxSound>>20)
	}
	head := func(at int, want string) bool {
		return len(data) >= at+len(want) && string(data[at:at+len(want)]) == want
	}
	ok := head(0, "ID3") || head(0, "OggS") || head(0, "fLaC") || head(4, "ftyp") || head(0, "RIFF") && head(8, "WAVE") ||
		len(data) > 1 && data[0] == 0xFF && data[1]&0xE0 == 0xE0 // a frame of MPEG sound
	if !ok {
		return app.E(app.Rejected, "library_media_kind", "file", name)
	}
	return nil
}

func checkPicture(name string, data []byte) error {
	if len(data) > MaxPicture {
		return app.E(app.Rejected, "library_media_large", "file", name, "n", MaxPicture>>20)
	}
	c, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return app.E(app.Rejected, "library_media_kind", "file", name).Because(err)
	}
	if c.Width < 1 || c.Height < 1 || c.Width > maxSide || c.Height > maxSide {
		return app.E(app.Rejected, "library_media_pixels", "file", name, "n", maxSide)
	}
	return nil
}

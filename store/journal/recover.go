package journal

import (
	"encoding/hex"
	"errors"
	"hash/crc32"
	"io/fs"
	"slices"

	"parvis/store/disk"
)

// Recovery is what Open had to do.
type Recovery struct {
	Records  int       // records readable now
	Findings []Finding // what was wrong just now; empty after a clean stop
}

// verifyUpTo bounds what Open reads to verify closed segments; above it the
// regular check does.
const verifyUpTo = 256 << 20

// asideDir keeps damaged segments, for whoever wants to look at them.
const asideDir = "aside"

// ErrAbsent is returned by Open when the directory holds no journal.
var ErrAbsent = errors.New("no journal here")

// Open opens a journal and repairs it: a torn tail is cut, damaged segments
// are set aside and their whole records recovered, leftovers of an interrupted
// rewriting are removed.
func Open(o Options) (*Journal, Recovery, error) {
	o = o.withDefaults()
	var rec Recovery
	files, err := segmentFiles(o)
	if err != nil {
		return nil, rec, err
	}
	// A name read here must not go back to an older file at the next power cut.
	if err := o.FS.SyncDir(o.Dir); err != nil {
		return nil, rec, err
	}
	m, id, err := readManifest(o)
	if err != nil {
		if !errors.Is(err, errManifest) && !errors.Is(err, fs.ErrNotExist) {
			return nil, rec, err
		}
		if m, id, err = guessManifest(o, files); err != nil {
			return nil, rec, err
		}
		rec.Findings = append(rec.Findings, Finding{Code: FoundManifest})
	}
	j, err := bare(o, id)
	if err != nil {
		return nil, rec, err
	}
	r := repair{j: j, man: m.clone(), files: files, rec: &rec, guessed: len(rec.Findings) > 0}
	if err := r.run(o); err != nil {
		return nil, rec, err
	}
	for _, s := range j.man.Segments {
		rec.Records += s.Records
	}
	return j, rec, nil
}

func readManifest(o Options) (manifest, [16]byte, error) {
	raw, err := disk.ReadFile(o.FS, o.Dir+"/"+ManifestName)
	if err != nil {
		return manifest{}, [16]byte{}, err
	}
	return decodeManifest(raw)
}

// segmentFiles lists the segment files present, by number then generation.
func segmentFiles(o Options) ([]segment, error) {
	entries, err := o.FS.List(o.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrAbsent
	}
	if err != nil {
		return nil, err
	}
	var out []segment
	for _, e := range entries {
		if n, g, ok := parseName(e.Name); ok && !e.Dir {
			out = append(out, segment{Number: n, Generation: g, Bytes: e.Size})
		}
	}
	slices.SortFunc(out, func(a, b segment) int {
		if a.Number != b.Number {
			return int(a.Number) - int(b.Number)
		}
		return int(a.Generation) - int(b.Generation)
	})
	return out, nil
}

// guessManifest makes the list of segments again from their headers: the
// highest generation of each number, since a rewritten file only gets its name
// once it is whole.
func guessManifest(o Options, files []segment) (manifest, [16]byte, error) {
	m := manifest{Format: manifestFormat, Rewrites: 1 << 20}
	var id [16]byte
	found := false
	for i, f := range files {
		if i+1 < len(files) && files[i+1].Number == f.Number {
			continue
		}
		raw, err := disk.ReadFile(o.FS, o.Dir+"/"+f.name())
		if err != nil {
			return m, id, err
		}
		head, got, ok := parseHeader(raw)
		if !ok {
			head = segment{Number: f.Number, Generation: f.Generation}
		} else if !found {
			id, found = got, true
		}
		m.Rewrites += int(f.Generation)
		m.Segments = append(m.Segments, head)
	}
	if !found {
		return m, id, ErrAbsent
	}
	m.ID = hex.EncodeToString(id[:])
	return m, id, measureClosed(o, &m, id, 0)
}

// measureClosed gives the closed segments of a manifest their true measures,
// from one on; the last one is scanned later, as any active segment is.
func measureClosed(o Options, m *manifest, id [16]byte, from int) error {
	last := len(m.Segments) - 1
	m.Next = max(m.Next, 1)
	for i := from; i < last; i++ {
		s := &m.Segments[i]
		s.First = max(s.First, m.Next) // a damaged header has none
		raw, err := disk.ReadFile(o.FS, o.Dir+"/"+s.name())
		if err != nil {
			return err
		}
		below := m.Segments[i+1].First
		frames := scan(raw, *s, id, false).frames
		frames = slices.DeleteFunc(frames, func(f frame) bool { return f.seq >= below && below > 1 })
		s.Records, s.Bytes = len(frames), min(headerSize, int64(len(raw)))
		if n := len(frames); n > 0 {
			s.Last = frames[n-1].seq
			s.Bytes = int64(frames[n-1].at + len(frames[n-1].raw))
			m.Next = max(m.Next, s.Last+1)
		}
		s.Sum = crc32.Checksum(raw[:s.Bytes], castagnoli)
	}
	m.Segments[last].First = max(m.Segments[last].First, m.Next)
	return nil
}

// repair brings the files and the manifest to a state that can be appended to.
type repair struct {
	j       *Journal
	man     manifest
	files   []segment
	rec     *Recovery
	changed bool
	guessed bool // the manifest was made again from the files
}

func (r *repair) run(o Options) error {
	if err := r.adopt(o); err != nil {
		return err
	}
	last := len(r.man.Segments) - 1
	total := int64(0)
	for i := range r.man.Segments {
		total += r.man.Segments[i].Bytes
	}
	var kept []segment
	for _, s := range r.man.Segments[:last] {
		if total > verifyUpTo && !r.guessed && r.present(s) {
			kept = append(kept, s)
			continue
		}
		fixed, err := r.closed(s)
		if err != nil {
			return err
		}
		if fixed.Records > 0 {
			kept = append(kept, fixed)
		}
	}
	if err := r.activeSegment(r.man.Segments[last], kept); err != nil {
		return err
	}
	return r.tidy()
}

// adopt lists segments newer than the manifest, should any hold records: an
// older manifest came back. What it says of its last segment is then too old.
func (r *repair) adopt(o Options) error {
	listed := len(r.man.Segments)
	last := r.man.Segments[listed-1]
	for _, f := range r.files {
		if f.Number <= last.Number || f.Bytes <= headerSize {
			continue
		}
		raw, err := disk.ReadFile(r.j.fs, r.j.path(f.name()))
		if err != nil {
			continue // it stays on the disk, unlisted
		}
		if head, id, ok := parseHeader(raw); ok && id == r.j.id {
			r.man.Segments = append(r.man.Segments, head)
			r.changed = true
		}
	}
	if len(r.man.Segments) == listed {
		return nil
	}
	r.guessed = true
	return measureClosed(o, &r.man, r.j.id, listed-1)
}

func (r *repair) present(s segment) bool {
	return slices.ContainsFunc(r.files, func(f segment) bool {
		return f.Number == s.Number && f.Generation == s.Generation && f.Bytes >= s.Bytes
	})
}

// closed verifies one closed segment and recovers what it can of a bad one.
func (r *repair) closed(s segment) (segment, error) {
	raw, err := disk.ReadFile(r.j.fs, r.j.path(s.name()))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.find(Finding{Code: FoundMissing, Segment: s.name(), Records: s.Records, First: s.First, Last: s.Last})
		return segment{}, nil
	case err != nil:
		return s, err
	}
	if int64(len(raw)) >= s.Bytes && s.Bytes >= headerSize &&
		crc32.Checksum(raw[:s.Bytes], castagnoli) == s.Sum {
		if !r.guessed {
			return s, nil
		}
		// Nobody vouches for its end any more: written again, it is surely on
		// the disk.
		frames := scan(raw[:s.Bytes], s, r.j.id, true).frames
		if len(frames) == 0 {
			return segment{}, nil
		}
		s.Generation++
		return r.j.rebuild(s, frames)
	}
	code := lossCode(raw, s)
	raw = raw[:min(int64(len(raw)), max(s.Bytes, headerSize))]
	return r.salvage(s, scan(raw, s, r.j.id, true).frames, s.Records, code)
}

// lossCode tells a file that was cut short from one damaged in its place.
func lossCode(raw []byte, s segment) string {
	if int64(len(raw)) < s.Bytes {
		return FoundLost
	}
	return FoundDamage
}

// salvage writes the whole records of a damaged segment into a new generation.
func (r *repair) salvage(s segment, frames []frame, expected int, code string) (segment, error) {
	lost := Finding{Code: code, Segment: s.name(), Records: max(expected-len(frames), 0)}
	lost.First, lost.Last = gap(s.First, s.Last, frames)
	r.find(lost)
	if len(frames) == 0 {
		return segment{}, nil
	}
	s.Generation++
	return r.j.rebuild(s, frames)
}

// gap bounds the numbers missing among frames.
func gap(first, last uint64, frames []frame) (from, to uint64) {
	next := first
	for _, f := range frames {
		if f.seq > next {
			if from == 0 {
				from = next
			}
			to = f.seq - 1
		}
		next = f.seq + 1
	}
	if last >= next {
		if from == 0 {
			from = next
		}
		to = last
	}
	return from, to
}

// rebuild writes a closed segment from frames, chained anew; bodies stay
// sealed as they were. The file has its name only once it is whole.
func (j *Journal) rebuild(s segment, frames []frame) (segment, error) {
	raw := s.header(j.id)
	tip := hashOf(raw)
	for _, f := range frames {
		raw, tip = appendFrame(raw, f.seq, f.typ, f.lag, tip, f.sealed)
	}
	s.Records, s.Last = len(frames), frames[len(frames)-1].seq
	s.Bytes, s.Sum = int64(len(raw)), crc32.Checksum(raw, castagnoli)
	return s, disk.Replace(j.fs, j.path(s.name()), raw)
}

// activeSegment goes on with the segment being appended to when it is exactly
// as Close left it. Otherwise the process or the machine stopped at some
// point, and what can be read is not surely on the disk: after a failed sync
// the kernel may show pages it will never write and report later syncs as
// done. Its whole records are then written again into another file.
func (r *repair) activeSegment(s segment, kept []segment) error {
	raw, err := disk.ReadFile(r.j.fs, r.j.path(s.name()))
	missing := errors.Is(err, fs.ErrNotExist)
	if err != nil && !missing {
		return err
	}
	got := scan(raw, s, r.j.id, false)
	switch {
	case missing:
		return r.replaceActive(s, nil, kept, FoundMissing)
	case got.broken:
		return r.replaceActive(s, got.frames, kept, lossCode(raw, s))
	case int64(len(raw)) == s.Bytes && crc32.Checksum(raw, castagnoli) == s.Sum:
		return r.resume(s, raw, got, kept)
	case len(got.frames) < s.Records:
		// The manifest vouches for more than that: no unfinished write, but
		// acknowledged records that are gone.
		return r.replaceActive(s, vouched(raw, s, r.j.id, got), kept, lossCode(raw, s))
	}
	if got.end < len(raw) {
		r.rec.Findings = append(r.rec.Findings, Finding{Code: FoundTail, Segment: s.name()})
	}
	next := max(r.man.Next, s.First)
	if n := len(got.frames); n > 0 {
		next = max(next, got.frames[n-1].seq+1)
		s.Generation++
		closed, err := r.j.rebuild(s, got.frames)
		if err != nil {
			return err
		}
		kept = append(kept, closed)
	}
	return r.startFresh(s.Number+1, next, kept)
}

// resume opens the active file where it stops.
func (r *repair) resume(s segment, raw []byte, got scanned, kept []segment) error {
	f, err := r.j.fs.Append(r.j.path(s.name()))
	if err != nil {
		return err
	}
	r.j.file, r.j.tip = f, hashOf(raw[:headerSize])
	if n := len(got.frames); n > 0 {
		r.j.tip = hashOf(got.frames[n-1].raw)
	}
	r.man.Next = max(r.man.Next, s.First, s.Last+1)
	r.settle(append(kept, s))
	if r.changed {
		return r.j.publish(r.man)
	}
	r.j.man, r.j.kept = r.man, r.man.encode()
	return nil
}

// vouched gives the whole records of a segment whose measures in the manifest
// are known to be true: what stands after a gap was acknowledged as well.
func vouched(raw []byte, s segment, id [16]byte, got scanned) []frame {
	if int64(len(raw)) > s.Bytes {
		return got.frames // appended to since: its end may be unfinished
	}
	return scan(raw, s, id, true).frames
}

func (r *repair) startFresh(number uint32, next uint64, kept []segment) error {
	fresh := segment{Number: number, First: next}
	if err := r.j.start(fresh); err != nil {
		return err
	}
	r.man.Next = next
	r.settle(append(kept, r.j.measure(fresh)))
	return r.j.publish(r.man)
}

// replaceActive closes a damaged active segment with what it still holds and
// starts another one.
func (r *repair) replaceActive(s segment, frames []frame, kept []segment, code string) error {
	next := max(r.man.Next, s.First)
	if n := len(frames); n > 0 {
		next = max(next, frames[n-1].seq+1)
	}
	expected := max(int(next-s.First), s.Records)
	if code == FoundMissing {
		r.find(Finding{Code: FoundMissing, Segment: s.name(), Records: s.Records, First: s.First})
	} else {
		fixed, err := r.salvage(s, frames, expected, code)
		if err != nil {
			return err
		}
		if fixed.Records > 0 {
			kept = append(kept, fixed)
		}
	}
	return r.startFresh(s.Number+1, next, kept)
}

func (r *repair) settle(segments []segment) {
	r.changed = r.changed || r.guessed || len(segments) != len(r.man.Segments)
	r.man.Segments = segments
	r.j.next, r.j.sealed = r.man.Next, r.man.Next-1
}

func (r *repair) find(f Finding) {
	r.rec.Findings = append(r.rec.Findings, f)
	r.man.Aside = append(r.man.Aside, f)
	r.man.Rewrites++
	r.changed = true
}

// tidy sets damaged files aside and removes leftovers of interrupted work.
func (r *repair) tidy() error {
	listed := map[string]bool{}
	for _, s := range r.j.man.Segments {
		listed[s.name()] = true
	}
	aside := map[string]bool{}
	for _, f := range r.j.man.Aside {
		aside[f.Segment] = true
	}
	for _, f := range r.files {
		switch name := f.name(); {
		case listed[name]:
		case aside[name]:
			if err := r.j.setAside(name); err != nil {
				return err
			}
		default:
			if err := r.j.fs.Wipe(r.j.path(name)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (j *Journal) setAside(name string) error {
	if err := j.fs.MkdirAll(j.path(asideDir)); err != nil {
		return err
	}
	if err := j.fs.Rename(j.path(name), j.path(asideDir+"/"+name)); err != nil {
		return err
	}
	return j.fs.SyncDir(j.dir)
}

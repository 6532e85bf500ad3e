package journal

import (
	"fmt"
	"iter"

	"parvis/store/disk"
)

// DamageError says that a segment changed under an open journal; reopening it
// sets the damage aside.
type DamageError struct{ Segment string }

func (e *DamageError) Error() string { return "damaged segment " + e.Segment }

// Records yields the durable records whose number is at least from, in order.
// It stops after the first error. Records appended meanwhile may be included.
func (j *Journal) Records(from uint64) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for {
			s, frames, err := j.load(from)
			if err != nil {
				yield(Record{}, err)
				return
			}
			if frames == nil {
				return
			}
			for _, f := range frames {
				if f.seq < from {
					continue
				}
				rec, err := j.sealer.open(f)
				if !yield(rec, err) || err != nil {
					return
				}
			}
			from = s.Last + 1
		}
	}
}

// load reads the segment that holds the first record at or after from; frames
// is nil when there is none.
func (j *Journal) load(from uint64) (segment, []frame, error) {
	j.files.RLock()
	defer j.files.RUnlock()
	for _, s := range j.man.Segments {
		if s.Records == 0 || s.Last < from {
			continue
		}
		frames, err := j.frames(s)
		return s, frames, err
	}
	return segment{}, nil, nil
}

// frames reads a segment whole; files is held.
func (j *Journal) frames(s segment) ([]frame, error) {
	raw, err := disk.ReadFile(j.fs, j.path(s.name()))
	if err != nil {
		return nil, err
	}
	if int64(len(raw)) < s.Bytes {
		return nil, &DamageError{Segment: s.name()}
	}
	raw = raw[:s.Bytes]
	frames := make([]frame, 0, s.Records)
	prev := hashOf(raw[:headerSize])
	for at := headerSize; at < len(raw); {
		f, ok := parseFrame(raw[at:])
		if !ok || f.prev != prev {
			return nil, &DamageError{Segment: s.name()}
		}
		frames = append(frames, f)
		prev = hashOf(f.raw)
		at += len(f.raw)
	}
	if len(frames) != s.Records {
		return nil, &DamageError{Segment: s.name()}
	}
	return frames, nil
}

// Find gives one record by its number; ok is false when it does not exist.
func (j *Journal) Find(seq uint64) (rec Record, ok bool, err error) {
	for r, err := range j.Records(seq) {
		return r, err == nil && r.Seq == seq, err
	}
	return Record{}, false, nil
}

// Check reads everything: checksums, chain, seals. It changes nothing.
func (j *Journal) Check() (records int, findings []Finding) {
	j.files.RLock()
	segments := j.man.clone().Segments
	j.files.RUnlock()
	for _, s := range segments {
		n, f := j.checkOne(s)
		records += n
		if f != nil {
			findings = append(findings, *f)
		}
	}
	return records, findings
}

func (j *Journal) checkOne(s segment) (int, *Finding) {
	j.files.RLock()
	defer j.files.RUnlock()
	for _, now := range j.man.Segments {
		if now.Number == s.Number {
			s = now // rewritten or appended to meanwhile
		}
	}
	frames, err := j.frames(s)
	if err != nil {
		return 0, &Finding{Code: FoundDamage, Segment: s.name(), Records: s.Records, First: s.First, Last: s.Last}
	}
	for _, f := range frames {
		if _, err := j.sealer.open(f); err != nil {
			return len(frames), &Finding{Code: FoundUnsealed, Segment: s.name(), Records: 1, First: f.seq, Last: f.seq}
		}
	}
	return len(frames), nil
}

// Aside gives what was set aside in the life of the journal.
func (j *Journal) Aside() []Finding {
	j.files.RLock()
	defer j.files.RUnlock()
	return j.man.clone().Aside
}

// Files gives the name and content of every file needed to open the journal
// elsewhere, as they are at one moment, the manifest last. Appends go on
// meanwhile and are not included.
func (j *Journal) Files(take func(name string, content []byte) error) error {
	j.files.RLock()
	defer j.files.RUnlock()
	m := j.man.clone()
	last := m.Segments[len(m.Segments)-1]
	m.Next = max(m.Next, last.Last+1)
	for _, s := range m.Segments {
		raw, err := disk.ReadFile(j.fs, j.path(s.name()))
		if err != nil {
			return err
		}
		if int64(len(raw)) < s.Bytes {
			return fmt.Errorf("%w while copying", &DamageError{Segment: s.name()})
		}
		if err := take(s.name(), raw[:s.Bytes]); err != nil {
			return err
		}
	}
	return take(ManifestName, m.encode())
}

package journal

import (
	"io"
	"slices"
)

// Verdict says what Rewrite does with a record.
type Verdict int

// The verdicts.
const (
	Keep   Verdict = iota // as it is
	Drop                  // it never was
	Change                // with the body given; number and type stay
)

// Rewrite passes every record through a decision and replaces the segments
// that change, all at once: after a crash either none or all are replaced. The
// old files are overwritten and removed before it returns. Appends wait.
func (j *Journal) Rewrite(decide func(Record) (Verdict, []byte, error)) (changed int, err error) {
	j.flush.Lock()
	defer j.flush.Unlock()
	j.flushQueue()
	if j.active().Records > 0 {
		j.mu.Lock()
		next := j.sealed + 1
		j.mu.Unlock()
		if err := j.rotate(next); err != nil {
			return 0, err
		}
	}
	j.files.Lock()
	defer j.files.Unlock()
	m := j.man.clone()
	var old []segment
	out := m.Segments[:0:0]
	for i, s := range m.Segments {
		if i == len(m.Segments)-1 {
			out = append(out, s)
			break
		}
		fresh, n, err := j.rewriteOne(s, decide)
		if err != nil {
			return 0, err
		}
		if n > 0 {
			old = append(old, s)
			changed += n
		}
		if fresh.Records > 0 {
			out = append(out, fresh)
		}
	}
	if changed == 0 {
		return 0, nil
	}
	m.Segments = out
	m.Rewrites++
	if err := j.publish(m); err != nil {
		return 0, err
	}
	return changed, j.wipe(old)
}

// rewriteOne writes the next generation of a segment if anything changes.
func (j *Journal) rewriteOne(s segment, decide func(Record) (Verdict, []byte, error)) (segment, int, error) {
	frames, err := j.frames(s)
	if err != nil {
		return s, 0, err
	}
	changed := 0
	kept := make([]frame, 0, len(frames))
	for _, f := range frames {
		rec, err := j.sealer.open(f)
		if err != nil {
			return s, 0, err
		}
		verdict, body, err := decide(rec)
		if err != nil {
			return s, 0, err
		}
		switch verdict {
		case Drop:
			changed++
			continue
		case Change:
			changed++
			if f.sealed, err = j.sealer.seal(f.seq, Entry{Type: f.typ, Body: body}); err != nil {
				return s, 0, err
			}
		}
		kept = append(kept, f)
	}
	if changed == 0 {
		return s, 0, nil
	}
	if len(kept) == 0 {
		return segment{}, changed, nil
	}
	s.Generation++
	fresh, err := j.rebuild(s, kept)
	return fresh, changed, err
}

// wipe overwrites and removes files: the bytes must not linger under another
// name. What a solid-state disk keeps out of reach is sealed, and the key of
// an erased person is gone with the records.
func (j *Journal) wipe(segments []segment) error {
	for _, s := range segments {
		if err := j.fs.Wipe(j.path(s.name())); err != nil {
			return err
		}
	}
	return j.removeAside()
}

// removeAside deletes damaged segments set aside: they may hold what was
// erased, and nothing can be taken out of them.
func (j *Journal) removeAside() error {
	entries, err := j.fs.List(j.path(asideDir))
	if err != nil {
		entries = nil // there never was one
	}
	for _, e := range entries {
		if err := j.fs.Wipe(j.path(asideDir + "/" + e.Name)); err != nil {
			return err
		}
	}
	return j.fs.SyncDir(j.dir)
}

// Copy writes every record of this journal, sealed anew and keeping numbers
// and types, as a new journal elsewhere: the way of forward migrations.
func (j *Journal) Copy(to Options, change func(Record) (Verdict, []byte, error)) (*Journal, error) {
	to = to.withDefaults()
	var id [16]byte
	if _, err := io.ReadFull(to.Rand, id[:]); err != nil {
		return nil, err
	}
	if err := to.FS.MkdirAll(to.Dir); err != nil {
		return nil, err
	}
	k, err := bare(to, id)
	if err != nil {
		return nil, err
	}
	m := manifest{Format: manifestFormat, ID: k.ID(), Rewrites: j.Rewrites() + 1, Aside: j.Aside()}
	j.files.RLock()
	source := slices.Clone(j.man.Segments)
	j.files.RUnlock()
	for _, s := range source {
		fresh, err := k.copySegment(j, s, change)
		if err != nil {
			return nil, err
		}
		if fresh.Records > 0 {
			m.Segments = append(m.Segments, fresh)
		}
	}
	next := j.Last() + 1
	active := segment{Number: source[len(source)-1].Number + 1, First: next}
	if err := k.start(active); err != nil {
		return nil, err
	}
	m.Segments, m.Next = append(m.Segments, k.measure(active)), next
	k.next, k.sealed = next, next-1
	return k, k.publish(m)
}

func (j *Journal) copySegment(from *Journal, s segment, change func(Record) (Verdict, []byte, error)) (segment, error) {
	from.files.RLock()
	frames, err := from.frames(s)
	from.files.RUnlock()
	if err != nil || len(frames) == 0 {
		return segment{}, err
	}
	kept := frames[:0:0]
	for _, f := range frames {
		rec, err := from.sealer.open(f)
		if err != nil {
			return segment{}, err
		}
		verdict, body, err := change(rec)
		if err != nil {
			return segment{}, err
		}
		if verdict == Drop {
			continue
		}
		if verdict == Change {
			rec.Body = body
		}
		if f.sealed, err = j.sealer.seal(rec.Seq, rec.Entry); err != nil {
			return segment{}, err
		}
		kept = append(kept, f)
	}
	if len(kept) == 0 {
		return segment{}, nil
	}
	return j.rebuild(segment{Number: s.Number, First: s.First}, kept)
}

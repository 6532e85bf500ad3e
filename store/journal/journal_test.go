package journal

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"parvis/store/disk"
)

// slowDisk counts syncs and holds each one until told.
type slowDisk struct {
	disk.FS
	syncs   atomic.Int64
	gate    chan struct{}
	entered chan struct{}
}

func (s *slowDisk) Create(name string) (disk.File, error) {
	f, err := s.FS.Create(name)
	return slowFile{f, s}, err
}

type slowFile struct {
	disk.File
	s *slowDisk
}

func (f slowFile) Sync() error {
	f.s.syncs.Add(1)
	if f.s.gate != nil {
		f.s.entered <- struct{}{}
		<-f.s.gate
	}
	return f.File.Sync()
}

// TestGroupCommit: what is appended during a sync shares the next one.
func TestGroupCommit(t *testing.T) {
	slow := &slowDisk{FS: disk.NewMem(1)}
	j, err := Create(Options{FS: slow, Dir: "j", Key: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	slow.gate, slow.entered = make(chan struct{}), make(chan struct{}, 64)
	slow.syncs.Store(0)
	var wg sync.WaitGroup
	one := func(n int) {
		wg.Go(func() {
			if _, err := j.Append(context.Background(), Entry{Type: 1, Body: fmt.Append(nil, n)}); err != nil {
				t.Error(err)
			}
		})
	}
	one(0)
	<-slow.entered // the first one is being synced
	for n := range 40 {
		one(n + 1)
	}
	for waiting := 0; waiting < 40; { // until all forty are enqueued
		j.mu.Lock()
		if j.queue != nil {
			waiting = len(j.queue.entries)
		}
		j.mu.Unlock()
	}
	slow.gate <- struct{}{}
	<-slow.entered
	slow.gate <- struct{}{}
	wg.Wait()
	if n := slow.syncs.Load(); n != 2 {
		t.Errorf("41 appends took %d syncs", n)
	}
	slow.gate = nil
	if n, findings := j.Check(); n != 41 || len(findings) > 0 {
		t.Errorf("%d records, %v", n, findings)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestSealBindsPlace(t *testing.T) {
	s, err := newSealer(make([]byte, 32), [16]byte{1}, bytes.NewReader(make([]byte, 24)))
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := s.seal(7, Entry{Type: 2, Body: []byte("body")})
	if err != nil {
		t.Fatal(err)
	}
	if rec, err := s.open(frame{seq: 7, typ: 2, sealed: sealed}); err != nil || string(rec.Body) != "body" {
		t.Fatal(rec, err)
	}
	for name, f := range map[string]frame{
		"another number": {seq: 8, typ: 2, sealed: sealed},
		"another type":   {seq: 7, typ: 3, sealed: sealed},
	} {
		if _, err := s.open(f); err == nil {
			t.Errorf("opens at %s", name)
		}
	}
	s.id = [16]byte{2}
	if _, err := s.open(frame{seq: 7, typ: 2, sealed: sealed}); err == nil {
		t.Error("opens in another journal")
	}
}

func TestRewriteKeepsNumbers(t *testing.T) {
	fs := disk.NewMem(1)
	o := Options{FS: fs, Dir: "j", Key: make([]byte, 32), SegmentBytes: 500}
	j, err := Create(o)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 30 {
		if _, err := j.Append(context.Background(), Entry{Type: 1, Body: fmt.Appendf(nil, "body %d", n+1)}); err != nil {
			t.Fatal(err)
		}
	}
	changed, err := j.Rewrite(func(r Record) (Verdict, []byte, error) {
		switch {
		case r.Seq%3 == 0:
			return Drop, nil, nil
		case r.Seq == 10:
			return Change, []byte("another"), nil
		}
		return Keep, nil, nil
	})
	if err != nil || changed != 11 {
		t.Fatal(changed, err)
	}
	if _, err := j.Append(context.Background(), Entry{Type: 1, Body: []byte("body 31")}); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	j, rec, err := Open(o)
	if err != nil || len(rec.Findings) > 0 || rec.Records != 21 {
		t.Fatalf("%+v %v", rec, err)
	}
	for r, err := range j.Records(0) {
		want := fmt.Sprintf("body %d", r.Seq)
		if r.Seq == 10 {
			want = "another"
		}
		if err != nil || r.Seq%3 == 0 || string(r.Body) != want {
			t.Fatalf("%d %q %v", r.Seq, r.Body, err)
		}
	}
	if got, ok, err := j.Find(9); ok || err != nil {
		t.Fatal("a dropped record is found", got, err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestScanFindsWhatIsWhole: whatever is done to the bytes of a closed segment,
// what is read is a subset of what was written, in order; and what the damage
// did not touch is read.
func TestScanFindsWhatIsWhole(t *testing.T) {
	raw, s, id := sampleSegment(12)
	rapid.Check(t, func(t *rapid.T) {
		bad := bytes.Clone(raw)
		at := rapid.IntRange(headerSize, len(raw)-1).Draw(t, "at")
		n := rapid.IntRange(1, 200).Draw(t, "length")
		for i := at; i < min(at+n, len(bad)); i++ {
			bad[i] = rapid.Byte().Draw(t, "byte")
		}
		got := scan(bad, s, id, true)
		read := map[uint64]bool{}
		last := uint64(0)
		for _, f := range got.frames {
			if f.seq <= last || f.seq > 12 || !bytes.Contains(raw, f.raw) {
				t.Fatalf("record %d was never written", f.seq)
			}
			read[f.seq], last = true, f.seq
		}
		for _, f := range scan(raw, s, id, true).frames {
			if end := f.at + len(f.raw); end <= at || f.at >= at+n {
				if !read[f.seq] {
					t.Fatalf("record %d was whole and is not read", f.seq)
				}
			}
		}
	})
}

func sampleSegment(n int) ([]byte, segment, [16]byte) {
	s, id := segment{Number: 1, First: 1}, [16]byte{9}
	raw := s.header(id)
	tip := hashOf(raw)
	for seq := range uint64(n) {
		raw, tip = appendFrame(raw, seq+1, 1, 0, tip, bytes.Repeat([]byte{byte(seq + 1)}, sealExtra+int(seq)))
	}
	return raw, s, id
}

func FuzzScan(f *testing.F) {
	raw, s, id := sampleSegment(3)
	f.Add(raw, true)
	f.Add(raw[:len(raw)-5], false)
	f.Add(append(bytes.Clone(raw), 1, 2, 3), false)
	f.Fuzz(func(t *testing.T, raw []byte, sealed bool) {
		got := scan(raw, s, id, sealed)
		last := uint64(0)
		for _, fr := range got.frames {
			if fr.seq <= last || len(fr.sealed) < sealExtra {
				t.Fatal("frames out of order or too short")
			}
			last = fr.seq
		}
		if got.end > len(raw) {
			t.Fatal("ends beyond the bytes")
		}
	})
}

func FuzzManifest(f *testing.F) {
	m := manifest{Format: 1, ID: "00112233445566778899aabbccddeeff", Next: 4, Segments: []segment{{Number: 1, First: 1}}}
	f.Add(m.encode())
	f.Add([]byte("00000000\n{}"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, _, err := decodeManifest(raw)
		if err == nil && len(m.Segments) == 0 {
			t.Fatal("a manifest without a segment")
		}
	})
}

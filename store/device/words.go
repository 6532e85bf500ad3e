package device

import (
	"encoding/binary"
	"sync"
)

// wordTable numbers the cells, tags and pseudonyms that counters name, so that
// a day's figures take a few bytes each. Numbers are given in the order of the
// journal and kept in the projection; they mean nothing outside it.
type wordTable struct {
	mu     sync.RWMutex
	number map[string]uint32
	name   []string
}

// Words say what they are by their first byte.
const (
	wordCell   = 'c' // view, NUL, code
	wordTag    = 't'
	wordPerson = 'p' // pseudonym
)

// words loads the table of the projection at first use.
func (t *tx) words() (*wordTable, error) {
	t.p.loads.Lock()
	defer t.p.loads.Unlock()
	if t.p.words != nil {
		return t.p.words, nil
	}
	w := &wordTable{number: map[string]uint32{}}
	err := t.each(bucketWords, nil, func(key, plain []byte) (bool, error) {
		w.add(string(plain))
		return true, nil
	})
	if err == nil {
		t.p.words = w
	}
	return w, err
}

func (w *wordTable) add(name string) uint32 {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := uint32(len(w.name))
	w.number[name], w.name = n, append(w.name, name)
	return n
}

func (w *wordTable) find(name string) (uint32, bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	n, ok := w.number[name]
	return n, ok
}

// names lists the words; those added later are not in it.
func (w *wordTable) names() []string {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.name
}

// word gives a word its number, durably if it is new.
func (t *tx) word(kind byte, text string) (uint32, error) {
	w, err := t.words()
	if err != nil {
		return 0, err
	}
	name := string(kind) + text
	if n, ok := w.find(name); ok {
		return n, nil
	}
	if t.readOnly {
		return 0, errProjection // counted sessions have all their words
	}
	n := w.add(name)
	return n, t.put(bucketWords, binary.BigEndian.AppendUint32(nil, n), []byte(name))
}

package device

import (
	"encoding/binary"
	"strings"
	"sync"
)

// word is what a counter counts: a cell (view and code), a tag or a pseudonym.
type word struct{ view, code string }

// The views that are none of the domain's.
const (
	viewTag    = "#"
	viewPerson = "@"
)

// wordTable numbers the words that counters name, so that a day's figures take
// a few bytes each. Numbers are given in the order of the journal and kept in
// the projection; they mean nothing outside it.
type wordTable struct {
	mu     sync.RWMutex
	number map[word]uint32
	list   []word
}

// words loads the table of the projection at first use.
func (t *tx) words() (*wordTable, error) {
	t.p.loads.Lock()
	defer t.p.loads.Unlock()
	if t.p.words != nil {
		return t.p.words, nil
	}
	w := &wordTable{number: map[word]uint32{}}
	err := t.each(bucketWords, nil, func(_, plain []byte) (bool, error) {
		view, code, _ := strings.Cut(string(plain), "\x00")
		w.add(word{view, code})
		return true, nil
	})
	if err == nil {
		t.p.words = w
	}
	return w, err
}

func (w *wordTable) add(name word) uint32 {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := uint32(len(w.list))
	w.number[name], w.list = n, append(w.list, name)
	return n
}

func (w *wordTable) find(name word) (uint32, bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	n, ok := w.number[name]
	return n, ok
}

// names lists the words; those added later are not in it.
func (w *wordTable) names() []word {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.list
}

// word gives a word its number, durably if it is new.
func (t *tx) word(name word) (uint32, error) {
	w, err := t.words()
	if err != nil {
		return 0, err
	}
	if n, ok := w.find(name); ok {
		return n, nil
	}
	if t.readOnly {
		return 0, errProjection // counted sessions have all their words
	}
	n := w.add(name)
	return n, t.put(bucketWords, binary.BigEndian.AppendUint32(nil, n), []byte(name.view+"\x00"+name.code))
}

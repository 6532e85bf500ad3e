package library

import (
	"errors"
	"reflect"
	"testing"
)

func sample() *Index {
	b := NewBuilder()
	b.Add(Document{
		ID: "carte-identite", Title: "Refaire sa carte d’identité", Keywords: []string{"CNI", "papiers"},
		Body: "Une photo d’identité, un justificatif de domicile.", State: Reviewed,
	})
	b.Add(Document{ID: "carte-grise", Title: "Changer l’adresse de sa carte grise", State: Draft, Uses: 12})
	b.Add(Document{ID: "carte-identite", Lang: "en", Title: "Renew your identity card"})
	b.Add(Document{ID: "carte-identite", Lang: "ar", Title: "تجديد بطاقة الهوية"})
	b.Add(Document{ID: "F1", Title: "Carte d'identité perdue", Imported: true, Edition: "2020-11", Source: "2020-11-01"})
	return b.Index()
}

func TestSnapshotGivesTheSameAnswers(t *testing.T) {
	x := sample()
	y, err := ReadSnapshot(x.Snapshot("k"), "k")
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{"carte", "c", "cni", "identity", "هوية", "carte grsie"} {
		a, b := x.Search(q, Options{All: true}), y.Search(q, Options{All: true})
		if len(a) == 0 || !reflect.DeepEqual(a, b) {
			t.Errorf("%q: %v, from the snapshot %v", q, a, b)
		}
	}
}

func TestSnapshotRefusesOtherKeyAndDamage(t *testing.T) {
	raw := sample().Snapshot("k")
	if _, err := ReadSnapshot(raw, "other"); !errors.Is(err, ErrSnapshot) {
		t.Errorf("another key was accepted: %v", err)
	}
	for i := 0; i < len(raw); i += 7 {
		bad := append([]byte(nil), raw...)
		bad[i] ^= 0x55
		if _, err := ReadSnapshot(bad, "k"); !errors.Is(err, ErrSnapshot) {
			t.Fatalf("a changed byte at %d was accepted", i)
		}
		if _, err := ReadSnapshot(raw[:i], "k"); !errors.Is(err, ErrSnapshot) {
			t.Fatalf("a file cut at %d was accepted", i)
		}
	}
}

// FuzzSnapshot repairs the checksum so that the fuzzer reaches the decoder.
func FuzzSnapshot(f *testing.F) {
	raw := sample().Snapshot("k")
	f.Add(raw[:len(raw)-4])
	f.Fuzz(func(t *testing.T, body []byte) {
		x, err := ReadSnapshot(sealed(body), "k")
		if err != nil {
			return
		}
		x.Search("carte d’identité", Options{All: true})
		x.Search("c", Options{})
	})
}

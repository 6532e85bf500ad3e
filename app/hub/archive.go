package hub

import (
	"crypto/sha256"
	"errors"
	"fmt"
	stdhash "hash"
	"io"
	"iter"

	"github.com/fxamacker/cbor/v2"
	"github.com/klauspost/compress/zstd"

	"parvis/app"
	"parvis/app/relay"
)

// An archive is one ledger in one file, the same whatever the store: zstd of a
// first line, then items in canonical CBOR, then a seal that counts and hashes
// them. It holds the hub's private key: whoever has it can answer as the hub.
const archiveMagic = "parvis hub archive 1\n"

// seal is the last thing of an archive; without it the archive was cut.
type seal struct {
	Items int    `cbor:"90,keyasint"`
	Sum   []byte `cbor:"91,keyasint"`
}

// part is an item or the seal.
type part struct {
	Item
	seal
}

// WriteArchive writes every item to w.
func WriteArchive(w io.Writer, items iter.Seq2[Item, error]) error {
	z, err := zstd.NewWriter(w)
	if err != nil {
		return err
	}
	sum := sha256.New()
	out := io.MultiWriter(z, sum)
	if _, err := io.WriteString(out, archiveMagic); err != nil {
		return err
	}
	n := 0
	for i, err := range items {
		if err != nil {
			return err
		}
		raw, err := relay.Canonical(i)
		if err != nil {
			return err
		}
		if _, err := out.Write(raw); err != nil {
			return err
		}
		n++
	}
	raw, err := relay.Canonical(seal{Items: n, Sum: sum.Sum(nil)})
	if err != nil {
		return err
	}
	if _, err := z.Write(raw); err != nil {
		return err
	}
	return z.Close()
}

// ReadArchive yields the items of an archive. An archive that is cut, changed
// or not one ends with "hub_archive_damaged": the importer, which works in one
// transaction, then changes nothing.
func ReadArchive(r io.Reader) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		if err := readArchive(r, yield); err != nil {
			yield(Item{}, app.E(app.Damaged, "hub_archive_damaged").Because(err))
		}
	}
}

// readArchive returns nil also when the reader asked to stop.
func readArchive(r io.Reader, yield func(Item, error) bool) error {
	z, err := zstd.NewReader(r, zstd.WithDecoderMaxMemory(64<<20), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return err
	}
	defer z.Close()
	magic := make([]byte, len(archiveMagic))
	if _, err := io.ReadFull(z, magic); err != nil || string(magic) != archiveMagic {
		return errors.Join(err, errors.New("not an archive"))
	}
	sum := sha256.New()
	sum.Write(magic)
	dec := cbor.NewDecoder(z)
	for n := 0; ; n++ {
		var raw cbor.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return err
		}
		var p part
		if err := relay.Decode(raw, &p); err != nil {
			return err
		}
		if p.Sum != nil {
			return checkSeal(p.seal, n, sum, dec)
		}
		sum.Write(raw)
		if !yield(p.Item, nil) {
			return nil
		}
	}
}

func checkSeal(s seal, n int, sum stdhash.Hash, dec *cbor.Decoder) error {
	if s.Items != n || string(s.Sum) != string(sum.Sum(nil)) {
		return fmt.Errorf("seal of %d items on %d", s.Items, n)
	}
	var more cbor.RawMessage
	if err := dec.Decode(&more); !errors.Is(err, io.EOF) {
		return errors.New("something after the seal")
	}
	return nil
}

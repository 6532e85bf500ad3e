package device

import (
	"errors"

	"parvis/app"
	"parvis/store/disk"
	"parvis/store/journal"
)

// migration takes a journal one format forward; it sees every record once.
type migration func(journal.Record) (journal.Verdict, []byte, error)

// migrations lead from each older format to the next. Format 1 is the first.
var migrations = map[int]migration{}

// migrate brings an older directory to the format of this program: the journal
// is copied and changed beside the old one, the header is replaced in one
// step, and only then is the old one removed. A failure leaves everything as
// it was.
func migrate(o Options, h header, keys secrets, steps map[int]migration, to int) (header, error) {
	for h.Format < to {
		step, ok := steps[h.Format]
		if !ok {
			return h, app.E(app.Failed, "migration_failed").Because(errors.New("no way forward from this format"))
		}
		next := h
		next.Format++
		next.Journal = freshName(o.FS, "journal")
		if err := copyJournal(o, h, next, keys, step); err != nil {
			_ = removeTree(o.FS, next.Journal) // what failed matters more than the leftover
			return h, app.E(app.Failed, "migration_failed").Because(err)
		}
		if err := writeHeader(o.FS, next); err != nil {
			return h, err
		}
		if err := removeTree(o.FS, h.Journal); err != nil {
			return next, disk.Explain(err)
		}
		h = next
	}
	return h, nil
}

func copyJournal(o Options, from, to header, keys secrets, step migration) error {
	old, _, err := journal.Open(journalOptions(o, from, keys))
	if err != nil {
		return err
	}
	fresh, err := old.Copy(journalOptions(o, to, keys), step)
	if err != nil {
		return errors.Join(err, old.Close())
	}
	return errors.Join(fresh.Close(), old.Close())
}

package device

import (
	"encoding/json"
	"slices"

	"parvis/app/lots"
)

// correctReports makes the reports of the past what really left under this
// name: without the lots that were taken back, and with one more report for
// those another disk of this name had sent.
func (t *tx) correctReports(seq uint64, x *lots.Split) error {
	if x.All || len(x.Back)+len(x.Out) == 0 {
		return nil
	}
	back, known := keysOf(x.Back), map[string]bool{}
	var last lots.Closing
	changed := map[string]lots.Closing{}
	err := t.Bucket(bucketClosings).ForEach(func(k, _ []byte) error {
		last = lots.Closing{}
		if _, err := t.getCBOR(bucketClosings, k, &last); err != nil {
			return err
		}
		before := len(last.Lots)
		last.Lots = slices.DeleteFunc(last.Lots, func(l lots.Lot) bool { return back[keyOf(l)] })
		if len(last.Lots) < before {
			changed[string(k)] = last
		}
		for key := range keysOf(last.Lots) {
			known[key] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	for k, c := range changed {
		if err := t.putCBOR(bucketClosings, []byte(k), c); err != nil {
			return err
		}
	}
	news := slices.DeleteFunc(slices.Clone(x.Out), func(l lots.Lot) bool { return known[keyOf(l)] })
	if len(news) == 0 {
		return nil
	}
	return t.putCBOR(bucketClosings, seqKey(seq), lots.Closing{WindowEnd: last.WindowEnd, At: last.At, Lots: news, Through: last.Through})
}

func keysOf(list []lots.Lot) map[string]bool {
	out := make(map[string]bool, len(list))
	for _, l := range list {
		out[keyOf(l)] = true
	}
	return out
}

// keyOf names a lot: a device releases one of a cell and window.
func keyOf(l lots.Lot) string {
	raw, err := json.Marshal([]any{l.View, l.Cell, l.Window})
	if err != nil {
		panic(err) // texts always encode
	}
	return string(raw)
}

package lots

import "github.com/fxamacker/cbor/v2"

// The first snapshot: sources and cells without what another device counts.
type (
	firstSnapshot struct {
		_       struct{} `cbor:",toarray"`
		Version int
		Through uint64
		Next    string
		Started int
		Sources []firstSource
		Cells   []firstCell
		Past    []pastRow
	}
	firstSource struct {
		_      struct{} `cbor:",toarray"`
		ID     string
		Day    int32
		Seq    uint64
		Kind   uint8
		Person uint64
		Known  int
	}
	firstCell struct {
		_        struct{} `cbor:",toarray"`
		View     string
		Code     string
		Released int
		Debt     int
		Waited   int
		Reason   string
		Queue    []int
	}
)

// readSnapshot reads a snapshot of either version.
func readSnapshot(raw []byte) (snap snapshot, err error) {
	var parts []cbor.RawMessage
	var version int
	if err := strict().Unmarshal(raw, &parts); err != nil {
		return snap, err
	}
	if len(parts) == 0 {
		return snap, nil // of no version
	}
	if err := strict().Unmarshal(parts[0], &version); err != nil {
		return snap, err
	}
	if version != 1 {
		return snap, strict().Unmarshal(raw, &snap)
	}
	var first firstSnapshot
	if err := strict().Unmarshal(raw, &first); err != nil {
		return snap, err
	}
	snap = snapshot{
		Version: snapshotVersion, Through: first.Through, Next: first.Next, Started: first.Started, Past: first.Past,
	}
	for _, x := range first.Sources {
		snap.Sources = append(snap.Sources, sourceRow{ID: x.ID, Day: x.Day, Seq: x.Seq, Kind: x.Kind, Person: x.Person, Known: x.Known})
	}
	for _, x := range first.Cells {
		snap.Cells = append(snap.Cells, cellRow{
			View: x.View, Code: x.Code, Released: x.Released, Debt: x.Debt, Waited: x.Waited, Reason: x.Reason, Queue: x.Queue,
		})
	}
	return snap, nil
}

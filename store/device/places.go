package device

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"reflect"
	"sync"

	"parvis/app"
	"parvis/app/place"
	"parvis/store/journal"
)

var _ place.Keeper = (*Device)(nil)

// The settings the directory of places is kept under: what files and packs
// brought, and what this place wrote itself.
const (
	keyPlaces    = "places"
	keyOwnPlaces = "places.own"
)

// placeCache is the directory as last read: it is asked at each save.
type placeCache struct {
	mu    sync.Mutex // held by the one who changes the directory
	read  sync.Mutex // guards what follows
	known bool
	dir   place.Directory
}

// Directory implements place.Keeper.
func (d *Device) Directory(ctx context.Context) (place.Directory, error) {
	d.places.read.Lock()
	defer d.places.read.Unlock()
	if d.places.known {
		return d.places.dir, ctx.Err()
	}
	var dir place.Directory
	var err error
	if dir.Shared, err = d.entries(ctx, keyPlaces); err != nil {
		return dir, err
	}
	if dir.Own, err = d.entries(ctx, keyOwnPlaces); err != nil {
		return dir, err
	}
	d.places.dir, d.places.known = dir, true
	return dir, nil
}

// UpdateDirectory implements place.Keeper. Both lists change in one commit of
// the journal.
func (d *Device) UpdateDirectory(ctx context.Context, change func(place.Directory) (place.Directory, error)) error {
	d.places.mu.Lock()
	defer d.places.mu.Unlock()
	now, err := d.Directory(ctx)
	if err != nil {
		return err
	}
	next, err := change(now)
	if err != nil {
		return err
	}
	var list []*staged
	for _, part := range []struct {
		key       string
		old, next []place.Entry
	}{{keyPlaces, now.Shared, next.Shared}, {keyOwnPlaces, now.Own, next.Own}} {
		if reflect.DeepEqual(part.old, part.next) {
			continue
		}
		value, err := packed(part.next)
		if err != nil {
			return err
		}
		list = append(list, event(typeSetting, encodeCBOR(setting{Key: part.key, Value: value}))...)
	}
	if err := d.commit(ctx, func() ([]*staged, error) { return list, nil }); err != nil {
		return err
	}
	d.places.read.Lock()
	d.places.dir, d.places.known = next, true
	d.places.read.Unlock()
	return nil
}

func (d *Device) entries(ctx context.Context, key string) ([]place.Entry, error) {
	raw, ok, err := d.Setting(ctx, key)
	if err != nil || !ok {
		return nil, err
	}
	if bytes.HasPrefix(raw, []byte("\x1f\x8b")) { // plain before it was compressed
		z, err := gzip.NewReader(bytes.NewReader(raw))
		if err != nil {
			return nil, app.E(app.Damaged, "store_unreadable").Because(err)
		}
		if raw, err = io.ReadAll(z); err != nil {
			return nil, app.E(app.Damaged, "store_unreadable").Because(err)
		}
	}
	var list []place.Entry
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, app.E(app.Damaged, "store_unreadable").Because(err)
	}
	return list, nil
}

// packed writes a list as it is kept; the same list gives the same bytes.
func packed(list []place.Entry) ([]byte, error) {
	raw, err := json.Marshal(list)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(raw); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	if b.Len() > journal.MaxBody-1024 {
		return nil, app.E(app.Rejected, "place_too_many", "n", len(list))
	}
	return b.Bytes(), nil
}

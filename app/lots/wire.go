package lots

import (
	"bytes"
	"errors"

	"parvis/app"
)

// maxBody is the largest body of a lot record, in bytes.
const maxBody = 4096

// EncodeLot writes the body of a lot record: CBOR core deterministic encoding
// of Lot, so that the same lot has the same bytes and hash everywhere.
func EncodeLot(l Lot) ([]byte, error) {
	if !l.Valid() {
		return nil, app.E(app.Rejected, "bad_lot")
	}
	return canonical().Marshal(l)
}

// DecodeLot reads what EncodeLot wrote. It refuses (error "bad_lot") any other
// bytes: unknown keys, another order of keys, a view that is not declared, a
// count under MinK.
func DecodeLot(body []byte) (Lot, error) {
	if len(body) > maxBody {
		return Lot{}, app.E(app.Rejected, "bad_lot").Because(errors.New("too long"))
	}
	var l Lot
	if err := strict().Unmarshal(body, &l); err != nil {
		return Lot{}, app.E(app.Rejected, "bad_lot").Because(err)
	}
	again, err := EncodeLot(l)
	if err != nil {
		return Lot{}, err
	}
	if !bytes.Equal(again, body) {
		return Lot{}, app.E(app.Rejected, "bad_lot").Because(errors.New("not canonical"))
	}
	return l, nil
}

// Kiosk says which of the two lot records carries the lot.
func (l Lot) Kiosk() bool { return l.View.Kiosk() }

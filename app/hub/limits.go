package hub

import (
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"parvis/app/relay"
)

// Limits bounds what one device, or one address that types codes, may ask.
type Limits struct {
	Batches      rate.Limit // per second and device
	BatchBurst   int
	Files        rate.Limit // of packs, per second and device
	FileBurst    int
	Tries        rate.Limit // wrong codes per second and address
	TryBurst     int
	AllTries     rate.Limit // wrong codes per second in all
	AllTryBurst  int
	maxAddresses int
}

// DefaultLimits lets six months of backlog through without a pause and makes
// guessing a code of 40 bits hopeless during its 24 hours.
func DefaultLimits() Limits {
	return Limits{
		Batches: 2, BatchBurst: 120, Files: 20, FileBurst: 500, // a first pack has hundreds of files
		Tries: 1.0 / 12, TryBurst: 5, AllTries: 1, AllTryBurst: 60,
		maxAddresses: 4096,
	}
}

func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	if l.Batches == 0 {
		l.Batches, l.BatchBurst = d.Batches, d.BatchBurst
	}
	if l.Files == 0 {
		l.Files, l.FileBurst = d.Files, d.FileBurst
	}
	if l.Tries == 0 {
		l.Tries, l.TryBurst = d.Tries, d.TryBurst
	}
	if l.AllTries == 0 {
		l.AllTries, l.AllTryBurst = d.AllTries, d.AllTryBurst
	}
	l.maxAddresses = d.maxAddresses
	return l
}

// rates holds the buckets. Addresses stay in memory, never in a log nor in the
// ledger, and are forgotten all together when there are too many.
type rates struct {
	Limits
	mu        sync.Mutex
	devices   map[asker]*rate.Limiter
	addresses map[string]*rate.Limiter
	all       *rate.Limiter
}

// asker is a device and what it asks for.
type asker struct {
	id   relay.DeviceID
	file bool
}

func newRates(l Limits) *rates {
	return &rates{
		Limits: l, devices: map[asker]*rate.Limiter{}, addresses: map[string]*rate.Limiter{},
		all: rate.NewLimiter(l.AllTries, l.AllTryBurst),
	}
}

// device takes one request of an enrolled device; wait is how long to stay
// away when there is none left.
func (r *rates) device(a asker, now time.Time) (wait time.Duration, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	each, burst := r.Batches, r.BatchBurst
	if a.file {
		each, burst = r.Files, r.FileBurst
	}
	l := r.devices[a]
	if l == nil {
		l = rate.NewLimiter(each, burst)
		r.devices[a] = l
	}
	if l.AllowN(now, 1) {
		return 0, true
	}
	return time.Duration(float64(time.Second) / float64(each)), false
}

// mayTry says whether this address may try a code; failed takes one try off
// after a wrong one, so that right codes never run out.
func (r *rates) mayTry(req *http.Request, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.all.TokensAt(now) >= 1 && r.address(req).TokensAt(now) >= 1
}

func (r *rates) failed(req *http.Request, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all.AllowN(now, 1)
	r.address(req).AllowN(now, 1)
}

func (r *rates) address(req *http.Request) *rate.Limiter {
	host, _, err := net.SplitHostPort(req.RemoteAddr)
	if err != nil {
		host = req.RemoteAddr
	}
	l := r.addresses[host]
	if l == nil {
		if len(r.addresses) >= r.maxAddresses {
			clear(r.addresses)
		}
		l = rate.NewLimiter(r.Tries, r.TryBurst)
		r.addresses[host] = l
	}
	return l
}

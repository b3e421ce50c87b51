package account

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How often somebody may be wrong. A right password costs nothing. An address is guarded for each network apart, so that
// nobody can lock its owner out from elsewhere; a network, so that it can't try one password on many addresses.
const (
	addressBurst   = 10
	networkBurst   = 100
	maxThrottled   = 50_000 // keys of a generation; a network can add one a second when its burst is spent
	addressRefresh = 30 * time.Second
	networkRefresh = time.Second
)

// throttle keeps a leaky bucket for each address as seen from a network, and for each network.
type throttle struct {
	mu       sync.Mutex
	now, old map[throttled]*rate.Limiter
}

// throttled is whose tries are counted; without an address, those of the whole network.
type throttled struct {
	network netip.Prefix
	address string
}

func newThrottle() *throttle { return &throttle{now: map[throttled]*rate.Limiter{}} }

// try charges one try. ok false: too many before it, and how long to wait. Otherwise forgive takes the charge back.
func (t *throttle) try(at time.Time, from netip.Addr, address string) (forgive func(), wait time.Duration, ok bool) {
	network := NetworkOf(from)
	t.mu.Lock()
	defer t.mu.Unlock()
	var charged []*rate.Reservation
	undo := func() {
		for _, r := range charged {
			r.CancelAt(at)
		}
	}
	for _, key := range []throttled{{network, address}, {network, ""}} {
		r := t.bucket(key).ReserveN(at, 1)
		charged = append(charged, r)
		if wait = max(wait, r.DelayFrom(at)); wait > 0 {
			undo()
			return nil, wait, false
		}
	}
	return undo, 0, true
}

// bucket finds or makes a key's bucket. When there are too many, those that nobody asked for since the last time are
// forgotten.
func (t *throttle) bucket(key throttled) *rate.Limiter {
	if b, ok := t.now[key]; ok {
		return b
	}
	b, ok := t.old[key]
	if !ok {
		b = rate.NewLimiter(rate.Every(networkRefresh), networkBurst)
		if key.address != "" {
			b = rate.NewLimiter(rate.Every(addressRefresh), addressBurst)
		}
	}
	if len(t.now) >= maxThrottled {
		t.now, t.old = make(map[throttled]*rate.Limiter), t.now
	}
	t.now[key] = b
	return b
}

// NetworkOf is what one party usually has of addresses: one of IPv4, 64 bits of IPv6.
func NetworkOf(from netip.Addr) netip.Prefix {
	from = from.Unmap().WithZone("")
	bits := 32
	if from.Is6() {
		bits = 64
	}
	network, err := from.Prefix(bits)
	if err != nil { // no address is known: all such callers share a bucket
		return netip.Prefix{}
	}
	return network
}

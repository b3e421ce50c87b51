package contact

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How often messages are taken: so many at once, and then one in each span.
type allowance struct {
	burst int
	span  time.Duration
}

// allowances are those of one address as seen from one network, of an address from wherever (so that nobody's mailbox is flooded with
// confirmations), of a network, and of a desk, whose staff have to read them all.
type allowances struct{ pair, address, network, desk allowance }

func usual() allowances {
	return allowances{
		pair: allowance{3, 10 * time.Minute}, address: allowance{10, 10 * time.Minute},
		network: allowance{20, time.Minute}, desk: allowance{300, 10 * time.Second},
	}
}

// who is whose messages are counted; what is empty does not count.
type who struct {
	network netip.Prefix
	address string
	desk    int64
}

// maxBuckets bounds a generation of buckets.
const maxBuckets = 50_000

// buckets counts. Of two generations the older one is forgotten when there are too many: those whom nobody asked for since.
type buckets struct {
	mu       sync.Mutex
	now, old map[who]*rate.Limiter
	allowed  allowances
}

func newBuckets(a allowances) *buckets {
	return &buckets{now: map[who]*rate.Limiter{}, allowed: a}
}

// take charges one message. ok false: too many before it, and how long to wait.
func (b *buckets) take(at time.Time, network netip.Prefix, address string, desk int64) (wait time.Duration, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var charged []*rate.Reservation
	for _, one := range []struct {
		who     who
		allowed allowance
	}{
		{who{network: network, address: address, desk: -1}, b.allowed.pair},
		{who{address: address, desk: -1}, b.allowed.address},
		{who{network: network}, b.allowed.network},
		{who{desk: desk}, b.allowed.desk},
	} {
		r := b.bucket(one.who, one.allowed).ReserveN(at, 1)
		charged = append(charged, r)
		if wait = r.DelayFrom(at); wait > 0 {
			for _, r := range charged {
				r.CancelAt(at)
			}
			return wait, false
		}
	}
	return 0, true
}

func (b *buckets) bucket(key who, a allowance) *rate.Limiter {
	if found, there := b.now[key]; there {
		return found
	}
	found, there := b.old[key]
	if !there {
		found = rate.NewLimiter(rate.Every(a.span), a.burst)
	}
	if len(b.now) >= maxBuckets {
		b.now, b.old = make(map[who]*rate.Limiter), b.now
	}
	b.now[key] = found
	return found
}

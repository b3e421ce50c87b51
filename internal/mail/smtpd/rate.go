package smtpd

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Rate is how often something may happen: so many times at once, and then once in each span.
type Rate struct {
	Burst int
	Span  time.Duration
}

// maxBuckets bounds a generation of buckets.
const maxBuckets = 50_000

// buckets count by key. Of two generations the older one is forgotten when there are too many keys: those that were not seen since.
type buckets struct {
	rate     Rate
	mu       sync.Mutex
	now, old map[string]*rate.Limiter
}

func newBuckets(r Rate) *buckets {
	return &buckets{rate: r, now: map[string]*rate.Limiter{}}
}

// take counts one; false: there were too many.
func (b *buckets) take(at time.Time, key string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	bucket, there := b.now[key]
	if !there {
		if bucket, there = b.old[key]; !there {
			bucket = rate.NewLimiter(rate.Every(b.rate.Span), b.rate.Burst)
		}
		if len(b.now) >= maxBuckets {
			b.now, b.old = make(map[string]*rate.Limiter), b.now
		}
		b.now[key] = bucket
	}
	return bucket.AllowN(at, 1)
}

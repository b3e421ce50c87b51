package limit

import (
	"container/list"
	"errors"
	"math"
	"sync"
	"time"
)

// BucketConfig says how much every account holds and how fast it fills again.
type BucketConfig struct {
	Capacity  int              // points a full account holds, at least 1
	PerSecond float64          // points that come back each second, over 0
	Accounts  int              // accounts kept; the longest unused is forgotten, that is full again
	Now       func() time.Time // the clock
}

// Buckets is a [Budget] of leaky buckets in the memory of this process.
type Buckets struct {
	cfg BucketConfig

	mu    sync.Mutex
	byKey map[string]*list.Element // of *bucket
	used  *list.List               // last used first
}

type bucket struct {
	key   string
	spent float64 // points missing at the time of at
	at    time.Time
}

// NewBuckets returns full accounts for everybody, or says what is wrong.
func NewBuckets(cfg BucketConfig) (*Buckets, error) {
	if cfg.Capacity < 1 || cfg.PerSecond <= 0 || cfg.Accounts < 1 || cfg.Now == nil {
		return nil, errors.New("budget: capacity, refill, accounts and clock must be given")
	}
	return &Buckets{cfg: cfg, byKey: make(map[string]*list.Element), used: list.New()}, nil
}

// Charge implements [Budget].
func (b *Buckets) Charge(key string, points int) (Balance, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	account := b.account(key)
	after := account.spent + float64(points)
	if after > float64(b.cfg.Capacity) {
		balance := b.balance(account)
		balance.Wait = b.refill(after - float64(b.cfg.Capacity))
		return balance, false
	}
	account.spent = after
	return b.balance(account), true
}

// Refund implements [Budget].
func (b *Buckets) Refund(key string, points int) Balance {
	b.mu.Lock()
	defer b.mu.Unlock()
	account := b.account(key)
	account.spent = max(0, account.spent-float64(points))
	return b.balance(account)
}

// account finds or opens the account and lets it fill up to now.
func (b *Buckets) account(key string) *bucket {
	now := b.cfg.Now()
	if element := b.byKey[key]; element != nil {
		b.used.MoveToFront(element)
		account := element.Value.(*bucket)
		// A clock that was set back must not drain the account.
		if passed := now.Sub(account.at).Seconds(); passed > 0 {
			account.spent = max(0, account.spent-passed*b.cfg.PerSecond)
		}
		account.at = now
		return account
	}
	if b.used.Len() >= b.cfg.Accounts {
		oldest := b.used.Back()
		delete(b.byKey, b.used.Remove(oldest).(*bucket).key)
	}
	account := &bucket{key: key, at: now}
	b.byKey[key] = b.used.PushFront(account)
	return account
}

func (b *Buckets) balance(account *bucket) Balance {
	return Balance{
		Limit:     b.cfg.Capacity,
		Remaining: int(float64(b.cfg.Capacity) - account.spent),
		Reset:     b.refill(account.spent),
	}
}

func (b *Buckets) refill(points float64) time.Duration {
	return time.Duration(math.Ceil(points / b.cfg.PerSecond * float64(time.Second)))
}

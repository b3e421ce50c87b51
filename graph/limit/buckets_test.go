package limit

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

func buckets(t interface{ Fatal(...any) }, capacity int, perSecond float64, accounts int) (*Buckets, *clock) {
	at := &clock{now: time.Unix(1_700_000_000, 0)}
	b, err := NewBuckets(BucketConfig{Capacity: capacity, PerSecond: perSecond, Accounts: accounts, Now: at.Now})
	if err != nil {
		t.Fatal(err)
	}
	return b, at
}

func TestBuckets(t *testing.T) {
	b, at := buckets(t, 100, 10, 10)
	want := func(got Balance, ok bool, wantOK bool, remaining int, reset, wait time.Duration) {
		t.Helper()
		if ok != wantOK || got != (Balance{100, remaining, reset, wait}) {
			t.Errorf("got %+v %v", got, ok)
		}
	}
	balance, ok := b.Charge("ada", 80)
	want(balance, ok, true, 20, 8*time.Second, 0)
	balance, ok = b.Charge("ada", 50)
	want(balance, ok, false, 20, 8*time.Second, 3*time.Second)
	balance, ok = b.Charge("ben", 100)
	want(balance, ok, true, 0, 10*time.Second, 0)
	at.now = at.now.Add(3 * time.Second)
	balance, ok = b.Charge("ada", 50)
	want(balance, ok, true, 0, 10*time.Second, 0)
	want(b.Refund("ada", 30), true, true, 30, 7*time.Second, 0)
	want(b.Refund("ada", 3000), true, true, 100, 0, 0)
	at.now = at.now.Add(-time.Hour) // a clock set back neither drains nor fills
	balance, ok = b.Charge("ada", 100)
	want(balance, ok, true, 0, 10*time.Second, 0)
}

// Over any time nobody spends more than a full account and what came back.
func TestBucketsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, at := buckets(t, 100, 7, 3)
		start, spent := at.now, 0
		for range rapid.IntRange(1, 50).Draw(t, "steps") {
			at.now = at.now.Add(time.Duration(rapid.IntRange(0, 5000).Draw(t, "ms")) * time.Millisecond)
			points := rapid.IntRange(0, 120).Draw(t, "points")
			balance, ok := b.Charge("k", points)
			if ok {
				spent += points
			} else if balance.Wait <= 0 {
				t.Fatalf("refused without a wait: %+v", balance)
			}
			if most := 100 + 7*at.now.Sub(start).Seconds(); float64(spent) > most+1e-6 {
				t.Fatalf("%d spent of %f", spent, most)
			}
			if balance.Remaining < 0 || balance.Remaining > 100 {
				t.Fatalf("%+v", balance)
			}
		}
	})
}

func TestBucketsForgetTheLongestUnused(t *testing.T) {
	b, _ := buckets(t, 10, 1, 2)
	b.Charge("a", 10)
	b.Charge("b", 10)
	b.Charge("a", 0)
	b.Charge("c", 10)
	if _, ok := b.Charge("a", 1); ok {
		t.Error("a was forgotten, though used last")
	}
	if _, ok := b.Charge("b", 1); !ok {
		t.Error("b was not forgotten")
	}
	if len(b.byKey) != 2 || b.used.Len() != 2 {
		t.Errorf("%d accounts", len(b.byKey))
	}
}

func TestBucketsForMany(t *testing.T) {
	b, _ := buckets(t, 1000, 1, 100)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 100 {
				b.Charge(fmt.Sprint(i%2), 1)
			}
		})
	}
	wg.Wait()
	if balance, _ := b.Charge("0", 0); balance.Remaining != 600 {
		t.Errorf("%+v", balance)
	}
}

func TestBucketConfigIsChecked(t *testing.T) {
	good := BucketConfig{Capacity: 1, PerSecond: 1, Accounts: 1, Now: time.Now}
	for name, change := range map[string]func(*BucketConfig){
		"capacity": func(c *BucketConfig) { c.Capacity = 0 },
		"refill":   func(c *BucketConfig) { c.PerSecond = 0 },
		"accounts": func(c *BucketConfig) { c.Accounts = 0 },
		"clock":    func(c *BucketConfig) { c.Now = nil },
	} {
		cfg := good
		change(&cfg)
		if _, err := NewBuckets(cfg); err == nil {
			t.Errorf("without %s", name)
		}
	}
}

package live_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sportello/internal/bookmark"
	"sportello/internal/live"
)

// A slow follower gets entries now from a read of its own, now from what all share; no entry comes twice by that.
func TestSlowFollowerBetweenSources(t *testing.T) {
	l := newLedger()
	l.write(reply("opened"))
	h := newHub(t, l)
	others := follow(t, h, l.enter(customer(1)), "")
	next[snapshot](t, others)
	h.Announce(l.write(replies(250)...))
	next[added](t, others) // the newest hundred are shared from now on
	f := follow(t, h, l.enter(customer(2)), at(bookmark.Customers, 121))
	for seq := int64(122); seq <= 501; seq++ {
		if e := next[added](t, f); e.Entry.Seq != seq {
			t.Fatalf("entry %d where %d was due", e.Entry.Seq, seq)
		}
		if seq == 200 {
			h.Announce(l.write(replies(250)...))
		}
	}
}

// Whoever loses sight while their read takes long is not told what it brought.
func TestSightIsLostDuringARead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLedger()
		l.write(replies(300)...)
		h := newHub(t, l)
		f := follow(t, h, l.enter(customer(1)), at(bookmark.Customers, 1))
		l.pause = func() {
			l.enter(stranger(1))
			<-time.After(2 * time.Second)
		}
		next[live.Removed](t, f)
	})
}

// One who hangs holds nobody up, also while they are the one whose read the others wait for.
func TestNobodyWaitsForAnotherConsumer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLedger()
		l.write(reply("opened"))
		h := newHub(t, l)
		leader, cancel := context.WithCancel(t.Context())
		defer cancel()
		gone, err := h.Follow(leader, l.enter(customer(1)), ticketID, "")
		if err != nil {
			t.Fatal(err)
		}
		next[snapshot](t, gone)
		hung := follow(t, h, l.enter(customer(2)), "") // takes nothing at all
		f := follow(t, h, l.enter(customer(3)), "")
		next[snapshot](t, f)

		started := make(chan struct{}, 2)
		l.pause = func() { started <- struct{}{}; <-time.After(time.Second) }
		h.Announce(l.write(reply("hello")))
		var leaving sync.WaitGroup
		leaving.Go(func() {
			if e, err := gone.Next(); err == nil && e.At() != at(bookmark.Customers, 2) {
				t.Errorf("who goes away is told %+v", e)
			}
		})
		<-started
		cancel() // the client whose read it is goes away
		if e := next[added](t, f); e.Entry.Text != "hello" {
			t.Errorf("told %+v", e)
		}
		if reads := l.reads.Load(); reads != 4 { // one for each who came, one for all who were woken
			t.Errorf("%d reads, want 4", reads)
		}
		leaving.Wait()
		hung.Close()
	})
}

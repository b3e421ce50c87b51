package live_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sportello/internal/event"
	"sportello/internal/live"
)

// outbox is a live.Outbox in memory.
type outbox struct {
	mu       sync.Mutex
	rows     []event.Announcement
	lastID   int64
	fault    error
	deletes  int
	largest  int // batch
	inDelete func()
}

func (o *outbox) write(ticket, seq int64) event.Announcement {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.lastID++
	a := event.Announcement{OutboxID: o.lastID, DeskID: deskID, TicketID: ticket, Seq: seq}
	o.rows = append(o.rows, a)
	return a
}

func (o *outbox) Undelivered(_ context.Context, limit int) ([]event.Announcement, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.rows[:min(limit, len(o.rows))]), o.fault
}

func (o *outbox) Delivered(_ context.Context, ids []int64) error {
	if o.inDelete != nil {
		o.inDelete()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.fault != nil {
		return o.fault
	}
	o.deletes++
	o.largest = max(o.largest, len(ids))
	o.rows = slices.DeleteFunc(o.rows, func(a event.Announcement) bool { return slices.Contains(ids, a.OutboxID) })
	return nil
}

func (o *outbox) left() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.rows)
}

func (o *outbox) statements() (deletes, largest int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.deletes, o.largest
}

func (o *outbox) fail(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.fault = err
}

// relayed runs the test with a relay that has been started, and a listener at the end of its bus.
func relayed(t *testing.T, o *outbox, test func(*testing.T, *live.Relay, *listener, live.Bus)) {
	synctest.Test(t, func(t *testing.T) {
		bus, l := live.NewLocal(), newListener()
		defer bus.Close()
		subscribe(t, bus, l.hear)
		relay := live.NewRelay(live.RelayConfig{Outbox: o, Bus: bus, Batch: 10})
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { relay.Run(ctx) })
		defer running.Wait()
		defer cancel()
		synctest.Wait()
		test(t, relay, l, bus)
	})
}

// What a killed process left is told at once by the next one.
func TestRelayTellsWhatWasLeft(t *testing.T) {
	o := &outbox{}
	for ticket := range int64(95) {
		o.write(ticket, 4)
	}
	relayed(t, o, func(t *testing.T, _ *live.Relay, l *listener, _ live.Bus) {
		l.waitFor(t, 95, 4)
		if _, largest := o.statements(); o.left() != 0 || largest != 10 {
			t.Errorf("%d rows are left, by batches of %d", o.left(), largest)
		}
	})
}

// What is told after its commit is told once, and forgotten in batches.
func TestRelayForgetsInBatches(t *testing.T) {
	o := &outbox{}
	relayed(t, o, func(t *testing.T, r *live.Relay, l *listener, _ live.Bus) {
		for ticket := range int64(20) {
			r.Committed(t.Context(), o.write(ticket, 1))
		}
		synctest.Wait()
		l.waitFor(t, 20, 1)
		if deletes, _ := o.statements(); o.left() != 20 || deletes != 0 {
			t.Errorf("%d rows are left, %d statements ran on the writer's way", o.left(), deletes)
		}
		<-time.After(time.Second)
		if deletes, _ := o.statements(); o.left() != 0 || deletes != 2 {
			t.Errorf("%d rows are left after %d statements, want none after 2", o.left(), deletes)
		}
	})
}

// A commit whose process did not come to tell of it is found by the sweep.
func TestRelaySweeps(t *testing.T) {
	o := &outbox{}
	relayed(t, o, func(t *testing.T, _ *live.Relay, l *listener, _ live.Bus) {
		o.write(1, 1)
		<-time.After(6 * time.Second)
		synctest.Wait()
		l.waitFor(t, 1, 1)
		if o.left() != 0 {
			t.Errorf("%d rows are left", o.left())
		}
	})
}

// While the outbox can't be reached, announcements go out; it is emptied later, also of more than fit in memory.
func TestRelaySurvivesAnOutage(t *testing.T) {
	o := &outbox{}
	relayed(t, o, func(t *testing.T, r *live.Relay, l *listener, _ live.Bus) {
		o.fail(errOutage)
		for ticket := range int64(300) {
			r.Committed(t.Context(), o.write(ticket, 1))
		}
		synctest.Wait()
		l.waitFor(t, 300, 1)
		<-time.After(time.Minute)
		if o.left() != 300 {
			t.Errorf("%d rows are left, want 300", o.left())
		}
		o.fail(nil)
		<-time.After(6 * time.Second)
		synctest.Wait()
		if o.left() != 0 {
			t.Errorf("%d rows are left", o.left())
		}
	})
}

// While the bus is away, announcements stay in the outbox.
func TestRelayKeepsWhatTheBusRefuses(t *testing.T) {
	o := &outbox{}
	relayed(t, o, func(t *testing.T, r *live.Relay, _ *listener, bus live.Bus) {
		bus.Close()
		r.Committed(t.Context(), o.write(1, 1))
		<-time.After(time.Minute)
		if o.left() != 1 {
			t.Errorf("%d rows are left, want 1", o.left())
		}
	})
}

// What was told before the end is forgotten, not told again at the next start.
func TestRelayFlushesAtTheEnd(t *testing.T) {
	o := &outbox{}
	relayed(t, o, func(t *testing.T, r *live.Relay, _ *listener, _ live.Bus) {
		r.Committed(t.Context(), o.write(1, 1))
	})
	if o.left() != 0 {
		t.Errorf("%d rows are left", o.left())
	}
}

// Committed never waits, whatever the outbox does.
func TestRelayHoldsNoWriterUp(t *testing.T) {
	stuck := make(chan struct{})
	o := &outbox{inDelete: func() { <-stuck }}
	relay := live.NewRelay(live.RelayConfig{Outbox: o, Bus: live.NewLocal(), Batch: 10})
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { relay.Run(ctx) })
	for ticket := range int64(1000) {
		relay.Committed(ctx, o.write(ticket, 1))
	}
	close(stuck)
	cancel()
	running.Wait()
}

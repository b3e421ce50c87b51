package live_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sportello/internal/event"
	"sportello/internal/live"
)

// diary is a live.Journal in memory, in which nothing gets a place before the test says so.
type diary struct {
	mu      sync.Mutex
	waiting []event.Change
	placed  []event.Change
	grown   chan struct{}
	fault   error
	woken   int
	reads   int
}

func newDiary() *diary { return &diary{} }

// counted counts how often a listener is told.
type counted struct {
	*listener
	times atomic.Int64
}

func (c *counted) hear(a event.Announcement) {
	c.times.Add(1)
	c.listener.hear(a)
}

// commit is a change without a place.
func (d *diary) commit(ticket, seq int64) event.Announcement {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.waiting = append(d.waiting, event.Change{DeskID: deskID, TicketID: ticket, Seq: seq})
	return event.Announcement{DeskID: deskID, TicketID: ticket, Seq: seq}
}

// place gives places to all that is committed, as any process may.
func (d *diary) place() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range d.waiting {
		c.Pos = int64(len(d.placed)) + 1
		d.placed = append(d.placed, c)
	}
	d.waiting = nil
	close(d.grown)
	d.grown = make(chan struct{})
}

func (d *diary) Wake() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.woken++
}

func (d *diary) Grown() (int64, <-chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return int64(len(d.placed)), d.grown
}

func (d *diary) After(_ context.Context, pos int64, limit int) ([]event.Change, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.reads++
	if d.fault != nil {
		return nil, d.fault
	}
	rest := d.placed[pos:]
	return rest[:min(limit, len(rest))], nil
}

func (d *diary) fail(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fault = err
}

// relayed runs the test with a relay that has been started, and what its hub is told.
func relayed(t *testing.T, d *diary, test func(*testing.T, *live.Relay, *counted, live.Bus)) {
	synctest.Test(t, func(t *testing.T) {
		bus, l := live.NewLocal(), &counted{listener: newListener()}
		d.grown = make(chan struct{}) // within the bubble
		defer bus.Close()
		relay, err := live.NewRelay(live.RelayConfig{Journal: d, Bus: bus, Announce: l.hear, Batch: 10})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { relay.Run(ctx) })
		defer running.Wait()
		defer cancel()
		synctest.Wait()
		test(t, relay, l, bus)
	})
}

// What a killed process committed, or another one did while the bus was away, comes by the journal, in batches.
func TestRelayTellsWhatGetsAPlace(t *testing.T) {
	d := newDiary()
	relayed(t, d, func(t *testing.T, _ *live.Relay, l *counted, _ live.Bus) {
		for ticket := range int64(95) {
			d.commit(ticket, 4)
		}
		d.place()
		synctest.Wait()
		l.waitFor(t, 95, 4)
		if d.reads != 10 {
			t.Errorf("%d reads of the journal", d.reads)
		}
	})
}

// What came by the bus is not told again when it gets its place; a newer change of the same ticket is.
func TestRelayTellsOnce(t *testing.T) {
	d := newDiary()
	relayed(t, d, func(t *testing.T, r *live.Relay, l *counted, _ live.Bus) {
		for ticket := range int64(20) {
			r.Committed(t.Context(), d.commit(ticket, 1))
		}
		synctest.Wait()
		if got := l.times.Load(); got != 20 || d.woken != 20 {
			t.Fatalf("told %d times, the journal woken %d times", got, d.woken)
		}
		d.place()
		synctest.Wait()
		if got := l.times.Load(); got != 20 {
			t.Errorf("told %d times", got)
		}
		d.commit(3, 2)
		d.place()
		synctest.Wait()
		if got := l.times.Load(); got != 21 {
			t.Errorf("told %d times", got)
		}
	})
}

// While the journal can't be read, announcements go over the bus; what it has is told later.
func TestRelaySurvivesAnOutage(t *testing.T) {
	d := newDiary()
	relayed(t, d, func(t *testing.T, r *live.Relay, l *counted, _ live.Bus) {
		d.fail(errOutage)
		r.Committed(t.Context(), d.commit(1, 1))
		d.commit(2, 1)
		d.place()
		synctest.Wait()
		l.waitFor(t, 1, 1)
		<-time.After(time.Minute)
		d.fail(nil)
		<-time.After(2 * time.Second)
		synctest.Wait()
		l.waitFor(t, 2, 1)
	})
}

// A relay ends when it is told to, also where the journal has what it has not read yet.
func TestRelayEndsBehindTheJournal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, bus := newDiary(), live.NewLocal()
		d.grown = make(chan struct{})
		defer bus.Close()
		relay, err := live.NewRelay(live.RelayConfig{Journal: d, Bus: bus, Announce: newListener().hear})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		d.commit(1, 1)
		d.place()
		d.fail(context.Canceled)
		relay.Run(ctx)
	})
}

// What the bus refuses takes the long way.
func TestRelayWithoutABus(t *testing.T) {
	d := newDiary()
	relayed(t, d, func(t *testing.T, r *live.Relay, l *counted, bus live.Bus) {
		bus.Close()
		r.Committed(t.Context(), d.commit(1, 1))
		if d.woken != 1 {
			t.Error("the journal sleeps")
		}
		d.place()
		synctest.Wait()
		l.waitFor(t, 1, 1)
	})
}

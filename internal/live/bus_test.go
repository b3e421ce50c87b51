package live_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"sportello/internal/event"
	"sportello/internal/live"
)

func TestLocal(t *testing.T) {
	RunBusConformance(t, func(*testing.T) buses {
		bus := live.NewLocal()
		return buses{bus, bus}
	})
}

// buses are where somebody publishes and where somebody listens: one bus, or two ends of one.
type buses struct{ here, there live.Bus }

// RunBusConformance is what every Bus has to pass. newBus makes one that nobody uses yet.
func RunBusConformance(t *testing.T, newBus func(*testing.T) buses) {
	for name, test := range map[string]func(*testing.T, buses){
		"every subscriber hears of every ticket":    everySubscriberHears,
		"the newest announcement wins":              newestWins,
		"publishing does not wait":                  publishingDoesNotWait,
		"a subscriber is called one at a time":      oneCallAtATime,
		"after stop there is no call":               noCallAfterStop,
		"after close there is nothing":              nothingAfterClose,
		"publishing and stopping at the same time":  publishWhileStopping,
		"signs are overheard, the newest of a page": signsAreOverheard,
	} {
		t.Run(name, func(t *testing.T) {
			bus := newBus(t)
			defer bus.there.Close()
			defer bus.here.Close()
			test(t, bus)
		})
	}
}

// listener gathers what a subscriber is told.
type listener struct {
	mu     sync.Mutex
	newest map[int64]int64 // seq by ticket
	told   chan struct{}
}

func newListener() *listener {
	return &listener{newest: map[int64]int64{}, told: make(chan struct{}, 1)}
}

func (l *listener) hear(a event.Announcement) {
	l.mu.Lock()
	l.newest[a.TicketID] = max(l.newest[a.TicketID], a.Seq)
	l.mu.Unlock()
	select {
	case l.told <- struct{}{}:
	default:
	}
}

// waitFor waits until so many tickets are known up to the seq.
func (l *listener) waitFor(t *testing.T, tickets int, seq int64) {
	t.Helper()
	deadline := time.After(someTries)
	for {
		l.mu.Lock()
		reached := 0
		for _, newest := range l.newest {
			if newest == seq {
				reached++
			}
		}
		l.mu.Unlock()
		if reached == tickets {
			return
		}
		select {
		case <-l.told:
		case <-deadline:
			t.Fatalf("%d of %d tickets were told up to %d", reached, tickets, seq)
		}
	}
}

func subscribe(t *testing.T, bus live.Bus, f func(event.Announcement)) (stop func()) {
	t.Helper()
	stop, err := bus.Subscribe(f)
	if err != nil {
		t.Fatalf("subscribe: %v", err)
	}
	return stop
}

func publish(t *testing.T, bus live.Bus, ticket, seq int64) {
	t.Helper()
	if err := bus.Publish(event.Announcement{DeskID: 1, TicketID: ticket, Seq: seq}); err != nil {
		t.Errorf("publish: %v", err)
	}
}

func everySubscriberHears(t *testing.T, bus buses) {
	listeners := []*listener{newListener(), newListener(), newListener()}
	for _, l := range listeners {
		defer subscribe(t, bus.there, l.hear)()
	}
	var publishers sync.WaitGroup
	for p := range int64(4) {
		publishers.Go(func() {
			for ticket := p * 100; ticket < p*100+100; ticket++ {
				publish(t, bus.here, ticket, 3)
			}
		})
	}
	publishers.Wait()
	for _, l := range listeners {
		l.waitFor(t, 400, 3)
	}
}

func newestWins(t *testing.T, bus buses) {
	l := newListener()
	defer subscribe(t, bus.there, l.hear)()
	for seq := range int64(500) {
		publish(t, bus.here, 1, seq+1)
	}
	publish(t, bus.here, 1, 7) // late
	l.waitFor(t, 1, 500)
}

func publishingDoesNotWait(t *testing.T, bus buses) {
	stuck := make(chan struct{})
	defer subscribe(t, bus.there, func(event.Announcement) { <-stuck })()
	defer close(stuck)
	l := newListener()
	defer subscribe(t, bus.there, l.hear)()
	for ticket := range int64(1000) {
		publish(t, bus.here, ticket, 1)
	}
	l.waitFor(t, 1000, 1) // beside one who is stuck
}

func oneCallAtATime(t *testing.T, bus buses) {
	l := newListener()
	var busy sync.Mutex
	defer subscribe(t, bus.there, func(a event.Announcement) {
		if !busy.TryLock() {
			t.Error("two calls at a time")
			return
		}
		defer busy.Unlock()
		l.hear(a)
	})()
	var publishers sync.WaitGroup
	for range 4 {
		publishers.Go(func() {
			for ticket := range int64(200) {
				publish(t, bus.here, ticket, 1)
			}
		})
	}
	publishers.Wait()
	l.waitFor(t, 200, 1)
}

func noCallAfterStop(t *testing.T, bus buses) {
	var mu sync.Mutex
	stopped := false
	stop := subscribe(t, bus.there, func(event.Announcement) {
		mu.Lock()
		defer mu.Unlock()
		if stopped {
			t.Error("called after stop")
		}
	})
	for ticket := range int64(200) {
		publish(t, bus.here, ticket, 1)
	}
	stop()
	mu.Lock()
	stopped = true
	mu.Unlock()
	l := newListener()
	defer subscribe(t, bus.there, l.hear)()
	publish(t, bus.here, 1000, 2)
	l.waitFor(t, 1, 2) // of those before, some may still be on their way
	stop()             // again
}

func nothingAfterClose(t *testing.T, bus buses) {
	stop := subscribe(t, bus.there, func(event.Announcement) {})
	for _, end := range []live.Bus{bus.here, bus.there} {
		end.Close()
		end.Close()
	}
	stop()
	if err := bus.here.Publish(event.Announcement{TicketID: 1, Seq: 1}); !errors.Is(err, live.ErrClosed) {
		t.Errorf("publish: %v, want ErrClosed", err)
	}
	if _, err := bus.there.Subscribe(func(event.Announcement) {}); !errors.Is(err, live.ErrClosed) {
		t.Errorf("subscribe: %v, want ErrClosed", err)
	}
	if err := bus.here.Whisper(event.Sign{TicketID: 1}); !errors.Is(err, live.ErrClosed) {
		t.Errorf("whisper: %v, want ErrClosed", err)
	}
	if _, err := bus.there.Overhear(func(event.Sign) {}); !errors.Is(err, live.ErrClosed) {
		t.Errorf("overhear: %v, want ErrClosed", err)
	}
}

func publishWhileStopping(t *testing.T, bus buses) {
	l := newListener()
	defer subscribe(t, bus.there, l.hear)()
	var others sync.WaitGroup
	for range 4 {
		others.Go(func() {
			for range 50 {
				subscribe(t, bus.there, func(event.Announcement) {})()
			}
		})
	}
	for ticket := range int64(200) {
		publish(t, bus.here, ticket, 1)
	}
	others.Wait()
	l.waitFor(t, 200, 1)
}

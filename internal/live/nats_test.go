package live_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"sportello/internal/event"
	"sportello/internal/live"
	"sportello/internal/natstest"
)

func openNATS(t *testing.T, url, prefix string) *live.NATS {
	t.Helper()
	bus, err := live.OpenNATS(live.NATSConfig{URL: url, Prefix: prefix, Wait: 10 * time.Millisecond, Ping: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(bus.Close)
	return bus
}

// C.6: one process or many, the same promises.
func TestNATS(t *testing.T) {
	server := natstest.Start(t)
	t.Run("two processes", func(t *testing.T) {
		RunBusConformance(t, func(t *testing.T) buses {
			return buses{openNATS(t, server.URL, "two"), openNATS(t, server.URL, "two")}
		})
	})
	t.Run("one process", func(t *testing.T) {
		RunBusConformance(t, func(t *testing.T) buses {
			bus := openNATS(t, server.URL, "one")
			return buses{bus, bus}
		})
	})
}

// Who shares a NATS server under another prefix hears nothing.
func TestNATSPrefixesStandApart(t *testing.T) {
	server := natstest.Start(t)
	here, same, other := openNATS(t, server.URL, "a"), openNATS(t, server.URL, "a"), openNATS(t, server.URL, "b")
	l := newListener()
	defer subscribe(t, same, l.hear)()
	stranger := newListener()
	defer subscribe(t, other, stranger.hear)()
	publish(t, here, 1, 1)
	l.waitFor(t, 1, 1)
	publish(t, openNATS(t, server.URL, "b"), 2, 1) // after which whatever came before has come
	stranger.waitFor(t, 1, 1)
	if stranger.newest[1] != 0 {
		t.Error("the other prefix hears")
	}
}

// While NATS is away what is published is refused, and told in the process all the same; when it is back all hear of each
// other again. A process that starts meanwhile waits for it.
func TestNATSGoesAndComesBack(t *testing.T) {
	server := natstest.Start(t)
	here, there := openNATS(t, server.URL, ""), openNATS(t, server.URL, "")
	local := newListener()
	defer subscribe(t, here, local.hear)()
	if err := errors.Join(here.Check(t.Context()), there.Check(t.Context())); err != nil {
		t.Fatal(err)
	}
	server.Stop()
	await(t, "the loss is noticed", func() bool { return !here.Counts().Connected && !there.Counts().Connected })
	if err := here.Publish(event.Announcement{DeskID: 1, TicketID: 7, Seq: 1}); !errors.Is(err, live.ErrBusAway) {
		t.Errorf("publish: %v", err)
	}
	if err := here.Check(t.Context()); !errors.Is(err, live.ErrBusAway) {
		t.Errorf("check: %v", err)
	}
	local.waitFor(t, 1, 1)
	late := openNATS(t, server.URL, "")
	if err := late.Check(t.Context()); !errors.Is(err, live.ErrBusAway) {
		t.Errorf("check of one that starts meanwhile: %v", err)
	}
	server.Start()
	await(t, "all are back", func() bool {
		return here.Check(t.Context()) == nil && there.Check(t.Context()) == nil && late.Check(t.Context()) == nil
	})
	if here.Counts().Missed != 2 || late.Counts().Missed != 1 { // at each coming
		t.Errorf("counted %+v, %+v", here.Counts(), late.Counts())
	}
	l := newListener()
	defer subscribe(t, late, l.hear)()
	// A subscription reaches the server after the connection.
	await(t, "the one that started meanwhile hears", func() bool {
		publish(t, here, 8, 1)
		l.mu.Lock()
		defer l.mu.Unlock()
		return l.newest[8] == 1
	})
}

// A NATS server that hangs is given up, and nobody waits for it meanwhile.
func TestNATSHangs(t *testing.T) {
	server := natstest.Start(t)
	bus := openNATS(t, server.URL, "")
	server.Hang()
	defer server.Resume()
	publish(t, bus, 1, 1) // into the socket's buffer
	await(t, "it is given up", func() bool { return errors.Is(bus.Check(t.Context()), live.ErrBusAway) })
}

// What NATS did not take comes by the journal, to the other process as well.
func TestRelayWithoutNATS(t *testing.T) {
	server := natstest.Start(t)
	here, there := openNATS(t, server.URL, ""), openNATS(t, server.URL, "")
	d, l := newDiary(), newListener()
	d.grown = make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()
	relays := make([]*live.Relay, 2)
	for i, bus := range []live.Bus{here, there} {
		var err error
		announce := []func(event.Announcement){func(event.Announcement) {}, l.hear}[i]
		if relays[i], err = live.NewRelay(live.RelayConfig{Journal: d, Bus: bus, Announce: announce}); err != nil {
			t.Fatal(err)
		}
		running.Go(func() { relays[i].Run(ctx) })
	}
	await(t, "the other process hears", func() bool {
		relays[0].Committed(ctx, d.commit(1, 1))
		l.mu.Lock()
		defer l.mu.Unlock()
		return l.newest[1] == 1
	})
	server.Stop()
	await(t, "the loss is noticed", func() bool { return !here.Counts().Connected })
	relays[0].Committed(ctx, d.commit(2, 1))
	d.place()
	l.waitFor(t, 2, 1)
}

// await waits for a condition that nothing announces.
func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(someTries)
	for !holds() {
		select {
		case <-time.After(5 * time.Millisecond):
		case <-deadline:
			t.Fatal("never: " + what)
		}
	}
}

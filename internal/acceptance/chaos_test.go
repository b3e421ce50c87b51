package acceptance

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// chaosSize is how much is done. SPORTELLO_TEST_CHAOS=long does what `make chaos` promises.
type chaosSize struct {
	clients, writers, mutations, strokes int
	settle                               time.Duration
}

func sizeOfChaos() chaosSize {
	if os.Getenv("SPORTELLO_TEST_CHAOS") == "long" {
		return chaosSize{clients: 500, writers: 8, mutations: 20_000, strokes: 60, settle: 2 * time.Minute}
	}
	return chaosSize{clients: 30, writers: 4, mutations: 400, strokes: 6, settle: patience}
}

// chaos is two servers, of which now one, now the other is killed, a NATS server that comes and goes, people who write, and
// clients who follow tickets and lists through it all.
type chaos struct {
	*branches
	size    chaosSize
	urls    [2]atomic.Pointer[string] // where the servers are; one that is being started is still where it was
	people  []*user
	clients []watcher

	mu      sync.Mutex
	tickets []string
	acked   map[string][]string // texts by ticket

	left atomic.Int64 // mutations to be made
}

// watcher is a client that follows something.
type watcher interface {
	// watch follows until ctx ends, whatever happens to the servers.
	watch(ctx context.Context)
	// differs says what the client holds that is not what a fresh query answers; "" for nothing.
	differs() string
}

// C.6, M2.10, M4.14: whatever is killed, cut or away, at the end each client holds what a fresh query answers, and has been
// told each entry of a ticket once, in order.
func TestChaos(t *testing.T) {
	t.Parallel()
	seed := uint64(20261130)
	if given, err := strconv.ParseUint(os.Getenv("SPORTELLO_TEST_SEED"), 10, 64); err == nil {
		seed = given
	}
	c := &chaos{branches: newBranches(t), size: sizeOfChaos(), acked: map[string][]string{}}
	c.people = []*user{c.customer, c.colleague, c.stranger, c.agent}
	for i := range c.both {
		c.urls[i].Store(&c.both[i].url)
	}
	for i := range 12 {
		u := []*user{c.customer, c.colleague, c.stranger}[i%3]
		c.tickets = append(c.tickets, u.open(fmt.Sprintf("Ticket %d of the chaos", i), "It must not be lost.").ID)
	}
	c.left.Store(int64(c.size.mutations))
	following, leave := context.WithCancel(t.Context())
	defer leave()
	var clients, writers sync.WaitGroup
	for i := range c.size.clients {
		w := c.newWatcher(rand.New(rand.NewPCG(seed, uint64(i))), i)
		c.clients = append(c.clients, w)
		clients.Go(func() { w.watch(following) })
	}
	for i := range c.size.writers {
		writers.Go(func() { c.write(rand.New(rand.NewPCG(seed, uint64(10_000+i))), i) })
	}
	c.strike(rand.New(rand.NewPCG(seed, 99)))
	writers.Wait()
	c.settle()
	leave()
	clients.Wait()
	c.nothingIsLost()
}

// strike kills, cuts and stops, until the last stroke; the mutations are spread over the time.
func (c *chaos) strike(dice *rand.Rand) {
	c.t.Helper()
	away := false
	for stroke := range c.size.strokes {
		goal := int64(c.size.mutations * (c.size.strokes - stroke) / (c.size.strokes + 1))
		untilIn(c.t, 2*patience, "writers go on", func() bool { return c.left.Load() <= goal })
		victim := stroke % 2
		switch stroke % 3 {
		case 0, 1:
			c.both[victim].kill()
			c.both[victim].start()
			c.urls[victim].Store(&c.both[victim].url)
		case 2:
			if away {
				c.nats.Start()
			} else {
				c.nats.Stop()
			}
			away = !away
		}
		_ = dice
	}
	if away {
		c.nats.Start()
	}
}

// settle waits until each client holds what there is.
func (c *chaos) settle() {
	c.t.Helper()
	deadline := time.Now().Add(c.size.settle)
	for i, w := range c.clients {
		what := w.differs()
		for what != "" && time.Now().Before(deadline) {
			wait, cancel := context.WithTimeout(c.t.Context(), 50*time.Millisecond)
			<-wait.Done()
			cancel()
			what = w.differs()
		}
		if what != "" {
			c.t.Errorf("client %d: %s", i, what)
		}
	}
}

// nothingIsLost compares what was acknowledged with what is there.
func (c *chaos) nothingIsLost() {
	c.t.Helper()
	agent := c.agent.at(c.both[0])
	total := 0
	for ticket, texts := range c.acked {
		var kept []string
		for _, e := range agent.timeline(ticket) {
			if e.Typename == "MessageEntry" {
				kept = append(kept, e.Message.Text)
			}
		}
		slices.Sort(kept)
		slices.Sort(texts)
		total += len(texts)
		if !slices.Equal(kept, texts) {
			c.t.Errorf("%s keeps %d messages, %d were acknowledged", ticket, len(kept), len(texts))
		}
	}
	c.t.Logf("%d messages were acknowledged and kept, on %d tickets", total, len(c.acked))
}

// url is where one of the servers is, or was.
func (c *chaos) url(dice *rand.Rand) string { return *c.urls[dice.IntN(2)].Load() }

// some is one of the tickets.
func (c *chaos) some(dice *rand.Rand) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tickets[dice.IntN(len(c.tickets))]
}

// untilIn is until with its own patience.
func untilIn(t *testing.T, most time.Duration, what string, holds func() bool) {
	t.Helper()
	look, deadline := time.NewTicker(10*time.Millisecond), time.After(most)
	defer look.Stop()
	for !holds() {
		select {
		case <-look.C:
		case <-deadline:
			t.Fatalf("never: %s", what)
		}
	}
}

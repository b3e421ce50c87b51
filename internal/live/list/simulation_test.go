package list_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sportello/internal/access"
)

// Whatever is committed, gets its place late and in any order beside others, is heard of late by some processes; whoever
// reads slowly, is cut off, moves to another process, is dismissed or hired; whatever read fails: in the end each client
// holds what a fresh query finds and was told how many there are, no event came twice, and no row was older than its change (the guarantee of docs/live.md; M2.10, C.6).
// SPORTELLO_SEEDS asks for another number of days.
func TestSimulation(t *testing.T) {
	seeds := 2000
	if more, err := strconv.Atoi(os.Getenv("SPORTELLO_SEEDS")); err == nil {
		seeds = more
	}
	for seed := range seeds {
		var fault error
		synctest.Test(t, func(t *testing.T) { fault = simulate(t.Context(), uint64(seed)) })
		if fault != nil {
			t.Fatalf("seed %d: %v", seed, fault)
		}
	}
}

func simulate(ctx context.Context, seed uint64) error {
	w := newWorld(seed)
	w.open(3 + w.dice(12))
	w.place()
	w.pause = func() { // so that all things happen between what a read sees and its answer
		pass([]time.Duration{0, 0, time.Millisecond, 9 * time.Millisecond, 70 * time.Millisecond}[w.dice(5)])
	}
	change := func(c *config) {
		c.MaxReplay, c.Keep = []int{2, 30, 2000}[seed%3], []int{2, 20, 500}[(seed/3)%3]
		c.MaxMembers = []int{2, 20_000}[(seed/9)%2]
		c.RefreshEvery, c.Retry = 50*time.Millisecond, 20*time.Millisecond
	}
	w.start(change)
	w.start(change)
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	clients := make([]*client, 6)
	for i := range clients {
		user := int64(i + 1)
		w.enter([]*access.Viewer{agent(user), customer(user, 11), customer(user, 12)}[i%3])
		clients[i] = &client{world: w, user: user, filter: []asked{"open", "", "closed"}[w.dice(3)], node: w.nodes[w.dice(2)]}
		running.Go(func() { clients[i].run(ctx) })
		running.Go(func() { clients[i].count(ctx) })
	}
	for range 20 + w.dice(120) {
		w.act(clients)
		pass([]time.Duration{0, 0, time.Millisecond, 5 * time.Millisecond, 40 * time.Millisecond, 300 * time.Millisecond}[w.dice(6)])
	}
	err := w.settle(clients)
	cancel()
	for _, n := range w.nodes {
		n.end()
	}
	running.Wait()
	return err
}

// act is one thing that happens.
func (w *world) act(clients []*client) {
	c := clients[w.dice(len(clients))]
	id := int64(w.dice(len(w.tickets))) + 1
	switch w.dice(20) {
	case 0, 1, 2, 3, 4:
		w.change(id, []string{"open", "closed", "waiting"}[w.dice(3)], true)
	case 5: // in and out again, before anybody has looked
		w.change(id, "closed", true)
		w.change(id, "open", true)
		w.change(id, "waiting", true)
	case 6:
		w.change(id, "", false) // a note
	case 7:
		w.open(1)
	case 8, 9, 10:
		w.place() // by a process that tells nobody
	case 11, 12, 13:
		w.place()
		w.nodes[w.dice(2)].learn()
	case 14:
		c.cut()
	case 15, 16: // to another process
		c.mu.Lock()
		c.node = w.nodes[w.dice(2)]
		c.mu.Unlock()
		c.cut()
	case 17:
		c.mu.Lock()
		c.slow = []time.Duration{0, 10 * time.Millisecond, 400 * time.Millisecond}[w.dice(3)]
		c.mu.Unlock()
	case 18:
		w.mu.Lock()
		w.faults = 1
		w.mu.Unlock()
	case 19:
		if c.roles++; c.roles <= 2 { // to and fro between two looks, nobody would notice
			w.enter([]*access.Viewer{agent(c.user), customer(c.user, 11), customer(c.user, 12)}[(int(c.user)-1+c.roles)%3])
		}
	}
}

// settle lets everything come to an end. Who has another role learns it with the next event in the list
// that they followed, so there is one in each.
func (w *world) settle(clients []*client) error {
	w.mu.Lock()
	w.faults = 0
	w.mu.Unlock()
	for _, c := range clients {
		c.mu.Lock()
		c.slow = 0
		c.mu.Unlock()
	}
	<-time.After(time.Minute)
	w.announce()
	<-time.After(time.Minute)
	for _, status := range []string{"open", "closed", "open", ""} {
		for id := range w.tickets {
			if status == "" {
				w.change(id, []string{"open", "closed", "waiting"}[w.dice(3)], true)
			} else {
				w.change(id, status, true)
			}
		}
		w.announce()
		<-time.After(time.Minute)
	}
	synctest.Wait()
	for i, c := range clients {
		if err := c.verdict(); err != nil {
			return fmt.Errorf("client %d (%s of %v): %w", i+1, c.filter, c.viewer().Scope(), err)
		}
	}
	return nil
}

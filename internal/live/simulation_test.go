package live_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"sportello/internal/access"
	"sportello/internal/bookmark"
	"sportello/internal/event"
	"sportello/internal/live"
)

// Whatever is committed, announced late, twice, in another order or not at all, whoever reads slowly, reconnects, moves
// to another process, loses or changes their place: in the end everyone has the timeline that they see, each entry
// once, in order, and nobody was told what they no longer saw (the guarantee of docs/live.md).
func TestSimulation(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		seed := rapid.Uint64().Draw(rt, "seed")
		acts := rapid.SampledFrom([][]string{calm(), wild()}).Draw(rt, "acts")
		var steps []step
		for range rapid.IntRange(1, 120).Draw(rt, "steps") {
			steps = append(steps, drawStep(rt, acts))
		}
		replay := rapid.SampledFrom([]int64{3, 40, 1000}).Draw(rt, "replay")
		var fault error
		synctest.Test(t, func(t *testing.T) { fault = simulate(t, seed, replay, steps) })
		if fault != nil {
			rt.Fatal(fault)
		}
	})
}

// step is one thing that happens in a simulation.
type step struct {
	act   string
	which int           // client, announcement or number of entries
	wait  time.Duration // then
}

// calm is a day on which everything is announced at once, so that nothing but the announcement tells of an entry.
func calm() []string {
	return []string{"post", "post", "post", "post", "reconnect", "stall", "go on"}
}

// wild is any other day.
func wild() []string {
	return []string{
		"post", "reply", "reply", "note", "burst", "announce", "announce", "announce", "announce twice", "lose",
		"reconnect", "stall", "go on", "dismiss", "make customer", "make staff", "fail", "restart", "sweep",
	}
}

func drawStep(t *rapid.T, acts []string) step {
	return step{
		act:   rapid.SampledFrom(acts).Draw(t, "act"),
		which: rapid.IntRange(0, 1000).Draw(t, "which"),
		wait:  time.Duration(rapid.SampledFrom([]int{0, 0, 0, 1, 20, 700, 2000}).Draw(t, "ms")) * time.Millisecond,
	}
}

// world is what a simulation plays in.
type world struct {
	*ledger
	t       *testing.T
	replay  int64
	pending []event.Announcement
	due     bool // something is left to the sweep: what no announcement came for
	clients []*client

	hubMu sync.Mutex
	hub   *hub
}

func simulate(t *testing.T, seed uint64, replay int64, steps []step) error {
	w := &world{ledger: newLedger(), t: t, replay: replay}
	random := rand.New(rand.NewPCG(seed, seed))
	var randomMu sync.Mutex
	w.pause = func() { // reads take their time, so that all things happen between what they see and their answer
		randomMu.Lock()
		pause := []time.Duration{0, time.Millisecond, 10 * time.Millisecond, 50 * time.Millisecond, 1500 * time.Millisecond}[random.IntN(5)]
		randomMu.Unlock()
		<-time.After(pause)
	}
	w.write(reply("opened"), note("first note"))
	w.restart()
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	for i := range 4 {
		c := &client{world: w, user: int64(i + 1), reconnect: func() {}, turn: make(chan struct{}, 1)}
		c.goOn()
		w.clients = append(w.clients, c)
		w.place(c, []func(int64) *access.Viewer{agent, customer}[i%2])
		running.Go(func() { c.run(ctx) })
	}
	for _, s := range steps {
		w.play(s)
		<-time.After(s.wait)
	}
	w.settle()
	err := w.verdict()
	cancel()
	w.current().Close()
	for _, c := range w.clients {
		c.goOn()
	}
	running.Wait()
	return err
}

func (w *world) play(s step) {
	c := w.clients[s.which%len(w.clients)]
	switch s.act {
	case "post":
		w.current().Announce(w.write(shownEntry{Text: fmt.Sprint("post ", s.which), StaffOnly: s.which%3 == 0}))
	case "reply":
		w.pending = append(w.pending, w.write(reply(fmt.Sprint("reply ", s.which))))
	case "note":
		w.pending = append(w.pending, w.write(note(fmt.Sprint("note ", s.which))))
	case "burst":
		for i := range s.which % 130 {
			w.write(shownEntry{Text: fmt.Sprint("burst ", i), StaffOnly: i%3 == 0})
		}
		w.pending = append(w.pending, w.write(reply("after the burst")))
	case "announce", "announce twice", "lose":
		w.announce(s)
	case "reconnect":
		c.drop()
	case "stall":
		c.stall()
	case "go on":
		c.goOn()
	case "dismiss", "make customer", "make staff":
		w.due = true
		w.place(c, map[string]func(int64) *access.Viewer{
			"dismiss": stranger, "make customer": customer, "make staff": agent,
		}[s.act])
	case "fail":
		w.fail(errOutage)
	case "restart":
		w.restart()
	case "sweep":
		w.sweep()
	}
}

// announce takes any announcement that waits.
func (w *world) announce(s step) {
	if len(w.pending) == 0 {
		return
	}
	i := s.which % len(w.pending)
	a := w.pending[i]
	if s.act != "announce twice" {
		w.pending = slices.Delete(w.pending, i, i+1)
	}
	if s.act == "lose" {
		w.due = true
		return
	}
	w.current().Announce(a)
}

// sweep is what the relay does in the end, whatever was lost: it tells the newest state.
func (w *world) sweep() {
	w.current().Announce(event.Announcement{DeskID: deskID, TicketID: ticketID, Seq: int64(len(w.seen(ticketID, bookmark.Staff)))})
}

func (w *world) current() *hub {
	w.hubMu.Lock()
	defer w.hubMu.Unlock()
	return w.hub
}

// restart moves everyone to another process.
func (w *world) restart() {
	w.hubMu.Lock()
	defer w.hubMu.Unlock()
	if w.hub != nil {
		w.hub.Close()
	}
	w.hub = live.NewHub(config{Read: w.read, Refresh: w.refresh, MaxReplay: w.replay})
}

func (w *world) place(c *client, as func(int64) *access.Viewer) {
	v := as(c.user)
	w.enter(v)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sides = append(c.sides, side{from: time.Now(), viewer: v})
}

// settle lets everyone read on and waits until nothing moves. The relay's sweep comes only where something is left to it.
func (w *world) settle() {
	w.fail(nil)
	for _, c := range w.clients {
		c.goOn()
	}
	<-time.After(time.Minute)
	if w.due || len(w.pending) > 0 {
		w.sweep()
	}
	<-time.After(time.Minute)
	synctest.Wait()
}

func (w *world) verdict() error {
	for _, c := range w.clients {
		if err := c.verdict(); err != nil {
			return fmt.Errorf("client %d: %w", c.user, err)
		}
	}
	return nil
}

package presence_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"sportello/internal/access"
	"sportello/internal/event"
	"sportello/internal/live"
	"sportello/internal/live/presence"
	"sportello/internal/problem"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// shown is who is there, as text: "7", "7 writes", "7 notes".
type shown = []string

// scene is a ticket of desk 1 and tenant 11, as world reads it.
type scene struct{ people []event.Present }

func (s scene) Sees(v *access.Viewer) (sees, asStaff bool) {
	return v.Scope().Sees(1, 11, 0), v.WorksOn(1)
}

func (s scene) For(v *access.Viewer) shown {
	var names shown
	for _, p := range s.people {
		switch {
		case p.Doing == event.WritingReply:
			names = append(names, fmt.Sprint(p.UserID, " writes"))
		case p.Doing == event.WritingNote && v.WorksOn(1):
			names = append(names, fmt.Sprint(p.UserID, " notes"))
		default:
			names = append(names, fmt.Sprint(p.UserID))
		}
	}
	return names
}

type (
	hub    = presence.Hub[shown]
	config = presence.Config[shown]
)

// world is some processes on a bus.
type world struct {
	t       *testing.T
	bus     presence.Bus
	mu      sync.Mutex
	reads   int
	viewers map[int64]*access.Viewer
}

func newWorld(t *testing.T) *world {
	bus := live.NewLocal()
	t.Cleanup(bus.Close)
	return &world{t: t, bus: bus, viewers: map[int64]*access.Viewer{}}
}

// process starts one; kill ends it without a word to the others.
func (w *world) process(change ...func(*config)) (h *hub, kill func()) {
	c := config{
		Bus: w.bus,
		Read: func(_ context.Context, ticketID int64, people []event.Present) (presence.Scene[shown], error) {
			if ticketID > 100 {
				return nil, problem.New(problem.NotFound)
			}
			w.mu.Lock()
			defer w.mu.Unlock()
			w.reads++
			return scene{people}, nil
		},
		Refresh: func(_ context.Context, v *access.Viewer) (*access.Viewer, error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			if fresh := w.viewers[v.UserID]; fresh != nil {
				return fresh, nil
			}
			return v, nil
		},
	}
	for _, f := range change {
		f(&c)
	}
	h, err := presence.New(c)
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { h.Run(ctx) })
	kill = sync.OnceFunc(func() {
		cancel()
		running.Wait()
	})
	w.t.Cleanup(func() {
		kill()
		h.Close()
	})
	return h, kill
}

func agent(user int64) *access.Viewer {
	return &access.Viewer{UserID: user, Desks: map[int64]access.DeskRole{1: access.DeskAgent}}
}

func customer(user, tenant int64) *access.Viewer {
	return &access.Viewer{UserID: user, Tenants: map[int64]access.Membership{
		tenant: {TenantID: tenant, DeskID: 1, Role: access.TenantTechnician, SeesTenant: true},
	}}
}

// guest is somebody who follows ticket 1, and what they were told.
type guest struct {
	*presence.Follower[shown]
	mu   sync.Mutex
	told []shown
	err  error
}

func (w *world) follow(h *hub, v *access.Viewer) *guest {
	w.t.Helper()
	f, err := h.Follow(context.Background(), v, 1)
	if err != nil {
		w.t.Fatal(err)
	}
	g := &guest{Follower: f}
	w.t.Cleanup(f.Close)
	go func() {
		for {
			told, err := f.Next()
			g.mu.Lock()
			if err != nil {
				g.err = err
				g.mu.Unlock()
				return
			}
			g.told = append(g.told, told)
			g.mu.Unlock()
		}
	}()
	return g
}

// sees wants what was told last, once all is quiet.
func (g *guest) sees(t *testing.T, want ...string) {
	t.Helper()
	<-time.After(900 * time.Millisecond) // of a bubble's clock
	synctest.Wait()
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.told) == 0 || !slices.Equal(g.told[len(g.told)-1], want) {
		t.Errorf("told %q (%v), want %q last", g.told, g.err, want)
	}
}

// Who comes is seen by all, in every process, at once; who writes as well, until they stop, or say nothing for a while; and who
// leaves is seen no more.
func TestWhoIsThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		here, _ := w.process()
		there, _ := w.process()
		first := w.follow(here, agent(1))
		first.sees(t, "1")
		second := w.follow(there, customer(2, 11))
		first.sees(t, "1", "2")
		second.sees(t, "1", "2") // whom it asked for
		again := w.follow(there, agent(1))
		first.sees(t, "1", "2")
		here.Write(1, 2, false, event.WritingReply)
		first.sees(t, "1", "2 writes")
		<-time.After(6 * time.Second)
		here.Write(1, 2, false, event.WritingReply)
		<-time.After(6 * time.Second)
		first.sees(t, "1", "2 writes")
		<-time.After(3 * time.Second)
		first.sees(t, "1", "2")
		there.Write(1, 2, false, event.WritingReply)
		first.sees(t, "1", "2 writes")
		there.Write(1, 2, false, event.WritingNothing)
		first.sees(t, "1", "2")
		first.Close()
		second.sees(t, "1", "2") // on the other page
		again.Close()
		second.sees(t, "2")
	})
}

// A note is nothing to customers: not even an event.
func TestNotesAreSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		h, _ := w.process()
		staff, outside := w.follow(h, agent(1)), w.follow(h, customer(2, 11))
		outside.sees(t, "1", "2")
		outside.mu.Lock()
		before := len(outside.told)
		outside.mu.Unlock()
		h.Write(1, 1, true, event.WritingNote)
		staff.sees(t, "1 notes", "2")
		outside.sees(t, "1", "2")
		if len(outside.told) != before {
			t.Errorf("told %v", outside.told[before:])
		}
	})
}

// A process that dies says nothing: those who were there are gone a while later. One that lives says so again and again.
func TestWhoDiesIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		here, _ := w.process()
		there, kill := w.process()
		stays := w.follow(here, agent(1))
		w.follow(there, agent(2))
		stays.sees(t, "1", "2")
		<-time.After(10 * time.Minute)
		stays.sees(t, "1", "2")
		kill()
		<-time.After(30 * time.Second)
		stays.sees(t, "1", "2")
		<-time.After(30 * time.Second)
		stays.sees(t, "1")
	})
}

// Who sees the ticket no more is told so, within a minute even where nothing happens, and is there no more; foreign and unknown tickets
// don't exist; a program is there unseen.
func TestSightOfPresence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		h, _ := w.process()
		stays, leaves := w.follow(h, agent(1)), w.follow(h, customer(2, 11))
		program := agent(3)
		program.Key = &access.Key{ID: 1, Scopes: []access.KeyScope{access.ScopeReadTickets}}
		unseen := w.follow(h, program)
		stays.sees(t, "1", "2")
		unseen.sees(t, "1", "2")
		w.mu.Lock()
		w.viewers[2] = customer(2, 12)
		w.mu.Unlock()
		<-time.After(time.Minute)
		stays.sees(t, "1")
		if leaves.mu.Lock(); !problem.Is(leaves.err, problem.NotFound) {
			t.Errorf("who lost it: %v", leaves.err)
		}
		leaves.mu.Unlock()
		for ticketID, v := range map[int64]*access.Viewer{1: customer(4, 12), 101: agent(1)} {
			if _, err := h.Follow(t.Context(), v, ticketID); !problem.Is(err, problem.NotFound) {
				t.Errorf("ticket %d: %v", ticketID, err)
			}
		}
		stays.sees(t, "1")
		if h.Followers() != 2 {
			t.Errorf("%d followers", h.Followers())
		}
	})
}

// A thousand who come at once are told a few times, not a million, and what they are told is read as often as it changes; there are no
// more of them than there is room for.
func TestPresenceIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		h, _ := w.process(func(c *config) { c.MaxFollowers, c.MaxSeats = 1000, 600 })
		guests := make([]*guest, 1000)
		for i := range guests {
			guests[i] = w.follow(h, agent(int64(i)+1))
		}
		if _, err := h.Follow(t.Context(), agent(1), 1); !problem.Is(err, problem.RateLimited) {
			t.Errorf("one more: %v", err)
		}
		<-time.After(10 * time.Second)
		synctest.Wait()
		told := 0
		for _, g := range guests {
			g.mu.Lock()
			told += len(g.told)
			if last := g.told[len(g.told)-1]; len(last) != 600 {
				t.Errorf("%d are there", len(last))
			}
			g.mu.Unlock()
		}
		if told > 5*len(guests) || w.reads > 10 {
			t.Errorf("told %d times, read %d times", told, w.reads)
		}
		h.Close()
		synctest.Wait()
		if _, err := h.Follow(t.Context(), agent(1), 1); !errors.Is(err, presence.ErrClosed) || !errors.Is(guests[0].err, presence.ErrClosed) {
			t.Errorf("after the end: %v, %v", err, guests[0].err)
		}
	})
}

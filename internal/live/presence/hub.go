package presence

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"sportello/internal/access"
	"sportello/internal/event"
	"sportello/internal/problem"
)

// ErrClosed says that the hub is closing: follow elsewhere, or later.
var ErrClosed = errors.New("presence is closed")

// Bus carries signs between processes, and to its own.
type Bus interface {
	Whisper(event.Sign) error
	Overhear(f func(event.Sign)) (stop func(), err error)
}

// Scene is a ticket with those who are at it, read once for all who follow.
type Scene[S any] interface {
	// Sees reports whether the viewer sees the ticket, and if as staff do.
	Sees(v *access.Viewer) (sees, asStaff bool)
	// For is what the viewer may know of who is there.
	For(v *access.Viewer) S
}

// Config is what a Hub is made of. S is what a viewer is shown.
type Config[S any] struct {
	Bus Bus
	// Read reads a ticket and the people. NOT_FOUND.
	Read func(ctx context.Context, ticketID int64, people []event.Present) (Scene[S], error)
	// Refresh loads a viewer anew, with their memberships as they are now. UNAUTHENTICATED when their session is over.
	Refresh func(context.Context, *access.Viewer) (*access.Viewer, error)

	Beat         time.Duration // how often who is there repeats it; default 20 seconds
	Lost         time.Duration // after which who was not heard of is gone; default 50 seconds
	Writing      time.Duration // how long somebody writes who does not say so again; default 8 seconds
	Pause        time.Duration // between two states of a ticket, and a millisecond for each follower; default 50 milliseconds
	RefreshEvery time.Duration // how old a follower's viewer may be when something is told; default 1 second
	Recheck      time.Duration // after which a silent follower is looked at again; default 1 minute
	ReadTimeout  time.Duration // default 10 seconds
	MaxFollowers int           // default 50,000
	MaxSeats     int           // that are counted at one ticket; default 1,000
}

// Hub tells followers who is at their ticket. It is safe for use by many goroutines. Its Run keeps it in time.
type Hub[S any] struct {
	config Config[S]
	id     uint64          // by which it knows its own question
	life   context.Context // ends with Close
	end    context.CancelFunc
	stop   func() // hears no more

	mu        sync.Mutex
	followers int
	topics    map[int64]*topic[S]
}

// New makes a hub, which hears the bus from then on.
func New[S any](c Config[S]) (*Hub[S], error) {
	c.Beat, c.Lost = orElse(c.Beat, 20*time.Second), orElse(c.Lost, 50*time.Second)
	c.Writing, c.Pause = orElse(c.Writing, 8*time.Second), orElse(c.Pause, 50*time.Millisecond)
	c.RefreshEvery, c.Recheck = orElse(c.RefreshEvery, time.Second), orElse(c.Recheck, time.Minute)
	c.ReadTimeout = orElse(c.ReadTimeout, 10*time.Second)
	c.MaxFollowers, c.MaxSeats = orElse(c.MaxFollowers, 50_000), orElse(c.MaxSeats, 1_000)
	h := &Hub[S]{config: c, id: rand.Uint64(), topics: map[int64]*topic[S]{}}
	h.life, h.end = context.WithCancel(context.Background())
	var err error
	h.stop, err = c.Bus.Overhear(h.hear)
	return h, err
}

func orElse[N int | time.Duration](given, otherwise N) N {
	if given > 0 {
		return given
	}
	return otherwise
}

// Close ends all followers with ErrClosed.
func (h *Hub[S]) Close() {
	h.end()
	h.stop()
}

// Followers is how many followers there are.
func (h *Hub[S]) Followers() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.followers
}

// Write tells that a user writes at a ticket, or does no more. Whether they may is for the caller to know.
func (h *Hub[S]) Write(ticketID, userID int64, staff bool, doing event.Doing) {
	h.tell(event.Sign{TicketID: ticketID, UserID: userID, Staff: staff, Doing: doing})
}

// tell tells this process and all others. Of a bus that is away nobody is told: what it loses is repeated.
func (h *Hub[S]) tell(signs ...event.Sign) {
	for _, s := range signs {
		h.hear(s)
		_ = h.config.Bus.Whisper(s) // a sign is worth no error: the bus tells of its own health
	}
}

// hear takes a sign. It may come twice.
func (h *Hub[S]) hear(s event.Sign) {
	h.mu.Lock()
	t := h.topics[s.TicketID]
	var answer []event.Sign
	switch {
	case t == nil: // nobody here wants to know
	case s.Doing != event.Asking:
		if t.take(s, time.Now()) {
			h.changed(t)
		}
	case s.Seat != h.id:
		answer = t.signs()
	}
	h.mu.Unlock()
	for _, own := range answer {
		_ = h.config.Bus.Whisper(own)
	}
}

// changed has a topic's followers told soon: at once, or a pause after they were told the last time. The lock is held.
func (h *Hub[S]) changed(t *topic[S]) {
	if t.due != nil {
		return
	}
	pause := h.config.Pause + time.Duration(t.followers)*time.Millisecond
	wait := time.Until(t.published.Add(pause))
	if wait <= 0 {
		t.publish()
		return
	}
	t.due = time.AfterFunc(wait, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		t.due = nil
		t.publish()
	})
}

// Run repeats who is here and forgets who is not heard of, until ctx ends or the hub closes.
func (h *Hub[S]) Run(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for last := time.Now(); ; {
		select {
		case now := <-tick.C:
			beat := now.Sub(last) >= h.config.Beat
			if beat {
				last = now
			}
			h.tell(h.forget(now, beat)...)
		case <-ctx.Done():
			return
		case <-h.life.Done():
			return
		}
	}
}

// forget lets go of whom nothing was heard, and answers what is to be repeated.
func (h *Hub[S]) forget(now time.Time, beat bool) (again []event.Sign) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, t := range h.topics {
		if beat {
			again = append(again, t.signs()...)
		}
		if t.forget(now) {
			h.changed(t)
		}
	}
	return again
}

// enter seats a follower. RATE_LIMITED when all seats are taken.
func (h *Hub[S]) enter(ticketID int64) (t *topic[S], first bool, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.followers >= h.config.MaxFollowers {
		return nil, false, problem.New(problem.RateLimited)
	}
	t = h.topics[ticketID]
	if first = t == nil; first {
		t = newTopic(h, ticketID)
		h.topics[ticketID] = t
	}
	h.followers++
	t.followers++
	return t, first, nil
}

// leave gives a seat back.
func (h *Hub[S]) leave(t *topic[S], seat uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.followers--
	delete(t.own, seat)
	if t.followers--; t.followers == 0 {
		delete(h.topics, t.ticketID)
		if t.due != nil {
			t.due.Stop()
		}
	}
}

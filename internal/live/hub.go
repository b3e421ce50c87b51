package live

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"sportello/internal/access"
	"sportello/internal/bookmark"
	"sportello/internal/event"
	"sportello/internal/problem"
)

// ErrClosed says that the hub is closing: resume elsewhere, or later, from the last cursor.
var ErrClosed = errors.New("the feed is closed")

// Config is what a Hub is made of.
type Config[T, E any] struct {
	Read Reader[T, E]
	// Refresh loads a viewer anew, with their memberships as they are now. UNAUTHENTICATED when their session is over.
	Refresh func(context.Context, *access.Viewer) (*access.Viewer, error)

	Now          func() time.Time // default: the machine's clock
	RefreshEvery time.Duration    // how old a follower's viewer may be when an event is told; default 1 second
	ReadTimeout  time.Duration    // of one Read; default 10 seconds
	MaxFollowers int              // default 100,000
	MaxReplay    int64            // entries that a follower may be behind before it is told a gap; default 1,000
}

// Hub tells followers of tickets what happens to them. It is safe for use by many goroutines and has none of its own.
type Hub[T, E any] struct {
	config Config[T, E]
	life   context.Context // of reads, which serve many followers; ends with Close
	end    context.CancelFunc

	reads atomic.Uint64 // counts them

	mu        sync.Mutex
	followers int
	topics    map[place]*topic[T, E]
}

// NewHub makes a hub. Subscribe its Announce to a Bus.
func NewHub[T, E any](c Config[T, E]) *Hub[T, E] {
	if c.Now == nil {
		c.Now = time.Now
	}
	c.RefreshEvery = positive(c.RefreshEvery, time.Second)
	c.ReadTimeout = positive(c.ReadTimeout, 10*time.Second)
	c.MaxFollowers = positive(c.MaxFollowers, 100_000)
	c.MaxReplay = positive(c.MaxReplay, 1_000)
	h := &Hub[T, E]{config: c, topics: make(map[place]*topic[T, E])}
	h.life, h.end = context.WithCancel(context.Background())
	return h
}

func positive[N int | int64 | time.Duration](given, otherwise N) N {
	if given > 0 {
		return given
	}
	return otherwise
}

// Announce makes followers look at the ticket's timeline. It does not wait for them. Announcements may come twice and
// in any order; each must come after the commit it speaks of.
func (h *Hub[T, E]) Announce(a event.Announcement) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, audience := range []bookmark.Audience{bookmark.Staff, bookmark.Customers} {
		if t := h.topics[place{a.TicketID, audience}]; t != nil {
			t.announce()
		}
	}
}

// Close ends all followers with ErrClosed.
func (h *Hub[T, E]) Close() { h.end() }

// Followers is how many followers there are.
func (h *Hub[T, E]) Followers() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.followers
}

// enter seats a new follower. RATE_LIMITED when all seats are taken.
func (h *Hub[T, E]) enter(f *Follower[T, E], at place) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.followers >= h.config.MaxFollowers {
		return problem.New(problem.RateLimited)
	}
	h.followers++
	h.seat(f, at)
	return nil
}

// move seats a follower elsewhere; not one that has left.
func (h *Hub[T, E]) move(f *Follower[T, E], at place) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if f.hasLeft() {
		return io.EOF
	}
	h.unseat(f)
	h.seat(f, at)
	return nil
}

// leave gives a follower's seat back, once.
func (h *Hub[T, E]) leave(f *Follower[T, E]) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if f.hasLeft() {
		return
	}
	close(f.left)
	h.followers--
	h.unseat(f)
}

func (h *Hub[T, E]) seat(f *Follower[T, E], at place) {
	t := h.topics[at]
	if t == nil {
		t = newTopic(h, at)
		h.topics[at] = t
	}
	t.followers++
	f.topic = t
	f.asked = t.arrive()
}

func (h *Hub[T, E]) unseat(f *Follower[T, E]) {
	f.topic.followers--
	if f.topic.followers == 0 {
		delete(h.topics, f.topic.place)
	}
}

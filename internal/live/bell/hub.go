package bell

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"sportello/internal/access"
	"sportello/internal/event"
	"sportello/internal/problem"
)

// ErrClosed says that the hub is closing: resume elsewhere, or later, from the last cursor.
var ErrClosed = errors.New("notifications are closed")

// Journal is the order of all committed changes.
type Journal interface {
	// Grown is the newest place that is known of, and a channel that is closed when a newer one is.
	Grown() (pos int64, more <-chan struct{})
	// State is the newest place there is, and the one up to which places are thinned out.
	State(ctx context.Context) (head, thinned int64, err error)
	// After reads the places after one, the oldest first, at most limit; it leaves none out.
	After(ctx context.Context, pos int64, limit int) ([]event.Change, error)
}

// Notice is what of a change concerns somebody.
type Notice[N any] struct {
	Pos    int64 // of the change
	UserID int64 // whom it concerns; once for each change
	What   N
}

// Config is what a Hub is made of. N is what concerns somebody, S what they are shown of it.
type Config[N, S any] struct {
	Journal Journal
	// Describe finds out whom changes concern, in the changes' order.
	Describe func(context.Context, []event.Change) ([]Notice[N], error)
	// Show is what the viewer may know of it now. NOT_FOUND: nothing.
	Show func(context.Context, *access.Viewer, N) (S, error)
	// Refresh loads a viewer anew, with their memberships as they are now. UNAUTHENTICATED when their session is over.
	Refresh func(context.Context, *access.Viewer) (*access.Viewer, error)
	Logger  *slog.Logger // default: none

	Now          func() time.Time // default: the machine's clock
	RefreshEvery time.Duration    // how old a follower's viewer may be when an event is told; default 1 second
	Retry        time.Duration    // after a failed read; default 1 second
	ReadTimeout  time.Duration    // of one read; default 10 seconds
	MaxFollowers int              // default 50,000
	MaxSearched  int              // places that are looked through for who comes back; default 100,000
	Keep         int              // notices that are kept for who is slow; default 5,000
}

// Hub tells followers what concerns them. It is safe for use by many goroutines. Its Run does the work.
type Hub[N, S any] struct {
	config Config[N, S]
	life   context.Context // ends with Close
	end    context.CancelFunc

	mu        sync.Mutex
	followers int
	came      chan struct{} // holds a token when somebody has come
	start     int64         // notices holds what happened after start
	head      int64         // up to head
	notices   []Notice[N]
	wake      map[int64]chan struct{} // by user who waits, closed when there is something for them
}

// New makes a hub.
func New[N, S any](c Config[N, S]) *Hub[N, S] {
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	c.RefreshEvery, c.Retry = orElse(c.RefreshEvery, time.Second), orElse(c.Retry, time.Second)
	c.ReadTimeout, c.MaxFollowers = orElse(c.ReadTimeout, 10*time.Second), orElse(c.MaxFollowers, 50_000)
	c.MaxSearched, c.Keep = orElse(c.MaxSearched, 100_000), orElse(c.Keep, 5_000)
	h := &Hub[N, S]{config: c, came: make(chan struct{}, 1), wake: map[int64]chan struct{}{}}
	h.life, h.end = context.WithCancel(context.Background())
	return h
}

func orElse[V int | time.Duration](given, otherwise V) V {
	if given > 0 {
		return given
	}
	return otherwise
}

// Close ends all followers with ErrClosed.
func (h *Hub[N, S]) Close() { h.end() }

// Followers is how many followers there are.
func (h *Hub[N, S]) Followers() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.followers
}

// enter seats a follower, and answers the place from which on they are told. RATE_LIMITED when all seats are taken.
func (h *Hub[N, S]) enter() (int64, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.followers >= h.config.MaxFollowers {
		return 0, problem.New(problem.RateLimited)
	}
	if h.followers == 0 { // nobody has read the journal meanwhile
		h.head, _ = h.config.Journal.Grown()
		h.start, h.notices = h.head, nil
	}
	h.followers++
	select {
	case h.came <- struct{}{}:
	default:
	}
	return h.head, nil
}

func (h *Hub[N, S]) leave() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.followers--; h.followers == 0 {
		clear(h.wake)
	}
}

// Run reads the journal while somebody follows, until ctx ends or the hub closes.
func (h *Hub[N, S]) Run(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(h.life, cancel)()
	for ctx.Err() == nil {
		known, more := h.config.Journal.Grown()
		h.mu.Lock()
		idle := h.followers == 0 || h.head >= known
		h.mu.Unlock()
		if idle {
			select {
			case <-more:
			case <-h.came:
			case <-ctx.Done():
			}
			continue
		}
		if err := h.read(ctx); err != nil && ctx.Err() == nil {
			h.config.Logger.WarnContext(ctx, "notifications wait for the journal", "error", err)
			select {
			case <-time.After(h.config.Retry):
			case <-ctx.Done():
			}
		}
	}
}

// batch is how many changes are read at a time.
const batch = 200

// read takes the next changes from the journal, once for all.
func (h *Hub[N, S]) read(ctx context.Context) error {
	h.mu.Lock()
	head := h.head
	h.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, h.config.ReadTimeout)
	defer cancel()
	changes, err := h.config.Journal.After(ctx, head, batch)
	if err != nil || len(changes) == 0 {
		return err
	}
	notices, err := h.config.Describe(ctx, changes)
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.head != head { // all had left, and somebody came
		return nil
	}
	h.head = changes[len(changes)-1].Pos
	h.notices = append(h.notices, notices...)
	if over := len(h.notices) - h.config.Keep; over > 0 {
		h.start = h.notices[over-1].Pos
		h.notices = append([]Notice[N](nil), h.notices[over:]...)
	}
	for _, n := range notices {
		if waiting := h.wake[n.UserID]; waiting != nil {
			close(waiting)
			delete(h.wake, n.UserID)
		}
	}
	return nil
}

// next is the oldest notice of a user after a place, or none with the place up to which there is none and what to wait for.
// False: notices after the place are gone.
func (h *Hub[N, S]) next(userID, pos int64) (n *Notice[N], end int64, wake <-chan struct{}, whole bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if pos < h.start {
		return nil, h.head, nil, false
	}
	i := len(h.notices) // most are near the end
	for i > 0 && h.notices[i-1].Pos > pos {
		i--
	}
	for ; i < len(h.notices); i++ {
		if h.notices[i].UserID == userID {
			return &h.notices[i], 0, nil, true
		}
	}
	if h.wake[userID] == nil {
		h.wake[userID] = make(chan struct{})
	}
	return nil, h.head, h.wake[userID], true
}

// missed are the notices of a user between two places; false where those are too many to look through.
func (h *Hub[N, S]) missed(ctx context.Context, userID, from, to int64) (found []Notice[N], whole bool, err error) {
	for searched := 0; from < to; {
		changes, err := h.config.Journal.After(ctx, from, batch)
		if err != nil {
			return nil, false, err
		}
		notices, err := h.config.Describe(ctx, changes)
		if err != nil {
			return nil, false, err
		}
		for _, n := range notices {
			if n.UserID == userID && n.Pos <= to {
				found = append(found, n)
			}
		}
		if searched += len(changes); searched > h.config.MaxSearched {
			return nil, false, nil
		}
		if len(changes) < batch {
			break
		}
		from = changes[len(changes)-1].Pos
	}
	return found, true, nil
}

package list

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
var ErrClosed = errors.New("the feed of lists is closed")

// Journal is the order of all committed changes.
type Journal interface {
	// Grown is the newest place that is known of, and a channel that is closed when a newer one is.
	Grown() (pos int64, more <-chan struct{})
	// State is the newest place there is, and the one up to which places are thinned out.
	State(ctx context.Context) (head, thinned int64, err error)
	// Settle sees to it that all that is committed has its place, and answers the newest.
	Settle(ctx context.Context) (int64, error)
	// After reads the places after one, the oldest first, at most limit; it leaves none out.
	After(ctx context.Context, pos int64, limit int) ([]event.Change, error)
}

// Config is what a Hub is made of. A is what somebody asks for: filter and order.
type Config[A, R any] struct {
	Journal Journal
	// Open checks what is asked, and is the list as the viewer sees it now.
	Open func(ctx context.Context, v *access.Viewer, asked A) (List[R], error)
	// Describe finds out who did changes. Whoever counts after it has returned counts them.
	Describe func(context.Context, []event.Change) ([]Happened, error)
	// Refresh loads a viewer anew, with their memberships as they are now. UNAUTHENTICATED when their session is over.
	Refresh func(context.Context, *access.Viewer) (*access.Viewer, error)
	Logger  *slog.Logger // default: none

	Now          func() time.Time // default: the machine's clock
	RefreshEvery time.Duration    // how old a follower's viewer may be when an event is told; default 1 second
	Retry        time.Duration    // after a failed read; default 1 second
	ReadTimeout  time.Duration    // of one read; default 10 seconds
	CountEvery   time.Duration    // how often counts are told at most; default 500 milliseconds
	MaxTopics    int              // different lists; default 5,000
	MaxFollowers int              // default 100,000
	MaxReplay    int              // changes that a client may have missed before it is told a gap; default 2,000
	MaxMembers   int              // of lists whose tickets are known by heart; default 20,000
	Keep         int              // events that a topic keeps for who is slow; default 500
	Workers      int              // that ask the database at the same time; default 4
}

// Hub tells followers of lists what happens there. It is safe for use by many goroutines. Its Run does the work.
type Hub[A, R any] struct {
	config Config[A, R]
	life   context.Context // ends with Close
	end    context.CancelFunc
	slots  chan struct{} // one for each worker

	mu        sync.Mutex
	followers int
	topics    map[string]*topic[R]
	came      chan struct{} // holds a token when a topic has become ready
	log       changeLog
}

// New makes a hub.
func New[A, R any](c Config[A, R]) *Hub[A, R] {
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	c.RefreshEvery = orElse(c.RefreshEvery, time.Second)
	c.Retry = orElse(c.Retry, time.Second)
	c.ReadTimeout = orElse(c.ReadTimeout, 10*time.Second)
	c.CountEvery = orElse(c.CountEvery, 500*time.Millisecond)
	c.MaxTopics = orElse(c.MaxTopics, 5_000)
	c.MaxFollowers = orElse(c.MaxFollowers, 100_000)
	c.MaxReplay = orElse(c.MaxReplay, 2_000)
	c.MaxMembers = orElse(c.MaxMembers, 20_000)
	c.Keep = orElse(c.Keep, 500)
	h := &Hub[A, R]{config: c, slots: make(chan struct{}, orElse(c.Workers, 4)), topics: make(map[string]*topic[R]), came: make(chan struct{}, 1)}
	h.life, h.end = context.WithCancel(context.Background())
	return h
}

func orElse[N int | time.Duration](given, otherwise N) N {
	if given > 0 {
		return given
	}
	return otherwise
}

// Close ends all followers with ErrClosed.
func (h *Hub[A, R]) Close() { h.end() }

// Followers is how many followers there are.
func (h *Hub[A, R]) Followers() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.followers
}

// enter seats a follower at the topic of a list. RATE_LIMITED when all seats are taken.
func (h *Hub[A, R]) enter(l List[R], tally bool) (*topic[R], error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	key := topicKey(l.Key(), tally)
	t := h.topics[key]
	if h.followers >= h.config.MaxFollowers || t == nil && len(h.topics) >= h.config.MaxTopics {
		return nil, problem.New(problem.RateLimited)
	}
	if t == nil {
		if len(h.topics) == 0 { // nobody has read the journal meanwhile
			known, _ := h.config.Journal.Grown()
			h.log.restart(known)
		}
		t = newTopic(l, h.log.head, h.config.Keep, tally)
		h.topics[key] = t
	}
	h.followers++
	t.followers++
	return t, nil
}

// leave gives a seat back.
func (h *Hub[A, R]) leave(t *topic[R]) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.followers--
	if t.followers--; t.followers == 0 {
		delete(h.topics, topicKey(t.list.Key(), t.tally))
	}
}

// topicKey keeps who counts a list from who follows it: to count, nobody need know who is in it.
func topicKey(list string, tally bool) string {
	if tally {
		return "#" + list
	}
	return list
}

// Run reads the journal and has topics look, until ctx ends or the hub closes.
func (h *Hub[A, R]) Run(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(h.life, cancel)()
	var working sync.WaitGroup
	defer working.Wait()
	for ctx.Err() == nil {
		h.rouse(ctx, &working)
		known, more := h.config.Journal.Grown()
		h.mu.Lock()
		idle, behind := len(h.topics) == 0, h.log.head < known
		h.mu.Unlock()
		if idle || !behind {
			select {
			case <-more:
			case <-h.came:
			case <-ctx.Done():
			}
			continue
		}
		if err := h.read(ctx); err != nil && ctx.Err() == nil {
			h.config.Logger.WarnContext(ctx, "the lists' feed waits for the journal", "error", err)
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
func (h *Hub[A, R]) read(ctx context.Context) error {
	h.mu.Lock()
	head := h.log.head
	h.mu.Unlock()
	changes, err := h.config.Journal.After(ctx, head, batch)
	if err != nil || len(changes) == 0 {
		return err
	}
	happened, err := h.config.Describe(ctx, changes)
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.log.head == head { // else all had left, and somebody came
		h.log.add(happened)
	}
	return nil
}

// rouse has all topics look that are behind.
func (h *Hub[A, R]) rouse(ctx context.Context, working *sync.WaitGroup) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, t := range h.topics {
		if t.ready && !t.looking && t.position() < h.log.head {
			t.looking = true
			working.Go(func() { h.look(ctx, t) })
		}
	}
}

// look brings a topic up to date, however often there is news meanwhile.
func (h *Hub[A, R]) look(ctx context.Context, t *topic[R]) {
	for {
		select {
		case h.slots <- struct{}{}:
		case <-ctx.Done():
			return
		}
		err := h.lookOnce(ctx, t)
		<-h.slots
		if err == nil {
			h.mu.Lock()
			done := t.position() >= h.log.head || t.followers == 0
			if done {
				t.looking = false
			}
			h.mu.Unlock()
			if done {
				return
			}
			continue
		}
		if ctx.Err() != nil {
			return
		}
		h.config.Logger.WarnContext(ctx, "a list waits for the database", "error", err)
		select {
		case <-time.After(h.config.Retry):
		case <-ctx.Done():
			return
		}
	}
}

func (h *Hub[A, R]) lookOnce(ctx context.Context, t *topic[R]) error {
	h.mu.Lock()
	changes, head, whole := h.log.after(t.position())
	h.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, h.config.ReadTimeout)
	defer cancel()
	if !whole { // so far behind that the log does not reach back: whoever follows is told a gap
		t.skipTo(head)
		return h.learn(ctx, t)
	}
	return t.look(ctx, changes, head)
}

// prepare makes a topic ready, once for all who come.
func (h *Hub[A, R]) prepare(ctx context.Context, t *topic[R]) error {
	select {
	case t.learning <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-t.learning }()
	h.mu.Lock()
	ready := t.ready
	h.mu.Unlock()
	if ready {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, h.config.ReadTimeout)
	defer cancel()
	if err := h.learn(ctx, t); err != nil {
		return err
	}
	h.mu.Lock()
	t.ready = true
	h.mu.Unlock()
	select {
	case h.came <- struct{}{}:
	default:
	}
	return nil
}

// learn reads by heart what a topic holds, once all that was committed before has its place: it is sure of nothing up to
// there.
func (h *Hub[A, R]) learn(ctx context.Context, t *topic[R]) error {
	if t.tally {
		return nil
	}
	members, all, err := t.list.Members(ctx, h.config.MaxMembers)
	if err != nil {
		return err
	}
	sure, err := h.config.Journal.Settle(ctx)
	if err != nil {
		return err
	}
	t.know(members, all, sure)
	return nil
}

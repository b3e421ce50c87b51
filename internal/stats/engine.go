package stats

import (
	"context"
	"log/slog"
	"math"
	"runtime"
	"sync"
	"time"

	"sportello/internal/desk"
	"sportello/internal/event"
	"sportello/internal/store"
)

// Config is what an Engine is made of.
type Config struct {
	Store  *store.Store
	Desk   *desk.Service
	Now    func() time.Time
	Logger *slog.Logger // default: none
	// Journal tells of all changes. Nil: only what Touch is told of is followed.
	Journal Journal
	// Workers is how many cores a question may use; default all.
	Workers int
}

// Journal is the one order of all changes of tickets; see journal.
type Journal interface {
	// Head is the newest place, read from the database.
	Head(ctx context.Context) (int64, error)
	// After are the changes behind a place, oldest first, at most limit.
	After(ctx context.Context, pos int64, limit int) ([]event.Change, error)
	// Grown is the newest place that is known of, and a channel that is closed when a newer one is.
	Grown() (pos int64, more <-chan struct{})
}

// Engine holds the columns and answers questions. It is safe for use by many goroutines.
type Engine struct {
	store   *store.Store
	desk    *desk.Service
	now     func() time.Time
	log     *slog.Logger
	journal Journal
	workers int

	tenants *dictionary[place]
	users   *dictionary[int64]
	forms   *forms
	clocks  clocks

	mu      sync.RWMutex   // held to read the columns, and to write them
	chunks  []*chunk       // by the upper bits of ids; nil: no ticket there
	counts  [][codes]int32 // of tickets, by code of tenant and status
	highest uint32         // number of a ticket
	ready   bool
	loaded  chan struct{} // closed once the columns are loaded

	gate gate
	book nameBook

	follower
}

// place is a tenant of a desk.
type place struct{ desk, tenant int64 }

// New makes an engine; Run fills it.
func New(c Config) *Engine {
	e := &Engine{
		store: c.Store, desk: c.Desk, now: c.Now, log: c.Logger, journal: c.Journal, workers: c.Workers,
		tenants: newDictionary[place](), users: newDictionary[int64](), forms: newForms(), loaded: make(chan struct{}),
	}
	e.follower = follower{touched: map[int64]struct{}{}, told: map[int64]int64{}, woken: make(chan struct{}, 1)}
	e.gate.free = sync.NewCond(&e.gate.mu)
	if e.now == nil {
		e.now = time.Now //nolint:forbidigo // the clock comes in here
	}
	if e.log == nil {
		e.log = slog.New(slog.DiscardHandler)
	}
	if e.workers == 0 {
		e.workers = runtime.GOMAXPROCS(0)
	}
	return e
}

// Ready reports whether the columns are loaded.
func (e *Engine) Ready() bool {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.ready
}

// Size is what the columns hold, and the memory that they take.
type Size struct {
	Tickets, Events, Intervals int
	TicketBytes, EventBytes    int // of the rows; of their histories
}

// Size measures the columns.
func (e *Engine) Size() (s Size) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	for _, c := range e.chunks {
		if c == nil {
			continue
		}
		rows, histories := c.bytes()
		s.TicketBytes, s.EventBytes = s.TicketBytes+rows, s.EventBytes+histories
		s.Tickets += c.here.count()
		c.here.each(func(row int) {
			_, what := c.of(row)
			for _, w := range what {
				s.Events++
				if w < eventReplyIn {
					s.Intervals++
				}
			}
		})
	}
	return s
}

// oldest is when the first ticket was opened; the end of time while there is none.
func (e *Engine) oldest() uint32 {
	first := uint32(math.MaxUint32)
	for _, c := range e.chunks {
		if c != nil {
			first = min(first, c.first)
		}
	}
	return first
}

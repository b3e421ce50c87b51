package live

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"sportello/internal/event"
)

// Journal is the order of all committed changes, as a Relay needs it.
type Journal interface {
	// Wake says that something was committed, so that it gets its place soon. It does not wait.
	Wake()
	// Grown is the newest place that is known of, and a channel that is closed when a newer one is.
	Grown() (pos int64, more <-chan struct{})
	// After reads the places after one, the oldest first, at most limit; it leaves none out.
	After(ctx context.Context, pos int64, limit int) ([]event.Change, error)
}

// RelayConfig is what a Relay is made of.
type RelayConfig struct {
	Journal Journal
	Bus     Bus
	// Announce is told of each change at least once after its commit, sometimes of two at the same time: a hub's.
	Announce func(event.Announcement)
	Logger   *slog.Logger // default: none

	Retry time.Duration // how long to wait where the journal can't be read; default 1 second
	Batch int           // changes per read; default 500
}

// Relay brings announcements from commits to the hub of each process. Right after its commit a change takes the short way,
// over the bus. It takes the long way, over the journal, as well: there it is found by every process, whether the one that
// committed was killed before it could tell, or the bus was away. What came by the short way is not told again.
type Relay struct {
	RelayConfig
	pos  int64 // told up to here by the long way
	mu   sync.Mutex
	told map[int64]int64 // newest number by ticket that came by the short way and has not been met in the journal
}

// NewRelay makes a relay that tells of what gets its place from now on. It listens to the bus at once: make it before
// anybody can follow, or commit.
func NewRelay(c RelayConfig) (*Relay, error) {
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	c.Retry = positive(c.Retry, time.Second)
	c.Batch = positive(c.Batch, 500)
	r := &Relay{RelayConfig: c, told: make(map[int64]int64)}
	r.pos, _ = c.Journal.Grown()
	_, err := c.Bus.Subscribe(r.hear) // ends with the bus
	return r, err
}

// Committed tells of a change after its commit. It waits for nothing: what the bus refuses takes the long way.
func (r *Relay) Committed(ctx context.Context, a event.Announcement) {
	if err := r.Bus.Publish(a); err != nil {
		level := slog.LevelWarn
		if errors.Is(err, ErrBusAway) {
			level = slog.LevelDebug // the bus has said so itself, once
		}
		r.Logger.Log(ctx, level, "an announcement takes the long way", "ticket", a.TicketID, "error", err)
	}
	r.Journal.Wake()
}

// hear takes what comes by the short way.
func (r *Relay) hear(a event.Announcement) {
	r.mu.Lock()
	r.told[a.TicketID] = max(r.told[a.TicketID], a.Seq)
	r.mu.Unlock()
	r.Announce(a)
}

// Run brings what takes the long way, until ctx ends.
func (r *Relay) Run(ctx context.Context) {
	for ctx.Err() == nil {
		pos, more := r.Journal.Grown()
		if r.pos >= pos {
			select {
			case <-more:
				continue
			case <-ctx.Done():
				return
			}
		}
		if err := r.read(ctx); err != nil && ctx.Err() == nil {
			r.Logger.WarnContext(ctx, "the long way of announcements is closed for now", "error", err)
			select {
			case <-time.After(r.Retry):
			case <-ctx.Done():
			}
		}
	}
}

func (r *Relay) read(ctx context.Context) error {
	changes, err := r.Journal.After(ctx, r.pos, r.Batch)
	for _, c := range changes {
		if !r.wasTold(c) {
			r.Announce(event.Announcement{DeskID: c.DeskID, TicketID: c.TicketID, Seq: c.Seq})
		}
		r.pos = c.Pos
	}
	return err
}

// wasTold reports whether the hub knows of the change already: it was announced, after its commit, with this number or a
// newer one of the same ticket. The newest change of a ticket that came by the short way is met here some day and forgotten.
func (r *Relay) wasTold(c event.Change) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	seq := r.told[c.TicketID]
	if seq <= c.Seq {
		delete(r.told, c.TicketID)
	}
	return seq >= c.Seq
}

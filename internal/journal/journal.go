package journal

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"sportello/internal/event"
	"sportello/internal/moment"
	"sportello/internal/store"
)

// Change is one committed change of a ticket at its place.
type Change = event.Change

// Kept is how long every place is kept; older ones are thinned out to the newest of each ticket.
const Kept = 7 * 24 * time.Hour

// Config is what a Journal is made of.
type Config struct {
	Store  *store.Store
	Now    func() time.Time // default: the machine's clock
	Logger *slog.Logger     // default: none

	Gather time.Duration // how long commits gather before they get their places together; default 2 milliseconds
	Sweep  time.Duration // between looks for what a killed process left; default 5 seconds
	Poll   time.Duration // between looks for places that other processes gave; default 75 milliseconds
	// Watched reports whether somebody waits for what other processes do. While nobody does, the sweep's looks will do.
	Watched func() bool // default: somebody does
}

// Journal is this process's share in the order of all changes. It is safe for use by many goroutines.
type Journal struct {
	Config
	woken chan struct{} // holds a token while something may be in the outbox
	poked chan struct{} // likewise while another process may have given places

	mu    sync.Mutex
	known int64         // the newest place that this process has heard of
	grown chan struct{} // closed when known grows
}

// Open makes a journal, which knows where it stands. Its Run does the work.
func Open(ctx context.Context, c Config) (*Journal, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Watched == nil {
		c.Watched = func() bool { return true }
	}
	c.Gather = orElse(c.Gather, 2*time.Millisecond)
	c.Sweep = orElse(c.Sweep, 5*time.Second)
	c.Poll = orElse(c.Poll, 75*time.Millisecond)
	j := &Journal{Config: c, woken: make(chan struct{}, 1), poked: make(chan struct{}, 1), grown: make(chan struct{})}
	var err error
	j.known, err = j.Head(ctx)
	return j, err
}

func orElse(given, otherwise time.Duration) time.Duration {
	if given > 0 {
		return given
	}
	return otherwise
}

// Wake says that something was committed. It does not wait.
func (j *Journal) Wake() { put(j.woken) }

// Look says that another process may have given places, so that they are found before the next poll. It does not wait.
func (j *Journal) Look() { put(j.poked) }

func put(token chan struct{}) {
	select {
	case token <- struct{}{}:
	default:
	}
}

// Grown is the newest place that this process knows of, and a channel that is closed when it knows of a newer one.
func (j *Journal) Grown() (pos int64, more <-chan struct{}) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.known, j.grown
}

// learn makes known that places up to pos are given.
func (j *Journal) learn(pos int64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if pos > j.known {
		j.known = pos
		close(j.grown)
		j.grown = make(chan struct{})
	}
}

// Head is the newest place, read from the database: everything up to it can be read.
func (j *Journal) Head(ctx context.Context) (int64, error) {
	head, _, err := j.State(ctx)
	return head, err
}

// State is the newest place, and the one up to which places are thinned out.
func (j *Journal) State(ctx context.Context) (head, thinned int64, err error) {
	rows, err := j.Store.Query(ctx, "SELECT head, thinned FROM journal_states WHERE id = 1")
	if err != nil {
		return 0, 0, fmt.Errorf("read how far the journal is: %w", err)
	}
	return scanState(rows)
}

// After reads the places after one, the oldest first, at most limit. It leaves nothing out that was given, and nothing ever
// comes before what it has read.
func (j *Journal) After(ctx context.Context, pos int64, limit int) ([]Change, error) {
	rows, err := j.Store.Query(ctx, `SELECT id, desk_id, tenant_id, ticket_id, seq, created_at
		FROM journal_entries WHERE id > ? ORDER BY id LIMIT ?`, pos, limit)
	if err != nil {
		return nil, fmt.Errorf("read the journal: %w", err)
	}
	defer rows.Close()
	var changes []Change
	for rows.Next() {
		var c Change
		var at int64
		if err := rows.Scan(&c.Pos, &c.DeskID, &c.TenantID, &c.TicketID, &c.Seq, &at); err != nil {
			return nil, fmt.Errorf("read the journal: %w", err)
		}
		c.At = moment.Moment(at)
		changes = append(changes, c)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read the journal: %w", err)
	}
	return changes, nil
}

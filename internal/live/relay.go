package live

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"sportello/internal/event"
)

// Outbox keeps announcements from the transaction of their change on until they are delivered.
type Outbox interface {
	// Undelivered reads the oldest announcements, at most limit.
	Undelivered(ctx context.Context, limit int) ([]event.Announcement, error)
	// Delivered forgets announcements; ids that it does not have are no error.
	Delivered(ctx context.Context, outboxIDs []int64) error
}

// RelayConfig is what a Relay is made of.
type RelayConfig struct {
	Outbox Outbox
	Bus    Bus
	Logger *slog.Logger // default: none

	Sweep time.Duration // between looks for what a killed process left; default 5 seconds
	Flush time.Duration // how long delivered announcements gather before they are forgotten; default 200 milliseconds
	Batch int           // rows per statement; default 500
}

// Relay brings announcements from commits to the bus. What is told right after its commit takes that way and is
// forgotten in batches, off the way of requests. The sweep finds what was not told, since its process was killed or the
// bus was away. An announcement may be told twice, never not at all.
type Relay struct {
	RelayConfig
	told chan int64 // outbox ids
}

// NewRelay makes a relay.
func NewRelay(c RelayConfig) *Relay {
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	c.Sweep = positive(c.Sweep, 5*time.Second)
	c.Flush = positive(c.Flush, 200*time.Millisecond)
	c.Batch = positive(c.Batch, 500)
	return &Relay{RelayConfig: c, told: make(chan int64, 8*c.Batch)}
}

// Committed tells the bus of a change after its commit. It waits for nothing: what can't be told or noted now is found
// by the sweep.
func (r *Relay) Committed(ctx context.Context, a event.Announcement) {
	if err := r.Bus.Publish(a); err != nil {
		level := slog.LevelWarn
		if errors.Is(err, ErrBusAway) {
			level = slog.LevelDebug // the bus has said so itself, once
		}
		r.Logger.Log(ctx, level, "an announcement waits for the next sweep", "ticket", a.TicketID, "error", err)
		return
	}
	select {
	case r.told <- a.OutboxID:
	default:
	}
}

// Run sweeps at once and then regularly, and forgets what was told, until ctx ends.
func (r *Relay) Run(ctx context.Context) {
	sweep, flush := time.NewTicker(r.Sweep), time.NewTicker(r.Flush)
	defer sweep.Stop()
	defer flush.Stop()
	r.sweep(ctx)
	for {
		select {
		case <-flush.C:
			r.flush(ctx)
		case <-sweep.C:
			r.flush(ctx)
			r.sweep(ctx)
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.Sweep)
			defer cancel()
			r.flush(last)
			return
		}
	}
}

// flush forgets what was told. Where that fails, the sweep does it.
func (r *Relay) flush(ctx context.Context) {
	for {
		ids := r.gathered()
		if len(ids) == 0 {
			return
		}
		if err := r.forget(ctx, ids); err != nil {
			r.Logger.WarnContext(ctx, "told announcements stay in the outbox", "count", len(ids), "error", err)
			return
		}
	}
}

// forget removes announcements once they have left the process: those that lie in a buffer of ours end with it.
func (r *Relay) forget(ctx context.Context, ids []int64) error {
	if err := r.Bus.Confirm(ctx); err != nil {
		return fmt.Errorf("confirm what was told: %w", err)
	}
	if err := r.Outbox.Delivered(ctx, ids); err != nil {
		return fmt.Errorf("empty the outbox: %w", err)
	}
	return nil
}

func (r *Relay) gathered() []int64 {
	var ids []int64
	for len(ids) < r.Batch {
		select {
		case id := <-r.told:
			ids = append(ids, id)
		default:
			return ids
		}
	}
	return ids
}

func (r *Relay) sweep(ctx context.Context) {
	if err := r.deliver(ctx); err != nil && ctx.Err() == nil {
		r.Logger.WarnContext(ctx, "the sweep of the outbox waits for its next turn", "error", err)
	}
}

// deliver tells all that lies in the outbox, and forgets it.
func (r *Relay) deliver(ctx context.Context) error {
	for {
		waiting, err := r.Outbox.Undelivered(ctx, r.Batch)
		if err != nil {
			return fmt.Errorf("read the outbox: %w", err)
		}
		ids := make([]int64, len(waiting))
		for i, a := range waiting {
			if err := r.Bus.Publish(a); err != nil {
				return fmt.Errorf("tell the bus: %w", err)
			}
			ids[i] = a.OutboxID
		}
		if len(ids) > 0 {
			if err := r.forget(ctx, ids); err != nil {
				return err
			}
		}
		if len(waiting) < r.Batch {
			return nil
		}
	}
}

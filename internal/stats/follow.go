package stats

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// follower keeps the columns in step.
type follower struct {
	touchMu sync.Mutex
	touched map[int64]struct{} // tickets that may have changed since they were read
	reading bool               // what was touched before is being read
	woken   chan struct{}

	stepMu sync.Mutex // held to read touched tickets anew and to write them: one at a time, or an older state could win
	place  int64      // place of the journal up to which changes were taken; of Run alone
}

// Touch notes that a ticket may have changed: whoever asks from now on is answered with the change. It waits for nothing.
func (e *Engine) Touch(ticketIDs ...int64) {
	e.touchMu.Lock()
	for _, id := range ticketIDs {
		e.touched[id] = struct{}{}
	}
	e.touchMu.Unlock()
	e.Wake()
}

// Wake makes the engine look at the journal.
func (e *Engine) Wake() {
	select {
	case e.woken <- struct{}{}:
	default:
	}
}

// Run loads the columns and keeps them in step until ctx ends. A database that is away is asked again.
func (e *Engine) Run(ctx context.Context) {
	for pause := 100 * time.Millisecond; ; pause = min(2*pause, 10*time.Second) {
		err := e.start(ctx)
		if err == nil {
			break
		}
		if !e.failed(ctx, "the columns of statistics could not be loaded", err, pause) {
			return
		}
	}
	tick := time.NewTicker(e.poll)
	defer tick.Stop()
	for {
		if err := e.step(ctx); err != nil && !e.failed(ctx, "the columns of statistics are behind", err, time.Second) {
			return
		}
		select {
		case <-e.woken:
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// failed tells of an error and waits; false: ctx has ended.
func (e *Engine) failed(ctx context.Context, what string, err error, pause time.Duration) bool {
	if ctx.Err() == nil {
		e.log.WarnContext(ctx, what, "error", err)
	}
	select {
	case <-time.After(pause):
		return true
	case <-ctx.Done():
		return false
	}
}

// start loads the columns, and takes what has changed meanwhile.
func (e *Engine) start(ctx context.Context) (err error) {
	if e.journal != nil {
		if e.place, err = e.journal.Head(ctx); err != nil {
			return fmt.Errorf("find the end of the journal: %w", err)
		}
	}
	e.mu.Lock()
	e.chunks, e.counts, e.ready = nil, nil, false
	e.mu.Unlock()
	if err := e.load(ctx); err != nil {
		return err
	}
	if err := e.step(ctx); err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.ready = true
	close(e.loaded)
	return nil
}

// changesAtOnce is how many changes are taken at once, and ticketsAtOnce how many tickets are read.
const (
	changesAtOnce = 1000
	ticketsAtOnce = 200
)

// step takes what the journal has, and brings the columns up to date.
func (e *Engine) step(ctx context.Context) error {
	for {
		var changes []Change
		if e.journal != nil {
			var err error
			if changes, err = e.journal.After(ctx, e.place, changesAtOnce); err != nil {
				return fmt.Errorf("read the journal: %w", err)
			}
		}
		e.touchMu.Lock()
		for _, c := range changes {
			e.touched[c.TicketID] = struct{}{}
		}
		e.touchMu.Unlock()
		if len(changes) > 0 {
			e.place = changes[len(changes)-1].Place // what is touched stays so until it is read
		}
		if err := e.catchUp(ctx); err != nil {
			return err
		}
		if len(changes) < changesAtOnce {
			return nil
		}
	}
}

// catchUp reads anew what was touched before the call.
func (e *Engine) catchUp(ctx context.Context) error {
	if !e.behind() {
		return nil
	}
	e.stepMu.Lock()
	defer e.stepMu.Unlock()
	ids := e.take()
	for len(ids) > 0 {
		some := ids[:min(ticketsAtOnce, len(ids))]
		if err := e.renew(ctx, some); err != nil {
			e.giveBack(ids)
			return err
		}
		ids = ids[len(some):]
	}
	e.giveBack(nil)
	return nil
}

// behind reports whether something was touched that is not in the columns.
func (e *Engine) behind() bool {
	e.touchMu.Lock()
	defer e.touchMu.Unlock()
	return len(e.touched) > 0 || e.reading
}

// take takes what was touched, to be read.
func (e *Engine) take() []int64 {
	e.touchMu.Lock()
	defer e.touchMu.Unlock()
	ids := slices.Sorted(maps.Keys(e.touched))
	clear(e.touched)
	e.reading = true
	return ids
}

// giveBack ends the reading; what could not be read stays touched.
func (e *Engine) giveBack(ids []int64) {
	e.touchMu.Lock()
	defer e.touchMu.Unlock()
	for _, id := range ids {
		e.touched[id] = struct{}{}
	}
	e.reading = false
}

// renew reads tickets and writes them into the columns.
func (e *Engine) renew(ctx context.Context, ids []int64) error {
	var tickets []ticket
	err := e.inSnapshot(ctx, func(db queries) (err error) {
		tickets, err = e.read(ctx, db, span{ids: ids})
		return err
	})
	if err != nil {
		return err
	}
	return e.put(ids, tickets)
}

// Load loads the columns and returns; Run does so, too, and goes on. What is touched is followed either way.
func (e *Engine) Load(ctx context.Context) error { return e.start(ctx) }

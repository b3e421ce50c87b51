package stats

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"sportello/internal/event"
)

// follower keeps the columns in step.
type follower struct {
	touchMu sync.Mutex
	touched map[int64]struct{} // tickets that may have changed since they were read
	reading bool               // what was touched before is being read
	told    map[int64]int64    // newest number by ticket of what was touched, and was not met in the journal
	woken   chan struct{}

	stepMu  sync.Mutex // held to read touched tickets anew and to write them: one at a time, or an older state could win
	place   int64      // of the journal, up to which changes were taken; of Run alone
	audited int64      // id up to which Audit has come; of Audit alone
}

// Touch notes that a ticket has changed, up to a number of its timeline: whoever asks from now on is answered with the change.
// It waits for nothing.
func (e *Engine) Touch(ticketID, seq int64) {
	e.touchMu.Lock()
	e.touched[ticketID] = struct{}{}
	if e.journal != nil {
		if len(e.told) >= maxTold {
			clear(e.told)
		}
		e.told[ticketID] = max(e.told[ticketID], seq)
	}
	e.touchMu.Unlock()
	select {
	case e.woken <- struct{}{}:
	default:
	}
}

// maxTold bounds what is remembered of being told: what is forgotten is read twice.
const maxTold = 100_000

// sweep is how often the journal's head is looked at in the database.
const sweep = 5 * time.Second

// Run loads the columns and keeps them in step until ctx ends. A database that is away is asked again.
func (e *Engine) Run(ctx context.Context) {
	tick := time.NewTicker(sweep)
	defer tick.Stop()
	for pause := 100 * time.Millisecond; ctx.Err() == nil; pause = min(2*pause, 10*time.Second) {
		if err := e.start(ctx); err != nil {
			e.failed(ctx, "the columns of statistics could not be loaded", err, pause)
			continue
		}
		if e.follow(ctx, tick.C) {
			pause = 100 * time.Millisecond
		}
	}
}

// follow keeps the columns in step until ctx ends; true: until the journal has turned out to be another one, such as that of
// a database that was restored, so that all is to be loaded anew.
func (e *Engine) follow(ctx context.Context, tick <-chan time.Time) bool {
	for {
		var more <-chan struct{} // never, without a journal
		if e.journal != nil {
			_, more = e.journal.Grown()
		}
		if err := e.step(ctx); err != nil {
			e.failed(ctx, "the columns of statistics are behind", err, time.Second)
		}
		select {
		case <-e.woken:
		case <-more:
		case <-tick:
			if e.lost(ctx) {
				return true
			}
		case <-ctx.Done():
			return false
		}
	}
}

// lost reports whether the journal ends before the place up to which it was read.
func (e *Engine) lost(ctx context.Context) bool {
	if e.journal == nil {
		return false
	}
	head, err := e.journal.Head(ctx)
	if err != nil || head >= e.place {
		return false
	}
	e.log.WarnContext(ctx, "the journal has gone back: the columns of statistics are loaded anew", "from", e.place, "to", head)
	return true
}

// failed tells of an error and waits.
func (e *Engine) failed(ctx context.Context, what string, err error, pause time.Duration) {
	if ctx.Err() != nil {
		return
	}
	e.log.WarnContext(ctx, what, "error", err)
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
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
	if e.ready {
		e.loaded = make(chan struct{})
	}
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
		var changes []event.Change
		if e.journal != nil {
			var err error
			if changes, err = e.journal.After(ctx, e.place, changesAtOnce); err != nil {
				return fmt.Errorf("read the journal: %w", err)
			}
		}
		e.meet(changes)
		if err := e.catchUp(ctx); err != nil {
			return err
		}
		if len(changes) < changesAtOnce {
			return nil
		}
	}
}

// meet takes changes that the journal tells of. What it was told of already is not read once more.
func (e *Engine) meet(changes []event.Change) {
	e.touchMu.Lock()
	defer e.touchMu.Unlock()
	for _, c := range changes {
		if seq, told := e.told[c.TicketID]; told && seq >= c.Seq {
			if seq == c.Seq {
				delete(e.told, c.TicketID)
			}
		} else {
			e.touched[c.TicketID] = struct{}{}
		}
		e.place = c.Pos // what is touched stays so until it is read
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

package stats

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"sportello/internal/policy"
	"sportello/internal/store"
)

// load reads all tickets: by ranges of ids, several at once, each in a snapshot of its own. What changes meanwhile is told
// again afterwards, since the journal is followed from where it stood before.
func (e *Engine) load(ctx context.Context) error {
	start := time.Now() //nolint:forbidigo // measures
	if err := e.holdForms(ctx); err != nil {
		return err
	}
	last, err := e.lastID(ctx)
	if err != nil {
		return err
	}
	if last>>chunkBits >= maxChunks {
		return fmt.Errorf("ticket %d: its id is too large for the columns", last)
	}
	group, loading := errgroup.WithContext(ctx)
	group.SetLimit(e.workers)
	for from := int64(0); from <= last; from += chunkRows {
		group.Go(func() error { return e.loadChunk(loading, from) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	e.log.InfoContext(ctx, "loaded the columns of statistics", "tickets", e.Size().Tickets, "took", time.Since(start).Round(time.Millisecond)) //nolint:forbidigo // measures
	return nil
}

// loadRows is how many ids are read at once: enough to be fast, and few enough to be held twice.
const loadRows = chunkRows / 4

// loadChunk reads the tickets of a chunk aside, and then puts it in its place.
func (e *Engine) loadChunk(ctx context.Context, from int64) error {
	c := newChunk()
	for at := from; at < from+chunkRows; at += loadRows {
		var tickets []ticket
		err := e.inSnapshot(ctx, func(db queries) (err error) {
			tickets, err = e.read(ctx, db, span{from: at, to: at + loadRows})
			return err
		})
		if err != nil {
			return err
		}
		for i := range tickets {
			c.put(int(tickets[i].id%chunkRows), &tickets[i])
		}
	}
	if c.here.empty() {
		return nil
	}
	c.compact(len(c.at) / 64)
	e.mu.Lock()
	defer e.mu.Unlock()
	at := from >> chunkBits
	for int64(len(e.chunks)) <= at {
		e.chunks = append(e.chunks, nil)
	}
	e.chunks[at] = c
	c.here.each(func(row int) { e.count(c, row) })
	return nil
}

func (e *Engine) lastID(ctx context.Context) (int64, error) {
	var last number
	err := each(ctx, e.store.SQL(), "SELECT MAX(id) FROM tickets", nil, []any{&last}, func() error { return nil })
	if err != nil {
		return 0, fmt.Errorf("find the newest ticket: %w", err)
	}
	return int64(last), nil
}

// holdForms makes answers to all fields that have options be held.
func (e *Engine) holdForms(ctx context.Context) error {
	ids, err := e.store.Read().Desk.Query().IDs(store.System(ctx))
	if err != nil {
		return fmt.Errorf("find the desks: %w", err)
	}
	for _, id := range ids {
		d, err := e.desk.DeskOf(ctx, id)
		if err != nil {
			return err
		}
		for _, f := range d.Policy.Form.Fields {
			if holds(f) {
				e.forms.hold(f.Key)
			}
		}
	}
	return nil
}

func holds(f *policy.Field) bool { return f.Kind.HasOptions() && !f.Own() }

// loadKey begins to hold answers to a key, with those that there are.
func (e *Engine) loadKey(ctx context.Context, key string) error {
	e.stepMu.Lock() // whoever reads a ticket from now on reads them, too
	defer e.stepMu.Unlock()
	if !e.forms.hold(key) {
		return nil
	}
	type given struct {
		id int64
		answer
	}
	var all []given
	var id, deskID number
	var value word
	err := each(ctx, e.store.SQL(), "SELECT ticket_id, desk_id, value FROM ticket_fields WHERE `key` = ?", []any{key},
		[]any{&id, &deskID, &value}, func() error {
			if a, held := e.forms.answer(int64(deskID), key, string(value)); held {
				all = append(all, given{int64(id), a})
			}
			return nil
		})
	if err != nil {
		e.forms.forget(key)
		return fmt.Errorf("read answers to %s: %w", key, err)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, g := range all {
		if at := g.id >> chunkBits; at < int64(len(e.chunks)) && e.chunks[at] != nil {
			e.chunks[at].slot(g.slot)[g.id%chunkRows] = g.code
		}
	}
	return nil
}

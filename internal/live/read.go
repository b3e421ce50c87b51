package live

import (
	"context"
	"errors"
	"fmt"
)

// headOnly stands for no entry: the ticket alone is read.
const headOnly = -1

var errPanic = errors.New("the read ended in a panic")

// read is one read under way; whoever needs the same waits for it.
type read[T, E any] struct {
	asked uint64        // the topic's asked when it began
	id    uint64        // no other read of the hub has it
	done  chan struct{} // closed when page and err are there
	page  Page[T, E]
	err   error
}

// catchUp reads on until all is known that was committed before asked. A read that began too early for that is waited
// for, then there is another.
func (t *topic[T, E]) catchUp(ctx context.Context, asked uint64) error {
	for {
		t.mu.Lock()
		known, after := t.head != nil, t.end
		current := known && t.fresh >= asked
		t.mu.Unlock()
		if current {
			return nil
		}
		if !known {
			after = headOnly
		}
		if _, err := t.lookUp(ctx, after); err != nil {
			return err
		}
	}
}

// lookUp reads the page after an entry, or waits for somebody who does.
func (t *topic[T, E]) lookUp(ctx context.Context, after int64) (*read[T, E], error) {
	t.mu.Lock()
	r, underway := t.reads[after]
	if !underway {
		r = &read[T, E]{asked: t.asked, id: t.hub.reads.Add(1), done: make(chan struct{})}
		t.reads[after] = r
	}
	t.mu.Unlock()
	if !underway {
		t.run(r, after)
	}
	select {
	case <-r.done:
		return r, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// run carries out a read for all who wait for it. It outlives the caller's context, but not the hub.
func (t *topic[T, E]) run(r *read[T, E], after int64) {
	r.err = errPanic
	defer func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.reads, after)
		if r.err == nil {
			t.learn(after, r)
		}
		close(r.done)
	}()
	ctx, cancel := context.WithTimeout(t.hub.life, t.hub.config.ReadTimeout)
	defer cancel()
	from, limit := after, pageSize
	if after == headOnly {
		from, limit = 0, 0
	}
	page, err := t.hub.config.Read(ctx, t.ticketID, t.audience, from, limit)
	if err == nil {
		err = check(page, from, limit)
	}
	if err != nil {
		err = fmt.Errorf("read the timeline of ticket %d: %w", t.ticketID, err)
	}
	r.page, r.err = page, err
}

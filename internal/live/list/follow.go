package list

import (
	"context"

	"sportello/internal/access"
	"sportello/internal/event"
	"sportello/internal/problem"
)

// Follow starts to follow a list: after a cursor, or with a snapshot when there is none. It ends with ctx, or with the
// follower's Close. INVALID_CURSOR, RATE_LIMITED, and what Open refuses.
func (h *Hub[A, R]) Follow(ctx context.Context, v *access.Viewer, asked A, after string) (*Follower[A, R], error) {
	f := &Follower[A, R]{seat: seat[A, R]{hub: h, ctx: ctx, asked: asked, viewer: v, loaded: h.config.Now()}, snapshot: after == ""}
	if err := f.sit(); err != nil {
		return nil, err
	}
	if after == "" {
		f.pos = f.topic.position()
		return f, nil
	}
	if err := f.resume(after); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// resume finds out what was missed since a cursor, or that it was too much.
func (f *Follower[A, R]) resume(after string) error {
	journal := f.hub.config.Journal
	pos, err := parse(f.topic.list.Key(), after)
	if err != nil {
		return err
	}
	head, thinned, err := journal.State(f.ctx)
	switch {
	case err != nil:
		return err
	case pos > head:
		return problem.New(problem.InvalidCursor, "after")
	case pos < thinned:
		f.gap, f.pos = TooOld, f.topic.position()
		return nil
	}
	now := f.topic.position()
	if pos >= now { // also where another process has read further than this one
		f.pos = pos
		return nil
	}
	missed, whole, err := f.hub.replayed(f.ctx, f.topic, pos, now)
	if err != nil {
		return err
	}
	f.pos = pos
	if !whole {
		f.gap, f.pos = TooFarBehind, now
		return nil
	}
	f.missed, f.until = missed, now
	return nil
}

// replay is what was missed between two places, found out once for all who come back to the first.
type replay[R any] struct {
	done  chan struct{}
	items []item[R]
	whole bool
	err   error
}

// replayed is what became of the tickets that have changed between two places. What was before, nobody knows: whoever is in
// the list now is told as updated, whoever is not as removed.
func (h *Hub[A, R]) replayed(ctx context.Context, t *topic[R], from, to int64) ([]item[R], bool, error) {
	t.mu.Lock()
	r := t.again[from]
	if r == nil || t.pos != to {
		r = &replay[R]{done: make(chan struct{})}
		if t.pos == to {
			t.again[from] = r
		}
		t.mu.Unlock()
		r.items, r.whole, r.err = h.replay(h.life, t, from, to)
		if r.err != nil {
			t.mu.Lock()
			if t.again[from] == r {
				delete(t.again, from)
			}
			t.mu.Unlock()
		}
		close(r.done)
		return r.items, r.whole, r.err
	}
	t.mu.Unlock()
	select {
	case <-r.done:
		return r.items, r.whole, r.err
	case <-ctx.Done():
		return nil, false, ctx.Err()
	}
}

func (h *Hub[A, R]) replay(ctx context.Context, t *topic[R], from, to int64) ([]item[R], bool, error) {
	ctx, cancel := context.WithTimeout(ctx, h.config.ReadTimeout)
	defer cancel()
	changes, whole, err := h.missed(ctx, t.list, from, to)
	if err != nil || !whole {
		return nil, false, err
	}
	happened, err := h.config.Describe(ctx, changes)
	if err != nil {
		return nil, false, err
	}
	scratch := newTopic(t.list, from, len(happened), false)
	if err := scratch.look(ctx, happened, to); err != nil {
		return nil, false, err
	}
	return scratch.items, true, nil
}

// maxSearched is how many places are looked through for what concerns a list.
const maxSearched = 100_000

// missed are the changes between two places that concern a list; false where those are too many.
func (h *Hub[A, R]) missed(ctx context.Context, l List[R], from, to int64) (found []event.Change, whole bool, err error) {
	const page = 2_000
	for searched := 0; from < to; {
		changes, err := h.config.Journal.After(ctx, from, page)
		if err != nil {
			return nil, false, err
		}
		for _, c := range changes {
			if covered, _ := l.Covers(c); covered && c.Pos <= to {
				found = append(found, c)
			}
			from = c.Pos
		}
		searched += len(changes)
		if len(found) > h.config.MaxReplay || searched > maxSearched {
			return nil, false, nil
		}
		if len(changes) < page {
			break
		}
	}
	return found, true, nil
}

package list

import (
	"context"
	"maps"
	"time"

	"sportello/internal/access"
)

// Counts are how many tickets of a list there are of each kind, as its viewer may know them.
type Counts struct {
	ByKind map[string]int
	Viewer *access.Viewer
}

// Counter tells the counts of a list whenever they change.
type Counter[A, R any] struct {
	seat[A, R]
	told map[string]int // nil: nothing yet
	when time.Time
	pos  int64 // counted at
}

// Count starts to follow the counts of a list. It ends with ctx, or with Close. RATE_LIMITED, and what Open refuses.
func (h *Hub[A, R]) Count(ctx context.Context, v *access.Viewer, asked A) (*Counter[A, R], error) {
	c := &Counter[A, R]{seat: seat[A, R]{hub: h, ctx: ctx, asked: asked, tally: true, viewer: v, loaded: h.config.Now()}}
	return c, c.sit()
}

// nowhere is no place in the journal.
const nowhere = -1

// Next waits for counts that are other than those that it has told. It ends as a Follower's does.
func (c *Counter[A, R]) Next() (*Counts, error) {
	for {
		if err := c.ended(); err != nil {
			return nil, err
		}
		pos, wake := c.topic.now()
		if c.told == nil || pos != c.pos {
			moved, err := c.refresh()
			if err == nil && moved { // what was found of the list before says nothing of this one
				c.pos = nowhere
				continue
			}
			var counts *Counts
			if err == nil {
				counts, err = c.look()
			}
			if err != nil {
				return nil, c.fail(err)
			}
			c.pos = pos
			if counts != nil {
				return counts, nil
			}
		}
		c.wait(wake)
		c.rest()
	}
}

// rest lets changes gather.
func (c *Counter[A, R]) rest() {
	if left := c.hub.config.CountEvery - time.Since(c.when); left > 0 {
		timer := time.NewTimer(left)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-c.left:
		case <-c.hub.life.Done():
		}
	}
}

func (c *Counter[A, R]) look() (*Counts, error) {
	counts, err := c.hub.counted(c.ctx, c.topic)
	if err != nil || c.told != nil && maps.Equal(counts, c.told) {
		return nil, err
	}
	c.told, c.when = counts, time.Now()
	return &Counts{ByKind: counts, Viewer: c.viewer}, nil
}

// counted are the counts of a topic, counted once for all who ask at the same place.
func (h *Hub[A, R]) counted(ctx context.Context, t *topic[R]) (map[string]int, error) {
	pos := t.position()
	select {
	case t.counting <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-t.counting }()
	if t.counts != nil && t.countedAt >= pos {
		return t.counts, nil
	}
	ctx, cancel := context.WithTimeout(ctx, h.config.ReadTimeout)
	defer cancel()
	counts, err := t.list.Count(ctx)
	if err == nil {
		t.counts, t.countedAt = counts, pos
	}
	return counts, err
}

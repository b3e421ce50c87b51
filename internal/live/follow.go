package live

import (
	"context"

	"sportello/internal/access"
	"sportello/internal/bookmark"
	"sportello/internal/problem"
)

// Follow starts to follow a ticket: after a cursor, or with a snapshot when there is none. It ends with ctx, or with the
// follower's Close. NOT_FOUND, INVALID_CURSOR, RATE_LIMITED.
func (h *Hub[T, E]) Follow(ctx context.Context, v *access.Viewer, ticketID int64, after string) (*Follower[T, E], error) {
	f := &Follower[T, E]{hub: h, ctx: ctx, viewer: v, loaded: h.config.Now(), left: make(chan struct{})}
	if err := f.ended(); err != nil {
		return nil, err
	}
	if err := h.enter(f, place{ticketID, guess(v)}); err != nil {
		return nil, err
	}
	f.unbind = context.AfterFunc(ctx, func() { h.leave(f) })
	if err := f.begin(after); err != nil {
		err = f.reason(err)
		f.Close()
		return nil, err
	}
	return f, nil
}

// guess is as whom a viewer probably sees a ticket whose desk isn't known yet.
func guess(v *access.Viewer) bookmark.Audience {
	if len(v.Desks) > 0 {
		return bookmark.Staff
	}
	return bookmark.Customers
}

// begin finds the follower's audience and place. What it knows then was read after the follower came, so that a cursor
// from a mutation that has just answered is no cursor from the future.
func (f *Follower[T, E]) begin(after string) error {
	if err := f.topic.catchUp(f.ctx, f.asked); err != nil {
		return err
	}
	audience, sees := f.topic.after(0).head.Audience(f.viewer)
	if !sees {
		return problem.New(problem.NotFound)
	}
	if audience != f.topic.audience {
		if err := f.hub.move(f, place{f.topic.ticketID, audience}); err != nil {
			return err
		}
		if err := f.topic.catchUp(f.ctx, f.asked); err != nil {
			return err
		}
	}
	if after == "" {
		f.snapshot = true
		return nil
	}
	mark, err := bookmark.Parse(after)
	if err != nil {
		return problem.New(problem.InvalidCursor, "after").Wrap(err)
	}
	if (place{mark.TicketID, mark.Audience}) != f.topic.place || mark.Seq > f.topic.after(0).end {
		return problem.New(problem.InvalidCursor, "after")
	}
	f.seq = mark.Seq
	return nil
}

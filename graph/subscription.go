package graph

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	"sportello/graph/transport"
	"sportello/graph/view"
	"sportello/internal/desk"
	"sportello/internal/live"
	"sportello/internal/node"
)

func (r subscriptionResolver) TicketEvents(ctx context.Context, ticket string, after *string) (<-chan view.TicketEvent, error) {
	if one := eventOf(ctx); one != nil {
		return one, nil
	}
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	ticketID, err := key(node.Ticket, ticket, "ticket")
	if err != nil {
		return nil, err
	}
	place := text(after)
	if last := transport.LastEventID(ctx); last != "" { // who comes back on an event stream is further than they asked at first
		place = last
	}
	follower, err := r.feed.Follow(ctx, v, ticketID, place)
	if err != nil {
		return nil, err
	}
	if s := seatOf(ctx); s != nil {
		s.follower = follower
		return nothing(), nil
	}
	return pour(ctx, follower, ticketEvent), nil
}

// followed is what a subscription follows.
type followed[E any] interface {
	Next() (E, error)
	Close()
}

// pour hands on what a source tells, one when the last is taken, until either ends.
func pour[E, V any](ctx context.Context, from followed[E], show func(E) V) <-chan V {
	events := make(chan V)
	go func() {
		defer close(events)
		defer from.Close()
		defer rescue(ctx)
		for {
			happened, err := from.Next()
			if err != nil {
				ended(ctx, err)
				return
			}
			select {
			case events <- show(happened):
			case <-ctx.Done():
				return
			}
		}
	}()
	return events
}

// ended tells why a follower's events are over, where that is an error.
func ended(ctx context.Context, err error) {
	if !errors.Is(err, io.EOF) && ctx.Err() == nil {
		transport.Fail(ctx, fmt.Errorf("following a ticket: %w", err))
	}
}

// rescue makes a panic the end of the subscription, when it is deferred: nobody above would, and it would end the server.
func rescue(ctx context.Context) {
	if caught := recover(); caught != nil {
		transport.Fail(ctx, fmt.Errorf("following a ticket: panic: %v\n%s", caught, debug.Stack()))
	}
}

func ticketEvent(happened live.Event) view.TicketEvent {
	switch e := happened.(type) {
	case live.Snapshot[*desk.Ticket]:
		return &view.TicketSnapshot{Cursor: e.Cursor, Seq: e.Seq, Row: e.Ticket}
	case live.EntryAdded[*desk.Ticket, *desk.Entry]:
		return &view.TicketEntryAdded{Cursor: e.Cursor, Row: e.Ticket, Line: e.Entry}
	case live.Gap:
		return &view.TicketGap{Cursor: e.Cursor, Reason: e.Reason}
	case live.Removed:
		return &view.TicketRemoved{Cursor: e.Cursor}
	default:
		panic(fmt.Sprintf("graph: unknown event %T", happened))
	}
}

// Messages are those that the snapshot contains: what is newer comes as an event.
func (r ticketSnapshotResolver) Messages(ctx context.Context, obj *view.TicketSnapshot, last int) ([]*view.Message, error) {
	messages, err := r.desk.MessagesUpTo(ctx, obj.Row, obj.Seq, last)
	return view.NewMessages(messages), err
}

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
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	ticketID, err := key(node.Ticket, ticket, "ticket")
	if err != nil {
		return nil, err
	}
	follower, err := r.feed.Follow(ctx, v, ticketID, text(after))
	if err != nil {
		return nil, err
	}
	return stream(ctx, "a ticket", follower, ticketEvent), nil
}

// followed is what a subscription follows.
type followed[E any] interface {
	Next() (E, error)
	Close()
}

// stream hands on what a source tells, one when the last is taken, until either ends.
func stream[E, V any](ctx context.Context, what string, from followed[E], show func(E) V) <-chan V {
	events := make(chan V)
	go func() {
		defer close(events)
		defer from.Close()
		defer func() {
			if caught := recover(); caught != nil { // nobody above would: it would end the server
				transport.Fail(ctx, fmt.Errorf("following %s: panic: %v\n%s", what, caught, debug.Stack()))
			}
		}()
		for {
			happened, err := from.Next()
			if err != nil {
				if !errors.Is(err, io.EOF) && ctx.Err() == nil {
					transport.Fail(ctx, fmt.Errorf("following %s: %w", what, err))
				}
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

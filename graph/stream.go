package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"sportello/graph/shared"
	"sportello/graph/transport"
	"sportello/graph/view"
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/live"
)

// Stream runs subscriptions to a ticket's events: gqlgen starts them and executes each event, once for all whom it is alike
// for. It is a transport.AroundStream; what is no such subscription is gqlgen's.
func (r *Resolver) Stream(ctx context.Context, op *transport.Operation, next graphql.OperationHandler) transport.StreamFunc {
	seat := &seat{}
	responses := transport.Stream(next(context.WithValue(ctx, seatKey{}, seat)))
	if seat.follower == nil {
		return responses // refused, or another one
	}
	selection, _ := op.Once(func() any { return shared.NewSelection(op.Context.Operation) }).(*shared.Selection)
	s := &stream{told: r.told, follower: seat.follower, ctx: ctx, next: next, selection: selection}
	if selection.Alike {
		s.variables = selection.Variables(op.Context)
	}
	return s.await
}

// Told is how many events were told that are alike for many, and how many answers were executed for that.
func (r *Resolver) Told() (given, made int) { return r.told.Counts() }

// seat is where a subscription that was started by Stream puts its follower.
type seat struct {
	follower *live.Follower[*desk.Ticket, *desk.Entry]
}

type (
	seatKey  struct{}
	eventKey struct{}
	oneEvent <-chan view.TicketEvent
)

func seatOf(ctx context.Context) *seat {
	s, _ := ctx.Value(seatKey{}).(*seat)
	return s
}

// eventOf is the one event that is to be executed; nil: a subscription starts.
func eventOf(ctx context.Context) <-chan view.TicketEvent {
	one, _ := ctx.Value(eventKey{}).(oneEvent)
	return one
}

// nothing is the events of who is told by other ways.
func nothing() <-chan view.TicketEvent {
	none := make(chan view.TicketEvent)
	close(none)
	return none
}

// stream is one subscription.
type stream struct {
	told      *shared.Told
	follower  *live.Follower[*desk.Ticket, *desk.Entry]
	ctx       context.Context // of the subscription
	next      graphql.OperationHandler
	selection *shared.Selection
	variables string
}

// await waits for the next event and answers with what is told of it. It is a transport.StreamFunc.
func (s *stream) await(ctx context.Context) (r *transport.Response) {
	defer func() {
		if r == nil {
			s.follower.Close()
		}
	}()
	defer rescue(s.ctx)
	happened, err := s.follower.Await()
	if err != nil {
		ended(s.ctx, err)
		return nil
	}
	if r = s.tell(ctx, happened); r != nil {
		r.EventID = happened.Cursor
	}
	return r
}

// tell answers with what is told of an event: with what was told to somebody else of the same eyes, where it is alike.
func (s *stream) tell(ctx context.Context, happened *live.Happening[*desk.Ticket, *desk.Entry]) *transport.Response {
	head, ok := happened.Head.(*desk.FeedPage)
	if !ok || !s.selection.Alike || happened.Viewer.Key != nil {
		return s.execute(ctx, happened, happened.Viewer)
	}
	named := head.Names(happened.Viewer.UserID)
	if line, ok := happened.Line.(*desk.FeedPage); ok {
		named = named || line.EntryNames(happened.Index, happened.Viewer.UserID)
	}
	deskID, tenantID := head.Place()
	key := shared.Key{
		Selection: s.selection, Variables: s.variables, TicketID: happened.TicketID, Seq: happened.Seq,
		HeadRead: happened.HeadRead, LineRead: happened.LineRead, Eyes: happened.Viewer.EyesOn(deskID, tenantID, named),
	}
	data, encoded, ok := s.told.Once(key, func() ([]byte, bool) {
		// It serves others too, so it does not end with who happened to be the first.
		r := s.execute(context.WithoutCancel(ctx), happened, key.Eyes.Viewer(deskID, tenantID))
		return r.Data, len(r.Errors) == 0 && len(r.Extensions) == 0
	})
	if !ok {
		return s.execute(ctx, happened, happened.Viewer)
	}
	return &transport.Response{Response: &graphql.Response{Data: data}, Encoded: encoded}
}

// execute has gqlgen answer an event for a viewer.
func (s *stream) execute(
	ctx context.Context, happened *live.Happening[*desk.Ticket, *desk.Entry], v *access.Viewer,
) *transport.Response {
	one := make(chan view.TicketEvent, 1)
	one <- ticketEvent(happened.For(v))
	close(one)
	ctx = context.WithValue(access.With(ctx, v), eventKey{}, oneEvent(one))
	return transport.Stream(s.next(ctx))(ctx)
}

package graph_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"sportello/graph"
	"sportello/graph/generated"
	"sportello/graph/limit"
	"sportello/graph/transport"
	"sportello/internal/access"
	"sportello/internal/bookmark"
	"sportello/internal/desk"
	"sportello/internal/event"
	"sportello/internal/live"
	"sportello/internal/node"
)

// A bug met while following ends the subscription, told as any other bug, and not the server.
func TestAPanicEndsTheSubscriptionAlone(t *testing.T) {
	w := newWorld(t)
	var broken atomic.Bool
	feed := live.NewHub(live.Config[*desk.Ticket, *desk.Entry]{
		Read: func(
			ctx context.Context, ticketID int64, as bookmark.Audience, after int64, most int,
		) (live.Page[*desk.Ticket, *desk.Entry], error) {
			if broken.Load() {
				panic("secret: a row of nobody's")
			}
			return w.desk.FeedPage(ctx, ticketID, as, after, most)
		},
	})
	t.Cleanup(feed.Close)
	resolvers := graph.New(graph.Config{Desk: w.desk, Account: w.accounts, Feed: feed})
	w.schema = generated.NewExecutableSchema(generated.Config{Resolvers: resolvers})
	w.graph = resolvers
	e, ctx := w.engine(w.counted, limit.Limits{}), access.With(t.Context(), w.victim)
	op, refusal := e.Prepare(ctx, transport.Params{
		Query: fmt.Sprintf(`subscription { ticketEvents(ticket: %q) { cursor } }`, node.Encode(node.Ticket, w.ticket.ID)),
	})
	if refusal != nil {
		t.Fatal(refusal.Errors)
	}
	next := e.Run(ctx, op)
	if first := next(ctx); len(first.Errors) > 0 {
		t.Fatal(first.Errors)
	}
	broken.Store(true)
	feed.Announce(event.Announcement{DeskID: w.portal, TicketID: w.ticket.ID})
	told := next(ctx)
	if len(told.Errors) != 1 || told.Errors[0].Extensions["code"] != "INTERNAL" || strings.Contains(told.Errors[0].Message, "secret") {
		t.Errorf("the follower is told %+v", told)
	}
	if !strings.Contains(w.log.String(), "secret: a row of nobody's") || !strings.Contains(w.log.String(), "subscription_test.go") {
		t.Errorf("the log says %s", w.log)
	}
	if next(ctx) != nil || feed.Followers() != 0 {
		t.Error("the follower stays")
	}
}

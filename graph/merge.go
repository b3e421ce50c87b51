package graph

import (
	"context"
	"fmt"

	"sportello/graph/model"
	"sportello/graph/view"
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/node"
)

func (r mutationResolver) MergeTickets(ctx context.Context, input model.MergeTicketsInput) (*model.TicketPayload, error) {
	c, err := r.change(ctx, input.Ticket, func(v *access.Viewer, ticketID int64) (*desk.Outcome, error) {
		return r.desk.Merge(ctx, v, desk.MergeInput{
			TicketID: ticketID, IntoID: keyOrNowhere(node.Ticket, input.Into),
			ExpectedVersion: wide(input.ExpectedVersion), ClientMutationID: text(input.ClientMutationID),
		})
	})
	return c.payload(err)
}

func (r mutationResolver) UnmergeTicket(ctx context.Context, input model.UnmergeTicketInput) (*model.TicketPayload, error) {
	c, err := r.change(ctx, input.Ticket, func(v *access.Viewer, ticketID int64) (*desk.Outcome, error) {
		return r.desk.Unmerge(ctx, v, desk.UnmergeInput{
			TicketID: ticketID, ExpectedVersion: wide(input.ExpectedVersion), ClientMutationID: text(input.ClientMutationID),
		})
	})
	return c.payload(err)
}

func (r ticketResolver) MergedInto(ctx context.Context, t *view.Ticket) (*view.Ticket, error) {
	return view.Ask(t.Group, t.Ticket, fmt.Sprint("mergedInto ", parts(ctx)), func(rows []*desk.Ticket) ([]*view.Ticket, error) {
		return others(ctx, r.Resolver, t.Sight.Viewer, rows, func(t *desk.Ticket) int64 { return t.MergedIntoID })
	})
}

func (r ticketResolver) Merged(ctx context.Context, t *view.Ticket) ([]*view.Ticket, error) {
	return view.Ask(t.Group, t.Ticket, fmt.Sprint("merged ", parts(ctx)), func(rows []*desk.Ticket) ([][]*view.Ticket, error) {
		found, err := r.desk.MergedInto(ctx, t.Sight.Viewer, rows, parts(ctx))
		return view.NewTicketLists(found), err
	})
}

// Source is null where the viewer may not see the ticket, as is Into.
func (r mergeEntryResolver) Source(ctx context.Context, e *view.MergeEntry) (*view.Ticket, error) {
	return r.named(ctx, e, "source", (*desk.Entry).SourceID)
}

func (r mergeEntryResolver) Into(ctx context.Context, e *view.MergeEntry) (*view.Ticket, error) {
	return r.named(ctx, e, "into", (*desk.Entry).IntoID)
}

func (r mergeEntryResolver) named(
	ctx context.Context, e *view.MergeEntry, field string, name func(*desk.Entry) int64,
) (*view.Ticket, error) {
	return view.Ask(e.Group, e.Entry, fmt.Sprint(field, " ", parts(ctx)), func(rows []*desk.Entry) ([]*view.Ticket, error) {
		return others(ctx, r.Resolver, e.Sight.Viewer, rows, name)
	})
}

package graph

import (
	"context"
	"slices"

	"sportello/graph/view"
	"sportello/internal/export"
)

func (r queryResolver) TicketChanges(ctx context.Context, after *string, first int) (*view.TicketChanges, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	asked := subfields(ctx, "changes")
	p, err := r.exports.Changes(ctx, v, text(after), first, export.Want{
		Intervals: slices.Contains(asked, "intervals"), Messages: slices.Contains(asked, "messages"),
	})
	if err != nil {
		return nil, err
	}
	return view.NewTicketChanges(p)
}

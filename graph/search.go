package graph

import (
	"context"

	"sportello/graph/model"
	"sportello/graph/view"
	"sportello/internal/desk"
	"sportello/internal/node"
)

func (r queryResolver) SimilarTickets(
	ctx context.Context, input model.SimilarTicketsInput, first int,
) ([]*view.SimilarTicket, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	found, err := r.desk.SimilarTickets(ctx, v, desk.SimilarInput{
		DeskID: optionalKey(node.Desk, input.Desk), TenantID: optionalKey(node.Tenant, input.Tenant),
		Text: input.Text, ExcludeID: optionalKey(node.Ticket, input.Exclude), First: first, Parts: parts(ctx),
	})
	if err != nil {
		return nil, err
	}
	return view.NewSimilarTickets(found), nil
}

func (r queryResolver) SuggestedAnswers(ctx context.Context, ticket string, first int) ([]*view.SuggestedAnswer, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	id, err := key(node.Ticket, ticket)
	if err != nil {
		return nil, err
	}
	found, err := r.desk.SuggestedAnswers(ctx, v, id, first, parts(ctx))
	if err != nil {
		return nil, err
	}
	return view.NewSuggestedAnswers(found), nil
}

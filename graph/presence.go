package graph

import (
	"context"

	"sportello/graph/model"
	"sportello/graph/view"
	"sportello/internal/desk"
	"sportello/internal/event"
	"sportello/internal/live/presence"
	"sportello/internal/node"
)

// Presence knows who is at a ticket.
type Presence = presence.Hub[desk.Attendance]

// PresenceConfig is what of its configuration the use cases give.
func PresenceConfig(tickets *desk.Service) presence.Config[desk.Attendance] {
	return presence.Config[desk.Attendance]{
		Read: func(ctx context.Context, ticketID int64, people []event.Present) (presence.Scene[desk.Attendance], error) {
			return tickets.Scene(ctx, ticketID, people)
		},
	}
}

func (r subscriptionResolver) Presence(ctx context.Context, ticket string) (<-chan *view.Presence, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	ticketID, err := key(node.Ticket, ticket, "ticket")
	if err != nil {
		return nil, err
	}
	follower, err := r.presence.Follow(ctx, v, ticketID)
	if err != nil {
		return nil, err
	}
	return pour(ctx, follower, func(a desk.Attendance) *view.Presence { return &view.Presence{Attendance: a} }), nil
}

func (r mutationResolver) SetTyping(ctx context.Context, input model.SetTypingInput) (*model.SetTypingPayload, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	ticketID, err := key(node.Ticket, input.Ticket, "ticket")
	if err != nil {
		return nil, err
	}
	asStaff, err := r.desk.MayWrite(ctx, v, ticketID, input.Writing)
	if err != nil {
		return nil, err
	}
	r.presence.Write(ticketID, v.UserID, asStaff, input.Writing)
	return &model.SetTypingPayload{Errors: []*model.UserError{}}, nil
}

package graph

import (
	"context"

	"sportello/graph/model"
	"sportello/graph/view"
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/node"
	"sportello/internal/problem"
)

// Viewer is null when nobody is signed in.
func (queryResolver) Viewer(ctx context.Context) (*view.Viewer, error) {
	v, ok := access.From(ctx)
	if !ok {
		return nil, nil
	}
	return &view.Viewer{Viewer: v}, nil
}

func (r queryResolver) Desk(ctx context.Context, by model.DeskBy) (*view.Desk, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	if by.Slug != nil {
		d, err := r.desk.DeskBySlug(ctx, v, *by.Slug)
		return view.NewDesk(d, v), err
	}
	d, err := r.desk.Desk(ctx, v, optionalKey(node.Desk, by.ID))
	return view.NewDesk(d, v), err
}

func (r queryResolver) Tenant(ctx context.Context, id string) (*view.Tenant, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	tenantID, err := key(node.Tenant, id)
	if err != nil {
		return nil, err
	}
	t, err := r.desk.Tenant(ctx, v, tenantID)
	return view.NewTenant(t, v), err
}

func (r queryResolver) Ticket(ctx context.Context, by model.TicketBy) (*view.Ticket, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	t, err := r.findTicket(ctx, v, by, parts(ctx))
	return view.NewTicket(t), err
}

func (r *Resolver) findTicket(ctx context.Context, v *access.Viewer, by model.TicketBy, p desk.Parts) (*desk.Ticket, error) {
	ref, err := ticketRef(&by)
	if err != nil {
		return nil, err
	}
	if ref.ID != 0 {
		return r.desk.Ticket(ctx, v, ref.ID, p)
	}
	return r.desk.TicketByNumber(ctx, v, ref.DeskID, ref.Number, p)
}

// ticketRef decodes which ticket is meant; nil stays nil. NOT_FOUND.
func ticketRef(by *model.TicketBy, field ...string) (*desk.TicketRef, error) {
	switch {
	case by == nil:
		return nil, nil
	case by.ID != nil:
		id, err := key(node.Ticket, *by.ID, field...)
		return &desk.TicketRef{ID: id}, err
	case by.Number != nil:
		deskID, err := key(node.Desk, by.Number.Desk, field...)
		return &desk.TicketRef{DeskID: deskID, Number: int64(by.Number.Number)}, err
	default:
		return nil, problem.New(problem.NotFound, field...)
	}
}

func (r queryResolver) Tickets(
	ctx context.Context, filter *model.TicketFilter, orderBy []*model.TicketOrder,
	first *int, after *string, last *int, before *string,
) (*view.TicketConnection, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	asked := ticketFilter(filter)
	found, err := r.desk.Tickets(ctx, v, desk.TicketQuery{
		Filter: asked, Order: ticketOrder(orderBy), Page: page(first, after, last, before), Parts: parts(ctx),
	})
	if err != nil {
		return nil, err
	}
	return view.NewTicketConnection(found, asked), nil
}

func (r queryResolver) TicketCounts(ctx context.Context, filter *model.TicketFilter) (*desk.TicketCounts, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	return r.desk.TicketCounts(ctx, v, ticketFilter(filter))
}

// TotalCount counts only when asked.
func (r ticketConnectionResolver) TotalCount(ctx context.Context, obj *view.TicketConnection) (int, error) {
	v, err := viewer(ctx)
	if err != nil {
		return 0, err
	}
	return r.desk.CountTickets(ctx, v, obj.Filter)
}

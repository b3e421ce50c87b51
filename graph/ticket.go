package graph

import (
	"context"

	"sportello/graph/view"
	"sportello/internal/desk"
)

// rows are the rows behind tickets, for reads that serve all of them at once.
func rows(tickets []*view.Ticket) []*desk.Ticket {
	list := make([]*desk.Ticket, len(tickets))
	for i, t := range tickets {
		list[i] = t.Ticket
	}
	return list
}

func (r ticketResolver) Messages(
	ctx context.Context, objs []*view.Ticket, first *int, after *string, last *int, before *string,
) ([]*view.MessageConnection, error) {
	tickets := rows(objs)
	pages, err := r.desk.Messages(ctx, tickets, page(first, after, last, before))
	if err != nil {
		return nil, err
	}
	connections := make([]*view.MessageConnection, len(pages))
	for i, p := range pages {
		connections[i] = &view.MessageConnection{Page: p, Ticket: tickets[i]}
	}
	return connections, nil
}

func (r ticketResolver) Timeline(
	ctx context.Context, objs []*view.Ticket, first *int, after *string, last *int, before *string,
) ([]*view.TimelineConnection, error) {
	tickets := rows(objs)
	pages, err := r.desk.Timeline(ctx, tickets, page(first, after, last, before))
	if err != nil {
		return nil, err
	}
	connections := make([]*view.TimelineConnection, len(pages))
	for i, p := range pages {
		connections[i] = &view.TimelineConnection{Page: p, Ticket: tickets[i]}
	}
	return connections, nil
}

func (r ticketResolver) Attachments(ctx context.Context, objs []*view.Ticket) ([][]*view.Attachment, error) {
	found, err := r.desk.AttachmentsOfTickets(ctx, rows(objs))
	return attachments(found), err
}

func (r ticketResolver) Follows(ctx context.Context, objs []*view.Ticket) ([]*view.Ticket, error) {
	ids := make([]int64, len(objs))
	for i, t := range objs {
		ids[i] = t.FollowsID
	}
	return r.others(ctx, ids)
}

// Other is null where the viewer may not see the ticket.
func (r linkEntryResolver) Other(ctx context.Context, objs []*view.LinkEntry) ([]*view.Ticket, error) {
	ids := make([]int64, len(objs))
	for i, e := range objs {
		ids[i] = e.OtherID()
	}
	return r.others(ctx, ids)
}

// others loads tickets aligned with ids; null for 0 and for what the viewer may not see.
func (r *Resolver) others(ctx context.Context, ids []int64) ([]*view.Ticket, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	var asked []int64
	for _, id := range ids {
		if id != 0 {
			asked = append(asked, id)
		}
	}
	tickets := make([]*view.Ticket, len(ids))
	if len(asked) == 0 {
		return tickets, nil
	}
	found, err := r.desk.TicketsByID(ctx, v, asked, parts(ctx))
	for i, id := range ids {
		tickets[i] = view.NewTicket(found[id])
	}
	return tickets, err
}

func (r messageResolver) Attachments(ctx context.Context, objs []*view.Message) ([][]*view.Attachment, error) {
	messages := make([]*desk.Message, len(objs))
	for i, m := range objs {
		messages[i] = m.Message
	}
	found, err := r.desk.AttachmentsOfMessages(ctx, messages)
	return attachments(found), err
}

func attachments(found [][]*desk.Attachment) [][]*view.Attachment {
	lists := make([][]*view.Attachment, len(found))
	for i, files := range found {
		lists[i] = view.NewAttachments(files)
	}
	return lists
}

// URL is signed for this viewer.
func (r attachmentResolver) URL(ctx context.Context, obj *view.Attachment) (string, error) {
	v, err := viewer(ctx)
	if err != nil {
		return "", err
	}
	return r.signURL(v, obj.Attachment.ID), nil
}

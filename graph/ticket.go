package graph

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"sportello/graph/view"
	"sportello/internal/access"
	"sportello/internal/desk"
)

// paged names a field with its paging, as a question to a group.
func paged(field string, p desk.Page) string {
	size := func(n *int) int {
		if n == nil {
			return -1
		}
		return *n
	}
	return fmt.Sprintf("%s %d %d %q %q", field, size(p.First), size(p.Last), p.After, p.Before)
}

func (r ticketResolver) Messages(
	ctx context.Context, t *view.Ticket, first *int, after *string, last *int, before *string,
) (*view.MessageConnection, error) {
	p := page(first, after, last, before)
	return view.Ask(t.Group, t.Ticket, paged("messages", p), func(rows []*desk.Ticket) ([]*view.MessageConnection, error) {
		pages, err := r.desk.Messages(ctx, rows, p)
		return view.NewMessageConnections(rows, pages), err
	})
}

func (r ticketResolver) Timeline(
	ctx context.Context, t *view.Ticket, first *int, after *string, last *int, before *string,
) (*view.TimelineConnection, error) {
	p := page(first, after, last, before)
	return view.Ask(t.Group, t.Ticket, paged("timeline", p), func(rows []*desk.Ticket) ([]*view.TimelineConnection, error) {
		pages, err := r.desk.Timeline(ctx, rows, p)
		return view.NewTimelineConnections(rows, pages), err
	})
}

func (r ticketResolver) Attachments(ctx context.Context, t *view.Ticket) ([]*view.Attachment, error) {
	return view.Ask(t.Group, t.Ticket, "attachments", func(rows []*desk.Ticket) ([][]*view.Attachment, error) {
		found, err := r.desk.AttachmentsOfTickets(ctx, rows)
		return shown(found, view.NewAttachments), err
	})
}

func (r ticketResolver) Follows(ctx context.Context, t *view.Ticket) (*view.Ticket, error) {
	return view.Ask(t.Group, t.Ticket, fmt.Sprint("follows ", parts(ctx)), func(rows []*desk.Ticket) ([]*view.Ticket, error) {
		return others(ctx, r.Resolver, t.Sight.Viewer, rows, func(t *desk.Ticket) int64 { return t.FollowsID })
	})
}

// Other is null where the viewer may not see the ticket.
func (r linkEntryResolver) Other(ctx context.Context, e *view.LinkEntry) (*view.Ticket, error) {
	return view.Ask(e.Group, e.Entry, fmt.Sprint("other ", parts(ctx)), func(rows []*desk.Entry) ([]*view.Ticket, error) {
		return others(ctx, r.Resolver, e.Sight.Viewer, rows, (*desk.Entry).OtherID)
	})
}

// others loads the tickets that rows name, aligned with them; null for 0 and for what the viewer may not see: who the rows
// were read for, since the context of a subscription knows them as they were when it began.
func others[R any](ctx context.Context, r *Resolver, v *access.Viewer, rows []R, name func(R) int64) ([]*view.Ticket, error) {
	var asked []int64
	for _, row := range rows {
		if id := name(row); id != 0 && !slices.Contains(asked, id) {
			asked = append(asked, id)
		}
	}
	found, err := r.desk.TicketsByID(ctx, v, asked, parts(ctx))
	if err != nil {
		return nil, err
	}
	group := view.NewGroup(slices.Collect(maps.Values(found))...)
	tickets := make([]*view.Ticket, len(rows))
	for i, row := range rows {
		if t := found[name(row)]; t != nil {
			tickets[i] = &view.Ticket{Ticket: t, Group: group}
		}
	}
	return tickets, nil
}

// URL is signed for this viewer.
func (r attachmentResolver) URL(ctx context.Context, obj *view.Attachment) (string, error) {
	v, err := viewer(ctx)
	if err != nil {
		return "", err
	}
	return r.signURL(v, obj.Attachment.ID), nil
}

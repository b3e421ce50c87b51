package graph

import (
	"context"
	"fmt"

	"sportello/graph/model"
	"sportello/graph/view"
	"sportello/internal/desk"
	"sportello/internal/node"
	"sportello/internal/notice"
)

// answers decodes what was answered to the form.
func answers(list []*model.FieldInput) []desk.FieldInput {
	if len(list) == 0 {
		return nil
	}
	decoded := make([]desk.FieldInput, len(list))
	for i, f := range list {
		decoded[i] = desk.FieldInput{Key: f.Key, Value: text(f.Value), Path: f.Path}
		if f.Format != nil {
			decoded[i].Format = *f.Format
		}
	}
	return decoded
}

// source decodes where a ticket is opened; nil stays nil.
func source(in *model.TicketSourceInput) *desk.Source {
	if in == nil {
		return nil
	}
	return &desk.Source{Place: in.Place, SourceContext: desk.SourceContext{
		Program: text(in.Program), Version: text(in.Version), ErrorText: text(in.ErrorText),
	}}
}

func (r ticketResolver) Fields(ctx context.Context, t *view.Ticket, keys []string) ([]*view.FieldValue, error) {
	return view.Ask(t.Group, t.Ticket, fmt.Sprintf("fields %q", keys), func(rows []*desk.Ticket) ([][]*view.FieldValue, error) {
		found, err := r.desk.FieldsOf(ctx, rows, keys)
		return shown(found, func(list []*desk.FieldAnswer) []*view.FieldValue { return shown(list, view.NewFieldValue) }), err
	})
}

func (r ticketResolver) Notifies(ctx context.Context, t *view.Ticket) ([]*notice.Address, error) {
	return view.Ask(t.Group, t.Ticket, "notifies", func(rows []*desk.Ticket) ([][]*notice.Address, error) {
		found, err := r.desk.Notifies(ctx, rows)
		return shown(found, func(told []notice.Address) []*notice.Address {
			return shown(told, func(a notice.Address) *notice.Address { return &a })
		}), err
	})
}

func (r ticketCountsResolver) ByField(ctx context.Context, obj *desk.TicketCounts, key string, depth *int) ([]*desk.FieldCount, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	levels := 0
	if depth != nil {
		levels = *depth
	}
	return r.desk.CountByField(ctx, v, obj.Filter, key, levels)
}

func (r queryResolver) TicketForm(ctx context.Context, deskID, tenantID *string) (*view.Form, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	found, err := r.desk.TicketForm(ctx, v, optionalKey(node.Desk, deskID), optionalKey(node.Tenant, tenantID))
	if err != nil {
		return nil, err
	}
	return view.NewForm(found), nil
}

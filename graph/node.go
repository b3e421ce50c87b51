package graph

import (
	"context"
	"maps"
	"slices"

	"sportello/graph/view"
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/node"
	"sportello/internal/problem"
)

// maxNodes is how many ids `nodes` takes.
const maxNodes = 100

func (r queryResolver) Node(ctx context.Context, id string) (view.Node, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	found, err := r.nodes(ctx, v, []string{id})
	if err != nil {
		return nil, err
	}
	if found[0] == nil {
		return nil, problem.New(problem.NotFound)
	}
	return found[0], nil
}

func (r queryResolver) Nodes(ctx context.Context, ids []string) ([]view.Node, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	if len(ids) > maxNodes {
		return nil, problem.New(problem.InvalidFilter, "ids")
	}
	return r.nodes(ctx, v, ids)
}

// nodes loads what the ids name, kind by kind, aligned with them; nil where there is nothing for the viewer.
func (r queryResolver) nodes(ctx context.Context, v *access.Viewer, ids []string) ([]view.Node, error) {
	byKind := map[node.Kind][]int64{}
	for _, id := range ids {
		if kind, key, err := node.Decode(id); err == nil {
			byKind[kind] = append(byKind[kind], key)
		}
	}
	found := make(map[string]view.Node, len(ids))
	for kind, keys := range byKind {
		if err := r.loadNodes(ctx, v, kind, keys, found); err != nil {
			return nil, err
		}
	}
	aligned := make([]view.Node, len(ids))
	for i, id := range ids {
		aligned[i] = found[id]
	}
	return aligned, nil
}

func (r queryResolver) loadNodes(
	ctx context.Context, v *access.Viewer, kind node.Kind, keys []int64, into map[string]view.Node,
) error {
	switch kind {
	case node.Desk:
		all, err := r.desk.Desks(ctx, v)
		return collect(kind, into, func(d *desk.Desk, g *view.Group[*desk.Desk]) *view.Desk {
			return &view.Desk{Desk: d, Viewer: v, Group: g}
		})(keyed(all, func(d *desk.Desk) int64 { return d.ID }), err)
	case node.Tenant:
		return collect(kind, into, func(t *desk.Tenant, g *view.Group[*desk.Tenant]) *view.Tenant {
			return &view.Tenant{Tenant: t, Viewer: v, Group: g}
		})(r.desk.Tenants(ctx, v, keys))
	case node.User:
		return collect(kind, into, alone(view.NewUser))(r.desk.Users(ctx, v, keys))
	case node.Person:
		return collect(kind, into, alone(view.NewPerson))(r.desk.PeopleByID(ctx, v, keys))
	case node.Ticket:
		all := desk.WithRequester | desk.WithAssignee | desk.WithTenant | desk.WithPerson
		return collect(kind, into, func(t *desk.Ticket, g *view.Group[*desk.Ticket]) *view.Ticket {
			return &view.Ticket{Ticket: t, Group: g}
		})(r.desk.TicketsByID(ctx, v, keys, all))
	case node.Message:
		return collect(kind, into, func(m *desk.Message, g *view.Group[*desk.Message]) *view.Message {
			return &view.Message{Message: m, Group: g}
		})(r.desk.MessagesByID(ctx, v, keys))
	case node.Attachment:
		return collect(kind, into, alone(view.NewAttachment))(r.desk.AttachmentsByID(ctx, v, keys))
	case node.Draft:
		return collect(kind, into, func(d *desk.Draft, g *view.Group[*desk.Draft]) *view.Draft {
			return &view.Draft{Draft: d, Group: g}
		})(r.desk.DraftsByID(ctx, v, keys))
	case node.SavedView:
		return collect(kind, into, alone(view.NewSavedView))(r.desk.SavedViewsByID(ctx, v, keys))
	default:
		return nil
	}
}

// collect puts rows among the nodes, by their ids, as one group.
func collect[R any, N view.Node](
	kind node.Kind, into map[string]view.Node, show func(*R, *view.Group[*R]) N,
) func(map[int64]*R, error) error {
	return func(rows map[int64]*R, err error) error {
		group := view.NewGroup(slices.Collect(maps.Values(rows))...)
		for key, row := range rows {
			into[node.Encode(kind, key)] = show(row, group)
		}
		return err
	}
}

// alone shows rows below which nothing is read.
func alone[R any, N view.Node](show func(*R) N) func(*R, *view.Group[*R]) N {
	return func(row *R, _ *view.Group[*R]) N { return show(row) }
}

func keyed[R any](rows []R, key func(R) int64) map[int64]R {
	byKey := make(map[int64]R, len(rows))
	for _, row := range rows {
		byKey[key(row)] = row
	}
	return byKey
}

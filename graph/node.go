package graph

import (
	"context"

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
		if err != nil {
			return err
		}
		for _, d := range all {
			into[node.Encode(kind, d.ID)] = view.NewDesk(d, v)
		}
		return nil
	case node.Tenant:
		return collect(kind, into, func(t *desk.Tenant) *view.Tenant { return view.NewTenant(t, v) })(r.desk.Tenants(ctx, v, keys))
	case node.User:
		return collect(kind, into, view.NewUser)(r.desk.Users(ctx, v, keys))
	case node.Person:
		return collect(kind, into, view.NewPerson)(r.desk.PeopleByID(ctx, v, keys))
	case node.Ticket:
		all := desk.WithRequester | desk.WithAssignee | desk.WithTenant | desk.WithPerson
		return collect(kind, into, view.NewTicket)(r.desk.TicketsByID(ctx, v, keys, all))
	case node.Message:
		return collect(kind, into, view.NewMessage)(r.desk.MessagesByID(ctx, v, keys))
	case node.Attachment:
		return collect(kind, into, view.NewAttachment)(r.desk.AttachmentsByID(ctx, v, keys))
	case node.SavedView:
		return collect(kind, into, view.NewSavedView)(r.desk.SavedViewsByID(ctx, v, keys))
	default:
		return nil
	}
}

// collect puts rows among the nodes, by their ids.
func collect[R any, N view.Node](kind node.Kind, into map[string]view.Node, show func(*R) N) func(map[int64]*R, error) error {
	return func(rows map[int64]*R, err error) error {
		for key, row := range rows {
			into[node.Encode(kind, key)] = show(row)
		}
		return err
	}
}

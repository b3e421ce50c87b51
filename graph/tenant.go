package graph

import (
	"context"
	"maps"
	"slices"

	"sportello/graph/model"
	"sportello/graph/view"
	"sportello/internal/desk"
)

func (r viewerResolver) User(ctx context.Context, obj *view.Viewer) (*view.User, error) {
	u, err := r.desk.User(ctx, obj.Viewer, obj.UserID)
	return view.NewUser(u), err
}

func (r viewerResolver) Desks(ctx context.Context, obj *view.Viewer) ([]*model.DeskMembership, error) {
	all, err := r.desk.Desks(ctx, obj.Viewer)
	if err != nil {
		return nil, err
	}
	places := []*model.DeskMembership{}
	group := view.NewGroup(all...)
	for _, d := range all {
		if role, ok := obj.Desks[d.ID]; ok {
			places = append(places, &model.DeskMembership{Desk: &view.Desk{Desk: d, Viewer: obj.Viewer, Group: group}, Role: role})
		}
	}
	return places, nil
}

func (r viewerResolver) Tenants(ctx context.Context, obj *view.Viewer) ([]*model.TenantMembership, error) {
	ids := slices.Sorted(maps.Keys(obj.Tenants))
	found, err := r.desk.Tenants(ctx, obj.Viewer, ids)
	if err != nil {
		return nil, err
	}
	places := []*model.TenantMembership{}
	group := view.NewGroup(slices.Collect(maps.Values(found))...)
	for _, id := range ids {
		if t := found[id]; t != nil {
			places = append(places, &model.TenantMembership{Tenant: &view.Tenant{Tenant: t, Viewer: obj.Viewer, Group: group}, Role: obj.Tenants[id].Role})
		}
	}
	return places, nil
}

// Agents is null for customers.
func (r deskResolver) Agents(ctx context.Context, d *view.Desk) ([]*view.User, error) {
	return view.Ask(d.Group, d.Desk, "agents", func(rows []*desk.Desk) ([][]*view.User, error) {
		found, err := r.desk.Agents(ctx, d.Viewer, shown(rows, func(d *desk.Desk) int64 { return d.ID }))
		return shown(found, func(users []*desk.User) []*view.User {
			if users == nil {
				return nil
			}
			return shown(users, view.NewUser)
		}), err
	})
}

func (r tenantResolver) Desk(ctx context.Context, t *view.Tenant) (*view.Desk, error) {
	return view.Ask(t.Group, t.Tenant, "desk", func(rows []*desk.Tenant) ([]*view.Desk, error) {
		all, err := r.desk.Desks(ctx, t.Viewer)
		if err != nil {
			return nil, err
		}
		group := view.NewGroup(all...)
		byID := make(map[int64]*view.Desk, len(all))
		for _, d := range all {
			byID[d.ID] = &view.Desk{Desk: d, Viewer: t.Viewer, Group: group}
		}
		return shown(rows, func(t *desk.Tenant) *view.Desk { return byID[t.DeskID] }), nil
	})
}

func (r tenantResolver) People(ctx context.Context, t *view.Tenant) ([]*view.Person, error) {
	return view.Ask(t.Group, t.Tenant, "people", func(rows []*desk.Tenant) ([][]*view.Person, error) {
		found, err := r.desk.People(ctx, t.Viewer, shown(rows, func(t *desk.Tenant) int64 { return t.ID }))
		return shown(found, func(people []*desk.Person) []*view.Person { return shown(people, view.NewPerson) }), err
	})
}

// shown shows a list of rows.
func shown[R, S any](rows []R, show func(R) S) []S {
	list := make([]S, len(rows))
	for i, row := range rows {
		list[i] = show(row)
	}
	return list
}

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
	for _, d := range all {
		if role, ok := obj.Desks[d.ID]; ok {
			places = append(places, &model.DeskMembership{Desk: view.NewDesk(d, obj.Viewer), Role: role})
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
	for _, id := range ids {
		if t := found[id]; t != nil {
			places = append(places, &model.TenantMembership{Tenant: view.NewTenant(t, obj.Viewer), Role: obj.Tenants[id].Role})
		}
	}
	return places, nil
}

// Agents is null for customers.
func (r deskResolver) Agents(ctx context.Context, objs []*view.Desk) ([][]*view.User, error) {
	if len(objs) == 0 {
		return nil, nil
	}
	v := objs[0].Viewer
	ids := make([]int64, len(objs))
	for i, d := range objs {
		ids[i] = d.Desk.ID
	}
	found, err := r.desk.Agents(ctx, v, ids)
	if err != nil {
		return nil, err
	}
	agents := make([][]*view.User, len(objs))
	for i, users := range found {
		if users != nil {
			agents[i] = shown(users, view.NewUser)
		}
	}
	return agents, nil
}

func (r tenantResolver) Desk(ctx context.Context, objs []*view.Tenant) ([]*view.Desk, error) {
	if len(objs) == 0 {
		return nil, nil
	}
	v := objs[0].Viewer
	all, err := r.desk.Desks(ctx, v)
	if err != nil {
		return nil, err
	}
	byID := make(map[int64]*desk.Desk, len(all))
	for _, d := range all {
		byID[d.ID] = d
	}
	desks := make([]*view.Desk, len(objs))
	for i, t := range objs {
		desks[i] = view.NewDesk(byID[t.DeskID], v)
	}
	return desks, nil
}

func (r tenantResolver) People(ctx context.Context, objs []*view.Tenant) ([][]*view.Person, error) {
	if len(objs) == 0 {
		return nil, nil
	}
	v := objs[0].Viewer
	ids := make([]int64, len(objs))
	for i, t := range objs {
		ids[i] = t.Tenant.ID
	}
	found, err := r.desk.People(ctx, v, ids)
	if err != nil {
		return nil, err
	}
	people := make([][]*view.Person, len(objs))
	for i, list := range found {
		people[i] = shown(list, view.NewPerson)
	}
	return people, nil
}

// shown shows a list of rows.
func shown[R, S any](rows []R, show func(R) S) []S {
	list := make([]S, len(rows))
	for i, row := range rows {
		list[i] = show(row)
	}
	return list
}

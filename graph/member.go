package graph

import (
	"context"

	"sportello/graph/model"
	"sportello/graph/view"
	"sportello/internal/access"
	"sportello/internal/account"
	"sportello/internal/desk"
	"sportello/internal/moment"
	"sportello/internal/node"
)

func placesOfTenants(rows []*desk.Tenant) []account.Place {
	return shown(rows, func(t *desk.Tenant) account.Place { return account.Place{DeskID: t.DeskID, TenantID: t.ID} })
}

func placesOfDesks(rows []*desk.Desk) []account.Place {
	return shown(rows, func(d *desk.Desk) account.Place { return account.Place{DeskID: d.ID} })
}

func (r tenantResolver) Members(ctx context.Context, t *view.Tenant) ([]*model.TenantMember, error) {
	return view.Ask(t.Group, t.Tenant, "members", func(rows []*desk.Tenant) ([][]*model.TenantMember, error) {
		return members(ctx, r.Resolver, t.Viewer, placesOfTenants(rows), func(m *account.Member, u *view.User) *model.TenantMember {
			return &model.TenantMember{User: u, Role: access.TenantRole(m.Role), ActiveSince: m.ActiveSince}
		})
	})
}

func (r deskResolver) Members(ctx context.Context, d *view.Desk) ([]*model.DeskMember, error) {
	return view.Ask(d.Group, d.Desk, "members", func(rows []*desk.Desk) ([][]*model.DeskMember, error) {
		return members(ctx, r.Resolver, d.Viewer, placesOfDesks(rows), func(m *account.Member, u *view.User) *model.DeskMember {
			return &model.DeskMember{User: u, Role: access.DeskRole(m.Role), ActiveSince: m.ActiveSince}
		})
	})
}

// members shows who belongs to each place, in two statements; nil for a place whose members the viewer does not see.
func members[M any](
	ctx context.Context, r *Resolver, v *access.Viewer, places []account.Place, show func(*account.Member, *view.User) M,
) ([][]M, error) {
	found, err := r.account.Members(ctx, v, places)
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, some := range found {
		ids = append(ids, shown(some, func(m *account.Member) int64 { return m.UserID })...)
	}
	users, err := r.usersOf(ctx, v, ids)
	if err != nil {
		return nil, err
	}
	return shown(found, func(some []*account.Member) []M {
		if some == nil {
			return nil
		}
		list := []M{}
		for _, m := range some {
			if u := users[m.UserID]; u != nil {
				list = append(list, show(m, view.NewUser(u)))
			}
		}
		return list
	}), nil
}

func (r *Resolver) usersOf(ctx context.Context, v *access.Viewer, ids []int64) (map[int64]*desk.User, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return r.desk.Users(ctx, v, ids)
}

func (r tenantResolver) Invitations(ctx context.Context, t *view.Tenant) ([]*model.Invitation, error) {
	return view.Ask(t.Group, t.Tenant, "invitations", func(rows []*desk.Tenant) ([][]*model.Invitation, error) {
		return r.invitations(ctx, t.Viewer, placesOfTenants(rows))
	})
}

func (r deskResolver) Invitations(ctx context.Context, d *view.Desk) ([]*model.Invitation, error) {
	return view.Ask(d.Group, d.Desk, "invitations", func(rows []*desk.Desk) ([][]*model.Invitation, error) {
		return r.invitations(ctx, d.Viewer, placesOfDesks(rows))
	})
}

func (r *Resolver) invitations(ctx context.Context, v *access.Viewer, places []account.Place) ([][]*model.Invitation, error) {
	found, err := r.account.Invitations(ctx, v, places)
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, some := range found {
		ids = append(ids, shown(some, func(i *account.Invitation) int64 { return i.InvitedBy })...)
	}
	users, err := r.usersOf(ctx, v, ids)
	if err != nil {
		return nil, err
	}
	return shown(found, func(some []*account.Invitation) []*model.Invitation {
		if some == nil {
			return nil
		}
		return shown(some, func(i *account.Invitation) *model.Invitation { return r.invitation(i, users) })
	}), nil
}

func (r *Resolver) invitation(i *account.Invitation, users map[int64]*desk.User) *model.Invitation {
	tenantRole, deskRole := roles(i)
	return &model.Invitation{
		ID: node.Encode(node.Invitation, i.ID), Email: i.Email, Role: tenantRole, DeskRole: deskRole, State: i.State(r.now()),
		InvitedBy: view.NewUser(users[i.InvitedBy]), CreatedAt: i.CreatedAt, SentAt: i.SentAt, ExpiresAt: i.ExpiresAt,
	}
}

// roles is the role of an invitation, as that of a tenant or of a desk.
func roles(i *account.Invitation) (*access.TenantRole, *access.DeskRole) {
	if i.TenantID == 0 {
		role := access.DeskRole(i.Role)
		return nil, &role
	}
	role := access.TenantRole(i.Role)
	return &role, nil
}

func (r viewerResolver) Invitations(ctx context.Context, obj *view.Viewer) ([]*model.ReceivedInvitation, error) {
	if !obj.OwnsAccount() {
		return []*model.ReceivedInvitation{}, nil
	}
	all, err := r.account.InvitationsOf(ctx, obj.Viewer)
	return shown(all, r.received), err
}

func (r *Resolver) received(i *account.Invitation) *model.ReceivedInvitation {
	tenantRole, deskRole := roles(i)
	return &model.ReceivedInvitation{
		ID: node.Encode(node.Invitation, i.ID), Place: i.PlaceName, DeskName: i.DeskName, Role: tenantRole, DeskRole: deskRole,
		State: i.State(r.now()), CreatedAt: i.CreatedAt, ExpiresAt: i.ExpiresAt,
	}
}

// now is the instant by which an invitation is shown as expired.
func (r *Resolver) now() moment.Moment { return r.account.Moment() }

// place reads which place is meant, and the role there. Whether the viewer knows of it the use case says.
func (r *Resolver) place(ctx context.Context, input *model.MemberPlaceInput) (account.Place, string, error) {
	if input.Tenant != nil {
		p, err := r.tenantPlace(ctx, input.Tenant.Tenant)
		return p, string(input.Tenant.Role), err
	}
	id, err := key(node.Desk, input.Desk.Desk)
	return account.Place{DeskID: id}, string(input.Desk.Role), err
}

func (r *Resolver) tenantPlace(ctx context.Context, id string) (account.Place, error) {
	tenantID, err := key(node.Tenant, id)
	if err != nil {
		return account.Place{}, err
	}
	return r.account.PlaceOfTenant(ctx, tenantID)
}

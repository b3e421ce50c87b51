package account

import (
	"context"
	"fmt"

	"sportello/ent"
	"sportello/ent/desk"
	"sportello/ent/invitation"
	"sportello/ent/predicate"
	"sportello/ent/tenant"
	"sportello/internal/access"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// Place is where somebody belongs: in a tenant, or without one (0) on a desk's staff.
type Place = access.Place

// Invitation is a place that is offered (M4.7).
type Invitation struct {
	ID int64
	Place
	UserID    int64 // who is invited
	Email     string
	Role      string // access.TenantRole, or access.DeskRole for staff
	InvitedBy int64
	CreatedAt moment.Moment
	SentAt    moment.Moment
	ExpiresAt moment.Moment

	AcceptedAt, DeclinedAt, WithdrawnAt moment.Moment // 0: not

	// PlaceName and DeskName are what the place calls itself, for who is invited and does not see it yet; else empty.
	PlaceName, DeskName string
}

func newInvitation(row *ent.Invitation) *Invitation {
	i := &Invitation{
		ID: row.ID, Place: Place{DeskID: row.DeskID}, UserID: row.UserID, Email: row.Email, Role: row.Role, InvitedBy: row.InvitedBy,
		CreatedAt: row.CreatedAt, SentAt: row.SentAt, ExpiresAt: row.ExpiresAt,
		AcceptedAt: row.AcceptedAt, DeclinedAt: row.DeclinedAt, WithdrawnAt: row.WithdrawnAt,
	}
	if row.TenantID != nil {
		i.TenantID = *row.TenantID
	}
	return i
}

// InvitationState is how an invitation stands.
type InvitationState string

// The states.
const (
	InvitationOpen      InvitationState = "OPEN"
	InvitationAccepted  InvitationState = "ACCEPTED"
	InvitationDeclined  InvitationState = "DECLINED"
	InvitationWithdrawn InvitationState = "WITHDRAWN"
	InvitationExpired   InvitationState = "EXPIRED"
)

// State is how it stands at an instant.
func (i *Invitation) State(now moment.Moment) InvitationState {
	switch {
	case !i.AcceptedAt.IsZero():
		return InvitationAccepted
	case !i.DeclinedAt.IsZero():
		return InvitationDeclined
	case !i.WithdrawnAt.IsZero():
		return InvitationWithdrawn
	case i.ExpiresAt <= now:
		return InvitationExpired
	}
	return InvitationOpen
}

// undecided are those that nobody has accepted, declined or withdrawn; they may have expired.
func undecided() predicate.Invitation {
	return invitation.And(invitation.AcceptedAt(0), invitation.DeclinedAt(0), invitation.WithdrawnAt(0))
}

func ofPlace(p Place) predicate.Invitation {
	tenant := invitation.TenantIDIsNil()
	if p.TenantID != 0 {
		tenant = invitation.TenantID(p.TenantID)
	}
	return invitation.And(invitation.DeskID(p.DeskID), tenant)
}

const maxInvitations = 200 // of a place that nobody has decided

// Invitations are those of each place that are not accepted, declined or withdrawn, the newest first: 200 at most. They are for
// who gives access there; nil for a place where the viewer does not.
func (s *Service) Invitations(ctx context.Context, v *access.Viewer, places []Place) ([][]*Invitation, error) {
	var asked []predicate.Invitation
	for _, p := range places {
		if v.GivesAccess(p.DeskID, p.TenantID) {
			asked = append(asked, ofPlace(p))
		}
	}
	byPlace := map[Place][]*Invitation{}
	if len(asked) > 0 {
		rows, err := s.store.Read().Invitation.Query().Where(undecided(), invitation.Or(asked...)).
			Order(ent.Desc(invitation.FieldID)).Limit(maxInvitations * len(asked)).All(store.System(ctx))
		if err != nil {
			return nil, fmt.Errorf("list invitations: %w", err)
		}
		for _, row := range rows {
			i := newInvitation(row)
			if len(byPlace[i.Place]) < maxInvitations {
				byPlace[i.Place] = append(byPlace[i.Place], i)
			}
		}
	}
	found := make([][]*Invitation, len(places))
	for n, p := range places {
		if v.GivesAccess(p.DeskID, p.TenantID) {
			found[n] = append([]*Invitation{}, byPlace[p]...)
		}
	}
	return found, nil
}

// InvitationsOf are the open ones to the viewer, the newest first (M4.4).
func (s *Service) InvitationsOf(ctx context.Context, v *access.Viewer) ([]*Invitation, error) {
	rows, err := s.store.Read().Invitation.Query().Where(invitation.UserID(v.UserID), undecided(), invitation.ExpiresAtGT(s.moment())).
		Order(ent.Desc(invitation.FieldID)).Limit(maxInvitations).All(store.System(ctx))
	if err != nil {
		return nil, fmt.Errorf("list somebody's invitations: %w", err)
	}
	found := make([]*Invitation, len(rows))
	for n, row := range rows {
		found[n] = newInvitation(row)
	}
	return found, s.name(ctx, found)
}

// name tells what the places of invitations call themselves, in two statements.
func (s *Service) name(ctx context.Context, invitations []*Invitation) error {
	var desks, tenants []int64
	for _, i := range invitations {
		desks, tenants = append(desks, i.DeskID), append(tenants, i.TenantID)
	}
	if len(desks) == 0 {
		return nil
	}
	ctx = store.System(ctx)
	deskRows, err := s.store.Read().Desk.Query().Where(desk.IDIn(desks...)).All(ctx)
	if err != nil {
		return fmt.Errorf("name the places of invitations: %w", err)
	}
	tenantRows, err := s.store.Read().Tenant.Query().Where(tenant.IDIn(tenants...)).All(ctx)
	if err != nil {
		return fmt.Errorf("name the places of invitations: %w", err)
	}
	names := map[Place]string{}
	for _, d := range deskRows {
		names[Place{DeskID: d.ID}] = d.Name
	}
	for _, t := range tenantRows {
		names[Place{DeskID: t.DeskID, TenantID: t.ID}] = t.Name
	}
	for _, i := range invitations {
		i.PlaceName, i.DeskName = names[i.Place], names[Place{DeskID: i.DeskID}]
	}
	return nil
}

// findInvitation reads one that the viewer may decide, who are those that which allows. NOT_FOUND.
func (s *Service) findInvitation(ctx context.Context, which predicate.Invitation, may func(*Invitation) bool, field string) (*Invitation, error) {
	row, err := s.store.Read().Invitation.Query().Where(which).Only(store.System(ctx))
	if err != nil && !ent.IsNotFound(err) {
		return nil, fmt.Errorf("find an invitation: %w", err)
	}
	if err != nil {
		return nil, problem.New(problem.NotFound, field)
	}
	found := newInvitation(row)
	if !may(found) {
		return nil, problem.New(problem.NotFound, field)
	}
	return found, nil
}

// holdInvitation locks one that is still undecided. INVITATION_CLOSED.
func (s *Service) holdInvitation(ctx context.Context, tx *ent.Tx, id int64) (*ent.Invitation, error) {
	row, err := store.Lock(s.store, tx.Invitation.Query().Where(invitation.ID(id), undecided())).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, problem.New(problem.InvitationClosed)
	}
	if err != nil {
		return nil, fmt.Errorf("hold an invitation: %w", err)
	}
	return row, nil
}

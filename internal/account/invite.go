package account

import (
	"context"
	"fmt"

	"sportello/ent"
	"sportello/ent/desk"
	"sportello/ent/membership"
	"sportello/ent/tenant"
	"sportello/ent/user"
	"sportello/internal/access"
	"sportello/internal/audit"
	"sportello/internal/email"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// maxOpen is how many open invitations a place may have: more is no company, but somebody who sends mails by us.
const maxOpen = 100

// InviteInput offers somebody a place (M4.7).
type InviteInput struct {
	Place
	Email            string
	Role             string
	ClientMutationID string
	Caller           Caller
}

// Invite offers a place to whoever reads an address. Who has no password yet gets one for once by a mail of its own (M4.1);
// nothing that is answered tells whether somebody had the address. NOT_FOUND at place, FORBIDDEN for who does not give access
// there; INVALID_VALUE at email or role; ALREADY_MEMBER, ALREADY_INVITED, TOO_MANY.
func (s *Service) Invite(ctx context.Context, v *access.Viewer, in InviteInput) (*Invitation, error) {
	if err := mayGiveAccess(v, in.Place); err != nil {
		return nil, err
	}
	in.Email = email.Normalize(in.Email)
	faults := problem.List{}
	if !reachable(in.Email) {
		faults = append(faults, problem.New(problem.InvalidValue, "email"))
	}
	if !(NewMembership{TenantID: in.TenantID, Role: in.Role}).roleExists() {
		faults = append(faults, problem.New(problem.InvalidValue, "role"))
	}
	if len(faults) > 0 {
		return nil, faults
	}
	first, err := s.firstPassword(ctx, in.Place) // hashed for everybody, so that the time tells nothing
	if err != nil {
		return nil, err
	}
	made, err := s.once(ctx, v, in, func(ctx context.Context, tx *ent.Tx) (*ent.Invitation, error) { return s.invite(ctx, tx, v, in, first) })
	if err != nil {
		return nil, err
	}
	return newInvitation(made), nil
}

// PlaceOfTenant is a tenant as a place. NOT_FOUND; whether a viewer may know of it is for who uses the place to say.
func (s *Service) PlaceOfTenant(ctx context.Context, tenantID int64) (Place, error) {
	found, err := s.store.Read().Tenant.Query().Where(tenant.ID(tenantID)).Only(store.System(ctx))
	if ent.IsNotFound(err) {
		return Place{}, problem.New(problem.NotFound)
	}
	if err != nil {
		return Place{}, fmt.Errorf("find a tenant: %w", err)
	}
	return Place{DeskID: found.DeskID, TenantID: found.ID}, nil
}

// mayGiveAccess refuses who does not: NOT_FOUND for a place that is not theirs to see, FORBIDDEN in their own.
func mayGiveAccess(v *access.Viewer, p Place) error {
	if v.GivesAccess(p.DeskID, p.TenantID) {
		return nil
	}
	if v.May(access.ReadTickets, p.DeskID, p.TenantID) || p.TenantID == 0 && v.StaffOf(p.DeskID) {
		return problem.New(problem.Forbidden)
	}
	return problem.New(problem.NotFound)
}

func (s *Service) invite(ctx context.Context, tx *ent.Tx, v *access.Viewer, in InviteInput, f first) (*ent.Invitation, error) {
	if err := s.holdPlace(ctx, tx, in.Place); err != nil {
		return nil, err
	}
	invited, err := s.userFor(ctx, tx, in)
	if err != nil {
		return nil, err
	}
	if err := s.mayInvite(ctx, tx, in.Place, invited.ID); err != nil {
		return nil, err
	}
	token, hash := newSecret(mailPrefix)
	create := tx.Invitation.Create().SetDeskID(in.DeskID).SetUserID(invited.ID).SetEmail(in.Email).SetRole(in.Role).SetInvitedBy(v.UserID).
		SetTokenHash(hash).SetCreatedAt(s.moment()).SetSentAt(s.moment()).SetExpiresAt(s.after(invitationLife))
	if in.TenantID != 0 {
		create.SetTenantID(in.TenantID)
	}
	made, err := create.Save(ctx)
	if err != nil {
		return nil, fmt.Errorf("write an invitation: %w", err)
	}
	if err := s.mailInvitation(ctx, tx, v, made, invited, token, f); err != nil {
		return nil, err
	}
	return made, s.note(ctx, tx, act{
		kind: audit.Invited, deskID: in.DeskID, tenantID: in.TenantID, actor: v.UserID, subject: invited.ID, caller: in.Caller,
		details: map[string]string{"role": in.Role},
	})
}

// holdPlace locks a place, so that who comes and goes there takes turns. NOT_FOUND.
func (s *Service) holdPlace(ctx context.Context, tx *ent.Tx, p Place) (err error) {
	if p.TenantID != 0 {
		_, err = store.Lock(s.store, tx.Tenant.Query().Where(tenant.ID(p.TenantID), tenant.DeskID(p.DeskID))).Only(ctx)
	} else {
		_, err = store.Lock(s.store, tx.Desk.Query().Where(desk.ID(p.DeskID))).Only(ctx)
	}
	if ent.IsNotFound(err) {
		return problem.New(problem.NotFound)
	}
	if err != nil {
		return fmt.Errorf("hold a place: %w", err)
	}
	return nil
}

// userFor is the user of an address, made when there is none. Two at once who make the same take turns.
func (s *Service) userFor(ctx context.Context, tx *ent.Tx, in InviteInput) (*ent.User, error) {
	known, err := store.Lock(s.store, tx.User.Query().Where(user.Email(in.Email))).Only(ctx)
	if !ent.IsNotFound(err) {
		return known, err
	}
	at, err := tx.Desk.Get(ctx, in.DeskID)
	if err != nil {
		return nil, fmt.Errorf("find a desk: %w", err)
	}
	known, err = tx.User.Create().SetEmail(in.Email).SetLanguage(at.Language).SetCreatedAt(s.moment()).Save(ctx)
	if ent.IsConstraintError(err) {
		return nil, fmt.Errorf("%w: %w", store.ErrOutdated, err)
	}
	return known, err
}

// mayInvite refuses who is there, or was asked already.
func (s *Service) mayInvite(ctx context.Context, tx *ent.Tx, p Place, userID int64) error {
	there, err := tx.Membership.Query().Where(membership.UserID(userID), inPlace(p)).Exist(ctx)
	if err != nil {
		return fmt.Errorf("look for a member: %w", err)
	}
	if there {
		return problem.New(problem.AlreadyMember, "email")
	}
	open, err := tx.Invitation.Query().Where(ofPlace(p), undecided()).All(ctx)
	if err != nil {
		return fmt.Errorf("look for invitations: %w", err)
	}
	alive := 0
	for _, i := range open {
		switch {
		case i.ExpiresAt <= s.moment():
		case i.UserID == userID:
			return problem.New(problem.AlreadyInvited, "email")
		default:
			alive++
		}
	}
	if alive >= maxOpen {
		return problem.New(problem.TooMany).With("max", maxOpen)
	}
	return nil
}

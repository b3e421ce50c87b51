package account

import (
	"context"
	"fmt"
	"slices"

	"sportello/ent"
	"sportello/ent/membership"
	"sportello/ent/tenant"
	"sportello/ent/user"
	"sportello/internal/access"
	"sportello/internal/audit"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// NewMembership is a place to be given: on a desk's staff, or in one of its tenants.
type NewMembership struct {
	UserID, DeskID int64
	TenantID       int64  // 0: staff
	Role           string // access.DeskRole for staff, else access.TenantRole
}

// AddMembership gives a user a place; it counts from their next call on. INVALID_VALUE for a role that is none here;
// ErrUnknown; ErrTaken: they have a place there.
func (s *Service) AddMembership(ctx context.Context, in NewMembership) error {
	if !in.roleExists() {
		return problem.New(problem.InvalidValue, "role")
	}
	err := s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		if err := s.findMember(ctx, tx, in); err != nil {
			return err
		}
		place := membership.TenantIDIsNil()
		if in.TenantID != 0 {
			place = membership.TenantID(in.TenantID)
		}
		// The unique index does not hold for staff: to it no NULL equals another.
		taken, err := tx.Membership.Query().Where(membership.UserID(in.UserID), membership.DeskID(in.DeskID), place).Exist(ctx)
		if err != nil {
			return err
		}
		if taken {
			return ErrTaken
		}
		create := tx.Membership.Create().SetUserID(in.UserID).SetDeskID(in.DeskID).SetRole(in.Role).SetCreatedAt(moment.Of(s.now()))
		if in.TenantID != 0 {
			create.SetTenantID(in.TenantID)
		}
		if err := create.Exec(ctx); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{
			At: moment.Of(s.now()), Kind: audit.MemberAdded, DeskID: in.DeskID, TenantID: in.TenantID, SubjectID: in.UserID,
			Details: map[string]string{"role": in.Role},
		})
	})
	if err != nil {
		return fmt.Errorf("add a membership: %w", err)
	}
	return nil
}

// findMember makes sure that all three exist and belong together, and holds the user, so that two calls take turns.
func (s *Service) findMember(ctx context.Context, tx *ent.Tx, in NewMembership) error {
	_, err := store.Lock(s.store, tx.User.Query().Where(user.ID(in.UserID))).Only(ctx)
	if err == nil && in.TenantID != 0 {
		var place *ent.Tenant
		place, err = tx.Tenant.Query().Where(tenant.ID(in.TenantID), tenant.DeskID(in.DeskID)).Only(ctx)
		if err == nil && place.Guests != nil && in.Role != string(access.TenantRequester) {
			return problem.New(problem.InvalidValue, "role") // nobody has anything to say over guests but staff
		}
	} else if err == nil {
		_, err = tx.Desk.Get(ctx, in.DeskID)
	}
	if ent.IsNotFound(err) {
		return ErrUnknown
	}
	return err
}

func (in NewMembership) roleExists() bool {
	if in.TenantID == 0 {
		return slices.Contains([]access.DeskRole{
			access.DeskAgent, access.DeskSupervisor, access.DeskAdministrator, access.DeskAnalyst,
		}, access.DeskRole(in.Role))
	}
	return slices.Contains([]access.TenantRole{
		access.TenantAdministrator, access.TenantTechnician, access.TenantRequester, access.TenantObserver,
	}, access.TenantRole(in.Role))
}

package account

import (
	"context"
	"fmt"

	"sportello/ent"
	"sportello/ent/membership"
	"sportello/ent/predicate"
	sessions "sportello/ent/session"
	"sportello/ent/tenant"
	"sportello/internal/access"
	"sportello/internal/audit"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// Member is who belongs to a place (M4.7).
type Member struct {
	Place
	UserID      int64
	Role        string
	ActiveSince moment.Moment
}

const maxMembers = 1000 // of a place

// Members are those of each place, in the order in which they came: 1,000 at most. They are for who gives access there and for
// staff who work on the desk's tickets; nil for a place where the viewer is neither.
func (s *Service) Members(ctx context.Context, v *access.Viewer, places []Place) ([][]*Member, error) {
	sees := func(p Place) bool {
		return v.GivesAccess(p.DeskID, p.TenantID) || p.TenantID != 0 && v.WorksOn(p.DeskID)
	}
	var asked []predicate.Membership
	for _, p := range places {
		if sees(p) {
			asked = append(asked, inPlace(p))
		}
	}
	byPlace := map[Place][]*Member{}
	if len(asked) > 0 {
		rows, err := s.store.Read().Membership.Query().Where(membership.Or(asked...)).Order(ent.Asc(membership.FieldID)).
			Limit(maxMembers * len(asked)).All(store.System(ctx))
		if err != nil {
			return nil, fmt.Errorf("list members: %w", err)
		}
		for _, row := range rows {
			m := &Member{Place: Place{DeskID: row.DeskID}, UserID: row.UserID, Role: row.Role, ActiveSince: row.CreatedAt}
			if row.TenantID != nil {
				m.TenantID = *row.TenantID
			}
			if len(byPlace[m.Place]) < maxMembers {
				byPlace[m.Place] = append(byPlace[m.Place], m)
			}
		}
	}
	found := make([][]*Member, len(places))
	for n, p := range places {
		if sees(p) {
			found[n] = append([]*Member{}, byPlace[p]...)
		}
	}
	return found, nil
}

// ChangeRole gives a member another role (M4.7). NOT_FOUND at user or for the place; FORBIDDEN; INVALID_VALUE at role;
// LAST_ADMINISTRATOR.
func (s *Service) ChangeRole(ctx context.Context, v *access.Viewer, p Place, userID int64, role string, caller Caller) error {
	if err := mayGiveAccess(v, p); err != nil {
		return err
	}
	if !(NewMembership{TenantID: p.TenantID, Role: role}).roleExists() {
		return problem.New(problem.InvalidValue, "role")
	}
	return s.onMember(ctx, p, userID, role, func(ctx context.Context, tx *ent.Tx, held *ent.Membership) error {
		if held.Role == role {
			return nil
		}
		guests, err := tx.Tenant.Query().Where(tenant.ID(p.TenantID), tenant.GuestsNotNil()).Exist(ctx)
		if err != nil {
			return fmt.Errorf("find a tenant: %w", err)
		}
		if guests {
			return problem.New(problem.InvalidValue, "role") // nobody has anything to say over guests but staff
		}
		if err := tx.Membership.UpdateOne(held).SetRole(role).Exec(ctx); err != nil {
			return fmt.Errorf("change a role: %w", err)
		}
		return s.note(ctx, tx, act{
			kind: audit.RoleChanged, deskID: p.DeskID, tenantID: p.TenantID, actor: v.UserID, subject: userID, caller: caller,
			details: map[string]string{"from": held.Role, "to": role},
		})
	})
}

// RemoveMember takes a member's place away (M4.7). What is open by it ends at once: who belongs nowhere else is signed out,
// who does is hung up, and finds only what is left. Their tickets stay. NOT_FOUND at user or for the place; FORBIDDEN;
// LAST_ADMINISTRATOR.
func (s *Service) RemoveMember(ctx context.Context, v *access.Viewer, p Place, userID int64, caller Caller) error {
	if err := mayGiveAccess(v, p); err != nil {
		return err
	}
	return s.onMember(ctx, p, userID, "", func(ctx context.Context, tx *ent.Tx, held *ent.Membership) error {
		if err := tx.Membership.DeleteOne(held).Exec(ctx); err != nil {
			return fmt.Errorf("remove a member: %w", err)
		}
		left, err := tx.Membership.Query().Where(membership.UserID(userID)).Exist(ctx)
		if err == nil && !left {
			_, err = s.endSessions(ctx, tx, userID, 0)
		}
		if err != nil {
			return err
		}
		return s.note(ctx, tx, act{
			kind: audit.MemberRemoved, deskID: p.DeskID, tenantID: p.TenantID, actor: v.UserID, subject: userID, caller: caller,
			details: map[string]string{"role": held.Role},
		})
	})
}

// onMember changes a member of a place that is held, so that of two last administrators who demote each other one stays. role
// is what they are left with.
func (s *Service) onMember(
	ctx context.Context, p Place, userID int64, role string, do func(context.Context, *ent.Tx, *ent.Membership) error,
) error {
	var open []int64
	err := s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		if err := s.holdPlace(ctx, tx, p); err != nil {
			return err
		}
		held, err := tx.Membership.Query().Where(membership.UserID(userID), inPlace(p)).Only(ctx)
		if ent.IsNotFound(err) {
			return problem.New(problem.NotFound, "user")
		}
		if err != nil {
			return fmt.Errorf("find a member: %w", err)
		}
		if err := s.leavesAnAdministrator(ctx, tx, p, held, role); err != nil {
			return err
		}
		if open, err = tx.Session.Query().Where(sessions.UserID(userID)).IDs(ctx); err != nil {
			return fmt.Errorf("find a member's sessions: %w", err)
		}
		return do(ctx, tx, held)
	})
	if err == nil {
		s.watch.endAllBut(open, nil) // whoever is still signed in comes back with what they may see now
	}
	return err
}

// leavesAnAdministrator refuses to take the last one's role. LAST_ADMINISTRATOR.
func (s *Service) leavesAnAdministrator(ctx context.Context, tx *ent.Tx, p Place, held *ent.Membership, role string) error {
	administrator := string(access.TenantAdministrator) // the same word for staff
	if held.Role != administrator || role == administrator {
		return nil
	}
	others, err := tx.Membership.Query().Where(inPlace(p), membership.Role(administrator), membership.IDNEQ(held.ID)).Exist(ctx)
	if err != nil {
		return fmt.Errorf("count administrators: %w", err)
	}
	if !others {
		return problem.New(problem.LastAdministrator, "user")
	}
	return nil
}

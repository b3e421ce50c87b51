package account

import (
	"context"
	"fmt"
	"time"

	"sportello/ent"
	"sportello/ent/invitation"
	"sportello/ent/membership"
	"sportello/ent/predicate"
	"sportello/ent/user"
	"sportello/internal/access"
	"sportello/internal/audit"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// resendPause lies between two mails of one invitation.
const resendPause = time.Minute

// inPlace are the members of a place.
func inPlace(p Place) predicate.Membership {
	tenant := membership.TenantIDIsNil()
	if p.TenantID != 0 {
		tenant = membership.TenantID(p.TenantID)
	}
	return membership.And(membership.DeskID(p.DeskID), tenant)
}

// WithdrawInvitation takes one back (M4.7). Who was made for it alone, and has never signed in, has no password any more.
// NOT_FOUND, INVITATION_CLOSED.
func (s *Service) WithdrawInvitation(ctx context.Context, v *access.Viewer, id int64, caller Caller) (*Invitation, error) {
	found, err := s.invitationToManage(ctx, v, id)
	if err != nil {
		return nil, err
	}
	var ended []int64
	decided, err := s.decide(ctx, id, func(ctx context.Context, tx *ent.Tx, held *ent.Invitation) (*ent.Invitation, error) {
		done, err := tx.Invitation.UpdateOne(held).SetWithdrawnAt(s.moment()).Save(ctx)
		if err != nil {
			return nil, fmt.Errorf("withdraw an invitation: %w", err)
		}
		if ended, err = s.forgetFirst(ctx, tx, held.UserID); err != nil {
			return nil, err
		}
		return done, s.note(ctx, tx, act{
			kind: audit.InvitationWithdrawn, deskID: found.DeskID, tenantID: found.TenantID, actor: v.UserID, subject: found.UserID, caller: caller,
		})
	})
	if err == nil {
		s.watch.endAllBut(ended, nil)
	}
	return decided, err
}

// forgetFirst takes the first password from who has no place and no open invitation left.
func (s *Service) forgetFirst(ctx context.Context, tx *ent.Tx, userID int64) ([]int64, error) {
	held, err := s.hold(ctx, tx, userID)
	if err != nil || held.FirstPassword == "" {
		return nil, err
	}
	member, err := tx.Membership.Query().Where(membership.UserID(userID)).Exist(ctx)
	if err != nil || member {
		return nil, err
	}
	invited, err := tx.Invitation.Query().Where(invitation.UserID(userID), undecided()).Exist(ctx)
	if err != nil || invited {
		return nil, err
	}
	if err := tx.User.Update().Where(user.ID(userID)).SetPasswordHash("").ClearFirstPassword().ClearFirstPasswordUntil().Exec(ctx); err != nil {
		return nil, fmt.Errorf("forget a first password: %w", err)
	}
	return s.endSessions(ctx, tx, userID, 0)
}

// Which says which invitation: by its id, or by the token of its mail.
type Which struct {
	ID    int64
	Token string
}

// AcceptInvitation gives the viewer the place that they were offered (M4.4). Who was invited is who may: another account does
// not find it, whatever the token. Who has a place there by other ways keeps it as
// it is. NOT_FOUND, INVITATION_CLOSED.
func (s *Service) AcceptInvitation(ctx context.Context, v *access.Viewer, w Which, caller Caller) (*Invitation, error) {
	found, err := s.invitationOf(ctx, v, w)
	if err != nil {
		return nil, err
	}
	return s.answer(ctx, found.ID, func(ctx context.Context, tx *ent.Tx, held *ent.Invitation) (*ent.Invitation, error) {
		if held.ExpiresAt <= s.moment() {
			return nil, problem.New(problem.InvitationClosed)
		}
		there, err := tx.Membership.Query().Where(membership.UserID(v.UserID), inPlace(found.Place)).Exist(ctx)
		if err != nil {
			return nil, fmt.Errorf("look for a member: %w", err)
		}
		if !there {
			create := tx.Membership.Create().SetUserID(v.UserID).SetDeskID(found.DeskID).SetRole(held.Role).SetCreatedAt(s.moment())
			if found.TenantID != 0 {
				create.SetTenantID(found.TenantID)
			}
			if err := create.Exec(ctx); err != nil {
				return nil, fmt.Errorf("give a place: %w", err)
			}
		}
		done, err := tx.Invitation.UpdateOne(held).SetAcceptedAt(s.moment()).Save(ctx)
		if err != nil {
			return nil, fmt.Errorf("accept an invitation: %w", err)
		}
		return done, s.note(ctx, tx, act{
			kind: audit.InvitationAccepted, deskID: found.DeskID, tenantID: found.TenantID, actor: v.UserID, subject: v.UserID, caller: caller,
			details: map[string]string{"role": held.Role},
		})
	})
}

// DeclineInvitation refuses it. NOT_FOUND, INVITATION_CLOSED.
func (s *Service) DeclineInvitation(ctx context.Context, v *access.Viewer, w Which, caller Caller) (*Invitation, error) {
	found, err := s.invitationOf(ctx, v, w)
	if err != nil {
		return nil, err
	}
	return s.answer(ctx, found.ID, func(ctx context.Context, tx *ent.Tx, held *ent.Invitation) (*ent.Invitation, error) {
		done, err := tx.Invitation.UpdateOne(held).SetDeclinedAt(s.moment()).Save(ctx)
		if err != nil {
			return nil, fmt.Errorf("decline an invitation: %w", err)
		}
		return done, s.note(ctx, tx, act{
			kind: audit.InvitationWithdrawn, deskID: found.DeskID, tenantID: found.TenantID, actor: v.UserID, subject: v.UserID, caller: caller,
			details: map[string]string{"by": "INVITED"},
		})
	})
}

// invitationOf is the viewer's own. NOT_FOUND.
func (s *Service) invitationOf(ctx context.Context, v *access.Viewer, w Which) (*Invitation, error) {
	which, field := invitation.ID(w.ID), "invitation"
	if w.Token != "" {
		field = "token"
		hash, ours := hashSecret(mailPrefix, w.Token)
		if !ours {
			return nil, problem.New(problem.NotFound, field)
		}
		which = invitation.TokenHash(hash)
	}
	return s.findInvitation(ctx, which, func(i *Invitation) bool { return i.UserID == v.UserID }, field)
}

// answer is decide by who was invited, who is told what the place calls itself.
func (s *Service) answer(
	ctx context.Context, id int64, do func(context.Context, *ent.Tx, *ent.Invitation) (*ent.Invitation, error),
) (*Invitation, error) {
	decided, err := s.decide(ctx, id, do)
	if err != nil {
		return nil, err
	}
	return decided, s.name(ctx, []*Invitation{decided})
}

// decide changes an invitation that is held and undecided.
func (s *Service) decide(
	ctx context.Context, id int64, do func(context.Context, *ent.Tx, *ent.Invitation) (*ent.Invitation, error),
) (decided *Invitation, err error) {
	err = s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		held, err := s.holdInvitation(ctx, tx, id)
		if err != nil {
			return err
		}
		done, err := do(ctx, tx, held)
		if err == nil {
			decided = newInvitation(done)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return decided, nil
}

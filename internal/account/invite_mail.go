package account

import (
	"context"
	"fmt"

	"sportello/ent"
	"sportello/ent/invitation"
	"sportello/internal/access"
	"sportello/internal/audit"
	"sportello/internal/mail/compose"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// mailInvitation writes both mails of M4.1, or the second alone to who has a password that they can use.
func (s *Service) mailInvitation(
	ctx context.Context, tx *ent.Tx, v *access.Viewer, i *ent.Invitation, invited *ent.User, token string, f first,
) error {
	from := belongs{deskID: i.DeskID}
	if i.TenantID != nil {
		from.tenantID = *i.TenantID
	}
	expired := invited.FirstPassword != "" && !invited.FirstPasswordUntil.IsZero() && invited.FirstPasswordUntil <= s.moment()
	if invited.PasswordHash == "" || expired {
		err := tx.User.UpdateOneID(invited.ID).SetPasswordHash(f.hash).SetFirstPassword(f.how).SetFirstPasswordUntil(i.ExpiresAt).Exec(ctx)
		if err != nil {
			return fmt.Errorf("give a first password: %w", err)
		}
		l := compose.Letter{Kind: f.letter, Link: s.link(SignInPage, ""), Until: i.ExpiresAt.Time()}
		if f.letter == compose.FirstPassword {
			l.Password = f.password
		}
		if err := s.send(ctx, tx, from, invited, l); err != nil {
			return err
		}
	}
	return s.send(ctx, tx, from, invited, compose.Letter{
		Kind: compose.Invited, Link: s.link(InvitationPage, token), Place: f.place, By: v.Name, Until: i.ExpiresAt.Time(),
	})
}

// ResendInvitation sends it once more, with another link, for another two weeks; the earlier link is good for nothing. Who has
// still to sign in the first time gets another password. NOT_FOUND, FORBIDDEN, INVITATION_CLOSED; RATE_LIMITED within a minute.
func (s *Service) ResendInvitation(ctx context.Context, v *access.Viewer, id int64, caller Caller) (*Invitation, error) {
	found, err := s.invitationToManage(ctx, v, id)
	if err != nil {
		return nil, err
	}
	f, err := s.firstPassword(ctx, found.Place)
	if err != nil {
		return nil, err
	}
	var sent *ent.Invitation
	err = s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		held, err := s.holdInvitation(ctx, tx, id)
		if err != nil {
			return err
		}
		if held.SentAt > s.after(-resendPause) {
			return problem.New(problem.RateLimited).With("seconds", int(resendPause.Seconds()))
		}
		invited, err := s.hold(ctx, tx, held.UserID)
		if err != nil {
			return err
		}
		token, hash := newSecret(mailPrefix)
		if sent, err = tx.Invitation.UpdateOne(held).SetTokenHash(hash).SetSentAt(s.moment()).SetExpiresAt(s.after(invitationLife)).Save(ctx); err != nil {
			return fmt.Errorf("send an invitation again: %w", err)
		}
		if invited.FirstPassword != "" {
			invited.PasswordHash = "" // nobody knows it any more
		}
		if err := s.mailInvitation(ctx, tx, v, sent, invited, token, f); err != nil {
			return err
		}
		return s.note(ctx, tx, act{
			kind: audit.Invited, deskID: found.DeskID, tenantID: found.TenantID, actor: v.UserID, subject: found.UserID, caller: caller,
			details: map[string]string{"role": found.Role, "again": "true"},
		})
	})
	if err != nil {
		return nil, err
	}
	return newInvitation(sent), nil
}

// invitationToManage is one of a place where the viewer gives access. NOT_FOUND, FORBIDDEN.
func (s *Service) invitationToManage(ctx context.Context, v *access.Viewer, id int64) (*Invitation, error) {
	found, err := s.findInvitation(ctx, invitation.ID(id), func(*Invitation) bool { return true }, "invitation")
	if err != nil {
		return nil, err
	}
	if err := mayGiveAccess(v, found.Place); err != nil {
		return nil, problem.New(problem.NotFound, "invitation") // who does not give access has never seen its id
	}
	return found, nil
}

package account

import (
	"context"
	"fmt"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/audit"
	"sportello/internal/mail/compose"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// ChangePasswordInput is a new password in the place of the one that is known.
type ChangePasswordInput struct {
	Current, Password, PasswordAgain string
	Caller                           Caller
}

// ChangePassword gives the viewer another password. Their other sessions end and no device is trusted any more, since whoever
// knew the old one may have made some (M4.6). INVALID_CREDENTIALS at currentPassword; what CompleteAccount says of passwords.
func (s *Service) ChangePassword(ctx context.Context, v *access.Viewer, in ChangePasswordInput) error {
	known, err := s.reauthenticate(ctx, v, in.Current, in.Caller)
	if err != nil {
		return err
	}
	hash, err := s.newPassword(ctx, known, in.Password, in.PasswordAgain)
	if err != nil {
		return err
	}
	return s.replacePassword(ctx, replacement{known: known, hash: hash, keep: v.SessionID, kind: audit.PasswordChanged, caller: in.Caller})
}

// replacement is another password for a user.
type replacement struct {
	known  *ent.User
	hash   string
	keep   int64                                // the session that goes on; 0: none
	kind   audit.Kind                           // what goes on record
	with   func(context.Context, *ent.Tx) error // what else belongs to the transaction; nil: nothing
	caller Caller
}

func (s *Service) replacePassword(ctx context.Context, r replacement) error {
	places, err := s.belongsTo(ctx, r.known.ID)
	if err != nil {
		return err
	}
	var ended []int64
	err = s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		held, err := s.hold(ctx, tx, r.known.ID)
		if err != nil {
			return err
		}
		if held.PasswordHash != r.known.PasswordHash { // somebody was faster, perhaps to keep this one out
			return problem.New(problem.InvalidCredentials, "currentPassword")
		}
		if r.with != nil {
			if err := r.with(ctx, tx); err != nil {
				return err
			}
		}
		if err := tx.User.UpdateOne(held).SetPasswordHash(r.hash).ClearFirstPasswordUntil().Exec(ctx); err != nil {
			return fmt.Errorf("replace a password: %w", err)
		}
		if ended, err = s.endSessions(ctx, tx, held.ID, r.keep); err != nil {
			return err
		}
		if err := s.distrust(ctx, tx, held.ID); err != nil {
			return err
		}
		if s.post != nil {
			if err := s.tell(ctx, tx, places, held, compose.Letter{Kind: compose.PasswordChanged}); err != nil {
				return err
			}
		}
		return s.note(ctx, tx, act{kind: r.kind, actor: held.ID, subject: held.ID, caller: r.caller})
	})
	if err != nil {
		return err
	}
	s.watch.endAllBut(ended, nil)
	return nil
}

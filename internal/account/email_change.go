package account

import (
	"context"
	"fmt"

	"sportello/ent"
	"sportello/ent/accountlink"
	"sportello/ent/user"
	"sportello/internal/audit"
	"sportello/internal/mail/compose"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// ConfirmEmailChange makes the address to which the link was mailed its user's sign-in name, and tells the old one, from
// where it can be undone for a week (M1.4). LINK_INVALID at token, also where somebody has taken the address meanwhile.
func (s *Service) ConfirmEmailChange(ctx context.Context, token string, caller Caller) (address string, err error) {
	link, places, err := s.linkOf(ctx, purposeEmail, token)
	if err != nil {
		return "", err
	}
	err = s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		held, err := s.moveTo(ctx, tx, link)
		if err != nil {
			return err
		}
		back, err := s.makeLink(ctx, tx, madeLink{purpose: purposeRevert, userID: held.ID, email: held.Email, life: revertLife})
		if err != nil {
			return err
		}
		_, err = tx.AccountLink.Delete().
			Where(accountlink.UserID(held.ID), accountlink.PurposeIn(purposeReset, purposeEmail)).Exec(ctx)
		if err != nil {
			return fmt.Errorf("remove links: %w", err)
		}
		if err := s.note(ctx, tx, act{kind: audit.EmailChanged, actor: held.ID, subject: held.ID, caller: caller}); err != nil {
			return err
		}
		return s.tell(ctx, tx, places, held, compose.Letter{ // to the address that held still has
			Kind: compose.EmailChanged, Link: s.link(RevertPage, back), Email: link.Email, Until: s.after(revertLife).Time(),
		})
	})
	if err != nil {
		return "", err
	}
	return link.Email, nil
}

// RevertEmailChange brings an old address back (M1.4). Whoever changed it knew the password, so that is gone with it, and all
// that it opened: a link to choose a new one is mailed to the address. LINK_INVALID at token.
func (s *Service) RevertEmailChange(ctx context.Context, token string, caller Caller) (address string, err error) {
	link, places, err := s.linkOf(ctx, purposeRevert, token)
	if err != nil {
		return "", err
	}
	unguessable, err := s.hasher.hash(ctx, newCode(2*tokenBytes))
	if err != nil {
		return "", err
	}
	var ended []int64
	err = s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		held, err := s.moveTo(ctx, tx, link)
		if err != nil {
			return err
		}
		if err := tx.User.UpdateOneID(held.ID).SetPasswordHash(unguessable).Exec(ctx); err != nil {
			return fmt.Errorf("revert an address: %w", err)
		}
		if ended, err = s.endSessions(ctx, tx, held.ID, 0); err != nil {
			return err
		}
		if err := s.distrust(ctx, tx, held.ID); err != nil {
			return err
		}
		// Those of later changes would lead away again; those of earlier ones stay their holders' way back.
		_, err = tx.AccountLink.Delete().
			Where(accountlink.UserID(held.ID), accountlink.Purpose(purposeRevert), accountlink.IDGT(link.ID)).Exec(ctx)
		if err != nil {
			return fmt.Errorf("remove links: %w", err)
		}
		if err := s.note(ctx, tx, act{kind: audit.EmailChangeReverted, actor: held.ID, subject: held.ID, caller: caller}); err != nil {
			return err
		}
		held.Email = link.Email
		return s.mailReset(ctx, tx, held, places)
	})
	if err != nil {
		return "", err
	}
	s.watch.endAllBut(ended, nil)
	return link.Email, nil
}

func (s *Service) linkOf(ctx context.Context, purpose, token string) (*ent.AccountLink, []belongs, error) {
	link, err := s.findLink(ctx, purpose, token)
	if err != nil {
		return nil, nil, err
	}
	places, err := s.belongsTo(ctx, link.UserID)
	return link, places, err
}

// moveTo gives a link's user the link's address, and answers them as they were before.
func (s *Service) moveTo(ctx context.Context, tx *ent.Tx, link *ent.AccountLink) (*ent.User, error) {
	if err := s.useLink(ctx, tx, link); err != nil {
		return nil, err
	}
	held, err := s.hold(ctx, tx, link.UserID)
	if err != nil {
		return nil, err
	}
	taken, err := tx.User.Query().Where(user.Email(link.Email), user.IDNEQ(held.ID)).Exist(ctx)
	if err == nil && !taken {
		err = tx.User.UpdateOneID(held.ID).SetEmail(link.Email).Exec(ctx)
	}
	if taken || ent.IsConstraintError(err) {
		return nil, problem.New(problem.LinkInvalid, "token")
	}
	if err != nil {
		return nil, fmt.Errorf("change an address: %w", err)
	}
	return held, nil
}

package account

import (
	"context"
	"fmt"
	"time"

	"sportello/ent"
	"sportello/ent/accountlink"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// madeLink is a link to be mailed.
type madeLink struct {
	purpose        string
	userID, deskID int64
	email          string
	language       string
	life           time.Duration
}

// makeLink writes a link and answers its token. Earlier ones stay good: mails overtake each other.
func (s *Service) makeLink(ctx context.Context, tx *ent.Tx, l madeLink) (token string, err error) {
	token, hash := newSecret(mailPrefix)
	err = tx.AccountLink.Create().SetPurpose(l.purpose).SetTokenHash(hash).SetUserID(l.userID).SetDeskID(l.deskID).SetEmail(l.email).
		SetLanguage(l.language).SetCreatedAt(s.moment()).SetExpiresAt(s.after(l.life)).Exec(ctx)
	if err != nil {
		return "", fmt.Errorf("make a link: %w", err)
	}
	return token, nil
}

// findLink reads a link that can be used. LINK_INVALID for every token that opens nothing.
func (s *Service) findLink(ctx context.Context, purpose, token string) (*ent.AccountLink, error) {
	hash, ours := hashSecret(mailPrefix, token)
	if !ours {
		return nil, problem.New(problem.LinkInvalid, "token")
	}
	found, err := s.store.Read().AccountLink.Query().
		Where(accountlink.TokenHash(hash), accountlink.Purpose(purpose), accountlink.ExpiresAtGT(s.moment())).Only(store.System(ctx))
	if ent.IsNotFound(err) {
		return nil, problem.New(problem.LinkInvalid, "token")
	}
	if err != nil {
		return nil, fmt.Errorf("find a link: %w", err)
	}
	return found, nil
}

// useLink uses a link up: of two at once one finds it gone. LINK_INVALID.
func (s *Service) useLink(ctx context.Context, tx *ent.Tx, l *ent.AccountLink) error {
	n, err := tx.AccountLink.Delete().Where(accountlink.ID(l.ID), accountlink.ExpiresAtGT(s.moment())).Exec(ctx)
	if err != nil {
		return fmt.Errorf("use a link: %w", err)
	}
	if n == 0 {
		return problem.New(problem.LinkInvalid, "token")
	}
	return nil
}

// RemoveStale removes, for the clock, what nobody can use any more: links, challenges, devices that lie in a drawer.
func (s *Service) RemoveStale(ctx context.Context) (int, error) {
	ctx = store.System(ctx)
	now := s.moment()
	n, err := s.removeChallenges(ctx, now)
	if err != nil {
		return n, fmt.Errorf("remove challenges: %w", err)
	}
	links, err := s.removeMailLinks(ctx, now)
	return n + links, err
}

func (s *Service) removeMailLinks(ctx context.Context, now moment.Moment) (n int, err error) {
	err = s.store.Tx(ctx, func(ctx context.Context, tx *ent.Tx) error {
		ids, err := tx.AccountLink.Query().Where(accountlink.ExpiresAtLTE(now)).Limit(expiredAtOnce).IDs(ctx)
		if err == nil && len(ids) > 0 {
			n, err = tx.AccountLink.Delete().Where(accountlink.IDIn(ids...)).Exec(ctx)
		}
		return err
	})
	if err != nil {
		return n, fmt.Errorf("remove links: %w", err)
	}
	return n, nil
}

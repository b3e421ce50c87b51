package account

import (
	"context"
	"fmt"
	"math"
	"net/netip"

	"sportello/ent"
	"sportello/ent/accountlink"
	sessions "sportello/ent/session"
	"sportello/ent/signinchallenge"
	"sportello/ent/trusteddevice"
	"sportello/ent/user"
	"sportello/internal/access"
	"sportello/internal/email"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// hold locks a user until the transaction ends. UNAUTHENTICATED: gone.
func (s *Service) hold(ctx context.Context, tx *ent.Tx, userID int64) (*ent.User, error) {
	held, err := store.Lock(s.store, tx.User.Query().Where(user.ID(userID))).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, unauthenticated()
	}
	if err != nil {
		return nil, fmt.Errorf("hold a user: %w", err)
	}
	return held, nil
}

// charge charges a try to a throttle. RATE_LIMITED; else forgive takes it back.
func (s *Service) charge(t *throttle, from netip.Addr, of string) (forgive func(), err error) {
	forgive, wait, ok := t.try(s.now(), from, of)
	if !ok {
		return nil, problem.New(problem.RateLimited).With("seconds", int(math.Ceil(wait.Seconds())))
	}
	return forgive, nil
}

// reauthenticate wants the password of somebody who is signed in: a session that somebody else has got hold of must not be
// enough to take the account. INVALID_CREDENTIALS at currentPassword, RATE_LIMITED.
func (s *Service) reauthenticate(ctx context.Context, v *access.Viewer, password string, caller Caller) (*ent.User, error) {
	wrong := problem.New(problem.InvalidCredentials, "currentPassword")
	if password == "" || len(password) > maxPassword {
		return nil, wrong
	}
	forgive, err := s.charge(s.throttle, caller.Addr, email.Normalize(v.Email))
	if err != nil {
		return nil, err
	}
	known, err := s.store.Read().User.Get(store.System(ctx), v.UserID)
	if err != nil {
		return nil, fmt.Errorf("find the user: %w", err)
	}
	match, _, err := s.hasher.matches(ctx, known.PasswordHash, password)
	if err != nil {
		return nil, err
	}
	if !match {
		return nil, wrong
	}
	forgive()
	return known, nil
}

// endSessions deletes a user's sessions but one (0: none is kept), and answers which, so that those who wait for their end can
// be told after the commit.
func (s *Service) endSessions(ctx context.Context, tx *ent.Tx, userID, but int64) ([]int64, error) {
	ended, err := tx.Session.Query().Where(sessions.UserID(userID), sessions.IDNEQ(but)).IDs(ctx)
	if err == nil && len(ended) > 0 {
		_, err = tx.Session.Delete().Where(sessions.UserID(userID), sessions.IDIn(ended...)).Exec(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("end sessions: %w", err)
	}
	return ended, nil
}

// distrust removes all that a password has opened besides sessions: trusted devices, sign-ins that wait, links of mails that
// set a password or an address.
func (s *Service) distrust(ctx context.Context, tx *ent.Tx, userID int64) error {
	_, err := tx.TrustedDevice.Delete().Where(trusteddevice.UserID(userID)).Exec(ctx)
	if err == nil {
		_, err = tx.SignInChallenge.Delete().Where(signinchallenge.UserID(userID), signinchallenge.PassedAt(0)).Exec(ctx)
	}
	if err == nil {
		_, err = tx.AccountLink.Delete().Where(accountlink.UserID(userID), accountlink.PurposeIn(purposeReset, purposeEmail)).Exec(ctx)
	}
	if err != nil {
		return fmt.Errorf("remove what the old password opened: %w", err)
	}
	return nil
}

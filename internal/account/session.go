package account

import (
	"context"
	"fmt"
	"time"

	"sportello/ent"
	sessions "sportello/ent/session"
	"sportello/internal/access"
	"sportello/internal/audit"
	"sportello/internal/moment"
	"sportello/internal/store"
)

// renewals is how often a session is prolonged within its lifetime: a write for each request would cost more than all
// the reads.
const renewals = 20

// prolong moves a session's end when enough of its life has passed. It is a convenience: a failure must not refuse the
// call that it came with.
func (s *Service) prolong(ctx context.Context, found session) {
	lifetime := s.lifetimeOf(found.remembered)
	now := s.now()
	if found.expires.Time().Sub(now) > lifetime-lifetime/renewals {
		return
	}
	err := s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		return tx.Session.Update().Where(sessions.ID(found.id), sessions.ExpiresAt(found.expires)).
			SetExpiresAt(moment.Of(now.Add(lifetime))).Exec(ctx)
	})
	if err != nil {
		s.log.WarnContext(ctx, "a session could not be prolonged", "sessionId", found.id, "error", err)
	}
}

// SignOut ends the session that the viewer came by, and tells those who wait for its end. UNAUTHENTICATED for a viewer
// without a session.
func (s *Service) SignOut(ctx context.Context, v *access.Viewer) error {
	if v == nil || v.SessionID == 0 {
		return unauthenticated()
	}
	err := s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		ended, err := tx.Session.Delete().Where(sessions.ID(v.SessionID), sessions.UserID(v.UserID)).Exec(ctx)
		if err != nil || ended == 0 { // somebody was faster
			return err
		}
		return audit.WriteForEach(ctx, tx, v.UserID, audit.Entry{At: moment.Of(s.now()), Kind: audit.SignedOut, ActorID: v.UserID})
	})
	if err != nil {
		return fmt.Errorf("end a session: %w", err)
	}
	s.watch.end(v.SessionID)
	s.log.InfoContext(ctx, "signed out", "userId", v.UserID, "sessionId", v.SessionID)
	return nil
}

// Ended returns a channel that closes when the viewer's session or key ends, or a place of theirs: at once where it happens in
// this process, else within a second (see Run). It is watched until ctx ends.
func (s *Service) Ended(ctx context.Context, v *access.Viewer) <-chan struct{} {
	return s.watch.add(ctx, v.Credential(), v.UserID)
}

// expiredAtOnce bounds one statement of RemoveExpired.
const expiredAtOnce = 500

// RemoveExpired deletes the sessions whose time is over and answers how many; then it tells those who wait for the end
// of a session that is no more, whoever ended it.
func (s *Service) RemoveExpired(ctx context.Context) (int, error) {
	ctx = store.System(ctx)
	now := s.now()
	removed := 0
	for {
		n, err := s.removeSome(ctx, now)
		removed += n
		if err != nil {
			return removed, fmt.Errorf("remove expired sessions: %w", err)
		}
		if n < expiredAtOnce {
			break
		}
	}
	if err := s.removeLinks(ctx, now); err != nil {
		return removed, err
	}
	s.watch.all()
	if err := s.checkDue(ctx, now); err != nil {
		return removed, fmt.Errorf("look for ended sessions: %w", err)
	}
	return removed, nil
}

func (s *Service) removeSome(ctx context.Context, now time.Time) (removed int, err error) {
	err = s.store.Tx(ctx, func(ctx context.Context, tx *ent.Tx) error {
		ids, err := tx.Session.Query().Where(sessions.ExpiresAtLTE(moment.Of(now))).Limit(expiredAtOnce).IDs(ctx)
		if err != nil {
			return err
		}
		removed, err = tx.Session.Delete().Where(sessions.IDIn(ids...), sessions.ExpiresAtLTE(moment.Of(now))).Exec(ctx)
		return err
	})
	return removed, err
}

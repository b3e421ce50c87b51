package account

import (
	"context"
	"fmt"
	"time"

	sessions "sportello/ent/session"
	"sportello/internal/audit"
	"sportello/internal/moment"
	"sportello/internal/store"
)

// lookEvery is how often Run looks: what ends anywhere has ended here within a second.
const lookEvery = 500 * time.Millisecond

// narrowing are the acts after which somebody may do less than before.
func narrowing() []audit.Kind {
	return []audit.Kind{
		audit.SignedOut, audit.SessionsEnded, audit.PasswordChanged, audit.PasswordReset, audit.EmailChanged, audit.EmailChangeReverted,
		audit.SecondFactorEnabled, audit.SecondFactorDisabled, audit.DeviceRemoved, audit.MemberRemoved, audit.RoleChanged, audit.KeyRevoked,
	}
}

// Run tells those who wait for the end of a session, key or place of what happened in other processes, until ctx ends. The
// database is the truth: what is put on record is read twice a second, by one statement along the key; sessions and keys
// are looked at once when somebody begins to wait, and when their time is over.
func (s *Service) Run(ctx context.Context) {
	tail := audit.NewTail(s.store, narrowing()...)
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		if err := s.look(ctx, tail); err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "could not look for what has ended", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// look is one round of Run.
func (s *Service) look(ctx context.Context, tail *audit.Tail) error {
	changes, err := tail.Next(ctx)
	if err != nil {
		return err
	}
	for _, c := range changes {
		switch c.Kind {
		case audit.MemberRemoved, audit.RoleChanged:
			// What is open was opened with other rights: the client opens it anew, with those of today.
			s.watch.endUser(c.SubjectID)
			s.watch.recheckKeys() // their creator may be the one
		case audit.KeyRevoked:
			s.watch.recheckKeys()
		default:
			s.watch.recheck(c.ActorID, c.SubjectID)
		}
	}
	return s.checkDue(ctx, s.now())
}

// checkDue looks at the sessions and keys whose end may have come, and ends those that are no more.
func (s *Service) checkDue(ctx context.Context, now time.Time) error {
	due := s.watch.due(moment.Of(now))
	var ids, keys []int64
	for _, credential := range due {
		if credential < 0 {
			keys = append(keys, -credential)
		} else {
			ids = append(ids, credential)
		}
	}
	for len(ids) > 0 {
		some := ids[:min(len(ids), expiredAtOnce)]
		ids = ids[len(some):]
		alive, err := s.store.Read().Session.Query().Where(sessions.IDIn(some...), sessions.ExpiresAtGT(moment.Of(now))).
			Select(sessions.FieldID, sessions.FieldExpiresAt).All(store.System(ctx))
		if err != nil {
			return fmt.Errorf("look at sessions: %w", err)
		}
		until := make(map[int64]moment.Moment, len(alive))
		for _, row := range alive {
			until[row.ID] = row.ExpiresAt
		}
		s.watch.settle(some, until)
	}
	return s.checkKeys(ctx, keys, now)
}

// checkKeys is checkDue for keys. When they expire is not asked for: they are looked at again after a while, or in time.
func (s *Service) checkKeys(ctx context.Context, keys []int64, now time.Time) error {
	for len(keys) > 0 {
		some := keys[:min(len(keys), expiredAtOnce)]
		keys = keys[len(some):]
		working, err := s.rowsOfKeys(ctx, some)
		if err != nil {
			return err
		}
		credentials := make([]int64, len(some))
		for i, id := range some {
			credentials[i] = -id
		}
		until := make(map[int64]moment.Moment, len(working))
		for _, k := range working {
			next := moment.Of(now.Add(time.Hour))
			if !k.expires.IsZero() {
				next = min(next, k.expires)
			}
			until[k.viewer.Credential()] = next
		}
		s.watch.settle(credentials, until)
	}
	return nil
}

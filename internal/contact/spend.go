package contact

import (
	"context"
	"encoding/hex"
	"fmt"
	"time"

	"sportello/ent"
	"sportello/ent/spentchallenge"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// spent reports whether a challenge was answered by this very submission, whose answer was lost on the way. By another one: it is refused.
func (s *Service) spent(ctx context.Context, answered stub, in Submission) (repeated bool, err error) {
	sent, err := in.fingerprint()
	if err != nil {
		return false, err
	}
	first, err := s.store.Read().SpentChallenge.Query().Where(spentchallenge.Nonce(answered.name())).Only(store.System(ctx))
	switch {
	case ent.IsNotFound(err):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("read a spent challenge: %w", err)
	case first.Fingerprint != sent:
		return false, problem.New(problem.ChallengeRefused, "challenge")
	}
	return true, nil
}

// spend notes that a challenge was answered. Of several at once the first has it.
func (s *Service) spend(ctx context.Context, answered stub, in Submission) error {
	sent, err := in.fingerprint()
	if err != nil {
		return err
	}
	err = s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		return tx.SpentChallenge.Create().SetNonce(answered.name()).SetFingerprint(sent).
			SetExpiresAt(moment.Of(time.Unix(answered.expires, 0))).Exec(ctx)
	})
	if ent.IsConstraintError(err) {
		_, err = s.spent(ctx, answered, in)
	}
	if err != nil {
		return fmt.Errorf("spend a challenge: %w", err)
	}
	return nil
}

// name is by what a challenge is known again.
func (s stub) name() string { return hex.EncodeToString(s.nonce[:]) }

// spentBatch is how many old challenges one transaction forgets.
const spentBatch = 1000

// Forget removes spent challenges that are of no use any more, since they have expired, and returns how many there were.
func (s *Service) Forget(ctx context.Context) (int, error) {
	ctx = store.System(ctx)
	old := spentchallenge.ExpiresAtLT(moment.Of(s.now()))
	for removed := 0; ; {
		ids, err := s.store.Read().SpentChallenge.Query().Where(old).Limit(spentBatch).IDs(ctx)
		if err != nil {
			return removed, fmt.Errorf("find spent challenges: %w", err)
		}
		err = s.store.Tx(ctx, func(ctx context.Context, tx *ent.Tx) error {
			_, err := tx.SpentChallenge.Delete().Where(spentchallenge.IDIn(ids...)).Exec(ctx)
			return err
		})
		if err != nil {
			return removed, fmt.Errorf("forget spent challenges: %w", err)
		}
		removed += len(ids)
		if len(ids) < spentBatch {
			return removed, nil
		}
	}
}

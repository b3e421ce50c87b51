package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"sportello/ent"
	"sportello/ent/idempotencykey"
	"sportello/internal/access"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
	"sportello/internal/workflow"
)

// call is one act as its caller sent it, and may send it again.
type call struct {
	operation string
	key       string // empty: not to be recognised
	input     any    // whole
	files     []AttachmentInput
}

// result is what a transaction has done: the answer, and whom to tell after the commit.
type result struct {
	outcome Outcome
	news    []Announcement
}

// errRepeated says that the key was there when ours was to be written.
var errRepeated = errors.New("the key was used before")

// once carries out a call whose key was not used before, and else answers what the first one was answered.
//
// The key is written last and looked up only when something is amiss, so that an ordinary call pays one INSERT to be
// recognised. A repetition meets what the first call left (the key itself, another version, a closed ticket, a file that
// is attached already), is rolled back, and finds the key. Two at once wait for each other at the rows that both hold,
// or at the key. A refusal leaves no key: it can be mended and sent again under the same one.
func (s *Service) once(
	ctx context.Context, v *access.Viewer, c call, do func(context.Context, *ent.Tx) (*result, error),
) (*Outcome, error) {
	if fault := checkKey(c.key); fault != nil {
		s.discard(ctx, c.files)
		return nil, fault
	}
	done, err := s.attempt(ctx, v, c, do)
	if err == nil {
		spend(c.files)
		for _, n := range done.news {
			s.committed(context.WithoutCancel(ctx), n) // what is done is told, even when the caller has gone
		}
		return &done.outcome, nil
	}
	outcome, err := s.recall(ctx, v, c, err)
	if err != nil {
		s.discardRefused(ctx, err, c.files)
		return nil, err
	}
	s.discard(ctx, c.files)
	return outcome, nil
}

// attempt carries out a call in one transaction, its key included; in another one where it finds that it must go
// elsewhere.
func (s *Service) attempt(
	ctx context.Context, v *access.Viewer, c call, do func(context.Context, *ent.Tx) (*result, error),
) (*result, error) {
	for {
		var done *result
		err := s.store.Tx(store.Scoped(ctx, v.Scope()), func(ctx context.Context, tx *ent.Tx) (err error) {
			if done, err = do(ctx, tx); err != nil || c.key == "" {
				return err
			}
			return s.remember(ctx, tx, v, c, done.outcome)
		})
		if !errors.Is(err, errMoved) {
			return done, err
		}
	}
}

// remember writes the key with the answer.
func (s *Service) remember(ctx context.Context, tx *ent.Tx, v *access.Viewer, c call, o Outcome) error {
	sent, err := c.fingerprint()
	if err != nil {
		return err
	}
	err = tx.IdempotencyKey.Create().
		SetUserID(v.UserID).SetKey(c.key).SetOperation(c.operation).SetFingerprint(sent).
		SetTicketID(o.TicketID).SetMessageID(o.MessageID).SetFollowUp(string(o.FollowUp)).SetFollowUpRule(o.Rule).
		SetSavedViewID(o.ViewID).SetPersonID(o.PersonID).SetDraftID(o.DraftID).
		SetCreatedAt(moment.Of(s.now())).
		Exec(ctx)
	if ent.IsConstraintError(err) {
		return errRepeated
	}
	if err != nil {
		return fmt.Errorf("remember the key: %w", err)
	}
	return nil
}

// recall answers a call that failed as it was answered before, if it was; else with its own error.
func (s *Service) recall(ctx context.Context, v *access.Viewer, c call, failure error) (*Outcome, error) {
	repeated := errors.Is(failure, errRepeated)
	if c.key == "" || !repeated && len(problem.Of(failure)) == 0 {
		return nil, failure
	}
	first, err := s.store.Read().IdempotencyKey.Query().
		Where(idempotencykey.UserID(v.UserID), idempotencykey.Key(c.key)).
		Only(store.Scoped(ctx, v.Scope()))
	if ent.IsNotFound(err) {
		return nil, failure
	}
	if err != nil {
		// What the call failed with is told to the log alone: as a refusal it would deny what the first call may have done.
		return nil, fmt.Errorf("recall the key of a call that failed with %q: %w", failure.Error(), err)
	}
	sent, err := c.fingerprint()
	if err != nil {
		return nil, err
	}
	if first.Fingerprint != sent || first.Operation != c.operation {
		return nil, problem.New(problem.IdempotencyKeyReused, "clientMutationId")
	}
	return &Outcome{
		TicketID: first.TicketID, MessageID: first.MessageID, FollowUp: workflow.FollowUp(first.FollowUp), Rule: first.FollowUpRule,
		ViewID: first.SavedViewID, PersonID: first.PersonID, DraftID: first.DraftID, Replayed: true,
	}, nil
}

// fingerprint tells inputs apart: the SHA-256 of all that was sent, in hexadecimal.
func (c call) fingerprint() (string, error) {
	text, err := json.Marshal(c.input)
	if err != nil {
		return "", fmt.Errorf("take the input's fingerprint: %w", err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// longestKey is the most characters of a key; all of them are printable ASCII.
const longestKey = 64

// checkKey says what is wrong with a client's id of an act, or nil. The empty one is none.
func checkKey(key string) *problem.Error {
	if strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r > '~' }) {
		return problem.New(problem.InvalidCharacters, "clientMutationId")
	}
	if len(key) > longestKey {
		return problem.New(problem.TooLong, "clientMutationId").With("max", longestKey)
	}
	return nil
}

const (
	// keyTTL is how long a repetition is recognised.
	keyTTL = 24 * time.Hour
	// keyBatch is how many old keys one transaction removes.
	keyBatch = 1000
)

// RemoveOldKeys removes what is remembered of calls a day ago and longer, and returns how many there were.
func (s *Service) RemoveOldKeys(ctx context.Context) (int, error) {
	ctx = store.System(ctx)
	old := idempotencykey.CreatedAtLT(moment.Of(s.now().Add(-keyTTL)))
	for removed := 0; ; {
		ids, err := s.store.Read().IdempotencyKey.Query().Where(old).
			Order(ent.Asc(idempotencykey.FieldCreatedAt)).Limit(keyBatch).IDs(ctx)
		if err != nil {
			return removed, fmt.Errorf("find old keys: %w", err)
		}
		err = s.store.Tx(ctx, func(ctx context.Context, tx *ent.Tx) error {
			_, err := tx.IdempotencyKey.Delete().Where(idempotencykey.IDIn(ids...)).Exec(ctx)
			return err
		})
		if err != nil {
			return removed, fmt.Errorf("remove old keys: %w", err)
		}
		removed += len(ids)
		if len(ids) < keyBatch {
			return removed, nil
		}
	}
}

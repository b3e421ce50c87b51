package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"sportello/ent"
	"sportello/ent/idempotencykey"
	"sportello/ent/invitation"
	"sportello/internal/access"
	"sportello/internal/problem"
	"sportello/internal/store"
)

const maxMutationID = 64 // bytes

// once makes an invitation under the client's key: the same call again is answered with what the first one made, another one
// under the same key is refused. As in internal/desk the key is written last, and looked up only when something is amiss.
func (s *Service) once(
	ctx context.Context, v *access.Viewer, in InviteInput, do func(context.Context, *ent.Tx) (*ent.Invitation, error),
) (made *ent.Invitation, err error) {
	if len(in.ClientMutationID) > maxMutationID || !utf8.ValidString(in.ClientMutationID) {
		return nil, problem.New(problem.TooLong, "clientMutationId").With("max", maxMutationID)
	}
	sent, err := fingerprint(in)
	if err != nil {
		return nil, err
	}
	err = s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		if made, err = do(ctx, tx); err != nil || in.ClientMutationID == "" {
			return err
		}
		return tx.IdempotencyKey.Create().SetUserID(v.UserID).SetKey(in.ClientMutationID).SetOperation("inviteUser").
			SetFingerprint(sent).SetCreatedAt(s.moment()).Exec(ctx)
	})
	if err == nil || in.ClientMutationID == "" || len(problem.Of(err)) == 0 && !ent.IsConstraintError(err) {
		return made, err
	}
	first, findErr := s.store.Read().IdempotencyKey.Query().
		Where(idempotencykey.UserID(v.UserID), idempotencykey.Key(in.ClientMutationID)).Only(store.System(ctx))
	if ent.IsNotFound(findErr) {
		return nil, err
	}
	if findErr != nil {
		return nil, fmt.Errorf("look for a key: %w", errors.Join(findErr, err))
	}
	if first.Operation != "inviteUser" || first.Fingerprint != sent {
		return nil, problem.New(problem.IdempotencyKeyReused, "clientMutationId")
	}
	return s.madeBefore(ctx, in)
}

// madeBefore is the newest invitation of an address to a place.
func (s *Service) madeBefore(ctx context.Context, in InviteInput) (*ent.Invitation, error) {
	made, err := s.store.Read().Invitation.Query().Where(ofPlace(in.Place), invitation.Email(in.Email)).
		Order(ent.Desc(invitation.FieldID)).First(store.System(ctx))
	if err != nil {
		return nil, fmt.Errorf("find an invitation: %w", err)
	}
	return made, nil
}

// fingerprint knows an input again.
func fingerprint(in InviteInput) (string, error) {
	text, err := json.Marshal([]any{in.DeskID, in.TenantID, in.Email, in.Role})
	if err != nil {
		return "", fmt.Errorf("know an input again: %w", err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

package account

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"sportello/ent"
	"sportello/ent/apikey"
	"sportello/internal/access"
	"sportello/internal/audit"
	"sportello/internal/clean"
	"sportello/internal/email"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
)

const (
	maxKeyName = 100 // characters
	maxKeys    = 50  // of a place, those that are not revoked
	maxKeyID   = 64  // bytes of a client's id of a call
)

// NewKey is a key to be: for a desk, or for a tenant.
type NewKey struct {
	Place            access.Place
	Name             string
	Scopes           []access.KeyScope
	ExpiresAt        moment.Moment // 0: never
	ClientMutationID string
}

// Key is a key as it is shown. The secret itself is told once, when it is made.
type Key struct {
	ID, UserID, CreatorID            int64
	Place                            access.Place
	Name, Hint                       string
	Scopes                           []access.KeyScope
	CreatedAt, ExpiresAt, LastUsedAt moment.Moment
	Revoked                          bool
	Suspended                        bool // its creator may make no keys there any more
}

// CreateKey makes a key and answers its secret, "" when the call is a repetition: it is told once. By people who may make
// keys there. REQUIRED, TOO_LONG, INVALID_CHARACTERS or INVALID_VALUE at a field, TOO_MANY, IDEMPOTENCY_KEY_REUSED.
func (s *Service) CreateKey(ctx context.Context, v *access.Viewer, in NewKey) (*Key, string, error) {
	if !v.OwnsAccount() {
		return nil, "", problem.New(problem.Forbidden)
	}
	at, err := s.findPlace(ctx, v, access.ManageKeys, in.Place, "of")
	if err != nil {
		return nil, "", err
	}
	in.Place = at
	if err := in.check(s); err != nil {
		return nil, "", err
	}
	secret, hash := newSecret(keyPrefix)
	var made *ent.APIKey
	err = s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		if made, err = s.repeated(ctx, tx, v, in); made != nil || err != nil {
			secret = ""
			return err
		}
		made, err = s.writeKey(ctx, tx, v, in, secret, hash)
		if ent.IsConstraintError(err) { // the same call twice at once: the next try finds the other
			return errors.Join(store.ErrOutdated, err)
		}
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("create a key: %w", err)
	}
	return keyOf(made), secret, nil
}

func (in *NewKey) check(s *Service) error {
	var faults problem.List
	name, ok := clean.Text(in.Name, false)
	switch {
	case !ok:
		faults = append(faults, problem.New(problem.InvalidCharacters, "name"))
	case name == "":
		faults = append(faults, problem.New(problem.Required, "name"))
	case utf8.RuneCountInString(name) > maxKeyName:
		faults = append(faults, problem.New(problem.TooLong, "name").With("max", maxKeyName))
	}
	in.Name = name
	slices.Sort(in.Scopes)
	in.Scopes = slices.Compact(in.Scopes)
	if len(in.Scopes) == 0 {
		faults = append(faults, problem.New(problem.Required, "scopes"))
	}
	if slices.ContainsFunc(in.Scopes, func(k access.KeyScope) bool { return !k.Known() }) {
		faults = append(faults, problem.New(problem.InvalidValue, "scopes"))
	}
	if !in.ExpiresAt.IsZero() && in.ExpiresAt <= moment.Of(s.now()) {
		faults = append(faults, problem.New(problem.InvalidValue, "expiresAt"))
	}
	if len(in.ClientMutationID) > maxKeyID || !utf8.ValidString(in.ClientMutationID) {
		faults = append(faults, problem.New(problem.TooLong, "clientMutationId").With("max", maxKeyID))
	}
	return faults.Err()
}

func (in *NewKey) scopes() string {
	names := make([]string, len(in.Scopes))
	for i, scope := range in.Scopes {
		names[i] = string(scope)
	}
	return strings.Join(names, ",")
}

// repeated finds the key that the same call has made before; nil: it has not.
func (s *Service) repeated(ctx context.Context, tx *ent.Tx, v *access.Viewer, in NewKey) (*ent.APIKey, error) {
	if in.ClientMutationID == "" {
		return nil, nil //nolint:nilnil // none
	}
	row, err := tx.APIKey.Query().Where(apikey.CreatorID(v.UserID), apikey.ClientMutationID(in.ClientMutationID)).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, nil //nolint:nilnil // none
	}
	if err != nil {
		return nil, err
	}
	if row.Name != in.Name || row.Scopes != in.scopes() || row.ExpiresAt != in.ExpiresAt || (access.Place{DeskID: row.DeskID, TenantID: row.TenantID}) != in.Place {
		return nil, problem.New(problem.IdempotencyKeyReused, "clientMutationId")
	}
	return row, nil
}

func (s *Service) writeKey(ctx context.Context, tx *ent.Tx, v *access.Viewer, in NewKey, secret string, hash []byte) (*ent.APIKey, error) {
	others, err := tx.APIKey.Query().
		Where(apikey.DeskID(in.Place.DeskID), apikey.TenantID(in.Place.TenantID), apikey.RevokedAt(0)).Count(ctx)
	if err != nil {
		return nil, err
	}
	if others >= maxKeys {
		return nil, problem.New(problem.TooMany, "of").With("max", maxKeys)
	}
	now := moment.Of(s.now())
	word, _ := newSecret("key-")
	itself, err := tx.User.Create().SetEmail(email.ForProgram(strings.ToLower(word[:24]))).SetName(in.Name).SetLanguage(v.Language).
		SetCreatedAt(now).Save(ctx)
	if err != nil {
		return nil, err
	}
	create := tx.APIKey.Create().SetDeskID(in.Place.DeskID).SetTenantID(in.Place.TenantID).SetUserID(itself.ID).SetCreatorID(v.UserID).
		SetName(in.Name).SetTokenHash(hash).SetHint(secret[len(secret)-4:]).SetScopes(in.scopes()).SetExpiresAt(in.ExpiresAt).SetCreatedAt(now)
	if in.ClientMutationID != "" {
		create.SetClientMutationID(in.ClientMutationID)
	}
	made, err := create.Save(ctx)
	if err != nil {
		return nil, err
	}
	return made, audit.Write(ctx, tx, audit.Entry{
		At: now, Kind: audit.KeyCreated, DeskID: in.Place.DeskID, TenantID: in.Place.TenantID, ActorID: v.UserID, KeyID: made.ID,
		Details: map[string]string{"name": in.Name, "scopes": in.scopes(), "expiresAt": shownTime(in.ExpiresAt), "key": strconv.FormatInt(made.ID, 10)},
	})
}

func shownTime(m moment.Moment) string {
	if m.IsZero() {
		return "never"
	}
	return m.Time().Format("2006-01-02T15:04:05Z07:00")
}

// RevokeKey ends a key at once, with all that goes on by it. A key that is revoked stays so. By people who may make keys
// where it is for: FORBIDDEN, NOT_FOUND at key.
func (s *Service) RevokeKey(ctx context.Context, v *access.Viewer, id int64) (*Key, error) {
	row, err := s.store.Read().APIKey.Query().Where(apikey.ID(id)).Only(store.System(ctx))
	if ent.IsNotFound(err) {
		return nil, problem.New(problem.NotFound, "key")
	}
	if err != nil {
		return nil, fmt.Errorf("find the key: %w", err)
	}
	if !v.May(access.ManageKeys, row.DeskID, row.TenantID) || !v.OwnsAccount() {
		return nil, problem.New(problem.NotFound, "key")
	}
	now := moment.Of(s.now())
	err = s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		ended, err := tx.APIKey.Update().Where(apikey.ID(id), apikey.RevokedAt(0)).SetRevokedAt(now).Save(ctx)
		if err != nil || ended == 0 {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{
			At: now, Kind: audit.KeyRevoked, DeskID: row.DeskID, TenantID: row.TenantID, ActorID: v.UserID, KeyID: id,
			Details: map[string]string{"name": row.Name},
		})
	})
	if err != nil {
		return nil, fmt.Errorf("revoke a key: %w", err)
	}
	s.watch.end(-id)
	row.RevokedAt = now
	return keyOf(row), nil
}

// Keys are those of a desk, or of a tenant, that are not revoked, newest first. FORBIDDEN, NOT_FOUND at of.
func (s *Service) Keys(ctx context.Context, v *access.Viewer, at access.Place) ([]*Key, error) {
	at, err := s.findPlace(ctx, v, access.ManageKeys, at, "of")
	if err != nil {
		return nil, err
	}
	rows, err := s.store.Read().APIKey.Query().Where(apikey.DeskID(at.DeskID), apikey.TenantID(at.TenantID), apikey.RevokedAt(0)).
		Order(ent.Desc(apikey.FieldID)).Limit(maxKeys).All(store.System(ctx))
	if err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	keys := make([]*Key, len(rows))
	creators := make([]int64, len(rows))
	for i, row := range rows {
		keys[i], creators[i] = keyOf(row), row.CreatorID
	}
	people, err := s.ViewersOf(ctx, creators)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		creator := people[k.CreatorID]
		k.Suspended = creator == nil || !creator.May(access.ManageKeys, at.DeskID, at.TenantID)
	}
	return keys, nil
}

func keyOf(row *ent.APIKey) *Key {
	return &Key{
		ID: row.ID, UserID: row.UserID, CreatorID: row.CreatorID, Place: access.Place{DeskID: row.DeskID, TenantID: row.TenantID},
		Name: row.Name, Hint: keyPrefix + "…" + row.Hint, Scopes: readScopes(row.Scopes), CreatedAt: row.CreatedAt, ExpiresAt: row.ExpiresAt,
		LastUsedAt: row.LastUsedAt, Revoked: !row.RevokedAt.IsZero(),
	}
}

package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"sportello/ent"
	"sportello/ent/apikey"
	"sportello/internal/access"
	"sportello/internal/moment"
	"sportello/internal/store"
)

const (
	keyPrefix  = "spk_"
	linkPrefix = "spl_"

	// useKept is how exactly a key's last use is known: a write for each call would cost more than all its reads.
	useKept = 5 * time.Minute
)

// newSecret makes a token of 256 random bits, and what the database keeps of it.
func newSecret(prefix string) (token string, hash []byte) {
	var bits [tokenBytes]byte
	rand.Read(bits[:]) // never fails: crypto/rand ends the program instead
	token = prefix + tokenEncoding().EncodeToString(bits[:])
	sum := sha256.Sum256([]byte(token))
	return token, sum[:]
}

// hashSecret is what the database keeps of a token; false: it never was one of that prefix.
func hashSecret(prefix, token string) ([]byte, bool) {
	text, ours := strings.CutPrefix(token, prefix)
	if !ours || len(text) != tokenEncoding().EncodedLen(tokenBytes) {
		return nil, false
	}
	if _, err := tokenEncoding().DecodeString(text); err != nil {
		return nil, false
	}
	sum := sha256.Sum256([]byte(token))
	return sum[:], true
}

// A key's viewer is one row for each place at which its creator may have the right to make keys for where it is.
const (
	keyColumns = `SELECT k.id, k.desk_id, k.tenant_id, k.scopes, k.last_used_at, k.expires_at, u.id, u.email, u.name, u.language, m.role, m.tenant_id
FROM api_keys k JOIN users u ON u.id = k.user_id
LEFT JOIN memberships m ON m.user_id = k.creator_id AND m.desk_id = k.desk_id AND (m.tenant_id IS NULL OR m.tenant_id = k.tenant_id)
WHERE k.revoked_at = 0 AND (k.expires_at = 0 OR k.expires_at > ?) AND `

	keyOfToken = keyColumns + `k.token_hash = ?`
	keysByID   = keyColumns + `k.id IN`
	keyOfUsers = keyColumns + `k.user_id IN`
)

// authenticateKey says which program stands behind a key, in one statement. UNAUTHENTICATED: unknown, revoked, expired, or
// made by somebody who may no longer make keys there.
func (s *Service) authenticateKey(ctx context.Context, token string) (*access.Viewer, error) {
	hash, ours := hashSecret(keyPrefix, token)
	if !ours {
		return nil, unauthenticated()
	}
	found, err := s.scanKeys(ctx, keyOfToken, int64(moment.Of(s.now())), hash)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, unauthenticated()
	}
	s.noteUse(ctx, found[0])
	return found[0].viewer, nil
}

// keyRow is a key that works, with its viewer.
type keyRow struct {
	viewer        *access.Viewer
	used, expires moment.Moment
}

// noteUse keeps when the key was used. It is a convenience: a failure must not refuse the call that it came with.
func (s *Service) noteUse(ctx context.Context, k keyRow) {
	now := s.now()
	if now.Sub(k.used.Time()) < useKept && !k.used.IsZero() {
		return
	}
	err := s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		return tx.APIKey.Update().Where(apikey.ID(k.viewer.Key.ID), apikey.LastUsedAt(k.used)).SetLastUsedAt(moment.Of(now)).Exec(ctx)
	})
	if err != nil {
		s.log.WarnContext(ctx, "the use of a key could not be noted", "keyId", k.viewer.Key.ID, "error", err)
	}
}

// viewersOfKeys are the viewers of those keys that work, by the keys' numbers.
func (s *Service) viewersOfKeys(ctx context.Context, ids []int64) (map[int64]*access.Viewer, error) {
	viewers, err := s.keyViewers(ctx, keysByID, ids)
	byKey := make(map[int64]*access.Viewer, len(viewers))
	for _, v := range viewers {
		byKey[v.Key.ID] = v
	}
	return byKey, err
}

func (s *Service) keyViewers(ctx context.Context, query string, ids []int64) ([]*access.Viewer, error) {
	rows, err := s.rowsOf(ctx, query, ids)
	viewers := make([]*access.Viewer, len(rows))
	for i, row := range rows {
		viewers[i] = row.viewer
	}
	return viewers, err
}

// rowsOfKeys are those keys that work.
func (s *Service) rowsOfKeys(ctx context.Context, ids []int64) ([]keyRow, error) {
	return s.rowsOf(ctx, keysByID, ids)
}

func (s *Service) rowsOf(ctx context.Context, query string, ids []int64) ([]keyRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	args := []any{int64(moment.Of(s.now()))}
	for _, id := range ids {
		args = append(args, id)
	}
	return s.scanKeys(ctx, query+" ("+strings.Repeat(", ?", len(ids))[2:]+")", args...)
}

// scanKeys reads keys with their creators' places, and leaves out those that work no more.
func (s *Service) scanKeys(ctx context.Context, query string, args ...any) (working []keyRow, err error) {
	rows, err := s.store.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("load keys: %w", err)
	}
	defer rows.Close()
	known := map[int64]bool{}
	for rows.Next() {
		v := &access.Viewer{Key: &access.Key{}}
		var place access.Place
		var scopes string
		var used, expires moment.Moment
		var role sql.NullString
		var tenant sql.NullInt64
		err := rows.Scan(&v.Key.ID, &place.DeskID, &place.TenantID, &scopes, &used, &expires, &v.UserID, &v.Email, &v.Name, &v.Language, &role, &tenant)
		if err != nil {
			return nil, fmt.Errorf("load keys: %w", err)
		}
		if known[v.Key.ID] || !mayMakeKeys(place, role, tenant) {
			continue
		}
		known[v.Key.ID] = true
		v.Key.Scopes = readScopes(scopes)
		admitKey(v, place)
		working = append(working, keyRow{v, used, expires})
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("load keys: %w", err)
	}
	return working, nil
}

// mayMakeKeys reports whether one place of a creator's is enough to make keys where the key is for.
func mayMakeKeys(at access.Place, role sql.NullString, tenant sql.NullInt64) bool {
	creator := access.Viewer{}
	switch {
	case !role.Valid:
		return false
	case tenant.Valid:
		creator.Tenants = map[int64]access.Membership{tenant.Int64: {TenantID: tenant.Int64, DeskID: at.DeskID, Role: access.TenantRole(role.String)}}
	default:
		creator.Desks = map[int64]access.DeskRole{at.DeskID: access.DeskRole(role.String)}
	}
	return creator.May(access.ManageKeys, at.DeskID, at.TenantID)
}

// admitKey gives a key its place: that of an administrator there, of which its scopes let through what they do.
func admitKey(v *access.Viewer, at access.Place) {
	if at.TenantID == 0 {
		v.Desks = map[int64]access.DeskRole{at.DeskID: access.DeskAdministrator}
		return
	}
	v.Tenants = map[int64]access.Membership{at.TenantID: {
		TenantID: at.TenantID, DeskID: at.DeskID, Role: access.TenantAdministrator, SeesTenant: true,
	}}
}

func readScopes(text string) (scopes []access.KeyScope) {
	for name := range strings.SplitSeq(text, ",") {
		scopes = append(scopes, access.KeyScope(name))
	}
	return scopes
}

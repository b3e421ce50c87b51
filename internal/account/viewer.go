package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"sportello/internal/access"
	"sportello/internal/moment"
	"sportello/internal/problem"
)

// A viewer is one row for each membership, or one row without.
const (
	ofSession = `SELECT s.id, s.expires_at, s.remembered, ` + viewerColumns + `
FROM sessions s JOIN users u ON u.id = s.user_id` + viewerJoins + `
WHERE s.token_hash = ? AND s.expires_at > ?`

	ofUser = `SELECT 0, 0, 0, ` + viewerColumns + `
FROM users u` + viewerJoins + `
WHERE u.id = ?`

	viewerColumns = `u.id, u.email, u.name, u.language, m.role, m.desk_id, m.tenant_id, d.slug, d.policy_version`
	viewerJoins   = `
LEFT JOIN memberships m ON m.user_id = u.id
LEFT JOIN desks d ON d.id = m.desk_id`
)

// session is what is read with a viewer of the session that they came by.
type session struct {
	id         int64
	expires    moment.Moment
	remembered bool
}

// Authenticate says who stands behind a session's token, in one statement. The session is prolonged now and then.
// UNAUTHENTICATED: unknown, ended or expired.
func (s *Service) Authenticate(ctx context.Context, token string) (*access.Viewer, error) {
	hash, ours := hashToken(token)
	if !ours {
		return nil, unauthenticated()
	}
	viewer, found, err := s.loadViewer(ctx, ofSession, hash, int64(moment.Of(s.now())))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, unauthenticated()
	}
	if err != nil {
		return nil, err
	}
	s.prolong(ctx, found)
	return viewer, nil
}

// ViewerOf is the user as they would be after signing in, without a session: for links that name them. NOT_FOUND.
func (s *Service) ViewerOf(ctx context.Context, userID int64) (*access.Viewer, error) {
	viewer, _, err := s.loadViewer(ctx, ofUser, userID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, problem.New(problem.NotFound)
	}
	return viewer, err
}

func (s *Service) loadViewer(ctx context.Context, query string, args ...any) (*access.Viewer, session, error) {
	var found session
	var viewer access.Viewer
	places, err := s.scanViewer(ctx, &viewer, &found, query, args...)
	if err != nil {
		return nil, session{}, fmt.Errorf("load a viewer: %w", err)
	}
	if viewer.UserID == 0 {
		return nil, session{}, sql.ErrNoRows
	}
	viewer.SessionID = found.id
	for _, p := range places { // after the rows: it may need the database again
		if err := s.admit(ctx, &viewer, p); err != nil {
			return nil, session{}, err
		}
	}
	return &viewer, found, nil
}

// place is one membership as it is stored.
type place struct {
	desk, tenant, policyVersion sql.NullInt64
	role, slug                  sql.NullString
}

func (s *Service) scanViewer(ctx context.Context, v *access.Viewer, found *session, query string, args ...any) (places []place, err error) {
	rows, err := s.store.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var p place
		err := rows.Scan(&found.id, &found.expires, &found.remembered, &v.UserID, &v.Email, &v.Name, &v.Language,
			&p.role, &p.desk, &p.tenant, &p.slug, &p.policyVersion)
		if err != nil {
			return nil, err
		}
		if p.role.Valid {
			places = append(places, p)
		}
	}
	return places, rows.Err()
}

// admit gives the viewer one place: on a desk's staff, or in a tenant.
func (s *Service) admit(ctx context.Context, v *access.Viewer, p place) error {
	if !p.tenant.Valid {
		if v.Desks == nil {
			v.Desks = make(map[int64]access.DeskRole, 1)
		}
		v.Desks[p.desk.Int64] = access.DeskRole(p.role.String)
		return nil
	}
	role := access.TenantRole(p.role.String)
	sees := role != access.TenantRequester
	if !sees {
		var err error
		if sees, err = s.seesTenant(ctx, p); err != nil {
			return err
		}
	}
	if v.Tenants == nil {
		v.Tenants = make(map[int64]access.Membership, 1)
	}
	v.Tenants[p.tenant.Int64] = access.Membership{TenantID: p.tenant.Int64, DeskID: p.desk.Int64, Role: role, SeesTenant: sees}
	return nil
}

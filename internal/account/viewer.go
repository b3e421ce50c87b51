package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"sportello/internal/access"
	"sportello/internal/email"
	"sportello/internal/moment"
	"sportello/internal/problem"
)

// A viewer is one row for each membership, or one row without.
const (
	ofSession = `SELECT s.id, s.expires_at, s.remembered, COALESCE(s.desk_id, 0), COALESCE(s.tenant_id, 0), ` + viewerColumns + `
FROM sessions s JOIN users u ON u.id = s.user_id` + viewerJoins + `
WHERE s.token_hash = ? AND s.expires_at > ?`

	ofUsers = `SELECT 0, 0, 0, 0, 0, ` + viewerColumns + `
FROM users u` + viewerJoins + `
WHERE u.id IN`

	viewerColumns = `u.id, u.email, u.name, u.language, COALESCE(u.first_password, '') <> '', m.role, m.desk_id, m.tenant_id, t.guests, d.slug,
	d.policy_version`
	viewerJoins = `
LEFT JOIN memberships m ON m.user_id = u.id
LEFT JOIN tenants t ON t.id = m.tenant_id
LEFT JOIN desks d ON d.id = m.desk_id`
)

// session is what is read with a viewer of the session that they came by.
type session struct {
	id         int64
	expires    moment.Moment
	remembered bool
	place      access.Place // for which alone it is; the zero Place: everywhere
}

// Authenticate says who stands behind a session's token, or behind a key, in one statement. The session is prolonged now and then.
// UNAUTHENTICATED: unknown, ended or expired.
func (s *Service) Authenticate(ctx context.Context, token string) (*access.Viewer, error) {
	if strings.HasPrefix(token, keyPrefix) {
		return s.authenticateKey(ctx, token)
	}
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

// ViewerOf is the user as they would be after signing in, without a session: for links that name them. NOT_FOUND, also while
// their account is incomplete.
func (s *Service) ViewerOf(ctx context.Context, userID int64) (*access.Viewer, error) {
	found, err := s.ViewersOf(ctx, []int64{userID})
	if err == nil && (found[userID] == nil || found[userID].Incomplete) {
		return nil, problem.New(problem.NotFound)
	}
	return found[userID], err
}

// ViewersOf are several users as ViewerOf is one, in one statement; those whom nobody knows are missing.
func (s *Service) ViewersOf(ctx context.Context, userIDs []int64) (map[int64]*access.Viewer, error) {
	viewers := make(map[int64]*access.Viewer, len(userIDs))
	if len(userIDs) == 0 {
		return viewers, nil
	}
	args := make([]any, len(userIDs))
	for i, id := range userIDs {
		args[i] = id
	}
	found, _, err := s.loadViewers(ctx, ofUsers+" ("+strings.Repeat(", ?", len(args))[2:]+")", args...)
	if err != nil {
		return nil, err
	}
	var programs []int64
	for _, v := range found {
		viewers[v.UserID] = v
		if email.OfProgram(v.Email) {
			programs = append(programs, v.UserID)
		}
	}
	if len(programs) == 0 {
		return viewers, nil
	}
	keys, err := s.keyViewers(ctx, keyOfUsers, programs)
	for _, k := range keys {
		viewers[k.UserID] = k
	}
	return viewers, err
}

func (s *Service) loadViewer(ctx context.Context, query string, args ...any) (*access.Viewer, session, error) {
	viewers, found, err := s.loadViewers(ctx, query, args...)
	if err != nil {
		return nil, session{}, err
	}
	if len(viewers) == 0 {
		return nil, session{}, sql.ErrNoRows
	}
	return viewers[0], found, nil
}

// loadViewers makes a viewer of the rows of each user. The session is that of the last row.
func (s *Service) loadViewers(ctx context.Context, query string, args ...any) ([]*access.Viewer, session, error) {
	rows, err := s.scanViewers(ctx, query, args...)
	if err != nil {
		return nil, session{}, fmt.Errorf("load viewers: %w", err)
	}
	var viewers []*access.Viewer
	byUser := map[int64]*access.Viewer{}
	var found session
	for i := range rows { // after the statement: a place may need the database again
		row := &rows[i]
		v := byUser[row.viewer.UserID]
		if v == nil {
			v = &row.viewer
			v.SessionID = row.session.id
			if row.session.place != (access.Place{}) {
				v.Confined = &row.session.place
			}
			byUser[v.UserID] = v
			viewers = append(viewers, v)
		}
		found = row.session
		if !row.place.role.Valid || v.Confined != nil && !v.Confined.Holds(row.place.where()) {
			continue
		}
		if err := s.admit(ctx, v, row.place); err != nil {
			return nil, session{}, err
		}
	}
	return viewers, found, nil
}

// viewerRow is a viewer with one of their places.
type viewerRow struct {
	session session
	viewer  access.Viewer
	place   place
}

// place is one membership as it is stored.
type place struct {
	desk, tenant, policyVersion sql.NullInt64
	role, slug                  sql.NullString
	guests                      sql.NullBool // of the tenant
}

func (p place) where() access.Place {
	return access.Place{DeskID: p.desk.Int64, TenantID: p.tenant.Int64}
}

func (s *Service) scanViewers(ctx context.Context, query string, args ...any) (found []viewerRow, err error) {
	rows, err := s.store.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var row viewerRow
		v, p := &row.viewer, &row.place
		err := rows.Scan(&row.session.id, &row.session.expires, &row.session.remembered, &row.session.place.DeskID, &row.session.place.TenantID,
			&v.UserID, &v.Email, &v.Name,
			&v.Language, &v.Incomplete, &p.role, &p.desk, &p.tenant, &p.guests, &p.slug, &p.policyVersion)
		if err != nil {
			return nil, err
		}
		found = append(found, row)
	}
	return found, rows.Err()
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
	if p.guests.Bool { // whatever is written there: nobody has anything to say over guests but staff
		role = access.TenantRequester
	}
	sees := role != access.TenantRequester
	if !sees && !p.guests.Bool { // nor do guests see each other, whatever the desk shows to colleagues
		var err error
		if sees, err = s.seesTenant(ctx, p); err != nil {
			return err
		}
	}
	if v.Tenants == nil {
		v.Tenants = make(map[int64]access.Membership, 1)
	}
	v.Tenants[p.tenant.Int64] = access.Membership{TenantID: p.tenant.Int64, DeskID: p.desk.Int64, Role: role, SeesTenant: sees, Guest: p.guests.Bool}
	return nil
}

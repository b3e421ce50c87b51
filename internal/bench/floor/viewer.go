package floor

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"strings"

	"sportello/internal/access"
	"sportello/internal/event"
)

// viewer is who asks: staff of the desk, or a customer of one of its tenants.
type viewer struct {
	id     int64
	side   event.ActorKind
	tenant int64 // of a customer
}

func (v *viewer) staff() bool { return v.side == event.Staff }

// session finds the viewer with their memberships, one row for each.
const session = `SELECT u.id, m.role, m.desk_id, m.tenant_id
FROM sessions s JOIN users u ON u.id = s.user_id LEFT JOIN memberships m ON m.user_id = u.id
WHERE s.token_hash = ? AND s.expires_at > ?`

func (s *Server) viewer(r *http.Request) (*viewer, error) {
	token, found := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !found {
		return nil, errUnknown
	}
	v, err := s.findViewer(r.Context(), token)
	if err != nil {
		return nil, fmt.Errorf("find the viewer: %w", err)
	}
	return v, nil
}

func (s *Server) findViewer(ctx context.Context, token string) (*viewer, error) {
	hash := sha256.Sum256([]byte(token))
	rows, err := s.store.Query(ctx, session, hash[:], int64(s.moment()))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	v := &viewer{}
	for rows.Next() {
		var id, desk, tenant number
		var role text
		if err := rows.Scan(&id, &role, &desk, &tenant); err != nil {
			return nil, err
		}
		if int64(desk) == s.desk.id {
			s.admit(v, int64(id), string(role), int64(tenant))
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if v.id == 0 {
		return nil, errUnknown
	}
	return v, nil
}

// admit gives the viewer a place on the desk, if they work there or see all of the tenant.
func (s *Server) admit(v *viewer, id int64, role string, tenant int64) {
	switch {
	case tenant == 0 && access.DeskRole(role) != access.DeskAnalyst:
		v.id, v.side = id, event.Staff
	case tenant != 0 && !v.staff() && s.seesTenant(access.TenantRole(role)):
		v.id, v.side, v.tenant = id, event.Customer, tenant
	}
}

func (s *Server) seesTenant(role access.TenantRole) bool {
	switch role {
	case access.TenantAdministrator, access.TenantTechnician:
		return true
	case access.TenantRequester:
		return s.desk.policy.Visibility.RequestersSeeTenant()
	}
	return false
}

// scope is the condition on tickets t that the viewer sees, with its value.
func (s *Server) scope(v *viewer) (condition string, value int64) {
	if v.staff() {
		return "t.desk_id = ?", s.desk.id
	}
	return "t.tenant_id = ?", v.tenant
}

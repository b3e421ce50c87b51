package account

import (
	"context"
	"fmt"
	"slices"

	"sportello/ent"
	"sportello/ent/tenant"
	"sportello/internal/access"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// findPlace is the desk, or the tenant with its desk, at which the viewer has a permission: one of the two is given.
// FORBIDDEN where they see the place and lack it, else NOT_FOUND, at the field's name.
func (s *Service) findPlace(ctx context.Context, v *access.Viewer, p access.Permission, at access.Place, field ...string) (access.Place, error) {
	seen := slices.Contains(v.DeskIDs(), at.DeskID)
	if at.TenantID != 0 {
		row, err := s.store.Read().Tenant.Query().Where(tenant.ID(at.TenantID)).Only(store.System(ctx))
		if ent.IsNotFound(err) {
			return at, problem.New(problem.NotFound, field...)
		}
		if err != nil {
			return at, fmt.Errorf("find the tenant: %w", err)
		}
		at.DeskID = row.DeskID
		seen = v.WorksOn(row.DeskID) || v.Tenants[row.ID].DeskID == row.DeskID
	}
	switch {
	case v.May(p, at.DeskID, at.TenantID):
		return at, nil
	case seen:
		return at, problem.New(problem.Forbidden, field...)
	default:
		return at, problem.New(problem.NotFound, field...)
	}
}

package desk

import (
	"context"
	"maps"
	"slices"

	"sportello/internal/access"
	"sportello/internal/problem"
	"sportello/internal/search"
)

// questions are what is asked of the index: for solved tickets and, where a tenant is known, for its open ones.
func (s *Service) questions(
	ctx context.Context, v *access.Viewer, in SimilarInput,
) (solved, open *search.Question, err error) {
	deskID, tenantID, err := s.placeOf(ctx, v, in)
	if err != nil || deskID == 0 || in.First == 0 {
		return nil, nil, err
	}
	yes, no := true, false
	solved = &search.Question{Text: in.Text, DeskID: deskID, Exclude: in.ExcludeID, Solved: &yes, First: in.First}
	if !v.WorksOn(deskID) {
		solved.TenantIDs = []int64{tenantID}
		if !v.Tenants[tenantID].SeesTenant {
			solved.RequesterID = v.UserID
		}
	}
	if tenantID == 0 {
		return solved, nil, nil
	}
	doubles := *solved
	doubles.TenantIDs, doubles.Solved, doubles.First = []int64{tenantID}, &no, maxDoubles
	return solved, &doubles, nil
}

// placeOf is the desk, and the tenant where one is known, that a question is asked about. Customers ask about a tenant,
// staff about a desk.
func (s *Service) placeOf(ctx context.Context, v *access.Viewer, in SimilarInput) (deskID, tenantID int64, err error) {
	switch {
	case in.TenantID != 0:
		t, err := s.Tenant(ctx, v, in.TenantID)
		if err != nil {
			return 0, 0, err
		}
		if _, member := v.Tenants[t.ID]; !member && !v.WorksOn(t.DeskID) || in.DeskID != 0 && in.DeskID != t.DeskID {
			return 0, 0, problem.New(problem.NotFound)
		}
		return t.DeskID, t.ID, nil
	case in.DeskID != 0 && v.WorksOn(in.DeskID):
		return in.DeskID, 0, nil
	}
	return onlyPlace(v, in.DeskID)
}

// onlyPlace is the one place where the viewer can ask: a desk that they work on, or a tenant of theirs; of one desk alone
// where that is given; 0 where there is none. TENANT_REQUIRED where there are several; NOT_FOUND where the desk is not the
// viewer's.
func onlyPlace(v *access.Viewer, deskID int64) (desk, tenant int64, err error) {
	var desks []int64
	var tenants []access.Membership
	for _, id := range slices.Sorted(maps.Keys(v.Desks)) {
		if v.WorksOn(id) && (deskID == 0 || deskID == id) {
			desks = append(desks, id)
		}
	}
	for _, place := range v.Tenants {
		if !v.WorksOn(place.DeskID) && (deskID == 0 || deskID == place.DeskID) {
			tenants = append(tenants, place)
		}
	}
	switch {
	case len(desks) == 1 && len(tenants) == 0:
		return desks[0], 0, nil
	case len(tenants) == 1 && len(desks) == 0:
		return tenants[0].DeskID, tenants[0].TenantID, nil
	case len(desks)+len(tenants) == 0 && deskID != 0:
		return 0, 0, problem.New(problem.NotFound)
	case len(desks)+len(tenants) == 0: // such as an analyst, who sees no ticket
		return 0, 0, nil
	}
	return 0, 0, problem.New(problem.TenantRequired)
}

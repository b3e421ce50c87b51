package desk

import (
	"context"
	"slices"

	"sportello/internal/access"
	"sportello/internal/form"
	"sportello/internal/problem"
)

// TicketForm is what a page needs to draw the form by which a ticket is opened in a tenant.
type TicketForm struct {
	Sight  *Sight
	Desk   *Desk
	Tenant *Tenant
	People []*Person // to choose from (M1.5)
	Fields []form.Drawn
}

// TicketForm reads the form for a ticket that the viewer would open. Either id may be 0 where that leaves one choice.
// NOT_FOUND, TENANT_REQUIRED, FORBIDDEN.
func (s *Service) TicketForm(ctx context.Context, v *access.Viewer, deskID, tenantID int64) (*TicketForm, error) {
	if deskID != 0 && !slices.Contains(v.DeskIDs(), deskID) {
		return nil, problem.New(problem.NotFound)
	}
	if tenantID == 0 {
		var fault *problem.Error
		if tenantID, fault = onlyTenantOf(v, deskID); fault != nil {
			return nil, fault
		}
	}
	t, err := s.Tenant(ctx, v, tenantID)
	if err != nil {
		return nil, err
	}
	switch {
	case deskID != 0 && t.DeskID != deskID:
		return nil, problem.New(problem.NotFound)
	case !v.CanWrite(t.DeskID, t.ID):
		return nil, problem.New(problem.Forbidden)
	}
	d, err := s.DeskOf(ctx, t.DeskID)
	if err != nil {
		return nil, err
	}
	people, err := s.People(ctx, v, []int64{t.ID})
	if err != nil {
		return nil, err
	}
	return &TicketForm{
		Sight: s.sight(v), Desk: d, Tenant: t, People: people[0],
		Fields: form.Draw(d.Policy, form.Facts{
			AccountEmail: v.Email, AccountName: v.Name, TenantName: t.Name, TenantVAT: t.VATNumber, People: len(people[0]),
		}),
	}, nil
}

package desk

import (
	"cmp"
	"context"
	"slices"

	"sportello/internal/access"
	"sportello/internal/problem"
)

// Desk reads a desk that the viewer belongs to. NOT_FOUND.
func (s *Service) Desk(ctx context.Context, v *access.Viewer, id int64) (*Desk, error) {
	if !slices.Contains(v.DeskIDs(), id) {
		return nil, problem.New(problem.NotFound)
	}
	return s.DeskOf(ctx, id)
}

// DeskBySlug reads a desk that the viewer belongs to by its short name. NOT_FOUND.
func (s *Service) DeskBySlug(ctx context.Context, v *access.Viewer, slug string) (*Desk, error) {
	desks, err := s.Desks(ctx, v)
	if err != nil {
		return nil, err
	}
	for _, d := range desks {
		if d.Slug == slug {
			return d, nil
		}
	}
	return nil, problem.New(problem.NotFound)
}

// Desks reads the desks that the viewer belongs to, as staff or as a customer, by name.
func (s *Service) Desks(ctx context.Context, v *access.Viewer) ([]*Desk, error) {
	byID, err := s.desksOf(ctx, v.DeskIDs())
	if err != nil {
		return nil, err
	}
	desks := make([]*Desk, 0, len(byID))
	for _, d := range byID {
		desks = append(desks, d)
	}
	slices.SortFunc(desks, func(a, b *Desk) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return desks, nil
}

// Agents reads, aligned with the desks, the staff to whom tickets can be assigned, by name; nil for a desk of which the
// viewer is not staff. One statement for all.
func (s *Service) Agents(ctx context.Context, v *access.Viewer, deskIDs []int64) ([][]*User, error) {
	agents := map[int64][]*User{}
	var asked []any
	for _, id := range deskIDs {
		if v.WorksOn(id) && agents[id] == nil {
			agents[id] = []*User{}
			asked = append(asked, id)
		}
	}
	if len(asked) > 0 {
		var deskID int64
		var u User
		query := "SELECT m.desk_id, u.id, u.name, u.email FROM memberships m JOIN users u ON u.id = m.user_id" +
			" WHERE m.desk_id IN (" + marks(len(asked)) + ") AND m.tenant_id IS NULL AND m.role <> ?" +
			" ORDER BY m.desk_id, u.name, u.id"
		targets := append([]any{(*number)(&deskID)}, u.targets()...)
		err := s.each(ctx, query, append(asked, string(access.DeskAnalyst)), targets, func() {
			agents[deskID] = append(agents[deskID], named(u))
		})
		if err != nil {
			return nil, err
		}
	}
	aligned := make([][]*User, len(deskIDs))
	for i, id := range deskIDs {
		aligned[i] = agents[id]
	}
	return aligned, nil
}

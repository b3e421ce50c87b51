package desk

import (
	"context"
	"fmt"
	"slices"

	"sportello/internal/event"
)

// hideStaff leaves of requesters who opened a ticket as staff what its viewer may know of them (M2.7): to customers the
// name, or where the desk hides its staff the desk's. Of that one the ID is 0, which names nobody. It takes one statement
// where somebody is a customer, else none.
func (s *Service) hideStaff(ctx context.Context, tickets []*Ticket) error {
	var asked []int64
	for _, t := range tickets {
		if t.Requester != nil && !t.StaffSight() && t.RequesterID != t.Sight.Viewer.UserID {
			asked = append(asked, t.ID)
		}
	}
	if len(asked) == 0 {
		return nil
	}
	var byStaff []int64
	var id int64
	// Who opened it is told by its first entry: a membership may have come or gone since.
	query := "SELECT ticket_id FROM timeline_entries WHERE seq = 1 AND actor_kind = ? AND ticket_id IN (" + marks(len(asked)) + ")"
	args := append([]any{string(event.Staff)}, anys(asked)...)
	err := s.each(ctx, query, args, []any{(*number)(&id)}, func() { byStaff = append(byStaff, id) })
	if err != nil {
		return fmt.Errorf("tickets that staff opened: %w", err)
	}
	for _, t := range tickets {
		if slices.Contains(byStaff, t.ID) {
			u := *t.Requester
			if u.Name == u.Email { // which stands in where there is no name (M4.9)
				u.Name = ""
			}
			a := t.Desk.actor(t.Sight, event.Staff, u)
			t.Requester = &User{Name: a.Name}
			if a.User != nil {
				t.Requester = a.User
			}
		}
	}
	return nil
}

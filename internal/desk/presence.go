package desk

import (
	"cmp"
	"context"
	"slices"

	"sportello/internal/access"
	"sportello/internal/bookmark"
	"sportello/internal/event"
	"sportello/internal/problem"
)

// Scene is a ticket with those who are at it, read once for all who look. It is never changed.
type Scene struct {
	page   FeedPage // of no entries
	people []event.Present
	users  map[int64]User
}

// AtTicket is somebody who is at a ticket, as a viewer may know them.
type AtTicket struct {
	Actor   Actor
	Writing event.Doing // WritingNothing, WritingReply or WritingNote
}

// Attendance is who is at a ticket, as a viewer may know them: those who write first.
type Attendance struct {
	People []AtTicket // at most maxShown
	Total  int
}

// maxShown is how many people at a ticket are named.
const maxShown = 50

// Scene reads a ticket and who is there. It asks as the server: who may see it is for Sees to say. NOT_FOUND.
func (s *Service) Scene(ctx context.Context, ticketID int64, people []event.Present) (*Scene, error) {
	t, err := s.ticketAsServer(ctx, ticketID, bookmark.Customers)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(people))
	for i, p := range people {
		ids[i] = p.UserID
	}
	users, err := s.usersByID(ctx, ids)
	return &Scene{page: FeedPage{ticket: t}, people: people, users: users}, err
}

// Sees reports whether the viewer sees the ticket, and if as staff do.
func (c *Scene) Sees(v *access.Viewer) (sees, asStaff bool) {
	audience, sees := c.page.Audience(v)
	return sees, audience == bookmark.Staff
}

// For is who is there as the viewer may know them. Customers don't learn that staff write a note, nor, where the desk hides
// its staff, how many of them are there: they are the desk, once.
func (c *Scene) For(v *access.Viewer) Attendance {
	d, sight := c.page.ticket.Desk, &Sight{Viewer: v}
	asStaff := d.staffSight(v)
	var shown Attendance
	hidden := -1 // where the desk stands for its staff
	for _, p := range c.people {
		user, known := c.users[p.UserID]
		if !known || p.Unseen && p.Doing == event.WritingNote && !asStaff {
			continue
		}
		kind, writing := event.Customer, event.WritingNothing
		if p.Staff {
			kind = event.Staff
		}
		if p.Doing == event.WritingReply || p.Doing == event.WritingNote && asStaff {
			writing = p.Doing
		}
		one := AtTicket{d.actor(sight, kind, user), writing}
		switch {
		case one.Actor.User != nil || !p.Staff:
			shown.People = append(shown.People, one)
		case hidden < 0:
			one.Actor.IsProgram, hidden = false, len(shown.People)
			shown.People = append(shown.People, one)
		case writing == event.WritingReply:
			shown.People[hidden].Writing = writing
		}
	}
	slices.SortStableFunc(shown.People, func(a, b AtTicket) int { return cmp.Compare(b.Writing, a.Writing) })
	shown.Total = len(shown.People)
	shown.People = shown.People[:min(maxShown, shown.Total)]
	return shown
}

// MayWrite checks that the viewer may be told of as writing at a ticket, a reply or a note, and reports whether as staff.
// NOT_FOUND, FORBIDDEN, STAFF_ONLY.
func (s *Service) MayWrite(ctx context.Context, v *access.Viewer, ticketID int64, what event.Doing) (asStaff bool, err error) {
	t, err := s.Ticket(ctx, v, ticketID, 0)
	if err != nil {
		return false, err
	}
	switch {
	case !v.CanWrite(t.DeskID, t.TenantID):
		return false, problem.New(problem.Forbidden)
	case what == event.WritingNote && !v.May(access.WorkOnTickets, t.DeskID, t.TenantID):
		return false, problem.New(problem.StaffOnly)
	}
	return t.Desk.staffSight(v), nil
}

package desk

import (
	"context"
	"fmt"

	"entgo.io/ent/dialect/sql"

	"sportello/ent/ticket"
	"sportello/internal/access"
	"sportello/internal/problem"
)

// Ticket reads one ticket. NOT_FOUND where there is none or the viewer does not see it.
func (s *Service) Ticket(ctx context.Context, v *access.Viewer, id int64, parts Parts) (*Ticket, error) {
	return s.ticket(ctx, v, parts, func(t *sql.Selector) { t.Where(sql.EQ(t.C(ticket.FieldID), id)) })
}

// TicketByNumber reads one ticket by its desk's count. NOT_FOUND as for Ticket.
func (s *Service) TicketByNumber(
	ctx context.Context, v *access.Viewer, deskID, number int64, parts Parts,
) (*Ticket, error) {
	return s.ticket(ctx, v, parts, func(t *sql.Selector) {
		t.Where(sql.EQ(t.C(ticket.FieldDeskID), deskID))
		t.Where(sql.EQ(t.C(ticket.FieldNumber), number))
	})
}

func (s *Service) ticket(
	ctx context.Context, v *access.Viewer, parts Parts, which func(*sql.Selector),
) (*Ticket, error) {
	tickets, err := s.findTickets(ctx, v, parts, which, 1)
	if err != nil {
		return nil, err
	}
	if len(tickets) == 0 {
		return nil, problem.New(problem.NotFound)
	}
	return tickets[0], nil
}

// TicketsByID reads several tickets by one statement; those that the viewer does not see are missing.
func (s *Service) TicketsByID(
	ctx context.Context, v *access.Viewer, ids []int64, parts Parts,
) (map[int64]*Ticket, error) {
	found := make(map[int64]*Ticket, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	tickets, err := s.findTickets(ctx, v, parts, func(t *sql.Selector) {
		t.Where(sql.In(t.C(ticket.FieldID), anys(ids)...))
	}, len(ids))
	for _, t := range tickets {
		found[t.ID] = t
	}
	return found, err
}

func (s *Service) findTickets(
	ctx context.Context, v *access.Viewer, parts Parts, which func(*sql.Selector), most int,
) ([]*Ticket, error) {
	statement, scan := s.selectTickets(sql.Table(ticket.Table), AllColumns, parts)
	which(statement)
	seen(v)(statement)
	tickets, err := s.readTickets(ctx, v, statement, scan, most)
	if err != nil {
		return nil, fmt.Errorf("find tickets: %w", err)
	}
	return tickets, s.setDesks(ctx, tickets)
}

// readTickets runs a statement of selectTickets for so many rows at most.
func (s *Service) readTickets(
	ctx context.Context, v *access.Viewer, statement *sql.Selector, scan *ticketScan, most int,
) ([]*Ticket, error) {
	query, args := statement.Query()
	rows, err := s.store.Query(ctx, query+" LIMIT ?", append(args, most)...) // a size of its own would be another text
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	sight := s.sight(v)
	block := make([]Ticket, 0, most) // one piece of memory for the page
	for rows.Next() {
		if err := rows.Scan(scan.targets...); err != nil {
			return nil, err
		}
		if len(block) == cap(block) {
			return nil, fmt.Errorf("more than %d rows", most)
		}
		block = append(block, Ticket{})
		scan.copyTo(&block[len(block)-1], sight)
	}
	tickets := make([]*Ticket, len(block))
	for i := range block {
		tickets[i] = &block[i]
	}
	return tickets, rows.Err()
}

// setDesks gives tickets their desks, and hides what these hide.
func (s *Service) setDesks(ctx context.Context, tickets []*Ticket) error {
	var ids []int64
	for i, t := range tickets {
		if i == 0 || t.DeskID != tickets[i-1].DeskID {
			ids = append(ids, t.DeskID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	desks, err := s.desksOf(ctx, ids)
	if err != nil {
		return err
	}
	for _, t := range tickets {
		t.Desk = desks[t.DeskID]
	}
	return s.hideStaff(ctx, tickets)
}

// sight is the viewer's, now.
func (s *Service) sight(v *access.Viewer) *Sight { return &Sight{Viewer: v, Now: s.now()} }

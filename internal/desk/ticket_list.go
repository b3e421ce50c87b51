package desk

import (
	"context"
	"fmt"
	"slices"

	"sportello/internal/access"
)

// TicketPage is a page of tickets. HasPrevious and HasNext speak of the filtered list as it is now.
type TicketPage struct {
	Tickets              []*Ticket
	HasNext, HasPrevious bool
	order                ticketOrder
}

// Cursor is the place of a ticket of the page.
func (p *TicketPage) Cursor(i int) string { return p.order.cursor(p.Tickets[i]) }

// Tickets reads a page of the tickets that the viewer sees, filtered and sorted, by one statement; by a second one where
// the page turns out empty between cursors, one more for a customer who asks for requesters, and one before for a filter of
// fields of the form, and for one that searches where the words are in postings. INVALID_PAGE, INVALID_CURSOR, INVALID_FILTER, INVALID_VALUE (C.4).
func (s *Service) Tickets(ctx context.Context, v *access.Viewer, q TicketQuery) (*TicketPage, error) {
	list, err := s.ticketList(ctx, v, q)
	if err != nil {
		return nil, err
	}
	page, more, err := list.read(ctx, q.Columns, q.Parts)
	if err != nil {
		return nil, fmt.Errorf("read tickets: %w", err)
	}
	if err := s.setDesks(ctx, page.Tickets); err != nil {
		return nil, err
	}
	if list.backward {
		page.HasPrevious = more || page.HasPrevious
		slices.Reverse(page.Tickets)
	} else {
		page.HasNext = more || page.HasNext
	}
	return page, nil
}

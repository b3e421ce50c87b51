package desk

import (
	"context"
	"fmt"
	"slices"

	"entgo.io/ent/dialect/sql"

	"sportello/internal/access"
	"sportello/internal/store/keyset"
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
// the page turns out empty between cursors. INVALID_PAGE, INVALID_CURSOR, INVALID_FILTER, INVALID_VALUE (C.4).
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

// ticketList is a checked TicketQuery.
type ticketList struct {
	window
	service       *Service
	viewer        *access.Viewer
	filter        filter
	order         ticketOrder
	after, before *keyset.Cursor
}

func (s *Service) ticketList(ctx context.Context, v *access.Viewer, q TicketQuery) (l *ticketList, err error) {
	l = &ticketList{service: s, viewer: v}
	if l.window, err = q.Page.window(); err != nil {
		return nil, err
	}
	if l.order, err = newTicketOrder(q.Order); err != nil {
		return nil, err
	}
	if l.after, err = l.order.place(q.Page.After, "after"); err != nil {
		return nil, err
	}
	if l.before, err = l.order.place(q.Page.Before, "before"); err != nil {
		return nil, err
	}
	if l.filter, err = s.newFilter(ctx, v, q.Filter); err != nil {
		return nil, err
	}
	return l, nil
}

// all keeps the whole list, whatever the page.
func (l *ticketList) all(statement *sql.Selector) {
	seen(l.viewer)(statement)
	l.filter.add(statement)
}

// statement is the page's: one row more than it holds tells whether the list goes on, and for each cursor a column tells
// whether there is anything on its other side.
func (l *ticketList) statement(columns Columns, parts Parts, page *TicketPage) (*sql.Selector, *ticketScan) {
	if columns == 0 {
		columns = AllColumns
	}
	statement, scan := l.service.selectTickets(columns|l.order.columns, parts)
	l.all(statement)
	direction := keyset.Forward
	if l.backward {
		direction = keyset.Backward
	}
	l.order.keys.Sort(direction)(statement)
	if l.after != nil {
		l.order.keys.Beyond(*l.after, keyset.Forward)(statement)
	}
	if l.before != nil {
		l.order.keys.Beyond(*l.before, keyset.Backward)(statement)
	}
	l.probe(statement, scan, page)
	return statement, scan
}

// read runs the statement, and answers whether the list goes on.
func (l *ticketList) read(ctx context.Context, columns Columns, parts Parts) (*TicketPage, bool, error) {
	page := &TicketPage{order: l.order}
	statement, scan := l.statement(columns, parts, page)
	tickets, err := l.service.readTickets(ctx, l.viewer, statement, scan, l.size+1)
	if err != nil {
		return nil, false, err
	}
	if len(tickets) == 0 {
		return page, false, l.lookAround(ctx, page)
	}
	page.Tickets = tickets[:min(len(tickets), l.size)]
	return page, len(tickets) > l.size, nil
}

// probe adds the columns that tell whether the list has rows behind the cursors.
func (l *ticketList) probe(statement *sql.Selector, scan *ticketScan, page *TicketPage) {
	if l.after != nil {
		statement.AppendSelectExpr(sql.Exists(l.side(l.order.keys.Until(*l.after, keyset.Forward))))
		scan.targets = append(scan.targets, (*flag)(&page.HasPrevious))
	}
	if l.before != nil {
		statement.AppendSelectExpr(sql.Exists(l.side(l.order.keys.Until(*l.before, keyset.Backward))))
		scan.targets = append(scan.targets, (*flag)(&page.HasNext))
	}
}

func (l *ticketList) side(side func(*sql.Selector)) *sql.Selector {
	rows := l.service.ticketIDs()
	l.all(rows)
	side(rows)
	return rows
}

// lookAround asks what the probes of an empty page could not tell.
func (l *ticketList) lookAround(ctx context.Context, page *TicketPage) error {
	statement, scan := sql.Dialect(l.service.store.Dialect()).Select(), &ticketScan{}
	l.probe(statement, scan, page)
	if len(scan.targets) == 0 {
		return nil
	}
	query, args := statement.Query()
	return l.service.one(ctx, query, args, scan.targets...)
}

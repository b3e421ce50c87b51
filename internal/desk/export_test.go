package desk

import (
	"context"

	"sportello/internal/access"
)

// TicketStatement is the statement that Tickets would run, for tests that ask the database how it would.
func (s *Service) TicketStatement(ctx context.Context, v *access.Viewer, q TicketQuery) (string, []any, error) {
	list, err := s.ticketList(ctx, v, q)
	if err != nil {
		return "", nil, err
	}
	statement, _ := list.statement(q.Columns, q.Parts, &TicketPage{})
	query, args := statement.Query()
	return query + " LIMIT ?", append(args, list.size+1), nil
}

package desk

import (
	"context"

	"sportello/internal/access"
)

// FieldCountStatement is the statement that CountByField would run.
func (s *Service) FieldCountStatement(ctx context.Context, v *access.Viewer, asked *TicketFilter, key string) (string, []any, error) {
	f, err := s.newFilter(ctx, v, asked)
	if err != nil {
		return "", nil, err
	}
	query, args := s.fieldCountStatement(v, f, key)
	return query, args, nil
}

// LookedUpStatement is the statement that Tickets would run if very many tickets met the conditions on fields.
func (s *Service) LookedUpStatement(ctx context.Context, v *access.Viewer, q TicketQuery) (string, []any, error) {
	list, err := s.ticketList(ctx, v, q)
	if err != nil {
		return "", nil, err
	}
	list.filter.leading = leading{}
	statement, _ := list.statement(q.Columns, q.Parts, &TicketPage{})
	query, args := statement.Query()
	return query + " LIMIT ?", append(args, list.size+1), nil
}

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

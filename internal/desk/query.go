package desk

import (
	"context"
	"fmt"
	"strings"

	"sportello/internal/problem"
)

// one runs a statement that answers exactly one row.
func (s *Service) one(ctx context.Context, query string, args []any, targets ...any) error {
	found := 0
	err := s.each(ctx, query, args, targets, func() { found++ })
	if err == nil && found != 1 {
		return problem.New(problem.NotFound)
	}
	return err
}

// each runs a statement and calls take after each row has been read into the targets.
func (s *Service) each(ctx context.Context, query string, args, targets []any, take func()) error {
	rows, err := s.store.Query(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return fmt.Errorf("read: %w", err)
		}
		take()
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read: %w", err)
	}
	return nil
}

// marks are so many parameters: ?, ?, ?.
func marks(n int) string { return strings.Repeat(", ?", n)[2:] }

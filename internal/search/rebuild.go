package search

import (
	"context"
	"fmt"

	"sportello/ent"
	"sportello/internal/store"
)

// Rebuild has every ticket indexed anew, and answers how many were read: for when words are read in another way than before,
// or rows came in by no use case. What is found meanwhile is found as before; it may be broken off and begun again.
func (s *Service) Rebuild(ctx context.Context) (int, error) {
	err := s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		for _, statement := range []string{
			"INSERT INTO search_marks (ticket_id) SELECT id FROM tickets WHERE id NOT IN (SELECT ticket_id FROM search_marks) ORDER BY id",
			// Those of which no ticket is left.
			"INSERT INTO search_marks (ticket_id) SELECT id FROM search_documents WHERE id NOT IN (SELECT id FROM tickets)",
		} {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("mark all tickets: %w", err)
	}
	return s.Index(ctx)
}

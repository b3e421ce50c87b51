package search

import (
	"context"
	"errors"
	"fmt"

	"entgo.io/ent/dialect"

	"sportello/ent"
	"sportello/internal/store"
)

// Rebuild has every ticket indexed anew, and answers how many were read: for when words are read in another way than before,
// or rows came in by no use case. What is found meanwhile is found as before; it may be broken off and begun again.
func (s *Service) Rebuild(ctx context.Context) (int, error) {
	err := s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		for _, statement := range []string{
			"INSERT INTO search_marks (ticket_id) SELECT id FROM tickets ORDER BY id",
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
	return s.indexMany(ctx)
}

const (
	dropWords = "ALTER TABLE search_documents DROP INDEX search_documents_terms"
	makeWords = "CREATE FULLTEXT INDEX search_documents_terms ON search_documents (terms)"
)

// indexMany is Index for a whole database. InnoDB takes many times as long to add words one by one as to make the index of
// all at once; so where nothing is indexed yet, and nothing could be found, it is made at the end. If that is broken off,
// the next rebuild makes it.
func (s *Service) indexMany(ctx context.Context) (n int, err error) {
	if s.store.Dialect() != dialect.MySQL {
		return s.Index(ctx)
	}
	there, err := s.number(ctx, `SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE()
		AND table_name = 'search_documents' AND index_name = 'search_documents_terms'`)
	if err != nil {
		return 0, err
	}
	indexed, err := s.number(ctx, "SELECT COUNT(*) FROM (SELECT id FROM search_documents LIMIT 1) one")
	if err != nil {
		return 0, err
	}
	if there > 0 && indexed > 0 {
		return s.Index(ctx)
	}
	if there > 0 {
		if _, err := s.store.SQL().ExecContext(ctx, dropWords); err != nil {
			return 0, fmt.Errorf("put the index of words off: %w", err)
		}
	}
	n, err = s.Index(ctx)
	if _, failed := s.store.SQL().ExecContext(context.WithoutCancel(ctx), makeWords); failed != nil {
		err = errors.Join(err, fmt.Errorf("make the index of words: %w", failed))
	}
	return n, err
}

// number is what a statement counts.
func (s *Service) number(ctx context.Context, query string) (n int64, err error) {
	rows, err := s.store.Query(ctx, query)
	if err := collect(rows, err, func(scan func(...any) error) error { return scan(&n) }); err != nil {
		return 0, fmt.Errorf("look at the index: %w", err)
	}
	return n, nil
}

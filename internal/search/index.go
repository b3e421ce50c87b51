package search

import (
	"context"
	"fmt"
	"time"

	"sportello/ent"
	"sportello/internal/store"
)

const (
	// batch is how many marks one transaction works off. On SQLite other writers wait as long.
	batch     = 200
	findMarks = "SELECT id, ticket_id FROM search_marks ORDER BY id LIMIT ?"
)

// Index brings the index up to date with what was marked, and answers how many tickets it has read. Marks are found by their
// being there, not by an id after the last one seen: one that is committed late under an early id is found as well. What is
// said while a ticket is indexed leaves a mark of its own. A process that is killed leaves the marks of its last batch.
func (s *Service) Index(ctx context.Context) (int, error) {
	indexed := 0
	for {
		marked, tickets, err := s.indexBatch(ctx)
		indexed += tickets
		if err != nil {
			return indexed, fmt.Errorf("index tickets: %w", err)
		}
		if marked < batch {
			return indexed, nil
		}
	}
}

// indexBatch works off some marks in one transaction.
func (s *Service) indexBatch(ctx context.Context) (marked, tickets int, err error) {
	if idle, err := s.idle(ctx); idle || err != nil {
		return 0, 0, err
	}
	err = s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		b := indexing{service: s, tx: tx}
		if err := b.claim(ctx); err != nil || len(b.marks) == 0 {
			return err
		}
		if err := b.work(ctx); err != nil {
			return err
		}
		marked, tickets = len(b.marks), len(b.tickets)
		return nil
	})
	return marked, tickets, err
}

// idle reports whether nothing is marked, without taking SQLite's one turn to write.
func (s *Service) idle(ctx context.Context) (bool, error) {
	idle := true
	rows, err := s.store.Query(ctx, findMarks, 1)
	return idle, collect(rows, err, func(scan func(...any) error) error {
		idle = false
		var mark, ticket int64
		return scan(&mark, &ticket)
	})
}

// indexing is the work of one transaction.
type indexing struct {
	service *Service
	tx      *ent.Tx
	marks   []int64
	tickets []int64
}

// claim waits for its turn and reads the oldest marks. The row of no term is held by whoever indexes, so that of two
// processes the later one reads what the earlier one wrote, and never the other way round. Tickets are read after their marks: what a mark speaks of was
// committed with it.
func (b *indexing) claim(ctx context.Context) error {
	b.marks, b.tickets = nil, nil
	hold := b.upsert("search_terms (term, documents)", 2, 1,
		"ON CONFLICT (term) DO UPDATE SET documents = 0", "documents = 0")
	if _, err := b.tx.ExecContext(ctx, hold, "", 0); err != nil {
		return fmt.Errorf("hold the index: %w", err)
	}
	known := map[int64]bool{}
	rows, err := b.tx.QueryContext(ctx, findMarks, batch)
	err = collect(rows, err, func(scan func(...any) error) error {
		var mark, ticket int64
		if err := scan(&mark, &ticket); err != nil {
			return err
		}
		b.marks = append(b.marks, mark)
		if !known[ticket] {
			known[ticket] = true
			b.tickets = append(b.tickets, ticket)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read marks: %w", err)
	}
	return nil
}

// work indexes the tickets of the marks and removes the marks.
func (b *indexing) work(ctx context.Context) error {
	after, err := b.read(ctx)
	if err != nil {
		return err
	}
	before, err := b.written(ctx)
	if err != nil {
		return err
	}
	if err := b.write(ctx, before, after); err != nil {
		return err
	}
	if b.service.posts() {
		if err := b.post(ctx, before, after); err != nil {
			return err
		}
	}
	if err := b.count(ctx, before, after); err != nil {
		return err
	}
	done := anys(padded(b.marks))
	if _, err := b.tx.ExecContext(ctx, "DELETE FROM search_marks WHERE id IN ("+marks(len(done))+")", done...); err != nil {
		return fmt.Errorf("remove marks: %w", err)
	}
	return nil
}

// settle is how long Run waits after a change for others to be indexed with it: on SQLite each transaction that indexes is one
// less that replies.
const settle = 400 * time.Millisecond

// Wake tells Run that something was marked and committed. It never waits.
func (s *Service) Wake() {
	select {
	case s.woken <- struct{}{}:
	default: // it is awake, and will look once more
	}
}

// Run indexes soon after each Wake until ctx ends. What fails is logged and left to the next time, or to the job.
func (s *Service) Run(ctx context.Context) {
	for {
		select {
		case <-s.woken:
		case <-ctx.Done():
			return
		}
		select {
		case <-time.After(settle):
		case <-ctx.Done():
			return
		}
		if _, err := s.Index(ctx); err != nil && ctx.Err() == nil {
			s.log.ErrorContext(ctx, "the search index could not be brought up to date", "error", err)
		}
	}
}

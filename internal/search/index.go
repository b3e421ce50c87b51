package search

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sportello/ent"
	"sportello/internal/store"
)

const (
	// batch is how many marks one transaction works off. SQLite has one writer, for whom replies wait; on MySQL and MariaDB they
	// do not, and a word that many tickets of a batch have is written once for all of them.
	batch       = 200
	postedBatch = 512
	findMarks   = "SELECT id, ticket_id FROM search_marks ORDER BY id LIMIT ?"
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
		if marked < s.batch() {
			return indexed, nil
		}
	}
}

func (s *Service) batch() int {
	if s.posts() {
		return postedBatch
	}
	return batch
}

// indexBatch works off some marks: it reads what they speak of, and then writes in one transaction, which is short.
func (s *Service) indexBatch(ctx context.Context) (marked, tickets int, err error) {
	found, err := s.marked(ctx)
	if err != nil || len(found) == 0 {
		return 0, 0, err
	}
	after, err := s.describe(ctx, ticketsOf(found))
	if err != nil {
		return 0, 0, err
	}
	err = s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		b := indexing{service: s, tx: tx}
		if err := b.claim(ctx, found); err != nil || len(b.marks) == 0 {
			return err
		}
		tickets = len(b.tickets)
		return b.work(ctx, after)
	})
	return len(found), tickets, err
}

// mark says that a ticket is to be indexed anew.
type mark struct{ id, ticket int64 }

// marked are the oldest marks.
func (s *Service) marked(ctx context.Context) ([]mark, error) {
	var found []mark
	rows, err := s.store.Query(ctx, findMarks, s.batch())
	err = collect(rows, err, func(scan func(...any) error) error {
		var m mark
		defer func() { found = append(found, m) }()
		return scan(&m.id, &m.ticket)
	})
	if err != nil {
		return nil, fmt.Errorf("read marks: %w", err)
	}
	return found, nil
}

// ticketsOf are the tickets of marks, each once.
func ticketsOf(found []mark) []int64 {
	tickets := make([]int64, len(found))
	for i, m := range found {
		tickets[i] = m.ticket
	}
	slices.Sort(tickets)
	return slices.Compact(tickets)
}

// indexing is the work of one transaction.
type indexing struct {
	service *Service
	tx      *ent.Tx
	marks   []int64
	tickets []int64
}

// claim waits for its turn, and leaves what somebody else has worked off meanwhile. The row of no term is held by whoever
// indexes. A ticket was read after its marks, and the marks of one ticket are committed in the order of their ids, since whoever
// writes one holds the ticket: as long as one of them is there, nothing newer than what was read is in the index.
func (b *indexing) claim(ctx context.Context, found []mark) error {
	hold := b.upsert("search_terms (term, documents)", 2, 1,
		"ON CONFLICT (term) DO UPDATE SET documents = 0", "documents = 0")
	if _, err := b.tx.ExecContext(ctx, hold, "", 0); err != nil {
		return fmt.Errorf("hold the index: %w", err)
	}
	ids := make([]int64, len(found))
	for i, m := range found {
		ids[i] = m.id
	}
	asked := anys(padded(ids))
	var still []mark
	rows, err := b.tx.QueryContext(ctx, "SELECT id, ticket_id FROM search_marks WHERE id IN ("+marks(len(asked))+")", asked...)
	err = collect(rows, err, func(scan func(...any) error) error {
		var m mark
		defer func() { still = append(still, m) }()
		return scan(&m.id, &m.ticket)
	})
	if err != nil {
		return fmt.Errorf("read marks again: %w", err)
	}
	for _, m := range still {
		b.marks = append(b.marks, m.id)
	}
	b.tickets = ticketsOf(still)
	return nil
}

// work indexes the tickets of the marks, as they were read, and removes the marks.
func (b *indexing) work(ctx context.Context, read map[int64]document) error {
	after := make(map[int64]document, len(b.tickets))
	for _, id := range b.tickets {
		if d, there := read[id]; there {
			after[id] = d
		}
	}
	before, err := b.written(ctx)
	if err != nil {
		return err
	}
	if err := b.write(ctx, before, after); err != nil {
		return err
	}
	if b.service.posts() {
		if err := b.repost(ctx, before, after); err != nil {
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

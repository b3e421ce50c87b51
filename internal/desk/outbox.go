package desk

import (
	"context"
	"fmt"

	"sportello/ent"
	"sportello/ent/outboxentry"
	"sportello/internal/moment"
	"sportello/internal/store"
)

const insertAnnouncement = "INSERT INTO outbox_entries (desk_id, ticket_id, seq, created_at) VALUES (?, ?, ?, ?)"

// announce writes into the outbox that tickets have new entries.
func announce(ctx context.Context, tx *ent.Tx, at moment.Moment, news ...Announcement) ([]Announcement, error) {
	for i, n := range news {
		id, err := insert(ctx, tx, insertAnnouncement, n.DeskID, n.TicketID, n.Seq, int64(at))
		if err != nil {
			return nil, fmt.Errorf("write the outbox: %w", err)
		}
		news[i].OutboxID = id
	}
	return news, nil
}

// Undelivered reads the oldest announcements that nobody has confirmed, at most limit of them: those that a killed
// process left behind, and those under way now.
func (s *Service) Undelivered(ctx context.Context, limit int) ([]Announcement, error) {
	rows, err := s.store.Read().OutboxEntry.Query().Order(ent.Asc(outboxentry.FieldID)).Limit(limit).All(store.System(ctx))
	if err != nil {
		return nil, fmt.Errorf("read the outbox: %w", err)
	}
	news := make([]Announcement, len(rows))
	for i, row := range rows {
		news[i] = Announcement{OutboxID: row.ID, DeskID: row.DeskID, TicketID: row.TicketID, Seq: row.Seq}
	}
	return news, nil
}

// deliveredBatch is how many rows one statement removes: well below what a statement can carry of values.
const deliveredBatch = 1000

// Delivered removes announcements that have reached everybody. One that is gone already is fine.
func (s *Service) Delivered(ctx context.Context, ids []int64) error {
	for len(ids) > 0 {
		batch := ids[:min(len(ids), deliveredBatch)]
		ids = ids[len(batch):]
		err := s.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
			_, err := tx.OutboxEntry.Delete().Where(outboxentry.IDIn(batch...)).Exec(ctx)
			return err
		})
		if err != nil {
			return fmt.Errorf("empty the outbox: %w", err)
		}
	}
	return nil
}

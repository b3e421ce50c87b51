package desk

import (
	"context"
	"fmt"

	"sportello/ent"
	"sportello/internal/moment"
)

const insertAnnouncement = "INSERT INTO outbox_entries (desk_id, ticket_id, seq, created_at) VALUES (?, ?, ?, ?)"

// announce writes into the outbox that tickets have new entries: each row waits there for its place in the journal.
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

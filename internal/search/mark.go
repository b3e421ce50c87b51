package search

import (
	"context"
	"fmt"
	"strings"

	"sportello/ent"
)

// MarkStale notes, in the transaction of a change, that tickets are to be indexed anew: what was said on them, their
// subject, or which conversation belongs to them has changed. After the commit, Wake has it done at once.
func MarkStale(ctx context.Context, tx *ent.Tx, ticketIDs ...int64) error {
	if len(ticketIDs) == 0 {
		return nil
	}
	statement := "INSERT INTO search_marks (ticket_id) VALUES " + strings.Repeat(", (?)", len(ticketIDs))[2:]
	if _, err := tx.ExecContext(ctx, statement, anys(ticketIDs)...); err != nil {
		return fmt.Errorf("mark for the search: %w", err)
	}
	return nil
}

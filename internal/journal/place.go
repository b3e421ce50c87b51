package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"entgo.io/ent/dialect"

	"sportello/ent"
	"sportello/internal/store"
)

// batch is how many changes get their places in one transaction.
const batch = 200

const (
	readState = "SELECT head, thinned FROM journal_states WHERE id = 1"
	// A row of the outbox whose ticket is gone belongs to no tenant any more; it gets its place all the same.
	readOutbox = `SELECT o.id, o.created_at, o.desk_id, COALESCE(t.tenant_id, 0), o.ticket_id, o.seq
		FROM outbox_entries o LEFT JOIN tickets t ON t.id = o.ticket_id ORDER BY o.id LIMIT ?`
)

// Place gives a place to all that is in the outbox, and answers to how many changes.
func (j *Journal) Place(ctx context.Context) (int, error) {
	placed := 0
	for {
		n, head, err := j.placeBatch(ctx)
		if err != nil {
			return placed, fmt.Errorf("hand out places in the journal: %w", err)
		}
		placed += n
		j.learn(head)
		if n < batch {
			return placed, nil
		}
	}
}

// Settle sees to it that all that is committed has its place, and answers the newest.
func (j *Journal) Settle(ctx context.Context) (int64, error) {
	if _, err := j.Place(ctx); err != nil {
		return 0, err
	}
	return j.Head(ctx)
}

// placeBatch gives a place to the oldest changes in the outbox. Whoever holds the state is alone: what was committed before
// is seen, since every statement sees what is committed when it begins, and what is committed later comes later. It
// answers the newest place.
func (j *Journal) placeBatch(ctx context.Context) (n int, head int64, err error) {
	some, err := j.Store.Read().OutboxEntry.Query().Exist(store.System(ctx))
	if err != nil || !some {
		return 0, 0, err // if another process was faster, its places are found by a look
	}
	err = j.Store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		n = 0
		if head, _, err = j.hold(ctx, tx); err != nil {
			return err
		}
		rows, err := outboxRows(ctx, tx)
		if err != nil || len(rows) == 0 {
			return err
		}
		n = len(rows)
		for i := range rows {
			head++
			rows[i].Pos = head
		}
		return write(ctx, tx, rows, head)
	})
	return n, head, err
}

// hold reads the state, and keeps everybody else from changing it until the transaction's end.
func (j *Journal) hold(ctx context.Context, tx *ent.Tx) (head, thinned int64, err error) {
	statement := readState
	if j.Store.Dialect() == dialect.MySQL {
		statement += " FOR UPDATE"
	}
	rows, err := tx.QueryContext(ctx, statement)
	if err != nil {
		return 0, 0, fmt.Errorf("hold the journal: %w", err)
	}
	return scanState(rows)
}

func scanState(rows *sql.Rows) (head, thinned int64, err error) {
	defer rows.Close()
	if !rows.Next() {
		return 0, 0, errors.Join(errors.New("the journal has no state"), rows.Err())
	}
	if err := rows.Scan(&head, &thinned); err != nil {
		return 0, 0, fmt.Errorf("read how far the journal is: %w", err)
	}
	return head, thinned, rows.Close()
}

// row is a row of the outbox on its way into the journal.
type row struct {
	outboxID, at int64
	Change
}

func outboxRows(ctx context.Context, tx *ent.Tx) ([]row, error) {
	rows, err := tx.QueryContext(ctx, readOutbox, batch)
	if err != nil {
		return nil, fmt.Errorf("read the outbox: %w", err)
	}
	defer rows.Close()
	var found []row
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.outboxID, &r.at, &r.DeskID, &r.TenantID, &r.TicketID, &r.Seq); err != nil {
			return nil, fmt.Errorf("read the outbox: %w", err)
		}
		found = append(found, r)
	}
	return found, rows.Err()
}

// write moves rows from the outbox into the journal.
func write(ctx context.Context, tx *ent.Tx, rows []row, head int64) error {
	const columns = 6
	values, ids := make([]any, 0, columns*len(rows)), make([]any, len(rows))
	for i, r := range rows {
		values = append(values, r.Pos, r.at, r.DeskID, r.TenantID, r.TicketID, r.Seq)
		ids[i] = r.outboxID
	}
	for _, s := range []struct {
		statement string
		args      []any
	}{
		{"INSERT INTO journal_entries (id, created_at, desk_id, tenant_id, ticket_id, seq) VALUES " +
			strings.Repeat(", (?, ?, ?, ?, ?, ?)", len(rows))[2:], values},
		{"DELETE FROM outbox_entries WHERE id IN (" + marks(len(ids)) + ")", ids},
		{"UPDATE journal_states SET head = ? WHERE id = 1", []any{head}},
	} {
		if _, err := tx.ExecContext(ctx, s.statement, s.args...); err != nil {
			return fmt.Errorf("write the journal: %w", err)
		}
	}
	return nil
}

func marks(n int) string { return strings.Repeat(", ?", n)[2:] }

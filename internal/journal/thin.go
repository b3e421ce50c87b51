package journal

import (
	"context"
	"errors"
	"fmt"

	"sportello/ent"
	"sportello/internal/moment"
	"sportello/internal/store"
)

// stretch is how many places one transaction thins out.
const stretch = 500

// Thin leaves of the places older than Kept the newest of each ticket, and answers how many it has removed.
func (j *Journal) Thin(ctx context.Context) (int, error) {
	removed := 0
	for {
		n, more, err := j.thinStretch(ctx)
		if err != nil {
			return removed, fmt.Errorf("thin the journal out: %w", err)
		}
		removed += n
		if !more {
			return removed, nil
		}
	}
}

// thinStretch goes on after what is thinned out: of the tickets with a place there, all places before the newest of them go.
func (j *Journal) thinStretch(ctx context.Context) (removed int, more bool, err error) {
	until, err := j.old(ctx)
	if err != nil || until == 0 {
		return 0, false, err
	}
	err = j.Store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		_, thinned, err := j.hold(ctx, tx)
		if err != nil {
			return err
		}
		to := min(thinned+stretch, until)
		if more = to < until; to <= thinned {
			return nil
		}
		ids, err := superseded(ctx, tx, thinned, to)
		if err != nil {
			return err
		}
		if removed = len(ids); removed > 0 {
			if _, err := tx.ExecContext(ctx, "DELETE FROM journal_entries WHERE id IN ("+marks(len(ids))+")", ids...); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, "UPDATE journal_states SET thinned = ? WHERE id = 1", to)
		return err
	})
	return removed, more, err
}

// old is the newest place before the first that is not too old, 0 for none after what is thinned out.
func (j *Journal) old(ctx context.Context) (until int64, err error) {
	head, thinned, err := j.State(ctx)
	if err != nil {
		return 0, err
	}
	rows, err := j.Store.Query(ctx, "SELECT id FROM journal_entries WHERE id > ? AND created_at >= ? ORDER BY id LIMIT 1",
		thinned, int64(moment.Of(j.Now().Add(-Kept))))
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	until = head
	if rows.Next() {
		if err := rows.Scan(&until); err != nil {
			return 0, err
		}
		until--
	}
	if until <= thinned {
		until = 0
	}
	return until, rows.Err()
}

// superseded are the places up to one that have a newer one of the same ticket among those from, to.
func superseded(ctx context.Context, tx *ent.Tx, from, to int64) (ids []any, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT DISTINCT o.id FROM journal_entries n
		JOIN journal_entries o ON o.ticket_id = n.ticket_id AND o.id < n.id WHERE n.id > ? AND n.id <= ?`, from, to)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

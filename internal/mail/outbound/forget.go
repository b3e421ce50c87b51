package outbound

import (
	"context"
	"fmt"

	"sportello/ent"
	"sportello/internal/moment"
	"sportello/internal/store"
)

// forgetBatch is how many mails' bytes go in one transaction.
const forgetBatch = 500

const (
	findKept = `SELECT id FROM outgoing_mails WHERE id > ? AND created_at < ? AND state <> 'QUEUED' AND raw IS NOT NULL ORDER BY id LIMIT ?`
	forget   = "UPDATE outgoing_mails SET raw = NULL WHERE id = ? AND state <> 'QUEUED'"
)

// Forget removes the bytes of mails that ended longer ago than they are kept, and answers of how many. What became of them, and
// their Message-IDs, stay.
func (o *Outbox) Forget(ctx context.Context) (gone int, err error) {
	before := int64(moment.Of(o.Now().Add(-o.Keep)))
	for behind := int64(0); ctx.Err() == nil; {
		ids, err := o.kept(ctx, behind, before)
		if err != nil || len(ids) == 0 {
			return gone, err
		}
		behind = ids[len(ids)-1]
		err = o.Store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
			for _, id := range ids {
				if _, err := tx.ExecContext(ctx, forget, id); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return gone, fmt.Errorf("remove old mails' bytes: %w", err)
		}
		gone += len(ids)
	}
	return gone, ctx.Err()
}

func (o *Outbox) kept(ctx context.Context, behind, before int64) (ids []int64, err error) {
	rows, err := o.Store.Query(ctx, findKept, behind, before, forgetBatch)
	if err != nil {
		return nil, fmt.Errorf("find old mails: %w", err)
	}
	defer func() {
		if closing := rows.Close(); err == nil {
			err = closing
		}
	}()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("find old mails: %w", err)
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

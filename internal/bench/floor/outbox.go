package floor

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"

	"sportello/ent"
	"sportello/internal/store"
)

const (
	outboxFlush = 200 * time.Millisecond // as the server's relay gathers
	outboxBatch = 500
)

// outbox removes the announcements of replies once they are told, in batches off the way of requests. Left where they
// are, they would be swept by the server that is measured on the same database.
type outbox struct {
	store *store.Store
	log   *slog.Logger
	told  chan int64
	done  chan struct{}
	once  sync.Once
}

func newOutbox(s *store.Store, log *slog.Logger) *outbox {
	o := &outbox{store: s, log: log, told: make(chan int64, 16*outboxBatch), done: make(chan struct{})}
	go o.run()
	return o
}

// close waits until the outbox is empty. Nothing may be told any more.
func (o *outbox) close() {
	o.once.Do(func() { close(o.told) })
	<-o.done
}

func (o *outbox) run() {
	defer close(o.done)
	ticker := time.NewTicker(outboxFlush)
	defer ticker.Stop()
	var ids []any
	for {
		select {
		case id, open := <-o.told:
			if !open {
				o.remove(ids)
				return
			}
			if ids = append(ids, id); len(ids) < outboxBatch {
				continue
			}
		case <-ticker.C:
		}
		o.remove(ids)
		ids = ids[:0]
	}
}

func (o *outbox) remove(ids []any) {
	if len(ids) == 0 {
		return
	}
	ctx := context.Background()
	err := o.store.Tx(ctx, func(ctx context.Context, tx *ent.Tx) error {
		marks := strings.Repeat(", ?", len(ids))[2:]
		_, err := tx.ExecContext(ctx, "DELETE FROM outbox_entries WHERE id IN ("+marks+")", ids...)
		return err
	})
	if err != nil {
		o.log.ErrorContext(ctx, "told announcements stay in the outbox", "count", len(ids), "error", err)
	}
}

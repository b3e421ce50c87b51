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
	stop  chan struct{}
	done  chan struct{}
	once  sync.Once
}

func newOutbox(s *store.Store, log *slog.Logger) *outbox {
	o := &outbox{
		store: s, log: log,
		told: make(chan int64, 16*outboxBatch), stop: make(chan struct{}), done: make(chan struct{}),
	}
	go o.run()
	return o
}

// add hands over an announcement that was told. After close it stays where it is.
func (o *outbox) add(id int64) {
	select {
	case o.told <- id:
	case <-o.stop:
	}
}

// close waits until what was handed over is removed.
func (o *outbox) close() {
	o.once.Do(func() { close(o.stop) })
	<-o.done
}

func (o *outbox) run() {
	defer close(o.done)
	ticker := time.NewTicker(outboxFlush)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			o.flush()
		case <-o.stop:
			o.flush()
			return
		}
	}
}

// flush removes all that was handed over by now.
func (o *outbox) flush() {
	ids := make([]any, 0, outboxBatch)
	for {
		select {
		case id := <-o.told:
			if ids = append(ids, id); len(ids) == outboxBatch {
				o.remove(ids)
				ids = ids[:0]
			}
		default:
			o.remove(ids)
			return
		}
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

package desk

import (
	"context"
	"log/slog"
	"time"

	"sportello/ent"
	"sportello/internal/event"
	"sportello/internal/richtext"
	"sportello/internal/search"
	"sportello/internal/store"
)

// BlobStore is what the desk needs of the place where attachments' bytes lie.
type BlobStore interface {
	// Delete removes an object; a key without one is no error.
	Delete(ctx context.Context, key string) error
}

// Announcement says that a ticket has new timeline entries, up to Seq.
type Announcement = event.Announcement

// Config is what a Service is made of.
type Config struct {
	Store  *store.Store
	Now    func() time.Time // default: the machine's clock
	Blobs  BlobStore
	Search Finder       // default: one of its own on the store
	Logger *slog.Logger // default: none
	// Committed is told of each change after its commit; may be nil.
	Committed func(context.Context, Announcement)
	// Notify is told of each change of a ticket within its transaction, for those who are to learn of it and are not there; an
	// error undoes the change. It may run more than once for a change, and has no effects outside. May be nil.
	Notify func(context.Context, *ent.Tx, Happening) error
	// UploadTTL is how long an upload waits for its message; default 24 hours.
	UploadTTL time.Duration
}

// Service answers reads and carries out use cases. It is safe for use by many goroutines.
type Service struct {
	store     *store.Store
	now       func() time.Time
	blobs     BlobStore
	log       *slog.Logger
	committed func(context.Context, Announcement)
	notify    func(context.Context, *ent.Tx, Happening) error
	uploadTTL time.Duration
	desks     *deskCache
	columns   []ticketColumn
	tickets   *ticketTable
	rich      *richtext.Renderer
	search    Finder
	counter   Counter
}

// New makes a service.
func New(c Config) *Service {
	s := &Service{
		store: c.Store, now: c.Now, blobs: c.Blobs, log: c.Logger, committed: c.Committed, notify: c.Notify, uploadTTL: c.UploadTTL,
		desks: newDeskCache(), columns: ticketColumns(), tickets: newTicketTable(c.Store.Dialect()), rich: richtext.New(), search: c.Search,
		counter: noCounter{},
	}
	if s.search == nil {
		s.search = search.New(search.Config{Store: c.Store, Logger: c.Logger})
	}
	if s.now == nil {
		s.now = time.Now //nolint:forbidigo // the clock comes in here
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.committed == nil {
		s.committed = func(context.Context, Announcement) {}
	}
	if s.notify == nil {
		s.notify = func(context.Context, *ent.Tx, Happening) error { return nil }
	}
	if s.uploadTTL == 0 {
		s.uploadTTL = 24 * time.Hour
	}
	return s
}

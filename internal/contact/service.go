package contact

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/store"
)

// Guests finds or makes who writes. account.Service does.
type Guests interface {
	Guest(ctx context.Context, deskID int64, email, name string) (*access.Viewer, error)
}

// Desks opens tickets. [desk.Service] does.
type Desks interface {
	Open(ctx context.Context, v *access.Viewer, in desk.OpenInput) (*desk.Outcome, error)
	DeskOf(ctx context.Context, id int64) (*desk.Desk, error)
}

// Config is what a Service is made of.
type Config struct {
	Store  *store.Store
	Guests Guests
	Desks  Desks
	Now    func() time.Time // default: the machine's clock
	Logger *slog.Logger     // default: none
	// Secrets sign challenges: the first one does, all are known. Processes on one database share them.
	Secrets [][]byte
}

// Service takes what guests write. It is safe for use by many goroutines.
type Service struct {
	store   *store.Store
	guests  Guests
	desks   Desks
	now     func() time.Time
	log     *slog.Logger
	signer  signer
	buckets *buckets
}

// New makes a service.
func New(c Config) (*Service, error) {
	if c.Store == nil || c.Guests == nil || c.Desks == nil || len(c.Secrets) == 0 {
		return nil, errors.New("contact: store, guests, desks and a secret must be given")
	}
	s := &Service{
		store: c.Store, guests: c.Guests, desks: c.Desks, now: c.Now, log: c.Logger,
		signer: newSigner(c.Secrets), buckets: newBuckets(usual()),
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	return s, nil
}

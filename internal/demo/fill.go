package demo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"sportello/internal/blob"
	"sportello/internal/store"
)

// Password is the one that all demo accounts are meant to have; see Options.PasswordHash.
const Password = "sportello-demo"

// DefaultTickets is how many tickets show every desk at work without taking long.
const DefaultTickets = 400

// Options of a fill.
type Options struct {
	Store        *store.Store
	Blobs        *blob.Store // nil: without attachments
	Seed         uint64
	Tickets      int       // 5 at least, one for each desk
	Now          time.Time // the present: nothing happens after it
	PasswordHash string    // of Password, for everybody; empty: nobody signs in by password
	// Progress is told how many tickets are written; nil: nobody is. It is called from one goroutine at a time.
	Progress func(done, total int)
}

// ErrNotEmpty says that the database has desks or users already: demo data goes into an empty one.
var ErrNotEmpty = errors.New("the database is not empty: demo data needs one of its own")

// batchSize is how many tickets go into one transaction.
const batchSize = 1000

// Fill makes desks, people and tickets. It commits in batches, each of which agrees with itself, so memory does not grow
// with the number of tickets; when it fails half-way, the database is best thrown away. ErrNotEmpty.
func Fill(ctx context.Context, o Options) (*Summary, error) {
	if o.Tickets < len(plans()) {
		return nil, fmt.Errorf("%d tickets are too few: %d at least, one for each desk", o.Tickets, len(plans()))
	}
	if err := checkEmpty(ctx, o.Store); err != nil {
		return nil, err
	}
	words, err := readVocabulary()
	if err != nil {
		return nil, err
	}
	w, err := newWorld(newDice(o.Seed), words, o)
	if err != nil {
		return nil, err
	}
	s := newScribe(o)
	if err := s.writeWorld(ctx, w, o.Now); err != nil {
		return nil, err
	}
	if err := fillTickets(ctx, w, s, o); err != nil {
		return nil, err
	}
	return summarize(w, s, o), nil
}

func checkEmpty(ctx context.Context, s *store.Store) error {
	ctx = store.System(ctx)
	desks, err := s.Read().Desk.Query().Exist(ctx)
	if err != nil {
		return fmt.Errorf("look whether the database is empty: %w", err)
	}
	users, err := s.Read().User.Query().Exist(ctx)
	if err != nil {
		return fmt.Errorf("look whether the database is empty: %w", err)
	}
	if desks || users {
		return ErrNotEmpty
	}
	return nil
}

// fillTickets makes tickets and writes them side by side.
func fillTickets(ctx context.Context, w *world, s *scribe, o Options) error {
	group, ctx := errgroup.WithContext(ctx)
	batches := make(chan []*life, 1)
	group.Go(func() error {
		defer close(batches)
		return tellBatches(ctx, w, o, batches)
	})
	group.Go(func() error {
		for batch := range batches {
			if err := s.writeTickets(ctx, batch); err != nil {
				return err
			}
			if o.Progress != nil {
				o.Progress(s.tickets, o.Tickets)
			}
		}
		return nil
	})
	return group.Wait()
}

func tellBatches(ctx context.Context, w *world, o Options, batches chan<- []*life) error {
	var batch []*life
	send := func() error {
		select {
		case batches <- batch:
			batch = make([]*life, 0, batchSize)
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	emit := func(l *life) error {
		batch = append(batch, l)
		if len(batch) < batchSize {
			return nil
		}
		return send()
	}
	if err := newTeller(w, o, emit).tellAll(); err != nil {
		return fmt.Errorf("make up tickets: %w", err)
	}
	return send()
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/go-sql-driver/mysql"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"sportello/ent"
)

// ErrNested is the answer to a transaction opened within another: a use case has one.
var ErrNested = errors.New("a transaction within a transaction")

// ErrOutdated is what a transaction returns that finds, before its end, that what it went by holds no more: it is worth a
// new try.
var ErrOutdated = errors.New("somebody else has changed what the transaction went by")

const (
	txAttempts = 6
	txPause    = 5 * time.Millisecond // before the second attempt; doubles with each
)

// Tx runs the function in one transaction: committed when it returns nil, rolled back when it returns an error,
// panics, or the context ends. Where the database gave up in favour of somebody else (deadlock, lock wait, busy file), or
// the function returned ErrOutdated, it runs again whole, a few times, so it must not have effects outside the transaction.
//
// Entities read in it must not be walked after it. Everything in it goes through tx and the context handed in.
func (s *Store) Tx(ctx context.Context, fn func(ctx context.Context, tx *ent.Tx) error) error {
	if ctx.Value(inTx{}) != nil {
		return ErrNested
	}
	ctx = context.WithValue(ctx, inTx{}, true)
	for attempt := 1; ; attempt++ {
		err := s.attempt(ctx, fn)
		if err == nil || attempt == txAttempts || !yielded(err) {
			return err
		}
		if waitErr := pause(ctx, attempt); waitErr != nil {
			return errors.Join(waitErr, err)
		}
	}
}

type inTx struct{}

// attempt is one try of Tx.
func (s *Store) attempt(ctx context.Context, fn func(context.Context, *ent.Tx) error) (err error) {
	tx, err := s.write.Tx(ctx)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	ended := false
	defer func() { // also when fn panics
		if ended {
			return
		}
		// The end of the context has rolled back already.
		if rollbackErr := tx.Rollback(); rollbackErr != nil && ctx.Err() == nil {
			err = errors.Join(err, fmt.Errorf("roll back: %w", rollbackErr))
		}
	}()
	if err := fn(ctx, tx); err != nil {
		return err
	}
	ended = true
	err = tx.Commit()
	if errors.Is(err, sql.ErrTxDone) && ctx.Err() != nil { // the end of the context was faster, and has rolled back
		err = ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// yielded reports whether the transaction ended for the sake of another, so that it is worth a new try.
func yielded(err error) bool {
	if errors.Is(err, ErrOutdated) {
		return true
	}
	if my, ok := errors.AsType[*mysql.MySQLError](err); ok {
		switch my.Number {
		case 1205, // lock wait timeout
			1213, // deadlock
			1020: // the row changed since it was read (MariaDB's snapshot isolation)
			return true
		}
		return false
	}
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		primary := lite.Code() & 0xff
		return primary == sqlite3.SQLITE_BUSY || primary == sqlite3.SQLITE_LOCKED
	}
	return false
}

// pause waits before the next attempt, by a random share of a doubling span, so that two who met don't meet again.
func pause(ctx context.Context, attempt int) error {
	span := txPause << (attempt - 1)
	timer := time.NewTimer(span/2 + rand.N(span))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

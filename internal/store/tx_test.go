package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"entgo.io/ent/dialect"

	"sportello/ent"
	"sportello/ent/desk"
	"sportello/internal/desktest"
	"sportello/internal/store"
)

// newDesk is the smallest row to play with.
func newDesk(ctx context.Context, tx *ent.Tx, slug string) (*ent.Desk, error) {
	return tx.Desk.Create().SetCreatedAt(1).SetSlug(slug).SetName(slug).SetLanguage("it").
		SetTimeZone("Europe/Rome").SetPolicy("").Save(ctx)
}

func countDesks(t *testing.T, s *store.Store) int {
	t.Helper()
	n, err := s.Read().Desk.Query().Count(store.System(context.Background()))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTxCommits(t *testing.T) {
	s := desktest.NewStore(t)
	err := s.Tx(store.System(context.Background()), func(ctx context.Context, tx *ent.Tx) error {
		_, err := newDesk(ctx, tx, "nord")
		return err
	})
	if err != nil || countDesks(t, s) != 1 {
		t.Fatalf("%d desks: %v", countDesks(t, s), err)
	}
}

func TestTxRollsBack(t *testing.T) {
	wrong := errors.New("wrong")
	for name, c := range map[string]struct {
		end  func(cancel func()) error
		want error
	}{
		"on an error":                    {func(func()) error { return wrong }, wrong},
		"on a panic":                     {func(func()) error { panic(wrong) }, wrong},
		"when the caller has gone":       {func(cancel func()) error { cancel(); return nil }, context.Canceled},
		"when the caller went, and says": {func(cancel func()) error { cancel(); return wrong }, wrong},
	} {
		t.Run(name, func(t *testing.T) {
			s := desktest.NewStore(t)
			ctx, cancel := context.WithCancel(store.System(context.Background()))
			defer cancel()
			err := recovered(func() error {
				return s.Tx(ctx, func(ctx context.Context, tx *ent.Tx) error {
					if _, err := newDesk(ctx, tx, "nord"); err != nil {
						return err
					}
					return c.end(cancel)
				})
			})
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if n := countDesks(t, s); n != 0 {
				t.Errorf("%d desks were kept", n)
			}
			if err := s.Tx(context.Background(), func(context.Context, *ent.Tx) error { return nil }); err != nil {
				t.Errorf("the next transaction: %v", err)
			}
		})
	}
}

// recovered turns a panic with an error into that error.
func recovered(fn func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = r.(error)
		}
	}()
	return fn()
}

func TestTxIsNotNested(t *testing.T) {
	s := desktest.NewStore(t)
	err := s.Tx(context.Background(), func(ctx context.Context, _ *ent.Tx) error {
		return s.Tx(ctx, func(context.Context, *ent.Tx) error { return nil })
	})
	if !errors.Is(err, store.ErrNested) {
		t.Errorf("got %v", err)
	}
}

// A transaction that waits for its turn gives up with its caller.
func TestTxWaitsNoLongerThanItsCaller(t *testing.T) {
	s := desktest.NewStore(t)
	if s.Dialect() != dialect.SQLite {
		t.Skip("MySQL has no single writer to wait for")
	}
	err := s.Tx(context.Background(), func(context.Context, *ent.Tx) error {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
		defer cancel()
		return s.Tx(ctx, func(context.Context, *ent.Tx) error { return errors.New("ran") })
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

// Fifty writers at once on one row: each counts, none is told that the database is busy.
func TestWritersTakeTurns(t *testing.T) {
	s := desktest.NewStore(t)
	id := oneDesk(t, s, "nord")
	const writers, rounds = 50, 4
	errs := make(chan error, writers)
	for range writers {
		go func() {
			var failed error
			for range rounds {
				failed = errors.Join(failed, s.Tx(store.System(context.Background()), func(ctx context.Context, tx *ent.Tx) error {
					d, err := store.Lock(s, tx.Desk.Query().Where(desk.ID(id))).Only(ctx)
					if err != nil {
						return err
					}
					return tx.Desk.UpdateOneID(id).SetLastNumber(d.LastNumber + 1).Exec(ctx)
				}))
			}
			errs <- failed
		}()
	}
	for range writers {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	d, err := s.Read().Desk.Get(store.System(context.Background()), id)
	if err != nil || d.LastNumber != writers*rounds {
		t.Errorf("counted %d, want %d: %v", d.LastNumber, writers*rounds, err)
	}
}

// Two transactions lock two rows crosswise. On MySQL the database ends one of them, and its second try succeeds; on
// SQLite they never meet.
func TestTxTriesAgainAfterDeadlock(t *testing.T) {
	s := desktest.NewStore(t)
	first, second := oneDesk(t, s, "est"), oneDesk(t, s, "ovest")
	var both sync.WaitGroup // holds the first tries together, where both can be under way
	if s.Dialect() == dialect.MySQL {
		both.Add(2)
	}
	tries := make(chan int, 2)
	errs := make(chan error, 2)
	for _, order := range [][2]int64{{first, second}, {second, first}} {
		go func() {
			tried := 0
			errs <- s.Tx(store.System(context.Background()), func(ctx context.Context, tx *ent.Tx) error {
				tried++
				if err := tx.Desk.UpdateOneID(order[0]).AddLastNumber(1).Exec(ctx); err != nil {
					return err
				}
				if tried == 1 && s.Dialect() == dialect.MySQL {
					both.Done()
					both.Wait()
				}
				return tx.Desk.UpdateOneID(order[1]).AddLastNumber(1).Exec(ctx)
			})
			tries <- tried
		}()
	}
	total := 0
	for range 2 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
		total += <-tries
	}
	if want := map[string]int{dialect.SQLite: 2, dialect.MySQL: 3}[s.Dialect()]; total != want {
		t.Errorf("tried %d times, want %d", total, want)
	}
	for _, id := range []int64{first, second} {
		d, err := s.Read().Desk.Get(store.System(context.Background()), id)
		if err != nil || d.LastNumber != 2 {
			t.Errorf("the row was written %d times: %v", d.LastNumber, err)
		}
	}
}

// After waiting for a lock, every read sees what the one before us has committed, although this transaction had read
// before it waited. That is what READ COMMITTED is for.
func TestReadsAfterALockAreFresh(t *testing.T) {
	s := desktest.NewStore(t)
	if s.Dialect() != dialect.MySQL {
		t.Skip("SQLite has one writer, which sees all")
	}
	locked, other := oneDesk(t, s, "locked"), oneDesk(t, s, "other")
	holds, read := make(chan struct{}), make(chan struct{})
	done := make(chan error, 1)
	go func() {
		done <- s.Tx(store.System(context.Background()), func(ctx context.Context, tx *ent.Tx) error {
			if _, err := store.Lock(s, tx.Desk.Query().Where(desk.ID(locked))).Only(ctx); err != nil {
				return err
			}
			close(holds)
			<-read
			return tx.Desk.UpdateOneID(other).SetLastNumber(7).Exec(ctx)
		})
	}()
	<-holds
	var seen int64
	err := s.Tx(store.System(context.Background()), func(ctx context.Context, tx *ent.Tx) error {
		if _, err := tx.Desk.Get(ctx, other); err != nil { // would fix the snapshot under REPEATABLE READ
			return err
		}
		close(read)
		if _, err := store.Lock(s, tx.Desk.Query().Where(desk.ID(locked))).Only(ctx); err != nil {
			return err
		}
		d, err := tx.Desk.Get(ctx, other)
		if err == nil {
			seen = d.LastNumber
		}
		return err
	})
	if err = errors.Join(err, <-done); err != nil {
		t.Fatal(err)
	}
	if seen != 7 {
		t.Errorf("read %d after the lock, want 7", seen)
	}
}

func oneDesk(t *testing.T, s *store.Store, slug string) (id int64) {
	t.Helper()
	err := s.Tx(store.System(context.Background()), func(ctx context.Context, tx *ent.Tx) error {
		d, err := newDesk(ctx, tx, slug)
		if err != nil {
			return fmt.Errorf("make the desk: %w", err)
		}
		id = d.ID
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

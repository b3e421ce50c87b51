package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	"sportello/ent"
	"sportello/internal/desktest"
	"sportello/internal/store"
)

// querier is a pool, a connection, or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// readBack runs a query that answers with its only argument, and says if it did not.
func readBack(ctx context.Context, q querier, query string, want int) (err error) {
	rows, err := q.QueryContext(ctx, query, want)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	got := -1
	for rows.Next() {
		err = errors.Join(err, rows.Scan(&got))
	}
	if got != want {
		err = errors.Join(err, fmt.Errorf("got %d, want %d", got, want))
	}
	return errors.Join(err, rows.Err())
}

// A connection keeps a bounded number of statements, however many texts it is given, and all of them run.
func TestStatementsAreFew(t *testing.T) {
	s := desktest.NewStore(t)
	ctx := context.Background()
	conn, err := s.SQL().Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	}()
	for round := range 2 {
		for i := range 500 {
			for range 2 {
				if err := readBack(ctx, conn, "SELECT ? /* "+strings.Repeat("x", i*round)+" */", i); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := readBack(ctx, conn, "SELECT ? /* "+strings.Repeat("long", 10_000)+" */", 7); err != nil {
		t.Fatal(err)
	}
	err = conn.Raw(func(c any) error {
		if kept, limit := store.Kept(c); kept != limit {
			return fmt.Errorf("%d statements are kept, want %d", kept, limit)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// A statement whose rows are still being read can run again on the same connection, on SQLite, where that is possible
// at all, and is not forgotten under its reader.
func TestStatementWithinItself(t *testing.T) {
	s := desktest.NewStore(t)
	if s.Dialect() != "sqlite3" {
		t.Skip("MySQL's protocol has one result at a time")
	}
	for _, slug := range []string{"a", "b", "c"} {
		oneDesk(t, s, slug)
	}
	err := s.Tx(context.Background(), func(ctx context.Context, tx *ent.Tx) (err error) {
		const query = "SELECT slug FROM desks WHERE slug >= ? ORDER BY slug"
		for range 2 { // so that it is kept
			if got, err := slugs(ctx, tx, query, "a"); err != nil || got != "abc" {
				return fmt.Errorf("got %q: %w", got, err)
			}
		}
		rows, err := tx.QueryContext(ctx, query, "a")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		outer := ""
		for rows.Next() {
			var slug string
			err = errors.Join(err, rows.Scan(&slug))
			outer += slug
			if got, innerErr := slugs(ctx, tx, query, "b"); innerErr != nil || got != "bc" {
				err = errors.Join(err, fmt.Errorf("inner got %q: %w", got, innerErr))
			}
			for i := range 200 { // more than are kept
				_, innerErr := slugs(ctx, tx, query+strings.Repeat(" ", i+1), "b")
				err = errors.Join(err, innerErr)
			}
		}
		if outer != "abc" {
			err = errors.Join(err, fmt.Errorf("outer got %q", outer))
		}
		return errors.Join(err, rows.Err())
	})
	if err != nil {
		t.Error(err)
	}
}

func slugs(ctx context.Context, tx *ent.Tx, query, from string) (joined string, err error) {
	rows, err := tx.QueryContext(ctx, query, from)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var slug string
		err = errors.Join(err, rows.Scan(&slug))
		joined += slug
	}
	return joined, errors.Join(err, rows.Err())
}

// A kept statement goes on after it failed, after its caller gave up, and after the table has changed under it.
func TestStatementAfterTrouble(t *testing.T) {
	s := desktest.NewStore(t)
	ctx := context.Background()
	write := func(ctx context.Context, query string, args ...any) error {
		return s.Tx(ctx, func(ctx context.Context, tx *ent.Tx) error {
			_, err := tx.ExecContext(ctx, query, args...)
			return err
		})
	}
	const insert = "INSERT INTO desks (created_at, slug, name, language, time_zone, policy) VALUES (1, ?, 'n', 'it', 'UTC', '')"
	for i := range 4 {
		if err := write(ctx, insert, fmt.Sprint("d", i)); err != nil {
			t.Fatal(err)
		}
		if err := write(ctx, insert, "d0"); err == nil {
			t.Fatal("the same slug twice")
		}
		gone, cancel := context.WithCancel(ctx)
		cancel()
		if err := write(gone, insert, "gone"); !errors.Is(err, context.Canceled) {
			t.Fatalf("got %v", err)
		}
	}
	if err := write(ctx, "ALTER TABLE desks ADD COLUMN colour VARCHAR(10) NOT NULL DEFAULT 'red'"); err != nil {
		t.Fatal(err)
	}
	if err := write(ctx, insert, "later"); err != nil {
		t.Error(err)
	}
	if n := countDesks(t, s); n != 5 {
		t.Errorf("%d desks, want 5", n)
	}
}

// Many goroutines with many texts on few connections get each their own answer.
func TestStatementsAtOnce(t *testing.T) {
	s := desktest.NewStore(t)
	const workers = 8
	errs := make(chan error, workers)
	for w := range workers {
		go func() {
			var failed error
			for i := range 400 {
				query := "SELECT ? /* " + strings.Repeat("y", (i*7+w)%200) + " */"
				failed = errors.Join(failed, readBack(context.Background(), s.SQL(), query, i))
			}
			errs <- failed
		}()
	}
	for range workers {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

package store_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entgo.io/ent/dialect"

	"sportello/internal/desktest"
	"sportello/internal/store"
)

func TestOpenRefuses(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "none.db")
	for name, c := range map[string]struct{ address, say string }{
		"no scheme":          {"desk.db", "neither sqlite:PATH nor mysql:DSN"},
		"another database":   {"postgres://localhost/desk", "neither sqlite:PATH nor mysql:DSN"},
		"no path":            {"sqlite:", "needs the path of a file"},
		"memory":             {"sqlite::memory:", "needs the path of a file"},
		"no file":            {"sqlite:" + missing, `run "sportello migrate"`},
		"malformed DSN":      {"mysql:root@tcp(localhost", "read the mysql DSN"},
		"no database's name": {"mysql:root@tcp(localhost:1)/", "needs the name of a database"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := store.Open(context.Background(), c.address, store.Options{})
			if err == nil {
				t.Fatal("opened", s.Close())
			}
			if !strings.Contains(err.Error(), c.say) {
				t.Errorf("%q does not say %q", err, c.say)
			}
		})
	}
	if _, err := os.Stat(missing); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("opening made a file: %v", err)
	}
	_, err := store.Open(context.Background(), desktest.NewDatabase(t), store.Options{Synchronous: "OFF"})
	if err != nil == strings.HasPrefix(desktest.NewDatabase(t), "mysql:") {
		t.Errorf("synchronous OFF: %v", err)
	}
}

// A password in a DSN must not come back in an error.
func TestOpenKeepsThePassword(t *testing.T) {
	for _, address := range []string{"mysql:root:hunter2@tcp(127.0.0.1:1)/desk", "mysql:root:hunter2@tcp(127.0.0.1/desk"} {
		_, err := store.Open(context.Background(), address, store.Options{})
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%v", err)
		}
	}
}

func TestQueryKeepsFewStatements(t *testing.T) {
	s := desktest.NewStore(t)
	for i := range 1000 {
		rows, err := s.Query(context.Background(), "SELECT ? /* "+strings.Repeat("x", i)+" */", i)
		if err != nil {
			t.Fatal(err)
		}
		var got int
		for rows.Next() {
			if err := rows.Scan(&got); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil || got != i {
			t.Fatalf("got %d, want %d: %v", got, i, err)
		}
	}
	if kept := s.PreparedStatements(); s.Dialect() == dialect.SQLite && kept != 256 {
		t.Errorf("%d statements are kept", kept)
	}
}

// The same texts from many goroutines, more of them than are kept, so that statements are forgotten while in use.
func TestQueryAtOnce(t *testing.T) {
	s := desktest.NewStore(t)
	errs := make(chan error)
	const workers = 8
	for w := range workers {
		go func() {
			var failed error
			for i := range 600 {
				rows, err := s.Query(context.Background(), "SELECT ? /* "+strings.Repeat("y", (i*7+w)%300)+" */", i)
				if err != nil {
					failed = errors.Join(failed, err)
					continue
				}
				var got int
				for rows.Next() {
					failed = errors.Join(failed, rows.Scan(&got))
				}
				failed = errors.Join(failed, rows.Err(), rows.Close())
				if got != i {
					failed = errors.Join(failed, errors.New("another statement's answer"))
				}
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

func TestCountStatements(t *testing.T) {
	s := desktest.NewStore(t)
	ctx := context.Background()
	count := desktest.CountStatements(s)
	if _, err := s.Read().Ticket.Query().Count(store.System(ctx)); err != nil {
		t.Fatal(err)
	}
	rows, err := s.Query(ctx, "SELECT 1 WHERE 1 = ?", 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		t.Fatal(err)
	}
	if got := count(); got != 2 {
		t.Errorf("counted %d statements, want 2", got)
	}
}

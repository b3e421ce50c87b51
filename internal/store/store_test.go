package store_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sportello/ent"
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

// Readiness fails when the database does not answer.
func TestCheckWithoutDatabase(t *testing.T) {
	s := desktest.NewStore(t)
	if err := s.Check(context.Background()); err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.Check(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("for a caller who has gone: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	var refused *store.VersionError
	if err := s.Check(context.Background()); err == nil || errors.As(err, &refused) {
		t.Errorf("closed: %v", err)
	}
}

func TestCountStatements(t *testing.T) {
	s := desktest.NewStore(t)
	ctx := context.Background()
	count := desktest.CountStatements(s)
	if _, err := s.Read().Ticket.Query().Count(store.System(ctx)); err != nil {
		t.Fatal(err)
	}
	for i := range 3 { // run as it is, prepared, kept
		if err := readBack(ctx, s.SQL(), "SELECT ?", i); err != nil {
			t.Fatal(err)
		}
	}
	if got := count(); got != 4 {
		t.Errorf("counted %d statements, want 4", got)
	}
	err := s.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		_, err := tx.Desk.Query().IDs(ctx)
		return err
	})
	if got := count(); err != nil || got != 5 {
		t.Errorf("counted %d statements, want 5: %v", got, err)
	}
}

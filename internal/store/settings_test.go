package store_test

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entgo.io/ent/dialect"

	"sportello/ent"
	"sportello/internal/desktest"
	"sportello/internal/store"
)

// Every connection of both pools carries the settings, not only the first one.
func TestSQLiteSettings(t *testing.T) {
	address := desktest.NewDatabase(t)
	if strings.HasPrefix(address, "mysql:") {
		t.Skip("SQLite's settings")
	}
	for synchronous, number := range map[store.Synchronous]string{"": "2", store.Full: "2", store.Normal: "1"} {
		s, err := store.Open(context.Background(), address, store.Options{Synchronous: synchronous, MaxOpen: 3})
		if err != nil {
			t.Fatal(err)
		}
		common := map[string]string{
			"journal_mode": "wal", "foreign_keys": "1", "busy_timeout": "5000", "synchronous": number,
			"cache_size": "-16384", "temp_store": "2", "trusted_schema": "0",
		}
		checkPool(t, s.SQL(), 3, common, "1")
		checkPool(t, s.Writer(), 1, common, "0")
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// checkPool holds all connections of a pool at once and asks each.
func checkPool(t *testing.T, db *sql.DB, size int, settings map[string]string, queryOnly string) {
	t.Helper()
	if open := db.Stats().MaxOpenConnections; open != size {
		t.Errorf("the pool has %d connections, want %d", open, size)
	}
	for range size {
		conn, err := db.Conn(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := conn.Close(); err != nil {
				t.Error(err)
			}
		}()
		for name, want := range settings {
			checkPragma(t, conn, name, want)
		}
		checkPragma(t, conn, "query_only", queryOnly)
	}
}

func checkPragma(t *testing.T, conn *sql.Conn, name, want string) {
	t.Helper()
	var got string
	if err := conn.QueryRowContext(context.Background(), "PRAGMA "+name).Scan(&got); err != nil || got != want {
		t.Errorf("%s is %q, want %q: %v", name, got, want, err)
	}
}

func TestSQLiteReaderRefusesToWrite(t *testing.T) {
	s := desktest.NewStore(t)
	if s.Dialect() != dialect.SQLite {
		t.Skip("MySQL has one pool")
	}
	_, err := s.Read().Desk.Delete().Exec(store.System(context.Background()))
	if err == nil || !strings.Contains(err.Error(), "readonly") {
		t.Errorf("got %v", err)
	}
}

// The database and what SQLite lays beside it are their owner's alone.
func TestSQLitePermissions(t *testing.T) {
	directory := filepath.Join(t.TempDir(), "a", "b")
	address := "sqlite:" + filepath.Join(directory, "desk ?#%.db") // a name that needs escaping, too
	if _, _, err := store.Migrate(context.Background(), address); err != nil {
		t.Fatal(err)
	}
	s := desktest.OpenStore(t, address)
	if err := s.Tx(store.System(context.Background()), func(ctx context.Context, tx *ent.Tx) error {
		_, err := newDesk(ctx, tx, "nord")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	files := 0
	err := filepath.WalkDir(filepath.Dir(directory), func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if entry.IsDir() {
			want = 0o700
		} else {
			files++
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has %v, want %v", entry.Name(), info.Mode().Perm(), want)
		}
		return nil
	})
	if err != nil || files != 4 {
		t.Errorf("%d files, want the database, its log, the log's index and the migration's lock: %v", files, err)
	}
}

func TestMySQLSettings(t *testing.T) {
	s := desktest.NewStore(t)
	if s.Dialect() != dialect.MySQL {
		t.Skip("MySQL's settings")
	}
	isolation := "@@transaction_isolation"
	if _, err := s.SQL().ExecContext(context.Background(), "DO "+isolation); err != nil {
		isolation = "@@tx_isolation" // MariaDB before 11.1
	}
	for range 3 {
		conn, err := s.SQL().Conn(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := conn.Close(); err != nil {
				t.Error(err)
			}
		}()
		var mode string
		for name, want := range map[string]string{
			isolation: "READ-COMMITTED", "@@time_zone": "+00:00", "@@character_set_connection": "utf8mb4",
			"@@collation_connection": "utf8mb4_bin", "@@collation_database": "utf8mb4_bin",
		} {
			var got string
			if err := conn.QueryRowContext(context.Background(), "SELECT "+name).Scan(&got); err != nil || got != want {
				t.Errorf("%s is %q, want %q: %v", name, got, want, err)
			}
		}
		err = conn.QueryRowContext(context.Background(), "SELECT @@sql_mode").Scan(&mode)
		if err != nil || !strings.Contains(mode, "STRICT_ALL_TABLES") {
			t.Errorf("sql_mode is %s: %v", mode, err)
		}
	}
}

// What doesn't fit is an error, never a shortened or bent value. Ent checks first; this asks the database itself.
func TestMySQLIsStrict(t *testing.T) {
	s := desktest.NewStore(t)
	if s.Dialect() != dialect.MySQL {
		t.Skip("SQLite keeps what it is given; lengths are Ent's there")
	}
	const insert = "INSERT INTO desks (created_at, slug, name, language, time_zone, policy) VALUES (?, ?, 'n', 'it', 'UTC', '')"
	for name, args := range map[string][]any{
		"too long":        {1, strings.Repeat("x", 41)},
		"no number":       {"never", "nord"},
		"no UTF-8":        {1, "\xff\xfe"},
		"a missing value": {nil, "nord"},
		"out of range":    {uint64(1) << 63, "nord"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := s.SQL().ExecContext(context.Background(), insert, args...); err == nil {
				t.Error("it was stored")
			}
		})
	}
}

// Equal means the same code points on both databases: no case, accent or width is folded.
func TestTextsAreComparedExactly(t *testing.T) {
	s := desktest.NewStore(t)
	for _, slug := range []string{"nord", "Nord", "nórd", "no\u0301rd", "nord\u200b"} {
		oneDesk(t, s, slug)
	}
	err := s.Tx(store.System(context.Background()), func(ctx context.Context, tx *ent.Tx) error {
		_, err := newDesk(ctx, tx, "nord")
		return err
	})
	if !ent.IsConstraintError(err) {
		t.Errorf("the same slug again: %v", err)
	}
}

// An update that changes nothing has found its row all the same, so that Ent doesn't report it missing.
func TestUpdateWithoutChangeFindsItsRow(t *testing.T) {
	s := desktest.NewStore(t)
	id := oneDesk(t, s, "nord")
	err := s.Tx(store.System(context.Background()), func(ctx context.Context, tx *ent.Tx) error {
		n, err := tx.Desk.Update().SetName("nord").Save(ctx)
		if n != 1 {
			err = errors.Join(err, errors.New("found no row"))
		}
		return errors.Join(err, tx.Desk.UpdateOneID(id).SetName("nord").Exec(ctx))
	})
	if err != nil {
		t.Error(err)
	}
}

package desktest

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sportello/internal/store"
)

// mysqlVariable names the server on which tests make their databases, as a DSN without a database's name:
// root@tcp(127.0.0.1:3306)/ . Without it tests run on SQLite.
const mysqlVariable = "SPORTELLO_TEST_MYSQL"

// NewStore returns a store on a migrated database of the test's own, gone with the test: a SQLite file, or a database
// on the server that SPORTELLO_TEST_MYSQL names.
func NewStore(t testing.TB) *store.Store {
	t.Helper()
	return OpenStore(t, NewDatabase(t))
}

// NewDatabase returns the address of a migrated database of the test's own.
func NewDatabase(t testing.TB) string {
	t.Helper()
	if dsn := os.Getenv(mysqlVariable); dsn != "" {
		return newMySQL(t, dsn)
	}
	return newSQLite(t)
}

// NewEmptyDatabase returns the address of a database of the test's own that nobody has migrated.
func NewEmptyDatabase(t testing.TB) string {
	t.Helper()
	if dsn := os.Getenv(mysqlVariable); dsn != "" {
		return "mysql:" + withDatabase(dsn, newEmptyMySQL(t, dsn))
	}
	path := filepath.Join(t.TempDir(), "desk.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatalf("make the test's database: %v", err)
	}
	return "sqlite:" + path
}

// OpenStore opens a store that the test's end closes.
func OpenStore(t testing.TB, address string) *store.Store {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	s, err := store.Open(ctx, address, store.Options{
		Synchronous: store.Normal, // tests pull no plugs
		Count:       true,
	})
	if err != nil {
		t.Fatalf("open the test's database: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close the test's database: %v", err)
		}
	})
	return s
}

// CountStatements starts to count the SQL statements of a store from NewStore or OpenStore, BEGIN and COMMIT not
// among them; the function it returns tells how many there have been.
func CountStatements(s *store.Store) func() int {
	start := s.Statements()
	return func() int { return int(s.Statements() - start) }
}

// Exec runs statements on a database by hand, beside any store.
func Exec(t testing.TB, address string, statements ...string) {
	t.Helper()
	driver, source, _ := strings.Cut(address, ":")
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatalf("open the test's database: %v", err)
	}
	for _, statement := range statements {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Errorf("%s: %v", statement, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Errorf("close the test's database: %v", err)
	}
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	entsql "entgo.io/ent/dialect/sql"

	"sportello/ent"
)

// Options of a database. The zero value is what a server should run with.
type Options struct {
	// Synchronous says when SQLite's commits reach the disk: FULL (default), so that an acknowledged write survives a
	// power cut, or NORMAL, which survives a killed process only and writes faster. MySQL has its own setting of this.
	Synchronous Synchronous
	// MaxOpen is the number of connections: on SQLite of readers (default: one per core, two at least), on MySQL of
	// all (default 32).
	MaxOpen int
	// Count makes the store count the statements it runs; see Statements.
	Count bool
	count *atomic.Int64
}

// Synchronous is SQLite's synchronous setting.
type Synchronous string

// The settings of Synchronous.
const (
	Full   Synchronous = "FULL"
	Normal Synchronous = "NORMAL"
)

// Store is an open database whose schema is the one this program needs.
type Store struct {
	dialect string
	reader  *sql.DB
	writer  *sql.DB // the same as reader on MySQL
	read    *ent.Client
	write   *ent.Client
	count   *atomic.Int64 // nil unless asked for
}

// Open opens the database that the address names: "sqlite:PATH" or "mysql:DSN", the DSN in the notation of
// go-sql-driver/mysql. It never changes the schema: a database of another version is refused with a *VersionError.
func Open(ctx context.Context, address string, o Options) (*Store, error) {
	pools, err := openPools(address, o)
	if err != nil {
		return nil, err
	}
	s := newStore(pools)
	if err := s.Check(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

var errAddress = errors.New("the database's address is neither sqlite:PATH nor mysql:DSN")

// pools are the connections of one database.
type pools struct {
	dialect        string
	reader, writer *sql.DB
	count          *atomic.Int64
}

func openPools(address string, o Options) (pools, error) {
	if o.Count {
		o.count = new(atomic.Int64)
	}
	kind, source, ok := strings.Cut(address, ":")
	switch {
	case ok && kind == "sqlite":
		return openSQLite(source, o)
	case ok && kind == "mysql":
		return openMySQL(source, o)
	}
	return pools{}, errAddress
}

func newStore(p pools) *Store {
	s := &Store{dialect: p.dialect, reader: p.reader, writer: p.writer, count: p.count}
	s.read = ent.NewClient(ent.Driver(entsql.OpenDB(p.dialect, p.reader)))
	s.write = ent.NewClient(ent.Driver(entsql.OpenDB(p.dialect, p.writer)))
	guard(s.read)
	guard(s.write)
	return s
}

// Close ends all connections. On SQLite the writer goes last, so that it can fold the log into the database.
func (s *Store) Close() error {
	err := s.reader.Close()
	if s.writer != s.reader {
		err = errors.Join(err, s.writer.Close())
	}
	if err != nil {
		return fmt.Errorf("close the database: %w", err)
	}
	return nil
}

// Dialect is dialect.SQLite or dialect.MySQL (also for MariaDB).
func (s *Store) Dialect() string { return s.dialect }

// Read is the client for reading outside transactions. On SQLite its connections refuse to write.
func (s *Store) Read() *ent.Client { return s.read }

// SQL is the pool behind Read, for reads written by hand; their statements are kept prepared on each connection, so
// the texts should come from a small set, with values in the arguments. Tenancy is then the caller's: see Visible… .
func (s *Store) SQL() *sql.DB { return s.reader }

// Statements is how many statements have run since Open on all connections, BEGIN, COMMIT and the settings of new
// connections not among them; zero unless Options.Count asks for it.
func (s *Store) Statements() int64 {
	if s.count == nil {
		return 0
	}
	return s.count.Load()
}

// Query runs a read written by hand on the pool behind Read; see SQL.
func (s *Store) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return s.reader.QueryContext(ctx, query, args...)
}

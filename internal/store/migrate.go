package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"entgo.io/ent/dialect"
	"github.com/pressly/goose/v3"

	"sportello/internal/store/migrations"
)

// Migrate brings the database at the address to the version this program needs, and returns the version it had and
// the one it has. It makes a SQLite file, with its directory, where there is none; on MySQL the database must exist.
// Two processes that migrate at once take turns. A newer database is left alone, with a *VersionError.
func Migrate(ctx context.Context, address string) (from, to int64, err error) {
	m, err := openMigrator(ctx, address)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, m.close()) }()
	before, err := readVersion(ctx, m.dialect, m.db)
	if err != nil {
		return 0, 0, err
	}
	needed, err := neededVersions(m.dialect)
	if err != nil {
		return 0, 0, err
	}
	refused := compare(before, needed)
	if refused == nil {
		return before.latest(), before.latest(), nil
	}
	if refused.State != Empty && refused.State != Older {
		return before.latest(), before.latest(), refused
	}
	if err := m.up(ctx); err != nil {
		return before.latest(), before.latest(), err
	}
	return before.latest(), needed[len(needed)-1], nil
}

// migrator is the one connection, or pool, that may change the schema now.
type migrator struct {
	dialect string
	db      *sql.DB
	lock    *sql.Conn // on MySQL, holds the named lock
}

func openMigrator(ctx context.Context, address string) (*migrator, error) {
	kind, source, _ := strings.Cut(address, ":")
	switch kind {
	case "sqlite":
		return openSQLiteMigrator(ctx, source)
	case "mysql":
		return openMySQLMigrator(ctx, source)
	}
	return nil, errAddress
}

// openSQLiteMigrator takes the file for itself. Foreign keys are off, since SQLite alters a table by replacing it; up
// checks them when it is done.
func openSQLiteMigrator(ctx context.Context, path string) (*migrator, error) {
	if err := makeFile(path); err != nil {
		return nil, err
	}
	db, err := sqlitePool(path, Options{}, "_txlock=exclusive&_pragma=locking_mode(exclusive)&_fk=0")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	tx, err := db.BeginTx(ctx, nil) // in this mode the lock stays after the transaction
	if err == nil {
		err = tx.Commit()
	}
	if err != nil {
		return nil, fmt.Errorf("take %s alone (is a server running on it?): %w", path, errors.Join(err, db.Close()))
	}
	return &migrator{dialect: dialect.SQLite, db: db}, nil
}

// makeFile makes the file and its directory, for the owner alone: it holds other people's letters.
func makeFile(path string) error {
	if err := checkPath(path); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make the database's directory: %w", err)
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("make the database's file: %w", err)
	}
	return file.Close()
}

func openMySQLMigrator(ctx context.Context, dsn string) (*migrator, error) {
	p, err := openMySQL(dsn, Options{MaxOpen: 4})
	if err != nil {
		return nil, err
	}
	conn, err := p.writer.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", errors.Join(err, p.writer.Close()))
	}
	m := &migrator{dialect: dialect.MySQL, db: p.writer, lock: conn}
	var got sql.NullBool
	row := conn.QueryRowContext(ctx, "SELECT GET_LOCK(CONCAT('sportello.migrate.', MD5(DATABASE())), 300)")
	if err := row.Scan(&got); err != nil {
		return nil, fmt.Errorf("wait for the lock: %w", errors.Join(err, m.close()))
	}
	if !got.Bool {
		return nil, errors.Join(errors.New("another process has been migrating this database for five minutes"), m.close())
	}
	return m, nil
}

// close gives the database back; the locks end with their connections.
func (m *migrator) close() error {
	if m.lock == nil {
		return m.db.Close()
	}
	return errors.Join(m.lock.Close(), m.db.Close())
}

// up runs what is missing. SQLite runs a migration in a transaction; MySQL commits after every statement, so there a
// table marks that one is under way, and stays when it was interrupted.
func (m *migrator) up(ctx context.Context) error {
	files, err := migrations.Of(m.dialect)
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(gooseDialect(m.dialect), m.db, files,
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	if m.dialect == dialect.SQLite {
		if _, err := provider.Up(ctx); err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
		return m.checkForeignKeys(ctx)
	}
	if _, err := m.db.ExecContext(ctx, "CREATE TABLE "+underWay+" (started TIMESTAMP DEFAULT CURRENT_TIMESTAMP)"); err != nil {
		return fmt.Errorf("mark the migration: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if _, err := m.db.ExecContext(ctx, "DROP TABLE "+underWay); err != nil {
		return fmt.Errorf("unmark the migration: %w", err)
	}
	return nil
}

func gooseDialect(d string) goose.Dialect {
	if d == dialect.MySQL {
		return goose.DialectMySQL
	}
	return goose.DialectSQLite3
}

// checkForeignKeys makes up for their being off while migrating.
func (m *migrator) checkForeignKeys(ctx context.Context) error {
	rows, err := m.db.QueryContext(ctx, "PRAGMA foreign_key_check")
	if err != nil {
		return fmt.Errorf("check the foreign keys: %w", err)
	}
	broken := rows.Next()
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return fmt.Errorf("check the foreign keys: %w", err)
	}
	if broken {
		return errors.New("the migration left a row that points nowhere; restore the backup and report this")
	}
	return nil
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"entgo.io/ent/dialect"
	"github.com/pressly/goose/v3"

	"sportello/internal/store/migrations"
)

// Migrate brings the database at the address to the version this program needs, and returns the version it had and
// the one it has. It makes a SQLite file, with its directory, where there is none; on MySQL the database must exist.
// Processes that migrate at once take turns. A newer or half-migrated database is left alone, with a *VersionError.
func Migrate(ctx context.Context, address string) (from, to int64, err error) {
	m, err := openMigrator(address)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, m.db.Close()) }()
	unlock, err := m.lock(ctx)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	has, refused, err := m.compare(ctx)
	switch {
	case err != nil || refused == nil:
		return has.latest(), has.latest(), err
	case refused.State != Empty && refused.State != Older:
		return has.latest(), has.latest(), refused
	}
	if err := m.up(ctx); err != nil {
		return has.latest(), has.latest(), err
	}
	return has.latest(), refused.Need, nil
}

// migrator has the connections that may change the schema, and a lock that keeps other processes from it meanwhile.
type migrator struct {
	dialect string
	db      *sql.DB
	lock    func(context.Context) (unlock func() error, err error)
}

func openMigrator(address string) (*migrator, error) {
	kind, source, _ := strings.Cut(address, ":")
	switch kind {
	case "sqlite":
		return openSQLiteMigrator(source)
	case "mysql":
		p, err := openMySQL(source, Options{MaxOpen: 4})
		if err != nil {
			return nil, err
		}
		return &migrator{p.dialect, p.writer, func(ctx context.Context) (func() error, error) { return lockMySQL(ctx, p.writer) }}, nil
	}
	return nil, errAddress
}

// openSQLiteMigrator turns foreign keys off, since SQLite alters a table by replacing it; up checks them at its end.
func openSQLiteMigrator(path string) (*migrator, error) {
	if err := makeFile(path); err != nil {
		return nil, err
	}
	db, err := sqlitePool(path, Options{}, "_txlock=immediate&_fk=0")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return &migrator{dialect.SQLite, db, func(ctx context.Context) (func() error, error) { return lockSQLite(ctx, path) }}, nil
}

// compare tells how the database stands now.
func (m *migrator) compare(ctx context.Context) (version, *VersionError, error) {
	has, err := readVersion(ctx, m.dialect, m.db)
	if err != nil {
		return version{}, nil, err
	}
	need, err := neededVersions(m.dialect)
	if err != nil {
		return version{}, nil, err
	}
	return has, compare(has, need), nil
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
	broken, err := column[string](ctx, m.db, `SELECT "table" FROM pragma_foreign_key_check`)
	if err != nil {
		return fmt.Errorf("check the foreign keys: %w", err)
	}
	if len(broken) > 0 {
		return fmt.Errorf("the migration left rows of %s that point nowhere; restore the backup and report this", broken[0])
	}
	return nil
}

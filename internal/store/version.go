package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"entgo.io/ent/dialect"
	"github.com/pressly/goose/v3"

	"sportello/internal/store/migrations"
)

// underWay is the table that exists while a migration runs on MySQL.
const underWay = "migration_under_way"

// State is how a database's schema stands to the one this program needs.
type State string

// The states that are refused.
const (
	Empty State = "empty"
	Older State = "older"
	Newer State = "newer"
	// Dirty: a migration was interrupted half-way, or one in the middle is missing.
	Dirty State = "dirty"
)

// VersionError refuses a database whose schema is not the one that this program needs.
type VersionError struct {
	State     State
	Has, Need int64
}

// Error says which version there is, which is needed, and what to do.
func (e *VersionError) Error() string {
	switch e.State {
	case Empty:
		return fmt.Sprintf("the database is empty and version %d is needed: run \"sportello migrate\"", e.Need)
	case Older:
		return fmt.Sprintf("the database has version %d and %d is needed: make a backup and run \"sportello migrate\"", e.Has, e.Need)
	case Newer:
		return fmt.Sprintf("the database has version %d and this program knows %d: run a newer sportello", e.Has, e.Need)
	}
	return fmt.Sprintf("the database was left between versions by a migration that broke off (it has %d, %d is needed): "+
		"restore the backup made before it and run \"sportello migrate\"", e.Has, e.Need)
}

// Check reports whether the database answers and has the version this program needs; else the error of the connection
// or a *VersionError.
func (s *Store) Check(ctx context.Context) error {
	has, err := readVersion(ctx, s.dialect, s.reader)
	if err != nil {
		return err
	}
	need, err := neededVersions(s.dialect)
	if err != nil {
		return err
	}
	if refused := compare(has, need); refused != nil {
		return refused
	}
	return nil
}

// version is what a database tells of its schema.
type version struct {
	applied  []int64 // ascending, without goose's zero
	underWay bool
}

func (v version) latest() int64 {
	if len(v.applied) == 0 {
		return 0
	}
	return v.applied[len(v.applied)-1]
}

// compare is nil when the database has exactly the versions needed.
func compare(has version, need []int64) *VersionError {
	e := &VersionError{Has: has.latest(), Need: need[len(need)-1]}
	known := need[:min(len(need), len(has.applied))]
	switch {
	case has.underWay, !slices.Equal(known, has.applied[:len(known)]):
		e.State = Dirty
	case len(has.applied) == 0:
		e.State = Empty
	case len(has.applied) < len(need):
		e.State = Older
	case len(has.applied) > len(need):
		e.State = Newer
	default:
		return nil
	}
	return e
}

// neededVersions lists the migrations built into this program, ascending.
func neededVersions(d string) ([]int64, error) {
	files, err := migrations.Of(d)
	if err != nil {
		return nil, err
	}
	sources, err := goose.NewProvider(gooseDialect(d), new(sql.DB), files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	var need []int64
	for _, source := range sources.ListSources() {
		need = append(need, source.Version)
	}
	return need, nil
}

// readVersion reads goose's table without making it where it is missing.
func readVersion(ctx context.Context, d string, db *sql.DB) (version, error) {
	tables, err := column[string](ctx, db, listTables(d))
	if err != nil {
		return version{}, fmt.Errorf("look at the database: %w", err)
	}
	v := version{underWay: slices.Contains(tables, underWay)}
	if !slices.Contains(tables, goose.DefaultTablename) {
		return v, nil
	}
	query := "SELECT version_id FROM " + goose.DefaultTablename + " WHERE is_applied = 1 AND version_id > 0 ORDER BY version_id"
	if v.applied, err = column[int64](ctx, db, query); err != nil {
		return version{}, fmt.Errorf("read the database's version: %w", err)
	}
	return v, nil
}

func listTables(d string) string {
	if d == dialect.MySQL {
		return "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"
	}
	return "SELECT name FROM sqlite_master WHERE type = 'table'"
}

// column reads the one column of a query.
func column[T any](ctx context.Context, db *sql.DB, query string) (values []T, err error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var value T
		if err := rows.Scan(&value); err != nil {
			return nil, err
		}
		values = append(values, value)
	}
	return values, rows.Err()
}

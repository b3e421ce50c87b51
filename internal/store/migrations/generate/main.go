// Command generate writes the next migration of both dialects from the difference between ent/schema and what the
// migrations so far make of an empty database. It runs as "make migration NAME=what_it_does".
//
// SPORTELLO_TEST_MYSQL names a server, as a DSN, on which it may make and drop a database.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"ariga.io/atlas/sql/sqltool"
	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql/schema"

	entmigrate "sportello/ent/migrate"
)

func main() {
	name := flag.String("name", "", "what the migration does, like add_ticket_tags")
	directory := flag.String("dir", "internal/store/migrations", "where the directories of the dialects are")
	flag.Parse()
	if err := run(context.Background(), *name, *directory, os.Getenv("SPORTELLO_TEST_MYSQL")); err != nil {
		fmt.Fprintln(os.Stderr, "migration:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, name, directory, server string) (err error) {
	if !regexp.MustCompile(`^[a-z][a-z0-9_]+$`).MatchString(name) {
		return errors.New("-name is needed: lower-case words joined by _")
	}
	if server == "" {
		return errors.New("SPORTELLO_TEST_MYSQL is needed: the DSN of a MySQL or MariaDB server to try on")
	}
	scratch, err := openScratch(ctx, server)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, scratch.close(ctx)) }()
	if err := scratch.diff(ctx, dialect.SQLite, filepath.Join(directory, "sqlite"), name); err != nil {
		return err
	}
	return scratch.diff(ctx, dialect.MySQL, filepath.Join(directory, "mysql"), name)
}

// diff replays the directory on the scratch database of the dialect and writes what is missing as the next file.
func (s *scratch) diff(ctx context.Context, d, path, name string) error {
	dir, err := sqltool.NewGooseDir(path)
	if err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	files, err := dir.Files()
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	err = entmigrate.NewSchema(s.drivers[d]).NamedDiff(ctx, name,
		schema.WithDir(known{dir}),
		schema.WithMigrationMode(schema.ModeReplay),
		schema.WithDialect(d),
		schema.WithFormatter(numbered{len(files) + 1}),
		schema.WithDropColumn(true),
		schema.WithDropIndex(true),
	)
	if err != nil {
		return fmt.Errorf("compare ent/schema with %s: %w", path, err)
	}
	return nil
}

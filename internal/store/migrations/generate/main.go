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
	"strconv"

	"ariga.io/atlas/sql/migrate"
	"ariga.io/atlas/sql/sqltool"
	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql/schema"

	entmigrate "sportello/ent/migrate"
)

func main() {
	name := flag.String("name", "", "what the migration does, like add_ticket_tags")
	directory := flag.String("dir", "internal/store/migrations", "where the directories of the dialects are")
	first := 1
	flag.Func("first", "the lowest number to take: branches that take numbers far apart do not collide", func(text string) (err error) {
		first, err = strconv.Atoi(text) // 0040 is forty, not octal as flag.Int has it
		return err
	})
	sum := flag.Bool("sum", false, "write no migration, only the sums of what is there: after a merge")
	flag.Parse()
	var err error
	if *sum {
		err = seal(*directory)
	} else {
		err = run(context.Background(), *name, *directory, first, os.Getenv("SPORTELLO_TEST_MYSQL"))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "migration:", err)
		os.Exit(1)
	}
}

// seal writes the sums of both directories anew.
func seal(directory string) error {
	for _, d := range []string{"sqlite", "mysql"} {
		dir, err := sqltool.NewGooseDir(filepath.Join(directory, d))
		if err != nil {
			return fmt.Errorf("open the migrations: %w", err)
		}
		sum, err := dir.Checksum()
		if err != nil {
			return fmt.Errorf("sum up the migrations: %w", err)
		}
		if err := migrate.WriteSumFile(dir, sum); err != nil {
			return fmt.Errorf("write the sums: %w", err)
		}
	}
	return nil
}

func run(ctx context.Context, name, directory string, first int, server string) (err error) {
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
	if err := scratch.diff(ctx, dialect.SQLite, filepath.Join(directory, "sqlite"), name, first); err != nil {
		return err
	}
	return scratch.diff(ctx, dialect.MySQL, filepath.Join(directory, "mysql"), name, first)
}

// diff replays the directory on the scratch database of the dialect and writes what is missing as the next file.
func (s *scratch) diff(ctx context.Context, d, path, name string, first int) error {
	dir, err := sqltool.NewGooseDir(path)
	if err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	files, err := dir.Files()
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	next := first
	for _, file := range files {
		version, err := strconv.Atoi(file.Version())
		if err != nil {
			return fmt.Errorf("the number of %s: %w", file.Name(), err)
		}
		next = max(next, version+1)
	}
	err = entmigrate.NewSchema(s.drivers[d]).NamedDiff(ctx, name,
		schema.WithDir(known{dir}),
		schema.WithMigrationMode(schema.ModeReplay),
		schema.WithDialect(d),
		schema.WithFormatter(numbered{next}),
		schema.WithDropColumn(true),
		schema.WithDropIndex(true),
	)
	if err != nil {
		return fmt.Errorf("compare ent/schema with %s: %w", path, err)
	}
	return nil
}

package store_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"ariga.io/atlas/sql/migrate"
	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/schema"

	entmigrate "sportello/ent/migrate"
	"sportello/internal/desktest"
	"sportello/internal/store"
	"sportello/internal/store/migrations"
)

// All migrations, run on an empty database, make exactly what ent/schema describes: nothing is missing, nothing is
// left over.
func TestMigrationsMakeTheSchema(t *testing.T) {
	address := desktest.NewEmptyDatabase(t)
	from, to, err := store.Migrate(context.Background(), address)
	if err != nil || from != 0 || to < 1 {
		t.Fatalf("migrated from %d to %d: %v", from, to, err)
	}
	s := desktest.OpenStore(t, address)
	if changes := wanted(t, s); changes != "" {
		t.Errorf("ent/schema wants more: run \"make migration NAME=…\"\n%s", changes)
	}
	from, again, err := store.Migrate(context.Background(), address)
	if err != nil || from != to || again != to {
		t.Errorf("a second time it went from %d to %d: %v", from, again, err)
	}
}

// The template of the tests is the migrated schema too.
func TestTestDatabasesAreMigrated(t *testing.T) {
	if changes := wanted(t, desktest.NewStore(t)); changes != "" {
		t.Errorf("ent/schema wants more: %s", changes)
	}
}

// wanted is what ent/schema would change of a database.
func wanted(t *testing.T, s *store.Store) string {
	t.Helper()
	var missing bytes.Buffer
	err := entmigrate.NewSchema(entsql.OpenDB(s.Dialect(), s.Writer())).WriteTo(
		t.Context(), &missing, schema.WithDropColumn(true), schema.WithDropIndex(true))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(missing.String())
}

// Released files are never changed, and both dialects have the same versions.
func TestMigrationFiles(t *testing.T) {
	var names [2][]string
	for i, d := range []string{dialect.SQLite, dialect.MySQL} {
		files, err := migrations.Of(d)
		if err != nil {
			t.Fatal(err)
		}
		directory := t.TempDir()
		if err := os.CopyFS(directory, files); err != nil {
			t.Fatal(err)
		}
		local, err := migrate.NewLocalDir(directory)
		if err != nil {
			t.Fatal(err)
		}
		if err := migrate.Validate(local); err != nil {
			t.Errorf("%s: %v", d, err)
		}
		if names[i], err = fs.Glob(files, "*.sql"); err != nil {
			t.Fatal(err)
		}
	}
	if a, b := strings.Join(names[0], " "), strings.Join(names[1], " "); a != b {
		t.Errorf("sqlite has %s\nmysql has  %s", a, b)
	}
	if _, err := migrations.Of(dialect.Postgres); err == nil {
		t.Error("there are migrations for Postgres")
	}
}

// A database of another version is refused, with what it has, what is needed, and what to do.
func TestOtherVersionsAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change string // of a migrated database
		state  store.State
		say    []string
	}{
		"newer": {"INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)", store.Newer,
			[]string{"has version 9999", "knows", "newer sportello"}},
		"a hole": {"UPDATE goose_db_version SET version_id = 9998 WHERE version_id = 1", store.Dirty,
			[]string{"has 9998", "is needed", "restore the backup"}},
		"interrupted": {"CREATE TABLE migration_under_way (started TIMESTAMP)", store.Dirty,
			[]string{"is needed", "broke off", "restore the backup"}},
	} {
		t.Run(name, func(t *testing.T) {
			address := desktest.NewDatabase(t)
			s := desktest.OpenStore(t, address)
			if _, err := s.Writer().ExecContext(context.Background(), c.change); err != nil {
				t.Fatal(err)
			}
			checkRefused(t, s.Check(context.Background()), c.state, c.say)
			_, err := store.Open(context.Background(), address, store.Options{})
			checkRefused(t, err, c.state, c.say)
			_, _, err = store.Migrate(context.Background(), address)
			checkRefused(t, err, c.state, c.say)
		})
	}
}

func TestEmptyDatabaseIsRefusedAndMigrated(t *testing.T) {
	address := desktest.NewEmptyDatabase(t)
	_, err := store.Open(context.Background(), address, store.Options{})
	checkRefused(t, err, store.Empty, []string{"is empty", "is needed", `run "sportello migrate"`})
	if _, _, err := store.Migrate(context.Background(), address); err != nil {
		t.Fatal(err)
	}
	desktest.OpenStore(t, address)
}

// A migration that fails half-way leaves nothing behind on SQLite. On MySQL, which commits each statement, it leaves a
// mark, and the database is refused until its backup is restored.
func TestBrokenMigration(t *testing.T) {
	ctx := context.Background()
	address := desktest.NewEmptyDatabase(t)
	desktest.Exec(t, address, "CREATE TABLE tickets (in_the_way INT)")
	if _, _, err := store.Migrate(ctx, address); err == nil || !strings.Contains(err.Error(), "tickets") {
		t.Fatalf("got %v, want the table that was in the way", err)
	}
	_, err := store.Open(ctx, address, store.Options{})
	if strings.HasPrefix(address, "mysql:") {
		checkRefused(t, err, store.Dirty, []string{"broke off"})
		return
	}
	checkRefused(t, err, store.Empty, nil)
	desktest.Exec(t, address, "DROP TABLE tickets")
	if _, _, err := store.Migrate(ctx, address); err != nil {
		t.Error(err)
	}
}

func checkRefused(t *testing.T, err error, state store.State, say []string) {
	t.Helper()
	var refused *store.VersionError
	if !errors.As(err, &refused) || refused.State != state {
		t.Fatalf("got %v, want a database that is %s", err, state)
	}
	for _, part := range say {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not say %q", err, part)
		}
	}
}

// Several processes start at once on an empty database: they take turns, the first one migrates. Each call has a
// connection of its own, as a process would.
func TestMigratingTakesTurns(t *testing.T) {
	address := desktest.NewEmptyDatabase(t)
	const processes = 5
	type result struct {
		from int64
		err  error
	}
	results := make(chan result, processes)
	for range processes {
		go func() {
			from, _, err := store.Migrate(context.Background(), address)
			results <- result{from, err}
		}()
	}
	first := 0
	for range processes {
		r := <-results
		if r.err != nil {
			t.Error(r.err)
		}
		if r.from == 0 {
			first++
		}
	}
	if first != 1 {
		t.Errorf("%d migrated", first)
	}
}

func TestMigrateRefuses(t *testing.T) {
	for name, c := range map[string]struct{ address, say string }{
		"no scheme":       {"desk.db", "neither sqlite:PATH nor mysql:DSN"},
		"memory":          {"sqlite::memory:", "needs the path of a file"},
		"no server":       {"mysql:root@tcp(127.0.0.1:1)/desk", "connect"},
		"not a directory": {"sqlite:/dev/null/desk.db", "make the database's directory"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, err := store.Migrate(context.Background(), c.address); err == nil || !strings.Contains(err.Error(), c.say) {
				t.Errorf("got %v, want %q", err, c.say)
			}
		})
	}
}

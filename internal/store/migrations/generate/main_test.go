package main

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sportello/internal/store/migrations"
)

// server is the DSN of a server to try migrations on.
func server(t *testing.T) string {
	t.Helper()
	dsn := os.Getenv("SPORTELLO_TEST_MYSQL")
	if dsn == "" {
		t.Skip("SPORTELLO_TEST_MYSQL names no server")
	}
	return dsn
}

// copyOf writes the committed migrations of both dialects into a directory of the test's own.
func copyOf(t *testing.T) string {
	t.Helper()
	directory := t.TempDir()
	for _, d := range []struct{ dialect, name string }{{"sqlite3", "sqlite"}, {"mysql", "mysql"}} {
		files, err := migrations.Of(d.dialect)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(filepath.Join(directory, d.name), files); err != nil {
			t.Fatal(err)
		}
	}
	return directory
}

func sqlFiles(t *testing.T, directory string) []string {
	t.Helper()
	files, err := fs.Glob(os.DirFS(directory), "*/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// With nothing changed in ent/schema there is nothing to write.
func TestNothingToMigrate(t *testing.T) {
	directory := copyOf(t)
	before := sqlFiles(t, directory)
	if err := run(context.Background(), "again", directory, 1, server(t)); err != nil {
		t.Fatal(err)
	}
	if after := sqlFiles(t, directory); len(after) != len(before) {
		t.Errorf("from %v it became %v", before, after)
	}
}

// The next migration takes the next number on both dialects and holds what is missing.
func TestNextMigration(t *testing.T) {
	directory := t.TempDir()
	for _, name := range []string{"sqlite", "mysql"} {
		if err := os.Mkdir(filepath.Join(directory, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := run(context.Background(), "from_nothing", directory, 1, server(t)); err != nil {
		t.Fatal(err)
	}
	files := sqlFiles(t, directory)
	if got := strings.Join(files, " "); got != "mysql/0001_from_nothing.sql sqlite/0001_from_nothing.sql" {
		t.Errorf("wrote %s", got)
	}
	for _, file := range files {
		content, err := os.ReadFile(filepath.Join(directory, file))
		if err != nil {
			t.Fatal(err)
		}
		if text := string(content); !strings.HasPrefix(text, "-- +goose Up\n") || !strings.Contains(text, "CREATE TABLE `tickets`") {
			t.Errorf("%s holds %s", file, text)
		}
	}
}

// A released file that somebody has changed is found out.
func TestChangedMigration(t *testing.T) {
	dsn, directory := server(t), copyOf(t)
	path := filepath.Join(directory, "sqlite", "0001_initial.sql")
	if err := os.WriteFile(path, []byte("-- +goose Up\nCREATE TABLE other (id INT);\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(context.Background(), "again", directory, 1, dsn); err == nil || !strings.Contains(err.Error(), "checksum") {
		t.Errorf("got %v", err)
	}
}

// After a merge the sums are written anew, and a branch may take its numbers from where no other does.
func TestNumbersApart(t *testing.T) {
	dsn, directory := server(t), copyOf(t)
	for _, d := range []string{"sqlite", "mysql"} {
		path := filepath.Join(directory, d, "0800_merged.sql")
		if err := os.WriteFile(path, []byte("-- +goose Up\nDROP TABLE `dashboards`;\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := seal(directory); err != nil {
		t.Fatal(err)
	}
	if err := run(context.Background(), "back", directory, 900, dsn); err != nil {
		t.Fatal(err)
	}
	if files := sqlFiles(t, directory); !slices.Contains(files, "mysql/0900_back.sql") || !slices.Contains(files, "sqlite/0900_back.sql") {
		t.Errorf("wrote %q", files)
	}
}

func TestRefused(t *testing.T) {
	for name, c := range map[string]struct{ name, server, say string }{
		"no name":        {"", "root@tcp(127.0.0.1:1)/", "-name is needed"},
		"a path":         {"../x", "root@tcp(127.0.0.1:1)/", "-name is needed"},
		"no server":      {"x1", "", "SPORTELLO_TEST_MYSQL is needed"},
		"a wrong DSN":    {"x1", "root@tcp(", "read the mysql DSN"},
		"nobody answers": {"x1", "root@tcp(127.0.0.1:1)/", "make the scratch database"},
	} {
		t.Run(name, func(t *testing.T) {
			err := run(context.Background(), c.name, t.TempDir(), 1, c.server)
			if err == nil || !strings.Contains(err.Error(), c.say) {
				t.Errorf("got %v, want %q", err, c.say)
			}
		})
	}
}

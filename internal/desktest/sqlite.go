package desktest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"sportello/internal/store"
)

// sqliteTemplate is the bytes of a migrated database, made once per process.
var sqliteTemplate = sync.OnceValues(func() (content []byte, err error) {
	directory, err := os.MkdirTemp("", "sportello-template-")
	if err != nil {
		return nil, fmt.Errorf("make the template's directory: %w", err)
	}
	defer func() {
		if removeErr := os.RemoveAll(directory); err == nil {
			err = removeErr
		}
	}()
	path := filepath.Join(directory, "template.db")
	if _, _, err := store.Migrate(context.Background(), "sqlite:"+path); err != nil {
		return nil, fmt.Errorf("migrate the template: %w", err)
	}
	return os.ReadFile(path)
})

// newSQLite writes the template into the test's directory.
func newSQLite(t testing.TB) string {
	t.Helper()
	content, err := sqliteTemplate()
	if err != nil {
		t.Fatalf("make the test's database: %v", err)
	}
	path := filepath.Join(t.TempDir(), "desk.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatalf("write the test's database: %v", err)
	}
	return "sqlite:" + path
}

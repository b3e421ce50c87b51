package desktest_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"sportello/ent"
	"sportello/internal/desktest"
	"sportello/internal/store"
)

// Each test has a database of its own: what one writes no other finds, and it goes with the test.
func TestDatabasesAreApart(t *testing.T) {
	var address string
	t.Run("one", func(t *testing.T) {
		address = desktest.NewDatabase(t)
		one, other := desktest.OpenStore(t, address), desktest.NewStore(t)
		err := one.Tx(store.System(t.Context()), func(ctx context.Context, tx *ent.Tx) error {
			return tx.User.Create().SetCreatedAt(1).SetEmail("ada@example.test").Exec(ctx)
		})
		if err != nil {
			t.Fatal(err)
		}
		for s, want := range map[*store.Store]int{one: 1, other: 0} {
			if n, err := s.Read().User.Query().Count(store.System(t.Context())); err != nil || n != want {
				t.Errorf("%d users, want %d: %v", n, want, err)
			}
		}
	})
	if s, err := store.Open(context.Background(), address, store.Options{}); err == nil {
		t.Errorf("the database has outlived its test: %v", s.Close())
	}
	if path, ok := strings.CutPrefix(address, "sqlite:"); ok {
		if _, err := os.Stat(path); !os.IsNotExist(err) {
			t.Errorf("its file has outlived its test: %v", err)
		}
	}
}

func BenchmarkNewStore(b *testing.B) {
	for b.Loop() {
		desktest.NewStore(b)
	}
}

package audit_test

import (
	"context"
	"slices"
	"testing"

	"entgo.io/ent/dialect"

	"sportello/ent"
	"sportello/internal/audit"
	"sportello/internal/desktest"
	"sportello/internal/store"
)

func record(t *testing.T, s *store.Store, kinds ...audit.Kind) {
	t.Helper()
	err := write(t, s, store.System(t.Context()), func(ctx context.Context, tx *ent.Tx) error {
		for _, k := range kinds {
			if err := audit.Write(ctx, tx, audit.Entry{At: 1, Kind: k, SubjectID: 7}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A tail tells each entry of its kinds once, from where it began, however long it runs.
func TestATailTellsEachOnce(t *testing.T) {
	s := desktest.NewStore(t)
	record(t, s, audit.SignedOut, audit.KeyRevoked)
	tail := audit.NewTail(s, audit.SignedOut, audit.KeyRevoked)
	next := func() (kinds []audit.Kind) {
		t.Helper()
		found, err := tail.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range found {
			kinds = append(kinds, c.Kind)
		}
		return kinds
	}
	if got := next(); len(got) != 0 {
		t.Errorf("what was there before: %v", got)
	}
	for range 200 {
		record(t, s, audit.KeyRevoked, audit.SignedIn, audit.SignedOut)
		if got := next(); !slices.Equal(got, []audit.Kind{audit.KeyRevoked, audit.SignedOut}) {
			t.Fatalf("got %v", got)
		}
		if got := next(); len(got) != 0 {
			t.Fatalf("told twice: %v", got)
		}
	}
}

// One that is numbered first and committed last is told, too.
func TestATailWaitsForTheSlow(t *testing.T) {
	s := desktest.NewStore(t)
	if s.Dialect() == dialect.SQLite {
		t.Skip("SQLite has one writer: what is numbered first is committed first")
	}
	tail := audit.NewTail(s, audit.SignedOut, audit.KeyRevoked)
	if _, err := tail.Next(t.Context()); err != nil {
		t.Fatal(err)
	}
	err := write(t, s, store.System(t.Context()), func(ctx context.Context, tx *ent.Tx) error {
		if err := audit.Write(ctx, tx, audit.Entry{At: 1, Kind: audit.KeyRevoked, KeyID: 3}); err != nil {
			return err
		}
		record(t, s, audit.SignedOut) // by somebody else, meanwhile
		found, err := tail.Next(t.Context())
		if len(found) != 1 || found[0].Kind != audit.SignedOut {
			t.Errorf("meanwhile: %v", found)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	found, err := tail.Next(t.Context())
	if err != nil || len(found) != 1 || found[0].KeyID != 3 {
		t.Errorf("afterwards: %v %v", found, err)
	}
}

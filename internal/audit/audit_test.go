package audit_test

import (
	"context"
	"errors"
	"io/fs"
	"net/netip"
	"os"
	"regexp"
	"strings"
	"testing"

	"sportello/ent"
	"sportello/ent/auditentry"
	"sportello/internal/access"
	"sportello/internal/audit"
	"sportello/internal/desktest"
	"sportello/internal/store"
)

// Nothing in the house changes or removes what is on record: outside of generated code nobody has such a call, by Ent or in
// SQL.
func TestTheRecordIsNeverChanged(t *testing.T) {
	changes := regexp.MustCompile(`AuditEntry\.(Update|Delete)|AuditEntryMutation|(?i:(update|delete from|into|truncate)( table)? .?audit_entries)`)
	house := os.DirFS("../..")
	read := 0
	err := fs.WalkDir(house, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			if entry != nil && entry.Name() == "node_modules" {
				return fs.SkipDir
			}
			return err
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, "ent/") && !strings.HasPrefix(path, "ent/schema/") {
			return nil
		}
		text, err := fs.ReadFile(house, path)
		read++
		if found := changes.Find(text); found != nil {
			t.Errorf("%s: %s", path, found)
		}
		return err
	})
	if err != nil || read < 200 {
		t.Fatalf("%d files read: %v", read, err)
	}
	for _, bad := range []string{"tx.AuditEntry.UpdateOneID(1)", "DELETE FROM audit_entries", "tx.AuditEntry.Delete()"} {
		if !changes.MatchString(bad) {
			t.Errorf("%s is not recognised", bad)
		}
	}
}

// A viewer reaches the record by the use case alone.
func TestTheRecordIsTheSystems(t *testing.T) {
	s := desktest.NewStore(t)
	scope := access.Scope{UserID: 1, Desks: []int64{1}}
	if _, err := s.Read().AuditEntry.Query().All(store.Scoped(t.Context(), scope)); !errors.Is(err, store.ErrSystemOnly) {
		t.Errorf("got %v", err)
	}
}

func write(t *testing.T, s *store.Store, ctx context.Context, do func(context.Context, *ent.Tx) error) error { //nolint:revive // the test comes first
	t.Helper()
	return s.Tx(ctx, do)
}

// An entry without an instant or of no kind is refused, and with it what it would have told of.
func TestEntriesAreWhole(t *testing.T) {
	s := desktest.NewStore(t)
	for _, bad := range []audit.Entry{{}, {At: 1}, {Kind: audit.SignedIn}, {At: 1, Kind: "SOMETHING"}} {
		err := write(t, s, store.System(t.Context()), func(ctx context.Context, tx *ent.Tx) error { return audit.Write(ctx, tx, bad) })
		if !errors.Is(err, audit.ErrEntry) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

// What happens to somebody is on the record of each place of theirs, with where the call came from, and on no other.
func TestEachPlaceLearns(t *testing.T) {
	s := desktest.NewStore(t)
	f := desktest.NewFactory(t, s)
	one, other := f.Desk("saas"), f.Desk("portal")
	company := f.Tenant(other)
	someone, nobody := f.Staff(one, access.DeskAgent), f.User()
	f.JoinTenant(someone, company, access.TenantRequester)
	f.Staff(other, access.DeskAgent)
	ctx := audit.WithOrigin(store.System(t.Context()), netip.MustParseAddr("::ffff:192.0.2.7"))
	err := write(t, s, ctx, func(ctx context.Context, tx *ent.Tx) error {
		for _, v := range []*access.Viewer{someone, nobody} {
			e := audit.Entry{At: 7, Kind: audit.SignedIn, ActorID: v.UserID, Details: map[string]string{"method": "PASSWORD"}}
			if err := audit.WriteForEach(ctx, tx, v.UserID, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := s.Read().AuditEntry.Query().Order(auditentry.ByID()).All(store.System(t.Context()))
	if err != nil || len(rows) != 3 {
		t.Fatalf("%v %v", rows, err)
	}
	for i, want := range []struct{ desk, tenant int64 }{{one, 0}, {other, company}, {0, 0}} {
		if rows[i].DeskID != want.desk || rows[i].TenantID != want.tenant || rows[i].Addr != "192.0.2.7" || rows[i].Details != `{"method":"PASSWORD"}` {
			t.Errorf("got %+v, want %+v", rows[i], want)
		}
	}
}

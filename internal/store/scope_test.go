package store_test

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/desktest"
	"sportello/internal/store"
)

// systemOnly names the entities that no viewer may ask for.
func systemOnly() map[string]bool {
	return map[string]bool{
		"AccountLink": true, "AccountRequest": true, "Invitation": true, "RecoveryCode": true, "SignInChallenge": true, "TrustedDevice": true,
		"APIKey":               true,
		"AuditEntry":           true,
		"DeskAddress":          true,
		"ExternalIdentity":     true,
		"JournalEntry":         true,
		"JournalState":         true,
		"MessageOriginal":      true,
		"NotificationSetting":  true,
		"OIDCProvider":         true,
		"OutboxEntry":          true,
		"OutgoingMail":         true,
		"SpentChallenge":       true,
		"PolicyVersion":        true,
		"SearchDocument":       true,
		"SearchMark":           true,
		"SearchTerm":           true,
		"SignInLink":           true,
		"UndeliverableAddress": true,
	}
}

// Every entity of the generated client fails closed: without an audience nothing is read or changed, and for a viewer
// there is a rule. An entity that is added to ent/schema comes here by itself, and fails until it has one.
func TestEveryEntityHasARule(t *testing.T) {
	s := desktest.NewStore(t)
	nobody := context.Background()
	viewer := store.Scoped(nobody, access.Scope{UserID: 1, Desks: []int64{1}, Tenants: []int64{2, 3}, OwnIn: []int64{4}})
	err := s.Tx(nobody, func(_ context.Context, tx *ent.Tx) error {
		walked := 0
		for name, entity := range entities(tx.Client()) {
			walked++
			t.Run(name, func(t *testing.T) {
				for verb, run := range map[string]func(context.Context) error{
					"query":  func(ctx context.Context) error { return call(ctx, entity, "Query", "Count") },
					"ids":    func(ctx context.Context) error { return call(ctx, entity, "Query", "IDs") },
					"exist":  func(ctx context.Context) error { return call(ctx, entity, "Query", "Exist") },
					"update": func(ctx context.Context) error { return call(ctx, entity, "Update", "Save") },
					"delete": func(ctx context.Context) error { return call(ctx, entity, "Delete", "Exec") },
					"create": func(ctx context.Context) error { return call(ctx, entity, "Create", "Save") },
				} {
					if err := run(nobody); !errors.Is(err, store.ErrUnscoped) {
						t.Errorf("%s for nobody: %v", verb, err)
					}
				}
				checkViewer(viewer, t, entity, systemOnly()[name])
			})
		}
		if walked < 15 {
			t.Errorf("walked %d entities only", walked)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// checkViewer reads, changes and deletes for a viewer who sees nothing here, on both ways that a rule can be spelled.
func checkViewer(viewer context.Context, t *testing.T, entity reflect.Value, refused bool) {
	t.Helper()
	err := call(viewer, entity, "Query", "Count")
	if refused != errors.Is(err, store.ErrSystemOnly) || !refused && err != nil {
		t.Errorf("query for a viewer: %v", err)
	}
	if err := call(viewer, entity, "Delete", "Exec"); err != nil && !errors.Is(err, store.ErrSystemOnly) {
		t.Errorf("delete for a viewer: %v", err)
	}
	if err := call(store.System(viewer), entity, "Query", "Count"); err != nil {
		t.Errorf("query for the server: %v", err)
	}
	if err := call(store.System(viewer), entity, "Delete", "Exec"); err != nil {
		t.Errorf("delete for the server: %v", err)
	}
}

// entities are the client's fields that make queries: client.Ticket, client.User …
func entities(client *ent.Client) map[string]reflect.Value {
	found := map[string]reflect.Value{}
	value := reflect.ValueOf(client).Elem()
	for i := range value.NumField() {
		field := value.Field(i)
		if value.Type().Field(i).IsExported() && field.MethodByName("Query").IsValid() {
			found[value.Type().Field(i).Name] = field
		}
	}
	return found
}

// call makes a builder and runs it, like client.Ticket.Query().Count(ctx).
func call(ctx context.Context, entity reflect.Value, builder, run string) error {
	built := entity.MethodByName(builder).Call(nil)[0]
	results := built.MethodByName(run).Call([]reflect.Value{reflect.ValueOf(ctx)})
	err, _ := reflect.TypeAssert[error](results[len(results)-1])
	return err
}

// What a transaction and the client for reading do, they do alike.
func TestReadFailsClosed(t *testing.T) {
	s := desktest.NewStore(t)
	for name, entity := range entities(s.Read()) {
		if err := call(context.Background(), entity, "Query", "Count"); !errors.Is(err, store.ErrUnscoped) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

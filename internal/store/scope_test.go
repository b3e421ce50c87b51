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
func systemOnly() map[string]bool { return map[string]bool{"OutboxEntry": true} }

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
					"query":  func(ctx context.Context) error { return call(entity, "Query", "Count", ctx) },
					"ids":    func(ctx context.Context) error { return call(entity, "Query", "IDs", ctx) },
					"exist":  func(ctx context.Context) error { return call(entity, "Query", "Exist", ctx) },
					"update": func(ctx context.Context) error { return call(entity, "Update", "Save", ctx) },
					"delete": func(ctx context.Context) error { return call(entity, "Delete", "Exec", ctx) },
					"create": func(ctx context.Context) error { return call(entity, "Create", "Save", ctx) },
				} {
					if err := run(nobody); !errors.Is(err, store.ErrUnscoped) {
						t.Errorf("%s for nobody: %v", verb, err)
					}
				}
				checkViewer(t, entity, viewer, systemOnly()[name])
			})
		}
		if walked < 12 {
			t.Errorf("walked %d entities only", walked)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// checkViewer reads, changes and deletes for a viewer who sees nothing here, on both ways that a rule can be spelled.
func checkViewer(t *testing.T, entity reflect.Value, viewer context.Context, refused bool) {
	t.Helper()
	err := call(entity, "Query", "Count", viewer)
	if refused != errors.Is(err, store.ErrSystemOnly) || !refused && err != nil {
		t.Errorf("query for a viewer: %v", err)
	}
	if err := call(entity, "Delete", "Exec", viewer); err != nil && !errors.Is(err, store.ErrSystemOnly) {
		t.Errorf("delete for a viewer: %v", err)
	}
	if err := call(entity, "Query", "Count", store.System(viewer)); err != nil {
		t.Errorf("query for the server: %v", err)
	}
	if err := call(entity, "Delete", "Exec", store.System(viewer)); err != nil {
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
func call(entity reflect.Value, builder, run string, ctx context.Context) error {
	built := entity.MethodByName(builder).Call(nil)[0]
	results := built.MethodByName(run).Call([]reflect.Value{reflect.ValueOf(ctx)})
	err, _ := results[len(results)-1].Interface().(error)
	return err
}

// What a transaction and the client for reading do, they do alike.
func TestReadFailsClosed(t *testing.T) {
	s := desktest.NewStore(t)
	for name, entity := range entities(s.Read()) {
		if err := call(entity, "Query", "Count", context.Background()); !errors.Is(err, store.ErrUnscoped) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

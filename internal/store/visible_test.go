package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/desktest"
	"sportello/internal/store"
)

// Whatever the scope, each entity's rule finds exactly the rows that the same rule, said again in plain Go over the
// rows in memory, lets through; also through edges and for changes of many rows.
func TestVisibleRows(t *testing.T) {
	s := desktest.NewStore(t)
	w := newWorld(t, s)
	rapid.Check(t, func(t *rapid.T) {
		scope := w.drawScope(t)
		ctx := store.Scoped(context.Background(), scope)
		for name, got := range queriesOf(ctx, s.Read()) {
			ids, err := got()
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			slices.Sort(ids)
			if want := w.visible(scope)[name]; !slices.Equal(ids, want) {
				t.Fatalf("%s for %+v\ngot  %v\nwant %v", name, scope, ids, want)
			}
		}
	})
}

// Changes for a viewer reach visible rows alone, whether they name one row or all.
func TestChangesReachVisibleRowsOnly(t *testing.T) {
	s := desktest.NewStore(t)
	w := newWorld(t, s)
	undo := errors.New("undo")
	rapid.Check(t, func(t *rapid.T) {
		scope := w.drawScope(t)
		err := s.Tx(store.Scoped(context.Background(), scope), func(ctx context.Context, tx *ent.Tx) error {
			want := w.visible(scope)
			if n, err := tx.Ticket.Update().SetSubject("changed").Save(ctx); err != nil || n != len(want["ticket"]) {
				t.Fatalf("changed %d tickets, want %d: %v", n, len(want["ticket"]), err)
			}
			if n, err := tx.Message.Update().SetText("changed").Save(ctx); err != nil || n != len(want["message"]) {
				t.Fatalf("changed %d messages, want %d: %v", n, len(want["message"]), err)
			}
			if n, err := tx.Person.Update().SetName("changed").Save(ctx); err != nil || n != len(want["person"]) {
				t.Fatalf("changed %d people, want %d: %v", n, len(want["person"]), err)
			}
			if n, err := tx.User.Update().SetLanguage("es").Save(ctx); err != nil || n != len(want["user"]) {
				t.Fatalf("changed %d users, want %d: %v", n, len(want["user"]), err)
			}
			for _, id := range w.ids["ticket"] {
				seen := slices.Contains(want["ticket"], id)
				if err := tx.Ticket.UpdateOneID(id).SetSubject("one").Exec(ctx); seen != (err == nil) || !seen && !ent.IsNotFound(err) {
					t.Fatalf("change of ticket %d (visible: %v): %v", id, seen, err)
				}
			}
			if n, err := tx.Attachment.Delete().Exec(ctx); err != nil || n != len(want["attachment"]) {
				t.Fatalf("deleted %d attachments, want %d: %v", n, len(want["attachment"]), err)
			}
			return undo
		})
		if !errors.Is(err, undo) {
			t.Fatal(err)
		}
	})
}

// What is reached over an edge is held against the scope as well.
func TestEdgesAreScoped(t *testing.T) {
	s := desktest.NewStore(t)
	w := newWorld(t, s)
	customer := store.Scoped(context.Background(), access.Scope{UserID: 1, Tenants: w.ids["tenant"][:1]})
	tickets, err := s.Read().Ticket.Query().WithMessages().WithTimeline().WithAssignee().All(customer)
	if err != nil || len(tickets) == 0 {
		t.Fatalf("%d tickets: %v", len(tickets), err)
	}
	for _, one := range tickets {
		for _, m := range one.Edges.Messages {
			if m.StaffOnly {
				t.Errorf("ticket %d carries the staff's message %d", one.ID, m.ID)
			}
		}
		for _, entry := range one.Edges.Timeline {
			if entry.PublicSeq == 0 {
				t.Errorf("ticket %d carries the staff's entry %d", one.ID, entry.ID)
			}
		}
		if len(one.Edges.Messages) == 0 || len(one.Edges.Timeline) == 0 {
			t.Errorf("ticket %d carries %d messages and %d entries", one.ID, len(one.Edges.Messages), len(one.Edges.Timeline))
		}
	}
}

// queriesOf asks for the ids of every entity that a viewer may ask for.
func queriesOf(ctx context.Context, client *ent.Client) map[string]func() ([]int64, error) {
	return map[string]func() ([]int64, error){
		"attachment": func() ([]int64, error) { return client.Attachment.Query().IDs(ctx) },
		"draft":      func() ([]int64, error) { return client.Draft.Query().IDs(ctx) },
		"desk":       func() ([]int64, error) { return client.Desk.Query().IDs(ctx) },
		"key":        func() ([]int64, error) { return client.IdempotencyKey.Query().IDs(ctx) },
		"membership": func() ([]int64, error) { return client.Membership.Query().IDs(ctx) },
		"message":    func() ([]int64, error) { return client.Message.Query().IDs(ctx) },
		"person":     func() ([]int64, error) { return client.Person.Query().IDs(ctx) },
		"session":    func() ([]int64, error) { return client.Session.Query().IDs(ctx) },
		"tenant":     func() ([]int64, error) { return client.Tenant.Query().IDs(ctx) },
		"ticket":     func() ([]int64, error) { return client.Ticket.Query().IDs(ctx) },
		"entry":      func() ([]int64, error) { return client.TimelineEntry.Query().IDs(ctx) },
		"user":       func() ([]int64, error) { return client.User.Query().IDs(ctx) },
		"view":       func() ([]int64, error) { return client.SavedView.Query().IDs(ctx) },
		"setting":    func() ([]int64, error) { return client.ListSetting.Query().IDs(ctx) },
		"dashboard":  func() ([]int64, error) { return client.Dashboard.Query().IDs(ctx) },
	}
}

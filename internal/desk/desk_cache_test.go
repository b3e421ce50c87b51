package desk_test

import (
	"context"
	"testing"
	"time"

	"sportello/ent"
	"sportello/internal/desktest"
	"sportello/internal/policy"
	"sportello/internal/store"
)

// A read trusts what it knows of a desk for a second, then notices new rules; the same rules are parsed once.
func TestDeskIsFreshWithinASecond(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	first, err := w.service.DeskOf(ctx, w.desks[0])
	if err != nil {
		t.Fatal(err)
	}
	text, err := policy.PresetText("saas")
	if err != nil {
		t.Fatal(err)
	}
	err = w.store.Tx(store.System(ctx), func(ctx context.Context, tx *ent.Tx) error {
		return tx.Desk.UpdateOneID(w.desks[0]).SetPolicy(string(text)).AddPolicyVersion(1).Exec(ctx)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		after      time.Duration
		preset     string
		statements int
	}{{999 * time.Millisecond, "portal", 0}, {time.Millisecond, "saas", 1}, {0, "saas", 0}, {time.Second, "saas", 1}} {
		w.now = w.now.Add(c.after)
		count := desktest.CountStatements(w.store)
		d, err := w.service.DeskOf(ctx, w.desks[0])
		if err != nil || d.Policy.Preset != c.preset || count() != c.statements {
			t.Fatalf("%s with %d statements, %v; want %+v", d.Policy.Preset, count(), err, c)
		}
		if c.preset == "portal" && d != first {
			t.Error("a known desk was read again")
		}
	}
	before, err := w.service.DeskOf(ctx, w.desks[1])
	if err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(time.Minute)
	after, err := w.service.DeskOf(ctx, w.desks[1])
	if err != nil || after.Policy != before.Policy {
		t.Errorf("the same rules were parsed again, %v", err)
	}
	if _, err := w.service.DeskOf(ctx, 404); err == nil {
		t.Error("a desk that is not there was found")
	}
}

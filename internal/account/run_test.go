package account

import (
	"context"
	"testing"
	"time"

	"sportello/ent"
	"sportello/ent/membership"
	"sportello/internal/access"
	"sportello/internal/audit"
	"sportello/internal/desktest"
	"sportello/internal/moment"
)

// beside is another process on the same database, that runs.
func (c *counter) beside() *counter {
	c.t.Helper()
	other, err := New(Config{Store: c.store, Now: c.clock.Now, Argon2: cheap})
	if err != nil {
		c.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(c.t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		other.Run(ctx)
	}()
	c.t.Cleanup(func() { cancel(); <-done })
	return &counter{Service: other, t: c.t, clock: c.clock, store: c.store}
}

// withinASecond fails when a channel does not close in time. The machine may be slow, so the test is patient; what it took
// is logged.
func withinASecond(t *testing.T, what string, ended <-chan struct{}) {
	t.Helper()
	begin := time.NewTimer(10 * time.Second)
	defer begin.Stop()
	select {
	case <-ended:
	case <-begin.C:
		t.Errorf("%s: still open", what)
	}
}

// What ends in one process ends in the others: a session, a place, a role, a key, by whoever's hand.
func TestEndsAreKnownInEveryProcess(t *testing.T) {
	c := open(t, nil)
	other := c.beside()
	desk := c.desk("saas")
	company := c.tenant(desk)
	boss := c.boss(desk, "boss@desk.example")
	ida := c.user("ida@company.example")
	c.member(ida, desk, company, "REQUESTER")
	stays := other.Ended(t.Context(), boss)

	in := c.signIn("ida@company.example")
	ended := other.Ended(t.Context(), in.Viewer)
	if err := c.SignOut(t.Context(), in.Viewer); err != nil {
		t.Fatal(err)
	}
	withinASecond(t, "a sign-out", ended)

	in = c.signIn("ida@company.example")
	ended = other.Ended(t.Context(), in.Viewer)
	c.tx(func(ctx context.Context, tx *ent.Tx) error { // as whoever removes a member does
		if _, err := tx.Membership.Delete().Where(membership.UserID(ida)).Exec(ctx); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{
			At: moment.Of(c.clock.Now()), Kind: audit.MemberRemoved, DeskID: desk, TenantID: company, ActorID: boss.UserID, SubjectID: ida,
		})
	})
	withinASecond(t, "a place", ended)

	key, secret := c.key(boss, access.Place{DeskID: desk}, access.ScopeReadTickets)
	ended = other.Ended(t.Context(), c.authenticate(secret))
	if _, err := c.RevokeKey(t.Context(), boss, key.ID); err != nil {
		t.Fatal(err)
	}
	withinASecond(t, "a key", ended)

	brief := c.signIn("ida@company.example")
	ended = other.Ended(t.Context(), brief.Viewer)
	c.clock.advance(12 * time.Hour)
	withinASecond(t, "a session whose time is over", ended)

	select {
	case <-stays: // its time was over, too
	case <-time.After(10 * time.Second):
		t.Error("a session outlives its time")
	}
}

// A process that waits for nobody pays one statement for each look.
func TestLookingIsCheap(t *testing.T) {
	c := open(t, nil)
	for n := range 300 {
		c.tx(func(ctx context.Context, tx *ent.Tx) error {
			return audit.Write(ctx, tx, audit.Entry{At: moment.Moment(n + 1), Kind: audit.SignedIn})
		})
	}
	tail := audit.NewTail(c.store, narrowing()...)
	if err := c.look(t.Context(), tail); err != nil {
		t.Fatal(err)
	}
	count := desktest.CountStatements(c.store)
	for range 10 {
		if err := c.look(t.Context(), tail); err != nil {
			t.Fatal(err)
		}
	}
	if got := count(); got != 10 {
		t.Errorf("%d statements for ten looks", got)
	}
	c.user("ada@example.com")
	c.Ended(t.Context(), c.signIn("ada@example.com").Viewer)
	for want := range 2 { // the first look asks when the session ends
		count := desktest.CountStatements(c.store)
		if err := c.look(t.Context(), tail); err != nil {
			t.Fatal(err)
		}
		if got := count(); got != 2-want {
			t.Errorf("look %d: %d statements", want, got)
		}
	}
}

func BenchmarkLook(b *testing.B) {
	s := desktest.NewStore(b)
	service, err := New(Config{Store: s, Argon2: cheap})
	if err != nil {
		b.Fatal(err)
	}
	tail := audit.NewTail(s, narrowing()...)
	for b.Loop() {
		if err := service.look(b.Context(), tail); err != nil {
			b.Fatal(err)
		}
	}
}

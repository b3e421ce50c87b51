package account

import (
	"context"
	"net/netip"
	"strconv"
	"sync"
	"testing"
	"time"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/desktest"
	"sportello/internal/moment"
	"sportello/internal/policy"
	"sportello/internal/problem"
	"sportello/internal/store"
)

const password = "correct horse battery"

// counter is a support desk's front door under test.
type counter struct {
	*Service
	t     *testing.T
	clock *clock
	store *store.Store
}

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// cheap is a hash that costs a test nothing.
var cheap = Argon2{Memory: 64, Time: 1, Threads: 1, Concurrent: 2}

func open(t *testing.T, change func(*Config)) *counter {
	t.Helper()
	c := &counter{t: t, store: desktest.NewStore(t), clock: &clock{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}}
	config := Config{
		Store: c.store, Now: c.clock.Now, Argon2: cheap,
		SessionLifetime: 12 * time.Hour, RememberedLifetime: 30 * 24 * time.Hour,
	}
	if change != nil {
		change(&config)
	}
	service, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	c.Service = service
	return c
}

func (c *counter) user(email string) int64 {
	c.t.Helper()
	id, err := c.CreateUser(c.t.Context(), NewUser{Email: email, Name: "Ada Serra", Language: "it", Password: password})
	if err != nil {
		c.t.Fatal(err)
	}
	return id
}

func (c *counter) desk(preset string) int64 {
	c.t.Helper()
	rules, err := policy.PresetText(preset)
	if err != nil {
		c.t.Fatal(err)
	}
	made, err := c.store.Read().Desk.Query().Count(store.System(c.t.Context()))
	if err != nil {
		c.t.Fatal(err)
	}
	var id int64
	c.tx(func(ctx context.Context, tx *ent.Tx) error {
		desk, err := tx.Desk.Create().SetSlug(preset + strconv.Itoa(made)).SetName(preset).SetLanguage("it").
			SetTimeZone("Europe/Rome").SetPolicy(string(rules)).SetCreatedAt(moment.Of(c.clock.Now())).Save(ctx)
		if err == nil {
			id = desk.ID
		}
		return err
	})
	return id
}

func (c *counter) tenant(desk int64) int64 {
	c.t.Helper()
	var id int64
	c.tx(func(ctx context.Context, tx *ent.Tx) error {
		tenant, err := tx.Tenant.Create().SetDeskID(desk).SetName("Rossi e figli").SetCreatedAt(moment.Of(c.clock.Now())).Save(ctx)
		if err == nil {
			id = tenant.ID
		}
		return err
	})
	return id
}

func (c *counter) member(user, desk, tenant int64, role string) {
	c.t.Helper()
	err := c.AddMembership(c.t.Context(), NewMembership{UserID: user, DeskID: desk, TenantID: tenant, Role: role})
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *counter) tx(fn func(context.Context, *ent.Tx) error) {
	c.t.Helper()
	if err := c.store.Tx(store.System(c.t.Context()), fn); err != nil {
		c.t.Fatal(err)
	}
}

// try signs in from a network of documentation addresses (RFC 5737).
func (c *counter) try(email, password string) (*SignedIn, error) {
	return c.SignIn(c.t.Context(), SignInInput{
		Email: email, Password: password,
		Caller: Caller{Addr: netip.MustParseAddr("192.0.2.7"), UserAgent: "test"},
	})
}

func (c *counter) signIn(email string) *SignedIn {
	c.t.Helper()
	in, err := c.try(email, password)
	if err != nil {
		c.t.Fatal(err)
	}
	return in
}

func (c *counter) authenticate(token string) *access.Viewer {
	c.t.Helper()
	v, err := c.Authenticate(c.t.Context(), token)
	if err != nil {
		c.t.Fatal(err)
	}
	return v
}

func wantCode(t *testing.T, err error, code problem.Code) {
	t.Helper()
	if !problem.Is(err, code) {
		t.Errorf("got %v, want %s", err, code)
	}
}

package account

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"sportello/ent"
	"sportello/ent/user"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// M1.2: sign-in by e-mail and password.
func TestSignIn(t *testing.T) {
	c := open(t, nil)
	id := c.user("ada@example.com")
	for _, email := range []string{"ada@example.com", "  Ada@Example.COM\n"} {
		in, err := c.try(email, password)
		if err != nil {
			t.Fatalf("%q: %v", email, err)
		}
		if in.Viewer.UserID != id || in.Viewer.SessionID == 0 || in.Viewer.Name != "Ada Serra" || in.Viewer.Language != "it" {
			t.Errorf("viewer %+v", in.Viewer)
		}
		if !strings.HasPrefix(in.Token, "sps_") || !in.ExpiresAt.Equal(c.clock.Now().Add(12*time.Hour)) {
			t.Errorf("token %q until %v", in.Token, in.ExpiresAt)
		}
	}
}

// The same letters, composed in two ways, are one address and one password.
func TestSignInComposedAndDecomposed(t *testing.T) {
	c := open(t, nil)
	if _, err := c.CreateUser(t.Context(), NewUser{Email: "andr\u00e9@example.com", Password: "perch\u00e9 no?"}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.try("andre\u0301@example.com", "perche\u0301 no?"); err != nil {
		t.Error(err)
	}
}

// M1.3: nothing tells an unknown address from a wrong password.
func TestSignInRefused(t *testing.T) {
	c := open(t, nil)
	c.user("ada@example.com")
	if _, err := c.CreateUser(t.Context(), NewUser{Email: "mail@example.com"}); err != nil { // has no password
		t.Fatal(err)
	}
	long := strings.Repeat("x", 1025)
	for name, in := range map[string][2]string{
		"wrong password":       {"ada@example.com", password + "!"},
		"unknown address":      {"bea@example.com", password},
		"user without hash":    {"mail@example.com", password},
		"no password":          {"ada@example.com", ""},
		"no password, no hash": {"mail@example.com", ""},
		"no address":           {"", password},
		"long password":        {"ada@example.com", long},
		"long address":         {long + "@example.com", password},
		"broken address":       {"ada\xff@example.com", password},
		"broken password":      {"ada@example.com", "\xff\xfe\x00"},
		"wildcards":            {"%@example.com", password},
		"quote":                {"' OR 1=1 --", password},
		"a hash":               {"ada@example.com", "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0$"},
	} {
		t.Run(name, func(t *testing.T) {
			entered, err := c.try(in[0], in[1])
			if entered != nil {
				t.Fatal("let in")
			}
			if got := problem.Of(err); len(got) != 1 || got[0].Code != problem.InvalidCredentials || len(got[0].Field) != 0 || got[0].Unwrap() != nil {
				t.Errorf("got %v", err)
			}
		})
	}
}

// M1.3: whatever the address, a password is hashed: with the only place to do so taken, nobody gets an answer.
func TestSignInHashesWhateverTheAddress(t *testing.T) {
	c := open(t, func(config *Config) { config.Argon2.Concurrent = 1 })
	c.user("ada@example.com")
	if _, err := c.CreateUser(t.Context(), NewUser{Email: "mail@example.com"}); err != nil {
		t.Fatal(err)
	}
	done, err := c.hasher.turn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	for _, email := range []string{"ada@example.com", "bea@example.com", "mail@example.com"} {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		_, err := c.SignIn(ctx, SignInInput{Email: email, Password: password})
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v, want the deadline", email, err)
		}
	}
}

func TestRehashWhenTheCostChanges(t *testing.T) {
	c := open(t, nil)
	id := c.user("ada@example.com")
	before := c.hashOf(id)
	dearer, err := New(Config{Store: c.store, Now: c.clock.Now, Argon2: Argon2{Memory: 128, Time: 2, Threads: 1}})
	if err != nil {
		t.Fatal(err)
	}
	c.Service = dearer
	if _, err := c.try("ada@example.com", "wrong"); err == nil || c.hashOf(id) != before {
		t.Error("a wrong password was hashed anew")
	}
	c.signIn("ada@example.com")
	after := c.hashOf(id)
	if !strings.HasPrefix(after, "$argon2id$v=19$m=128,t=2,p=1$") {
		t.Errorf("kept %s", after)
	}
	c.signIn("ada@example.com")
	if c.hashOf(id) != after {
		t.Error("hashed anew without need")
	}
}

func (c *counter) hashOf(id int64) string {
	c.t.Helper()
	found, err := c.store.Read().User.Get(store.System(c.t.Context()), id)
	if err != nil {
		c.t.Fatal(err)
	}
	return found.PasswordHash
}

// A broken row is an error of ours, and lets nobody in.
func TestUnreadableHash(t *testing.T) {
	c := open(t, nil)
	id := c.user("ada@example.com")
	c.tx(func(ctx context.Context, tx *ent.Tx) error {
		return tx.User.Update().Where(user.ID(id)).SetPasswordHash("$2a$10$old").Exec(ctx)
	})
	if _, err := c.try("ada@example.com", password); err == nil || len(problem.Of(err)) != 0 || strings.Contains(err.Error(), "$2a") {
		t.Errorf("got %v", err)
	}
}

// Sign-ins that meet, also at a change of cost, all succeed.
func TestSignInsAtOnce(t *testing.T) {
	c := open(t, nil)
	c.user("ada@example.com")
	dearer, err := New(Config{Store: c.store, Now: c.clock.Now, Argon2: Argon2{Memory: 128, Time: 1, Threads: 1}})
	if err != nil {
		t.Fatal(err)
	}
	c.Service = dearer
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := c.try("ada@example.com", password); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func TestThrottle(t *testing.T) {
	c := open(t, nil)
	c.user("ada@example.com")
	var err error
	tries := 0
	for ; tries < 1000 && !problem.Is(err, problem.RateLimited); tries++ {
		_, err = c.try("ada@example.com", "wrong password")
	}
	if tries != addressBurst+1 {
		t.Errorf("refused at try %d", tries)
	}
	if got := problem.Of(err); got[0].Params["seconds"] != 30 {
		t.Errorf("seconds to wait: %v", got[0].Params)
	}
	if _, err := c.try("ADA@example.com", password); !problem.Is(err, problem.RateLimited) {
		t.Errorf("another spelling: %v", err)
	}
	// Nobody is locked out from elsewhere.
	from := Caller{Addr: netip.MustParseAddr("198.51.100.1")}
	if _, err := c.SignIn(t.Context(), SignInInput{Email: "ada@example.com", Password: password, Caller: from}); err != nil {
		t.Errorf("from elsewhere: %v", err)
	}
	c.clock.advance(30 * time.Second)
	for range 3 * addressBurst { // who is right pays nothing
		c.signIn("ada@example.com")
	}
}

func TestThrottleOfANetwork(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	b := newThrottle()
	refusedAt := func(addr func(i int) netip.Addr) int {
		for i := range 1000 {
			if _, _, ok := b.try(now, addr(i), strings.Repeat("x", i)+"@example.com"); !ok {
				return i
			}
		}
		return -1
	}
	six := func(i int) netip.Addr {
		return netip.AddrFrom16([16]byte{0x20, 0x01, 0x0d, 0xb8, 14: byte(i >> 8), 15: byte(i)})
	}
	if got := refusedAt(six); got != networkBurst {
		t.Errorf("hosts of one IPv6 network: refused at %d", got)
	}
	if got := refusedAt(func(int) netip.Addr { return netip.Addr{} }); got != networkBurst {
		t.Errorf("unknown callers: refused at %d", got)
	}
	if got := refusedAt(func(i int) netip.Addr { return netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}) }); got != -1 {
		t.Errorf("hosts of IPv4: refused at %d", got)
	}
	if got := NetworkOf(netip.MustParseAddr("::ffff:192.0.2.1")); got != netip.MustParsePrefix("192.0.2.1/32") {
		t.Errorf("mapped: %v", got)
	}
}

// However many addresses are tried, memory is bounded, and who is being guessed at is not forgotten.
func TestThrottleIsBounded(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	b := newThrottle()
	for i := range 3 * maxThrottled {
		addr := netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)})
		b.try(now, addr, "ada@example.com")
		if i%1000 == 0 && i < 1000*addressBurst*2 {
			_, _, ok := b.try(now, netip.MustParseAddr("192.0.2.1"), "ada@example.com")
			if ok != (i/1000 < addressBurst) {
				t.Fatalf("try %d: %v", i/1000, ok)
			}
		}
	}
	if n := len(b.now) + len(b.old); n > 2*maxThrottled {
		t.Errorf("%d keys", n)
	}
}

package account

import (
	"context"
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	"sportello/internal/access"
	"sportello/internal/desktest"
	"sportello/internal/problem"
	"sportello/internal/store"
)

func TestAuthenticateIsOneStatement(t *testing.T) {
	c := open(t, nil)
	id := c.user("ada@example.com")
	desk := c.desk("guided")
	c.member(id, desk, 0, "AGENT")
	for range 3 {
		c.member(id, desk, c.tenant(desk), "REQUESTER")
	}
	token := c.signIn("ada@example.com").Token
	count := desktest.CountStatements(c.store)
	v := c.authenticate(token)
	if got := count(); got != 1 {
		t.Errorf("%d statements", got)
	}
	if v.UserID != id || v.SessionID == 0 || v.Email != "ada@example.com" || v.Language != "it" || len(v.Desks) != 1 || len(v.Tenants) != 3 {
		t.Errorf("viewer %+v", v)
	}
}

func TestAuthenticateRefuses(t *testing.T) {
	c := open(t, nil)
	c.user("ada@example.com")
	token := c.signIn("ada@example.com").Token
	last := token[len(token)-1]
	for name, text := range map[string]string{
		"empty":                     "",
		"prefix alone":              "sps_",
		"no prefix":                 token[4:],
		"other prefix":              "ghp_" + token[4:],
		"short":                     token[:len(token)-1],
		"long":                      token + "A",
		"huge":                      token + strings.Repeat("A", 1<<20),
		"never issued":              newToken(),
		"same bits, other spelling": token[:len(token)-1] + string(last+1),
		"spaces":                    " " + token,
		"not base64":                "sps_" + strings.Repeat("!", 43),
		"line break inside":         "sps_" + token[4:20] + "\n" + token[21:],
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.Authenticate(t.Context(), text)
			wantCode(t, err, problem.Unauthenticated)
		})
	}
}

// The database alone lets nobody in.
func TestOnlyTheHashIsKept(t *testing.T) {
	c := open(t, nil)
	c.user("ada@example.com")
	token := c.signIn("ada@example.com").Token
	kept, err := c.store.Read().Session.Query().Only(store.System(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256([]byte(token)); string(kept.TokenHash) != string(sum[:]) || kept.UserAgent != "test" {
		t.Errorf("kept %x", kept.TokenHash)
	}
}

// M1.2: "remember me" is a longer session, and use prolongs either.
func TestSessionLifetime(t *testing.T) {
	for name, want := range map[string]struct {
		remember bool
		lifetime time.Duration
	}{"session": {false, 12 * time.Hour}, "remembered": {true, 30 * 24 * time.Hour}} {
		t.Run(name, func(t *testing.T) {
			c := open(t, nil)
			c.user("ada@example.com")
			in, err := c.SignIn(t.Context(), SignInInput{Email: "ada@example.com", Password: password, Remember: want.remember})
			if err != nil {
				t.Fatal(err)
			}
			for range 4 {
				c.clock.advance(want.lifetime - time.Second)
				c.authenticate(in.Token)
			}
			c.clock.advance(want.lifetime)
			_, err = c.Authenticate(t.Context(), in.Token)
			wantCode(t, err, problem.Unauthenticated)
		})
	}
}

func TestProlongingIsRare(t *testing.T) {
	c := open(t, nil)
	c.user("ada@example.com")
	token := c.signIn("ada@example.com").Token
	count := desktest.CountStatements(c.store)
	const requests = 12 * 60 // one a minute
	for range requests {
		c.clock.advance(time.Minute)
		c.authenticate(token)
	}
	if writes := count() - requests; writes < 15 || writes > renewals {
		t.Errorf("%d writes for %d requests", writes, requests)
	}
}

func TestSignOut(t *testing.T) {
	c := open(t, nil)
	c.user("ada@example.com")
	first, second := c.signIn("ada@example.com"), c.signIn("ada@example.com")
	gone := c.Ended(t.Context(), first.Viewer)
	stays := c.Ended(t.Context(), second.Viewer)
	if err := c.SignOut(t.Context(), first.Viewer); err != nil {
		t.Fatal(err)
	}
	<-gone
	_, err := c.Authenticate(t.Context(), first.Token)
	wantCode(t, err, problem.Unauthenticated)
	c.authenticate(second.Token)
	select {
	case <-stays:
		t.Error("another session was told")
	default:
	}
	if err := c.SignOut(t.Context(), first.Viewer); err != nil {
		t.Errorf("twice: %v", err)
	}
	for _, v := range []*access.Viewer{nil, {UserID: 1}} { // nobody; no session
		wantCode(t, c.SignOut(t.Context(), v), problem.Unauthenticated)
	}
	// A viewer can't end a session that is not theirs.
	c.user("bea@example.com")
	forged := &access.Viewer{UserID: c.signIn("bea@example.com").Viewer.UserID, SessionID: second.Viewer.SessionID}
	if err := c.SignOut(t.Context(), forged); err != nil {
		t.Fatal(err)
	}
	c.authenticate(second.Token)
}

func TestRemoveExpired(t *testing.T) {
	c := open(t, nil)
	c.user("ada@example.com")
	old := c.signIn("ada@example.com")
	c.clock.advance(6 * time.Hour)
	fresh := c.signIn("ada@example.com")
	elsewhere := c.signIn("ada@example.com")
	expired, signedOut := c.Ended(t.Context(), old.Viewer), c.Ended(t.Context(), elsewhere.Viewer)
	stays := c.Ended(t.Context(), fresh.Viewer)
	other, err := New(Config{Store: c.store, Now: c.clock.Now, Argon2: cheap}) // another process
	if err != nil {
		t.Fatal(err)
	}
	if err := other.SignOut(t.Context(), elsewhere.Viewer); err != nil {
		t.Fatal(err)
	}
	c.clock.advance(6 * time.Hour)
	removed, err := c.RemoveExpired(t.Context())
	if err != nil || removed != 1 {
		t.Fatalf("removed %d, %v", removed, err)
	}
	<-expired
	<-signedOut
	select {
	case <-stays:
		t.Error("a living session was told")
	default:
	}
	c.authenticate(fresh.Token)
}

func TestWatchForgetsWhoLeft(t *testing.T) {
	w := newWatch()
	for range 3 {
		ctx, cancel := context.WithCancel(t.Context())
		first, second := w.add(ctx, 1, 1), w.add(t.Context(), 1, 1)
		if first != second {
			t.Error("two channels for one session")
		}
		cancel()
		deadline := time.After(10 * time.Second)
		for waiting := 2; waiting != 1; {
			select {
			case <-deadline:
				t.Fatal("still waiting")
			default:
			}
			w.mu.Lock()
			waiting = w.bySession[1].waiting
			w.mu.Unlock()
		}
		w.end(1)
		<-second
		if len(w.due(1)) != 0 {
			t.Error("an ended session is watched")
		}
	}
}

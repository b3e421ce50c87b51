package account

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"sportello/internal/access"
	"sportello/internal/desktest"
	"sportello/internal/problem"
)

// A viewer is refreshed with the places they have now, and keeps their session.
func TestRefreshTellsTheNewPlaces(t *testing.T) {
	c := open(t, nil)
	id, desk := c.user("ada@example.com"), c.desk("guided")
	tenant := c.tenant(desk)
	c.member(id, desk, tenant, "REQUESTER")
	v := c.authenticate(c.signIn("ada@example.com").Token)
	c.member(id, desk, 0, "AGENT")
	fresh, err := c.Refresh(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	if !fresh.WorksOn(desk) || fresh.SessionID != v.SessionID || v.WorksOn(desk) {
		t.Errorf("refreshed %+v of %+v", fresh, v)
	}
	if _, err := c.Refresh(t.Context(), &access.Viewer{UserID: 4040}); !problem.Is(err, problem.Unauthenticated) {
		t.Errorf("a user who is gone: %v", err)
	}
}

// Hundreds who ask at once cost a handful of statements, each gets themselves, and one who gives up holds up nobody.
func TestRefreshLoadsTogether(t *testing.T) {
	c := open(t, nil)
	const users = 40
	viewers := make([]*access.Viewer, users)
	for i := range viewers {
		viewers[i] = &access.Viewer{UserID: c.user(fmt.Sprintf("user%d@example.com", i)), SessionID: int64(i + 1)}
	}
	begun, goOn := make(chan struct{}), make(chan struct{})
	var once sync.Once
	load := c.refreshes.load
	c.refreshes.load = func(ctx context.Context, ids []int64) (map[int64]*access.Viewer, error) {
		once.Do(func() { close(begun); <-goOn })
		return load(ctx, ids)
	}
	count := desktest.CountStatements(c.store)
	first := make(chan error, 1)
	go func() { _, err := c.Refresh(t.Context(), viewers[0]); first <- err }()
	<-begun // the first round is under way: all others wait for the next
	given, giveUp := context.WithCancel(t.Context())
	giveUp()
	if _, err := c.Refresh(given, viewers[1]); !errors.Is(err, context.Canceled) {
		t.Errorf("who gives up is told %v", err)
	}
	var all sync.WaitGroup
	joined := make(chan struct{}, 5*users)
	for i := range 5 * users {
		all.Go(func() {
			v := viewers[i%users]
			r := c.refreshes.join(v.UserID)
			joined <- struct{}{}
			<-r.done
			if found := r.found[v.UserID]; r.err != nil || found == nil || found.UserID != v.UserID {
				t.Errorf("%d got %+v, %v", v.UserID, found, r.err)
			}
		})
	}
	for range 5 * users {
		<-joined
	}
	close(goOn)
	all.Wait()
	if err := <-first; err != nil {
		t.Error(err)
	}
	if got := count(); got != 2 {
		t.Errorf("%d statements for %d refreshes, want 2", got, 5*users+1)
	}
}

// A panic while viewers are loaded is an error for those who wait, and the next round goes on.
func TestRefreshOutlivesAPanic(t *testing.T) {
	c := open(t, nil)
	v := &access.Viewer{UserID: c.user("ada@example.com")}
	load := c.refreshes.load
	c.refreshes.load = func(context.Context, []int64) (map[int64]*access.Viewer, error) { panic("broken") }
	if _, err := c.Refresh(t.Context(), v); err == nil {
		t.Error("nothing was told of the panic")
	}
	c.refreshes.load = load
	if _, err := c.Refresh(t.Context(), v); err != nil {
		t.Error(err)
	}
}

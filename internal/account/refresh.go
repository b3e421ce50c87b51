package account

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"sportello/internal/access"
)

// How viewers are loaded together.
const (
	refreshMost    = 500 // in one statement
	refreshTimeout = 10 * time.Second
)

// Refresh is the viewer as they are now, their places with them, for who goes on telling them things. Those who ask while
// others are being loaded are loaded together afterwards: a thousand followers of a ticket cost a handful of statements.
// UNAUTHENTICATED: the user is gone, or has been given a first password.
func (s *Service) Refresh(ctx context.Context, v *access.Viewer) (*access.Viewer, error) {
	r := s.refreshes.join(v.UserID)
	if v.Key != nil {
		r = s.keyRefreshes.join(v.Key.ID)
	}
	select {
	case <-r.done:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if r.err != nil {
		return nil, r.err
	}
	if v.Key != nil {
		known, ok := r.found[v.Key.ID]
		if !ok {
			return nil, unauthenticated()
		}
		return known, nil
	}
	known, ok := r.found[v.UserID]
	if !ok || known.Incomplete {
		return nil, unauthenticated()
	}
	fresh := *known // shared by those of the same user
	fresh.SessionID = v.SessionID
	if v.Confined != nil {
		confine(&fresh, *v.Confined)
	}
	return &fresh, nil
}

// confine leaves a viewer the places within one.
func confine(v *access.Viewer, to access.Place) {
	desks, tenants := v.Desks, v.Tenants
	v.Confined, v.Desks, v.Tenants = &to, nil, nil
	for id, role := range desks {
		if to.Holds(access.Place{DeskID: id}) {
			v.Desks = map[int64]access.DeskRole{id: role}
		}
	}
	for id, place := range tenants {
		if !to.Holds(access.Place{DeskID: place.DeskID, TenantID: id}) {
			continue
		}
		if v.Tenants == nil {
			v.Tenants = map[int64]access.Membership{}
		}
		v.Tenants[id] = place
	}
}

// refreshes loads viewers in rounds.
type refreshes struct {
	load func(context.Context, []int64) (map[int64]*access.Viewer, error)

	mu   sync.Mutex
	next *refreshRound // gathers who asks now; nil: nobody has
	busy bool          // a round is under way
}

// refreshRound is read once done is closed.
type refreshRound struct {
	userIDs map[int64]struct{}
	done    chan struct{}
	found   map[int64]*access.Viewer
	err     error
}

func (r *refreshes) join(userID int64) *refreshRound {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.next == nil {
		r.next = &refreshRound{userIDs: map[int64]struct{}{}, done: make(chan struct{})}
	}
	r.next.userIDs[userID] = struct{}{}
	if !r.busy {
		r.busy = true
		go r.run()
	}
	return r.next
}

// run does rounds until nobody asks any more.
func (r *refreshes) run() {
	for {
		r.mu.Lock()
		round := r.next
		r.next = nil
		r.busy = round != nil
		r.mu.Unlock()
		if round == nil {
			return
		}
		round.found, round.err = r.loadAll(round.userIDs)
		close(round.done)
	}
}

func (r *refreshes) loadAll(users map[int64]struct{}) (all map[int64]*access.Viewer, err error) {
	defer func() {
		if caught := recover(); caught != nil { // no request's goroutine, so nobody else would
			err = fmt.Errorf("load viewers: panic: %v", caught)
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), refreshTimeout) // it serves many, none of whom ends it
	defer cancel()
	ids := make([]int64, 0, len(users))
	for id := range users {
		ids = append(ids, id)
	}
	all = make(map[int64]*access.Viewer, len(ids))
	for some := range slices.Chunk(ids, refreshMost) {
		found, err := r.load(ctx, some)
		if err != nil {
			return nil, err
		}
		maps.Copy(all, found)
	}
	return all, nil
}

package presence

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"sportello/internal/event"
)

// topic is a ticket that somebody in this process follows. All but reading is under the hub's lock.
type topic[S any] struct {
	hub      *Hub[S]
	ticketID int64

	followers int
	own       map[uint64]event.Sign // of who follows here, by seat
	seats     map[uint64]heard      // of all who are there, here and elsewhere
	writing   map[int64]heard       // by user

	version   int64 // of people
	people    []event.Present
	published time.Time
	due       *time.Timer   // until the next publication; nil: none is due
	wake      chan struct{} // closed with it

	reading chan struct{} // holds a token while somebody reads the scene
	scene   Scene[S]
	of      int64     // version of the scene
	read    time.Time // when it was
}

// heard is the newest sign of its kind, and when it ceases to be true.
type heard struct {
	event.Sign
	until time.Time
}

func newTopic[S any](h *Hub[S], ticketID int64) *topic[S] {
	return &topic[S]{
		hub: h, ticketID: ticketID, own: map[uint64]event.Sign{}, seats: map[uint64]heard{}, writing: map[int64]heard{},
		version: 1, wake: make(chan struct{}), reading: make(chan struct{}, 1),
	}
}

// take takes a sign, and reports whether it changes who is there.
func (t *topic[S]) take(s event.Sign, now time.Time) bool {
	c := &t.hub.config
	switch s.Doing {
	case event.Looking:
		old, there := t.seats[s.Seat]
		if !there && len(t.seats) >= c.MaxSeats {
			return false
		}
		t.seats[s.Seat] = heard{s, now.Add(c.Lost)}
		return !there || old.Sign != s
	case event.Leaving:
		_, there := t.seats[s.Seat]
		delete(t.seats, s.Seat)
		if there && !t.isThere(s.UserID) {
			delete(t.writing, s.UserID)
		}
		return there
	case event.WritingReply, event.WritingNote:
		old, there := t.writing[s.UserID]
		if !there && len(t.writing) >= c.MaxSeats {
			return false
		}
		t.writing[s.UserID] = heard{s, now.Add(c.Writing)}
		return !there || old.Sign != s
	case event.WritingNothing:
		_, there := t.writing[s.UserID]
		delete(t.writing, s.UserID)
		return there
	default:
		return false
	}
}

func (t *topic[S]) isThere(userID int64) bool {
	for _, s := range t.seats {
		if s.UserID == userID {
			return true
		}
	}
	return false
}

// forget lets go of whatever has ceased to be true, and reports whether there was any.
func (t *topic[S]) forget(now time.Time) bool {
	before := len(t.seats) + len(t.writing)
	maps.DeleteFunc(t.seats, func(_ uint64, s heard) bool { return now.After(s.until) })
	maps.DeleteFunc(t.writing, func(_ int64, s heard) bool { return now.After(s.until) })
	return len(t.seats)+len(t.writing) < before
}

// signs are those of who is here.
func (t *topic[S]) signs() []event.Sign { return slices.Collect(maps.Values(t.own)) }

// publish tells the followers who is there now: each user once.
func (t *topic[S]) publish() {
	found := make(map[int64]event.Present, len(t.seats))
	for _, s := range t.seats {
		found[s.UserID] = event.Present{UserID: s.UserID, Staff: s.Staff || found[s.UserID].Staff, Doing: event.Looking}
	}
	for _, s := range t.writing {
		looking, there := found[s.UserID]
		found[s.UserID] = event.Present{UserID: s.UserID, Staff: s.Staff || looking.Staff, Doing: s.Doing, Unseen: !there}
	}
	t.people = slices.SortedFunc(maps.Values(found), func(a, b event.Present) int {
		return cmp.Compare(a.UserID, b.UserID)
	})
	t.version++
	t.published = time.Now()
	close(t.wake)
	t.wake = make(chan struct{})
}

// now is the version of who is there, and what to wait for.
func (t *topic[S]) now() (int64, <-chan struct{}) {
	t.hub.mu.Lock()
	defer t.hub.mu.Unlock()
	return t.version, t.wake
}

// look reads the scene of a version or a newer one, once for all who ask.
func (t *topic[S]) look(ctx context.Context, version int64) (Scene[S], error) {
	select {
	case t.reading <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-t.reading }()
	if t.scene != nil && t.of >= version && time.Since(t.read) < t.hub.config.Recheck {
		return t.scene, nil
	}
	t.hub.mu.Lock()
	people, of := t.people, t.version
	t.hub.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, t.hub.config.ReadTimeout)
	defer cancel()
	began := time.Now()
	scene, err := t.hub.config.Read(ctx, t.ticketID, people)
	if err == nil {
		t.scene, t.of, t.read = scene, of, began
	}
	return scene, err
}

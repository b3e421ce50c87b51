package presence

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"sync"
	"time"

	"sportello/internal/access"
	"sportello/internal/event"
	"sportello/internal/problem"
)

// Follower is somebody who is at a ticket and is told who else is.
type Follower[S any] struct {
	hub    *Hub[S]
	ctx    context.Context
	unbind func() bool
	topic  *topic[S]
	seat   uint64
	viewer *access.Viewer
	loaded time.Time // when viewer was
	looked time.Time // when it was last looked at all

	told    *S
	version int64

	once sync.Once
	left chan struct{}
}

// Follow has the viewer be at a ticket, and follow who is. It ends with ctx, or with the follower's Close. A program follows
// unseen. NOT_FOUND, RATE_LIMITED.
func (h *Hub[S]) Follow(ctx context.Context, v *access.Viewer, ticketID int64) (*Follower[S], error) {
	if h.life.Err() != nil {
		return nil, ErrClosed
	}
	t, first, err := h.enter(ticketID)
	if err != nil {
		return nil, err
	}
	f := &Follower[S]{hub: h, ctx: ctx, topic: t, seat: rand.Uint64(), viewer: v, loaded: time.Now(), left: make(chan struct{})}
	f.unbind = context.AfterFunc(ctx, f.leave)
	version, _ := t.now()
	scene, err := t.look(ctx, version)
	if err == nil {
		err = f.sit(scene)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	if first {
		h.tell(event.Sign{TicketID: ticketID, Seat: h.id, Doing: event.Asking})
	}
	return f, nil
}

// sit tells that the viewer is there, as staff or not, where that is news. NOT_FOUND where they don't see the ticket.
func (f *Follower[S]) sit(scene Scene[S]) error {
	sees, asStaff := scene.Sees(f.viewer)
	if !sees {
		return problem.New(problem.NotFound)
	}
	if f.viewer.Key != nil {
		return nil
	}
	s := event.Sign{TicketID: f.topic.ticketID, UserID: f.viewer.UserID, Seat: f.seat, Staff: asStaff, Doing: event.Looking}
	f.hub.mu.Lock()
	news := !f.hasLeft() && f.topic.own[f.seat] != s
	if news {
		f.topic.own[f.seat] = s
	}
	f.hub.mu.Unlock()
	if news {
		f.hub.tell(s)
	}
	return nil
}

func (f *Follower[S]) hasLeft() bool {
	select {
	case <-f.left:
		return true
	default:
		return false
	}
}

func (f *Follower[S]) leave() {
	f.once.Do(func() {
		f.hub.mu.Lock()
		s, told := f.topic.own[f.seat]
		close(f.left)
		f.hub.mu.Unlock()
		f.hub.leave(f.topic, f.seat)
		if told {
			s.Doing = event.Leaving
			f.hub.tell(s)
		}
	})
}

// Close ends the follower, and a Next that waits. It may be called by anyone, more than once.
func (f *Follower[S]) Close() {
	f.unbind()
	f.leave()
}

// ended says why nothing more comes.
func (f *Follower[S]) ended() error {
	switch {
	case f.ctx.Err() != nil:
		return f.ctx.Err()
	case f.hub.life.Err() != nil:
		return ErrClosed
	case f.hasLeft():
		return io.EOF
	}
	return nil
}

// Next waits until something else is to be shown than before; the first time it does not wait. It is for one goroutine at a
// time. After Close it answers io.EOF; after the end of the context that one's error; after the end of the hub ErrClosed. Any
// other error ends the follower too: NOT_FOUND where the viewer does not see the ticket any more.
func (f *Follower[S]) Next() (S, error) {
	var nothing S
	for {
		if err := f.ended(); err != nil {
			return nothing, err
		}
		version, wake := f.topic.now()
		shown, err := f.look(version)
		if err != nil {
			if ended := f.ended(); ended != nil {
				err = ended
			}
			f.Close()
			return nothing, err
		}
		if f.told == nil || !reflect.DeepEqual(*f.told, shown) {
			f.told = &shown
			return shown, nil
		}
		f.wait(wake)
	}
}

func (f *Follower[S]) look(version int64) (shown S, err error) {
	now := time.Now()
	if f.told != nil && version == f.version && now.Sub(f.looked) < f.hub.config.Recheck {
		return *f.told, nil
	}
	if now.Sub(f.loaded) >= f.hub.config.RefreshEvery {
		viewer, err := f.hub.config.Refresh(f.ctx, f.viewer)
		if err != nil {
			return shown, fmt.Errorf("load the follower's viewer: %w", err)
		}
		f.viewer, f.loaded = viewer, now
	}
	scene, err := f.topic.look(f.ctx, version)
	if err != nil {
		return shown, err
	}
	if err := f.sit(scene); err != nil {
		return shown, err
	}
	f.version, f.looked = version, now
	return scene.For(f.viewer), nil
}

func (f *Follower[S]) wait(wake <-chan struct{}) {
	timer := time.NewTimer(f.hub.config.Recheck)
	defer timer.Stop()
	select {
	case <-wake:
	case <-timer.C:
	case <-f.left: // also when the context has ended
	case <-f.hub.life.Done():
	}
}

package list

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"sportello/internal/access"
)

// seat is somebody's place at a topic.
type seat[A, R any] struct {
	hub    *Hub[A, R]
	ctx    context.Context // of whom it serves
	unbind func() bool
	asked  A
	tally  bool // only counts are asked for
	viewer *access.Viewer
	loaded time.Time // when viewer was

	mu    sync.Mutex // held to move or leave
	gone  bool
	left  chan struct{}
	topic *topic[R]
}

// sit takes the seat at the list as the viewer sees it.
func (s *seat[A, R]) sit() error {
	if err := s.ended(); err != nil {
		return err
	}
	l, err := s.hub.config.Open(s.ctx, s.viewer, s.asked)
	if err != nil {
		return err
	}
	if s.topic, err = s.hub.enter(l, s.tally); err != nil {
		return err
	}
	s.left = make(chan struct{})
	s.unbind = context.AfterFunc(s.ctx, s.leave)
	if err := s.hub.prepare(s.ctx, s.topic); err != nil {
		s.leave()
		return err
	}
	return nil
}

func (s *seat[A, R]) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.gone {
		s.gone = true
		close(s.left)
		s.hub.leave(s.topic)
	}
}

// Close ends the follower, and a Next that waits. It may be called by anyone, more than once.
func (s *seat[A, R]) Close() {
	s.unbind()
	s.leave()
}

// ended says why nothing more comes.
func (s *seat[A, R]) ended() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.ctx.Err() != nil:
		return s.ctx.Err()
	case s.hub.life.Err() != nil:
		return ErrClosed
	case s.gone:
		return io.EOF
	}
	return nil
}

// refresh loads the viewer anew where that was done too long ago, and moves to the list as they see it now. It answers
// whether that is another one.
func (s *seat[A, R]) refresh() (moved bool, err error) {
	now := s.hub.config.Now()
	if now.Sub(s.loaded) < s.hub.config.RefreshEvery {
		return false, nil
	}
	viewer, err := s.hub.config.Refresh(s.ctx, s.viewer)
	if err != nil {
		return false, fmt.Errorf("load the follower's viewer: %w", err)
	}
	s.viewer, s.loaded = viewer, now
	l, err := s.hub.config.Open(s.ctx, viewer, s.asked)
	if err != nil {
		return false, err
	}
	if l.Key() == s.topic.list.Key() {
		return false, nil
	}
	return true, s.move(l)
}

func (s *seat[A, R]) move(l List[R]) error {
	t, err := s.hub.enter(l, s.tally)
	if err != nil {
		return err
	}
	if err := s.hub.prepare(s.ctx, t); err != nil {
		s.hub.leave(t)
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.gone {
		s.hub.leave(t)
		return io.EOF
	}
	s.hub.leave(s.topic)
	s.topic = t
	return nil
}

// wait waits for news of the topic.
func (s *seat[A, R]) wait(wake <-chan struct{}) {
	select {
	case <-wake:
	case <-s.left: // also when the context has ended
	case <-s.hub.life.Done():
	}
}

// fail ends the seat, and prefers its end to an error that came of it.
func (s *seat[A, R]) fail(err error) error {
	if ended := s.ended(); ended != nil {
		err = ended
	}
	s.Close()
	return err
}

// Follower is somebody's place in what happens to a list, moving on.
type Follower[A, R any] struct {
	seat[A, R]

	pos      int64     // told up to here
	missed   []item[R] // what a client that came back has missed, up to until
	until    int64
	snapshot bool   // is due
	gap      Reason // is due
	kept     bool   // kept up: was at the end once
}

// Next waits for the next event. It is for one goroutine at a time. After Close it answers io.EOF; after the end of the
// context that one's error; after the end of the hub ErrClosed. Any other error ends the follower too: resume from the last
// cursor.
func (f *Follower[A, R]) Next() (Event, error) {
	for {
		if err := f.ended(); err != nil {
			return nil, err
		}
		event, wake, err := f.look()
		if err != nil {
			return nil, f.fail(err)
		}
		if event != nil {
			return event, nil
		}
		if wake != nil {
			f.wait(wake)
		}
	}
}

// look is what is to be told now, or what to wait for.
func (f *Follower[A, R]) look() (Event, <-chan struct{}, error) {
	if f.snapshot {
		f.snapshot, f.kept = false, true
		return Snapshot{f.cursor()}, nil, nil
	}
	if f.gap != "" {
		return f.skip(f.gap), nil, nil
	}
	next, end, wake, whole := f.item()
	if whole && next == nil {
		f.kept, f.pos = true, max(f.pos, end)
		return nil, wake, nil
	}
	switch moved, err := f.refresh(); {
	case err != nil:
		return nil, nil, err
	case moved:
		f.missed, f.pos = nil, f.topic.position()
		return f.skip(AccessChanged), nil, nil
	case !whole && f.kept:
		f.missed, f.pos = nil, f.topic.position()
		return f.skip(TooSlow), nil, nil
	case !whole:
		f.missed, f.pos = nil, f.topic.position()
		return f.skip(TooFarBehind), nil, nil
	}
	f.pos = next.pos
	if len(f.missed) > 0 {
		f.missed = f.missed[1:]
	}
	return Changed[R]{
		Cursor: f.cursor(), Kind: next.kind, TicketID: next.ticketID, Row: next.row, Act: next.act, Viewer: f.viewer,
	}, nil, nil
}

// item is the next one to be told: of those that were missed first.
func (f *Follower[A, R]) item() (next *item[R], end int64, wake <-chan struct{}, whole bool) {
	if len(f.missed) > 0 {
		return &f.missed[0], 0, nil, true
	}
	f.pos = max(f.pos, f.until)
	return f.topic.next(f.pos)
}

// skip tells that changes are left out.
func (f *Follower[A, R]) skip(reason Reason) Event {
	f.gap, f.kept = "", true
	return Gap{Cursor: f.cursor(), Reason: reason}
}

func (f *Follower[A, R]) cursor() string { return cursor(f.topic.list.Key(), f.pos) }

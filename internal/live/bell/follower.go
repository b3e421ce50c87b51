package bell

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"sportello/internal/access"
	"sportello/internal/problem"
)

// Event is what a follower is told: Begun, Told or Gap.
type Event interface {
	// At is the cursor after which to resume.
	At() string
}

type (
	// Begun says that all that comes later is told.
	Begun struct{ Cursor string }
	// Told says what concerns the follower.
	Told[S any] struct {
		Cursor string
		Shown  S
	}
	// Gap says that what happened up to Cursor is left out.
	Gap struct {
		Cursor string
		Reason Reason
	}
)

// Reason is why something was left out.
type Reason string

// The reasons.
const (
	TooSlow      Reason = "TOO_SLOW"       // the consumer kept up once, then fell behind
	TooFarBehind Reason = "TOO_FAR_BEHIND" // more happened than is looked through
	TooOld       Reason = "TOO_OLD"        // the cursor's history is thinned out
)

// At implements Event.
func (e Begun) At() string { return e.Cursor }

// At implements Event.
func (e Told[S]) At() string { return e.Cursor }

// At implements Event.
func (e Gap) At() string { return e.Cursor }

// Follower is somebody's place in what concerns them, moving on.
type Follower[N, S any] struct {
	hub    *Hub[N, S]
	ctx    context.Context
	unbind func() bool
	viewer *access.Viewer
	loaded time.Time // when viewer was

	pos    int64       // told up to here
	missed []Notice[N] // what a client that came back has missed, up to until
	until  int64
	begun  bool
	gap    Reason // is due

	once sync.Once
	left chan struct{}
}

// Follow starts to follow what concerns the viewer: after a cursor, or from now on. It ends with ctx, or with the follower's
// Close. INVALID_CURSOR, RATE_LIMITED.
func (h *Hub[N, S]) Follow(ctx context.Context, v *access.Viewer, after string) (*Follower[N, S], error) {
	if h.life.Err() != nil {
		return nil, ErrClosed
	}
	pos, err := h.enter()
	if err != nil {
		return nil, err
	}
	f := &Follower[N, S]{hub: h, ctx: ctx, viewer: v, loaded: h.config.Now(), pos: pos, left: make(chan struct{})}
	f.unbind = context.AfterFunc(ctx, f.leave)
	if after == "" {
		return f, nil
	}
	if err := f.resume(after); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// resume finds out what was missed since a cursor, or that it was too much.
func (f *Follower[N, S]) resume(after string) error {
	ctx, cancel := context.WithTimeout(f.ctx, f.hub.config.ReadTimeout)
	defer cancel()
	pos, err := parse(f.viewer.UserID, after)
	if err != nil {
		return err
	}
	head, thinned, err := f.hub.config.Journal.State(ctx)
	switch {
	case err != nil:
		return err
	case pos > head:
		return problem.New(problem.InvalidCursor, "after")
	case pos < thinned:
		f.gap = TooOld
		return nil
	}
	f.begun = true
	if pos >= f.pos { // also where another process has read further than this one
		f.pos = pos
		return nil
	}
	missed, whole, err := f.hub.missed(ctx, f.viewer.UserID, pos, f.pos)
	if err != nil {
		return err
	}
	if !whole {
		f.gap = TooFarBehind
		return nil
	}
	f.missed, f.until, f.pos = missed, f.pos, pos
	return nil
}

func (f *Follower[N, S]) leave() {
	f.once.Do(func() {
		close(f.left)
		f.hub.leave()
	})
}

// Close ends the follower, and a Next that waits. It may be called by anyone, more than once.
func (f *Follower[N, S]) Close() {
	f.unbind()
	f.leave()
}

func (f *Follower[N, S]) ended() error {
	select {
	case <-f.left:
		if f.ctx.Err() != nil {
			return f.ctx.Err()
		}
		return io.EOF
	case <-f.hub.life.Done():
		return ErrClosed
	default:
		return f.ctx.Err()
	}
}

// Next waits for the next event. It is for one goroutine at a time. After Close it answers io.EOF; after the end of the
// context that one's error; after the end of the hub ErrClosed. Any other error ends the follower too: resume from the last
// cursor.
func (f *Follower[N, S]) Next() (Event, error) {
	for {
		if err := f.ended(); err != nil {
			return nil, err
		}
		event, wake, err := f.look()
		if err != nil {
			if ended := f.ended(); ended != nil {
				err = ended
			}
			f.Close()
			return nil, err
		}
		if event != nil {
			return event, nil
		}
		if wake != nil {
			select {
			case <-wake:
			case <-f.left: // also when the context has ended
			case <-f.hub.life.Done():
			}
		}
	}
}

// look is what is to be told now, or what to wait for; neither where something is to be told no more.
func (f *Follower[N, S]) look() (Event, <-chan struct{}, error) {
	if f.gap != "" {
		reason := f.gap
		f.gap, f.begun = "", true
		return Gap{f.cursor(), reason}, nil, nil
	}
	if !f.begun {
		f.begun = true
		return Begun{f.cursor()}, nil, nil
	}
	n, wake := f.take()
	if n == nil {
		return nil, wake, nil
	}
	if now := f.hub.config.Now(); now.Sub(f.loaded) >= f.hub.config.RefreshEvery {
		viewer, err := f.hub.config.Refresh(f.ctx, f.viewer)
		if err != nil {
			return nil, nil, fmt.Errorf("load the follower's viewer: %w", err)
		}
		f.viewer, f.loaded = viewer, now
	}
	shown, err := f.hub.config.Show(f.ctx, f.viewer, n.What)
	f.pos = n.Pos // an error ends the follower, and its client's cursor is the one before
	if problem.Is(err, problem.NotFound) {
		return nil, nil, nil // what they see no more does not exist
	}
	if err != nil {
		return nil, nil, err
	}
	return Told[S]{f.cursor(), shown}, nil, nil
}

// take takes the next notice, of those that were missed first.
func (f *Follower[N, S]) take() (*Notice[N], <-chan struct{}) {
	if len(f.missed) > 0 {
		n := &f.missed[0]
		f.missed = f.missed[1:]
		return n, nil
	}
	f.pos = max(f.pos, f.until)
	n, end, wake, whole := f.hub.next(f.viewer.UserID, f.pos)
	if !whole {
		f.gap, f.pos = TooSlow, end
		return nil, nil
	}
	if n == nil {
		f.pos = max(f.pos, end)
	}
	return n, wake
}

func (f *Follower[N, S]) cursor() string { return cursor(f.viewer.UserID, f.pos) }

package live

import (
	"context"
	"fmt"
	"io"
	"time"

	"sportello/internal/access"
	"sportello/internal/bookmark"
	"sportello/internal/problem"
)

// Follower is somebody's place in a ticket's timeline, moving on.
type Follower[T, E any] struct {
	hub    *Hub[T, E]
	ctx    context.Context // of whom it serves
	unbind func() bool

	// Written under the hub's lock, the first two only by who calls Next.
	topic *topic[T, E]
	asked uint64        // how much the topic must know before an event is told
	left  chan struct{} // closed when it has

	viewer *access.Viewer
	loaded time.Time // when viewer was

	seq      int64        // of the last entry told, or left out
	held     []line[T, E] // what follows seq, where the topic does not keep it
	snapshot bool         // is due
	kept     bool         // kept up: was at the end once
}

// Next waits for the next event, as the follower's viewer may know it. It is for one goroutine at a time, and reads
// nothing before it is called. After Removed, and after Close, it answers io.EOF; after the end of the context that one's
// error; after the end of the hub ErrClosed. Any other error ends the follower too: resume from the last cursor.
func (f *Follower[T, E]) Next() (Event, error) {
	happened, err := f.Await()
	if err != nil {
		return nil, err
	}
	return happened.For(happened.Viewer), nil
}

// Await is Next for who tells one event to many whom it is alike for.
func (f *Follower[T, E]) Await() (*Happening[T, E], error) {
	for {
		if err := f.ended(); err != nil {
			return nil, err
		}
		asked, wake := f.topic.now()
		f.asked = max(f.asked, asked)
		event, err := f.look()
		if err != nil {
			err = f.reason(err)
			f.Close()
			return nil, err
		}
		if event != nil {
			return event, nil
		}
		select {
		case <-wake:
		case <-f.left: // also when the context has ended
		case <-f.hub.life.Done():
		}
	}
}

// Close ends the follower, and a Next that waits. It may be called by anyone, more than once.
func (f *Follower[T, E]) Close() {
	f.unbind()
	f.hub.leave(f)
}

// ended says why nothing more comes.
func (f *Follower[T, E]) ended() error {
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

func (f *Follower[T, E]) hasLeft() bool {
	select {
	case <-f.left:
		return true
	default:
		return false
	}
}

// reason prefers the end of the follower to an error that came of it.
func (f *Follower[T, E]) reason(err error) error {
	if ended := f.ended(); ended != nil {
		return ended
	}
	return err
}

// look returns what is to be told now, nil for nothing. Each event is decided on a ticket that was read after the
// newest announcement and for a viewer who was loaded lately.
func (f *Follower[T, E]) look() (*Happening[T, E], error) {
	if err := f.topic.catchUp(f.ctx, f.asked); problem.Is(err, problem.NotFound) {
		return f.remove(), nil
	} else if err != nil {
		return nil, err
	}
	if err := f.refresh(); err != nil {
		return nil, err
	}
	known := f.topic.after(f.seq)
	audience, sees := known.head.Audience(f.viewer)
	switch {
	case !sees:
		return f.remove(), nil
	case audience != f.topic.audience:
		if err := f.hub.move(f, place{f.topic.ticketID, audience}); err != nil {
			return nil, err
		}
		f.snapshot, f.held = true, nil
		return f.look()
	case f.snapshot:
		return f.start(known), nil
	case known.end-f.seq > f.hub.config.MaxReplay:
		return f.skip(known), nil
	case f.seq == known.end:
		f.kept, f.held = true, nil
		return nil, nil
	}
	return f.advance(known)
}

// refresh loads the viewer anew where that was done too long ago.
func (f *Follower[T, E]) refresh() error {
	now := f.hub.config.Now()
	if now.Sub(f.loaded) < f.hub.config.RefreshEvery {
		return nil
	}
	viewer, err := f.hub.config.Refresh(f.ctx, f.viewer)
	if err != nil {
		return fmt.Errorf("load the follower's viewer: %w", err)
	}
	f.viewer, f.loaded = viewer, now
	return nil
}

// advance tells the next entry: from what the topic keeps, or what the follower holds.
func (f *Follower[T, E]) advance(known sight[T, E]) (*Happening[T, E], error) {
	next := known.next
	switch {
	case next != nil:
		f.held = nil
	case len(f.held) == 0:
		return f.fetch()
	default:
		next, f.held = &f.held[0], f.held[1:]
	}
	f.seq = next.seq()
	happened := f.happening(anEntry, known)
	happened.Line, happened.Index, happened.LineRead = next.page, next.i, next.read
	return happened, nil
}

// fetch reads what the topic does not keep, and looks again, since reading may have taken long.
func (f *Follower[T, E]) fetch() (*Happening[T, E], error) {
	r, err := f.topic.lookUp(f.ctx, f.seq)
	if err != nil {
		return nil, err
	}
	if r.page.Len() == 0 {
		return nil, fmt.Errorf("entry %d of ticket %d is not there", f.seq+1, f.topic.ticketID)
	}
	f.held = lines(r.page, r.id)
	return f.look()
}

// start tells where the ticket stands.
func (f *Follower[T, E]) start(known sight[T, E]) *Happening[T, E] {
	f.seq, f.snapshot, f.kept = known.end, false, true
	return f.happening(aSnapshot, known)
}

// skip tells that entries are left out.
func (f *Follower[T, E]) skip(known sight[T, E]) *Happening[T, E] {
	reason := TooFarBehind
	if f.kept {
		reason = TooSlow
	}
	f.seq, f.held = known.end, nil
	happened := f.happening(aGap, sight[T, E]{})
	happened.reason = reason
	return happened
}

// remove tells that the ticket is out of sight.
func (f *Follower[T, E]) remove() *Happening[T, E] {
	f.Close()
	return f.happening(theEnd, sight[T, E]{})
}

func (f *Follower[T, E]) happening(k kind, known sight[T, E]) *Happening[T, E] {
	return &Happening[T, E]{
		kind: k, Cursor: f.cursor(), Seq: f.seq, Audience: f.topic.audience, TicketID: f.topic.ticketID,
		Viewer: f.viewer, Head: known.head, HeadRead: known.read,
	}
}

func (f *Follower[T, E]) cursor() string {
	return bookmark.Mark{TicketID: f.topic.ticketID, Audience: f.topic.audience, Seq: f.seq}.String()
}

package account

import (
	"context"
	"sync"
)

// watch knows who in this process waits for the end of which session.
type watch struct {
	mu        sync.Mutex
	bySession map[int64]*watched
}

// watched is one session: its channel, and how many wait.
type watched struct {
	ended   chan struct{}
	waiting int
}

func newWatch() *watch { return &watch{bySession: map[int64]*watched{}} }

// add returns the channel that closes with the session, and forgets the caller when ctx ends.
func (w *watch) add(ctx context.Context, session int64) <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	entry := w.bySession[session]
	if entry == nil {
		entry = &watched{ended: make(chan struct{})}
		w.bySession[session] = entry
	}
	entry.waiting++
	context.AfterFunc(ctx, func() { w.leave(session, entry) })
	return entry.ended
}

func (w *watch) leave(session int64, entry *watched) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if entry.waiting--; entry.waiting == 0 && w.bySession[session] == entry {
		delete(w.bySession, session)
	}
}

// end closes the session's channel.
func (w *watch) end(session int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if entry := w.bySession[session]; entry != nil {
		close(entry.ended)
		delete(w.bySession, session)
	}
}

// endAllBut ends those sessions that are not among the living.
func (w *watch) endAllBut(sessions, living []int64) {
	alive := make(map[int64]bool, len(living))
	for _, id := range living {
		alive[id] = true
	}
	for _, id := range sessions {
		if !alive[id] {
			w.end(id)
		}
	}
}

func (w *watch) ids() []int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	ids := make([]int64, 0, len(w.bySession))
	for id := range w.bySession {
		ids = append(ids, id)
	}
	return ids
}

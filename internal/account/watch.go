package account

import (
	"context"
	"slices"
	"sync"

	"sportello/internal/moment"
)

// watch knows who in this process waits for the end of which session, or key: by access.Viewer.Credential.
type watch struct {
	mu        sync.Mutex
	bySession map[int64]*watched
}

// watched is one session or key: whose it is, its channel, and how many wait.
type watched struct {
	userID  int64
	until   moment.Moment // nothing is to be looked at before; 0: at once
	ended   chan struct{}
	waiting int
}

func newWatch() *watch { return &watch{bySession: map[int64]*watched{}} }

// add returns the channel that closes with the session, and forgets the caller when ctx ends.
func (w *watch) add(ctx context.Context, session, userID int64) <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	entry := w.bySession[session]
	if entry == nil {
		entry = &watched{userID: userID, ended: make(chan struct{})}
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

// endAll closes the channels of some sessions.
func (w *watch) endAll(sessions []int64) {
	for _, id := range sessions {
		w.end(id)
	}
}

// endUser ends all that is open for a user.
func (w *watch) endUser(userID int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for id, entry := range w.bySession {
		if entry.userID == userID {
			close(entry.ended)
			delete(w.bySession, id)
		}
	}
}

// recheck has what is open for some users looked at.
func (w *watch) recheck(userIDs ...int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, entry := range w.bySession {
		if slices.Contains(userIDs, entry.userID) {
			entry.until = 0
		}
	}
}

// recheckKeys has all keys looked at.
func (w *watch) recheckKeys() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for id, entry := range w.bySession {
		if id < 0 {
			entry.until = 0
		}
	}
}

// due are those to look at now.
func (w *watch) due(now moment.Moment) []int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	var ids []int64
	for id, entry := range w.bySession {
		if entry.until <= now {
			ids = append(ids, id)
		}
	}
	return ids
}

// settle ends those of which nothing is known any more, and keeps until when the others need no look.
func (w *watch) settle(looked []int64, until map[int64]moment.Moment) {
	for _, id := range looked {
		if _, alive := until[id]; !alive {
			w.end(id)
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for id, at := range until {
		if entry := w.bySession[id]; entry != nil {
			entry.until = at
		}
	}
}

// all has everything looked at.
func (w *watch) all() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, entry := range w.bySession {
		entry.until = 0
	}
}

package transport

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// streams counts the event streams of a server, those that are reserved too.
type streams struct {
	most, each int // of all, of one user

	mu    sync.Mutex
	open  int
	users map[string]int
}

// retryStreams is when somebody who found no place may look again.
const retryStreams = 5 * time.Second

// enter takes a place; leave gives it back, once.
func (s *streams) enter(user string) (leave func(), refusal *Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.open >= s.most:
		refusal = refuse(http.StatusServiceUnavailable, CodeRateLimited, "too many event streams are open")
	case user != "" && s.users[user] >= s.each:
		refusal = refuse(http.StatusTooManyRequests, CodeRateLimited, "too many event streams of one user are open")
	}
	if refusal != nil {
		refusal.RetryAfter = retryStreams
		return nil, refusal
	}
	s.open++
	if user != "" {
		s.users[user]++
	}
	return sync.OnceFunc(func() { s.leave(user) }), nil
}

func (s *streams) leave(user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open--
	if user == "" {
		return
	}
	if s.users[user]--; s.users[user] <= 0 {
		delete(s.users, user)
	}
}

func (s *streams) len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open
}

// user names whose streams are counted together.
func (h *handler) user(ctx context.Context) string {
	if h.UserKey == nil {
		return ""
	}
	return h.UserKey(ctx)
}

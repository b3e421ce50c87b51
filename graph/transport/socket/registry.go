package socket

import (
	"maps"
	"slices"
	"sync"
)

// registry counts the sockets of a server and knows them all.
type registry struct {
	limits Limits

	mu      sync.Mutex
	places  int                // taken, by sockets and by upgrades that may become one
	sockets map[*socket]string // and the user each belongs to, "" for nobody
	users   map[string]int
	closed  bool
	gone    chan struct{} // closes when closed and no place is taken
}

func newRegistry(limits Limits) *registry {
	return &registry{
		limits:  limits,
		sockets: map[*socket]string{},
		users:   map[string]int{},
		gone:    make(chan struct{}),
	}
}

// reserve takes a place for a socket to come, if there is one.
func (g *registry) reserve() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed || g.places >= g.limits.Sockets {
		return false
	}
	g.places++
	return true
}

// release gives back a place that never became a socket.
func (g *registry) release() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.leave()
}

// add gives a reserved place to s. False says that the server has closed in
// the meantime and s must close itself; it has its place all the same.
func (g *registry) add(s *socket) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.sockets[s] = ""
	return !g.closed
}

// join counts s for a user; false says that they have too many already.
func (g *registry) join(s *socket, user string) bool {
	if user == "" {
		return true
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.users[user] >= g.limits.UserSockets {
		return false
	}
	g.users[user]++
	g.sockets[s] = user
	return true
}

// remove forgets s; nothing of it runs any more.
func (g *registry) remove(s *socket) {
	g.mu.Lock()
	defer g.mu.Unlock()
	user := g.sockets[s]
	delete(g.sockets, s)
	if g.users[user]--; g.users[user] <= 0 {
		delete(g.users, user)
	}
	g.leave()
}

func (g *registry) leave() {
	g.places--
	if g.closed && g.places == 0 {
		close(g.gone)
	}
}

// close lets nobody in any more and returns who is there.
func (g *registry) close() []*socket {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.closed && g.places == 0 {
		close(g.gone)
	}
	g.closed = true
	return slices.Collect(maps.Keys(g.sockets))
}

func (g *registry) all() []*socket {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Collect(maps.Keys(g.sockets))
}

func (g *registry) len() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.sockets)
}

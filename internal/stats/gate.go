package stats

import "sync"

// gate lets one question at a time walk over the columns: on all cores while nobody else asks, on one while others wait, so
// that however many ask, lists have cores left.
type gate struct {
	mu      sync.Mutex
	free    *sync.Cond
	busy    bool
	waiting int
}

// enter waits for the turn, and answers on how many of the cores to walk.
func (g *gate) enter(workers int) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	alone := !g.busy
	g.waiting++
	for g.busy {
		g.free.Wait()
	}
	g.waiting--
	g.busy = true
	if alone && g.waiting == 0 {
		return workers
	}
	return max(1, workers/2)
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.busy = false
	g.free.Signal()
}

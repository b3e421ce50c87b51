package stats

import (
	"sync"
	"time"
)

// gate lets one question at a time walk over the columns: on all cores while nobody else asks, on half of them while others
// wait, and then with a pause as long as the walk before the next. So however many ask, lists find a core.
type gate struct {
	mu      sync.Mutex
	free    *sync.Cond
	busy    bool
	since   time.Time
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
	g.busy, g.since = true, time.Now() //nolint:forbidigo // measures
	if alone && g.waiting == 0 {
		return workers
	}
	return max(1, workers/2)
}

// leave lets the next one in.
func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.waiting > 0 {
		time.AfterFunc(min(time.Since(g.since), longestPause), g.open) //nolint:forbidigo // measures
		return
	}
	g.busy = false
	g.free.Signal()
}

// longestPause bounds the time between two questions.
const longestPause = 50 * time.Millisecond

func (g *gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.busy = false
	g.free.Signal()
}

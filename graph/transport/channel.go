package transport

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"sync"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
)

// channels are the event streams of the single connection mode, by what their
// clients hold to name them.
type channels struct {
	mu      sync.Mutex
	byToken map[string]*channel
}

// channel is one event stream that many operations share: reserved, then
// opened once, then over.
type channel struct {
	token string
	user  string // who reserved it, and nobody else may use it
	told  chan occurrence
	ctx   context.Context // ends with the stream
	end   context.CancelFunc
	gone  sync.WaitGroup // operations

	mu         sync.Mutex
	opened     bool
	closed     bool
	operations map[string]context.CancelFunc
}

// reserve makes a channel, which ends unless it is opened in time. over is called at its end.
func (c *channels) reserve(ctx context.Context, user string, patience time.Duration, over func()) *channel {
	made := &channel{token: rand.Text(), user: user, told: make(chan occurrence), operations: map[string]context.CancelFunc{}}
	made.ctx, made.end = context.WithCancel(context.WithoutCancel(ctx))
	c.mu.Lock()
	c.byToken[made.token] = made
	c.mu.Unlock()
	timer := time.AfterFunc(patience, func() {
		if made.expire() {
			made.end()
		}
	})
	context.AfterFunc(made.ctx, func() {
		timer.Stop()
		c.mu.Lock()
		delete(c.byToken, made.token)
		c.mu.Unlock()
		over()
	})
	return made
}

// find returns the channel of a user; nil: there is none, or it is somebody else's.
func (c *channels) find(token, user string) *channel {
	c.mu.Lock()
	defer c.mu.Unlock()
	found := c.byToken[token]
	if found == nil || found.user != user {
		return nil
	}
	return found
}

// expire closes a channel that nobody has opened.
func (c *channel) expire() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.opened {
		return false
	}
	c.closed = true
	return true
}

// open makes the caller the one who writes the stream; false: somebody is, or it is over.
func (c *channel) open() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.opened || c.closed {
		return false
	}
	c.opened = true
	return true
}

// close ends the stream and all its operations, and returns when they have ended.
func (c *channel) close() {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	c.end()
	c.gone.Wait()
}

// admission says why an operation does not start on a channel.
type admission int

const (
	admitted admission = iota
	idTaken
	tooMany
	isOver
)

// admit takes an operation's id and returns its context, which derives from ctx in its values alone.
func (c *channel) admit(ctx context.Context, id string, most int) (context.Context, admission) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.closed:
		return nil, isOver
	case c.operations[id] != nil:
		return nil, idTaken
	case len(c.operations) >= most:
		return nil, tooMany
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	unbind := context.AfterFunc(c.ctx, cancel)
	c.operations[id] = func() {
		unbind()
		cancel()
	}
	c.gone.Add(1)
	return ctx, admitted
}

// leave gives an operation's id back.
func (c *channel) leave(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if cancel := c.operations[id]; cancel != nil {
		cancel()
		delete(c.operations, id)
	}
}

// stop ends an operation; one that is not there is fine: it has just ended.
func (c *channel) stop(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if cancel := c.operations[id]; cancel != nil {
		cancel()
	}
}

// run tells what comes of an admitted operation, and its end unless it was stopped.
func (c *channel) run(ctx context.Context, e *Engine, op *Operation, id string, timeout time.Duration) {
	defer c.gone.Done()
	defer c.leave(id)
	if op.Kind != ast.Subscription {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, timeout)
		defer cancel()
	}
	name, err := json.Marshal(id)
	if err != nil {
		return // a string always has JSON
	}
	next := e.Run(ctx, op)
	for r := next(ctx); r != nil; r = next(ctx) {
		if !c.tell(ctx, occurrence{operation: name, response: r}) {
			return
		}
	}
	c.leave(id) // who reads of the end may use the id again
	c.tell(c.ctx, occurrence{operation: name})
}

func (c *channel) tell(ctx context.Context, one occurrence) bool {
	select {
	case c.told <- one:
		return true
	case <-ctx.Done():
		return false
	case <-c.ctx.Done():
		return false
	}
}

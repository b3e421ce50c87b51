package socket

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/sync/semaphore"
)

// errSlow says that a queue had no room for longer than it waits.
var errSlow = errors.New("client reads too slowly")

// message is one frame on its way to the client.
type message struct {
	lane *lane
	pong bool   // a pong frame instead of text
	head []byte // the whole text, or the part before body
	// body is a JSON value that closes the object begun in head. The same
	// bytes may be on their way to other sockets: it is never written to.
	body []byte
}

func (m message) size() int { return len(m.head) + len(m.body) }

func (m message) frame() int {
	if m.pong {
		return websocket.PongMessage
	}
	return websocket.TextMessage
}

// appendTo appends the message as it goes over the line.
func (m message) appendTo(dst []byte) []byte {
	dst = append(dst, m.head...)
	if m.body == nil {
		return dst
	}
	dst = append(dst, m.body...)
	return append(dst, '}')
}

// lane is the share of the queue that one operation may fill; the socket's own
// messages have one too.
type lane struct {
	slots chan struct{}
	// dropped lanes are not sent any more: the client has stopped listening.
	dropped atomic.Bool
}

func newLane(length int) *lane { return &lane{slots: make(chan struct{}, length)} }

// queue holds what is ready for the client, in order. It is bounded by the
// lanes, in messages, and over all lanes in bytes.
type queue struct {
	wait     time.Duration
	capacity int64
	bytes    *semaphore.Weighted
	ready    chan struct{} // filled when there may be something to take

	mu       sync.Mutex
	messages []message
}

func newQueue(capacity int, wait time.Duration) *queue {
	return &queue{
		wait:     wait,
		capacity: int64(capacity),
		bytes:    semaphore.NewWeighted(int64(capacity)),
		ready:    make(chan struct{}, 1),
	}
}

// weight counts a message larger than the whole queue as the whole queue.
func (q *queue) weight(m message) int64 { return min(int64(m.size()), q.capacity) }

// reserve waits for room for m. It fails with errSlow when there is none for
// too long, and with the cause of ctx when that ends first or has ended: what
// an operation says because it was cut short is not for the client.
func (q *queue) reserve(ctx context.Context, m message) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	select {
	case m.lane.slots <- struct{}{}:
		if q.bytes.TryAcquire(q.weight(m)) {
			return nil
		}
		<-m.lane.slots
	default:
	}
	ctx, cancel := context.WithTimeoutCause(ctx, q.wait, errSlow)
	defer cancel()
	select {
	case m.lane.slots <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	if err := q.bytes.Acquire(ctx, q.weight(m)); err != nil {
		<-m.lane.slots
		return context.Cause(ctx)
	}
	return nil
}

// put appends a message for which there is room reserved.
func (q *queue) put(m message) {
	q.mu.Lock()
	q.messages = append(q.messages, m)
	q.mu.Unlock()
	select {
	case q.ready <- struct{}{}:
	default:
	}
}

// send is reserve and put.
func (q *queue) send(ctx context.Context, m message) error {
	if err := q.reserve(ctx, m); err != nil {
		return err
	}
	q.put(m)
	return nil
}

// take empties the queue. The room is still occupied, see release.
func (q *queue) take() []message {
	q.mu.Lock()
	defer q.mu.Unlock()
	taken := q.messages
	q.messages = nil
	return taken
}

// release gives back the room of a message that was taken, or of one that was
// reserved and never put.
func (q *queue) release(m message) {
	q.bytes.Release(q.weight(m))
	<-m.lane.slots
}

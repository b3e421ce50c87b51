package live

import (
	"sync"

	"sportello/internal/event"
)

// Local is a Bus within one process.
type Local struct {
	announced channel[int64, event.Announcement] // by ticket
	whispered channel[perch, event.Sign]
}

var _ Bus = (*Local)(nil)

// perch is what a sign replaces an older one of.
type perch struct {
	ticketID, userID int64
	seat             uint64
}

// maxWhispers is how many signs may wait for a subscriber.
const maxWhispers = 50_000

// NewLocal makes a bus.
func NewLocal() *Local {
	l := &Local{}
	l.announced.boxes = make(map[*box[int64, event.Announcement]]struct{})
	l.whispered.boxes, l.whispered.most = make(map[*box[perch, event.Sign]]struct{}), maxWhispers
	return l
}

// Publish implements Bus.
func (l *Local) Publish(a event.Announcement) error {
	return l.announced.put(a.TicketID, a, func(old event.Announcement) bool { return a.Seq >= old.Seq })
}

// Subscribe implements Bus.
func (l *Local) Subscribe(f func(event.Announcement)) (stop func(), err error) {
	return l.announced.open(f)
}

// Whisper implements Bus.
func (l *Local) Whisper(s event.Sign) error {
	return l.whispered.put(perch{s.TicketID, s.UserID, s.Seat}, s, func(event.Sign) bool { return true })
}

// Overhear implements Bus.
func (l *Local) Overhear(f func(event.Sign)) (stop func(), err error) { return l.whispered.open(f) }

// Close implements Bus.
func (l *Local) Close() {
	l.announced.close()
	l.whispered.close()
}

// channel carries one kind of news to all its subscribers.
type channel[K comparable, V any] struct {
	mu     sync.Mutex
	closed bool
	boxes  map[*box[K, V]]struct{}
	most   int // that wait in a box; 0: any number
}

func (c *channel[K, V]) put(key K, v V, newer func(old V) bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return ErrClosed
	}
	for b := range c.boxes {
		b.put(key, v, newer, c.most)
	}
	return nil
}

func (c *channel[K, V]) open(f func(V)) (stop func(), err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, ErrClosed
	}
	b := newBox[K, V]()
	c.boxes[b] = struct{}{}
	go b.empty(f)
	return func() {
		c.mu.Lock()
		delete(c.boxes, b)
		c.mu.Unlock()
		b.close()
	}, nil
}

func (c *channel[K, V]) close() {
	c.mu.Lock()
	c.closed = true
	boxes := c.boxes
	c.boxes = nil
	c.mu.Unlock()
	for b := range boxes {
		b.close()
	}
}

// box holds what a subscriber has not been told yet: one announcement per ticket at most, one sign per page, the newest.
type box[K comparable, V any] struct {
	mu      sync.Mutex
	waiting map[K]V
	filled  chan struct{} // holds a token when waiting may not be empty
	end     func()        // closes ending, once
	ending  chan struct{}
	ended   chan struct{}
}

func newBox[K comparable, V any]() *box[K, V] {
	b := &box[K, V]{
		waiting: make(map[K]V),
		filled:  make(chan struct{}, 1), ending: make(chan struct{}), ended: make(chan struct{}),
	}
	b.end = sync.OnceFunc(func() { close(b.ending) })
	return b
}

func (b *box[K, V]) put(key K, v V, newer func(old V) bool, most int) {
	b.mu.Lock()
	old, there := b.waiting[key]
	if there && newer(old) || !there && (most == 0 || len(b.waiting) < most) {
		b.waiting[key] = v
	}
	b.mu.Unlock()
	select {
	case b.filled <- struct{}{}:
	default:
	}
}

// empty tells f what comes in, until the box is closed.
func (b *box[K, V]) empty(f func(V)) {
	defer close(b.ended)
	for {
		select {
		case <-b.filled:
		case <-b.ending:
			return
		}
		b.mu.Lock()
		batch := b.waiting
		b.waiting = make(map[K]V)
		b.mu.Unlock()
		for _, a := range batch {
			select {
			case <-b.ending:
				return
			default:
				f(a)
			}
		}
	}
}

// close ends empty and waits for it.
func (b *box[K, V]) close() {
	b.end()
	<-b.ended
}

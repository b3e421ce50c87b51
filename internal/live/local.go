package live

import (
	"sync"

	"sportello/internal/event"
)

// Local is a Bus within one process.
type Local struct {
	mu     sync.Mutex
	closed bool
	boxes  map[*box]struct{}
}

var _ Bus = (*Local)(nil)

// NewLocal makes a bus.
func NewLocal() *Local { return &Local{boxes: make(map[*box]struct{})} }

// Publish implements Bus.
func (l *Local) Publish(a event.Announcement) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return ErrClosed
	}
	for b := range l.boxes {
		b.put(a)
	}
	return nil
}

// Subscribe implements Bus.
func (l *Local) Subscribe(f func(event.Announcement)) (stop func(), err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil, ErrClosed
	}
	b := newBox()
	l.boxes[b] = struct{}{}
	go b.empty(f)
	return func() {
		l.mu.Lock()
		delete(l.boxes, b)
		l.mu.Unlock()
		b.close()
	}, nil
}

// Close implements Bus.
func (l *Local) Close() {
	l.mu.Lock()
	l.closed = true
	boxes := l.boxes
	l.boxes = nil
	l.mu.Unlock()
	for b := range boxes {
		b.close()
	}
}

// box holds what a subscriber has not been told yet: one announcement per ticket at most, the newest.
type box struct {
	mu      sync.Mutex
	waiting map[int64]event.Announcement // by ticket
	filled  chan struct{}                // holds a token when waiting may not be empty
	end     func()                       // closes ending, once
	ending  chan struct{}
	ended   chan struct{}
}

func newBox() *box {
	b := &box{
		waiting: make(map[int64]event.Announcement),
		filled:  make(chan struct{}, 1), ending: make(chan struct{}), ended: make(chan struct{}),
	}
	b.end = sync.OnceFunc(func() { close(b.ending) })
	return b
}

func (b *box) put(a event.Announcement) {
	b.mu.Lock()
	if a.Seq >= b.waiting[a.TicketID].Seq {
		b.waiting[a.TicketID] = a
	}
	b.mu.Unlock()
	select {
	case b.filled <- struct{}{}:
	default:
	}
}

// empty tells f what comes in, until the box is closed.
func (b *box) empty(f func(event.Announcement)) {
	defer close(b.ended)
	for {
		select {
		case <-b.filled:
		case <-b.ending:
			return
		}
		b.mu.Lock()
		batch := b.waiting
		b.waiting = make(map[int64]event.Announcement)
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
func (b *box) close() {
	b.end()
	<-b.ended
}

package live

import (
	"slices"
	"sync"

	"sportello/internal/bookmark"
)

// pageSize is how many entries are read at once, and how many a topic keeps.
const pageSize = 100

// place is what a topic is about.
type place struct {
	ticketID int64
	audience bookmark.Audience
}

// topic is what the followers of one ticket in one audience share: what was read of the timeline, and the news that
// there is more.
//
// asked counts the announcements and the arrivals of followers. A read that began when asked was n has seen all that
// was committed before the nth of them.
type topic[T, E any] struct {
	place
	hub       *Hub[T, E]
	followers int // under the hub's lock

	mu    sync.Mutex
	asked uint64
	fresh uint64        // asked when the newest read to the end began; 0: there was none
	wake  chan struct{} // closed and replaced by an announcement
	head  Page[T, E]    // the newest read
	read  uint64        // its id
	lines []line[T, E]  // the newest entries, without a hole; the last one is the entry end
	end   int64         // all up to here is known
	reads map[int64]*read[T, E]
}

func newTopic[T, E any](h *Hub[T, E], at place) *topic[T, E] {
	return &topic[T, E]{hub: h, place: at, wake: make(chan struct{}), reads: make(map[int64]*read[T, E])}
}

// announce makes everyone look.
func (t *topic[T, E]) announce() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.asked++
	close(t.wake)
	t.wake = make(chan struct{})
}

// arrive makes a new follower look, so that they see what was committed before they came even if its announcement is
// late; and returns what they have to wait for.
func (t *topic[T, E]) arrive() uint64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.asked++
	return t.asked
}

// now returns what has been asked for and what the next announcement will close. A follower takes both before it
// looks, so that no news falls between looking and waiting.
func (t *topic[T, E]) now() (asked uint64, wake <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.asked, t.wake
}

// sight is what a topic knows at one moment.
type sight[T, E any] struct {
	head Page[T, E]
	read uint64 // by which head came
	end  int64
	next *line[T, E] // the entry after the one asked about; nil: there is none, or it is not kept any more
}

// after returns what is known after an entry.
func (t *topic[T, E]) after(seq int64) sight[T, E] {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := sight[T, E]{head: t.head, read: t.read, end: t.end}
	if i := int64(len(t.lines)) - (t.end - seq); i >= 0 && i < int64(len(t.lines)) {
		next := t.lines[i]
		s.next = &next
	}
	return s
}

// learn adds what a read after an entry has brought.
func (t *topic[T, E]) learn(after int64, r *read[T, E]) {
	page, asked := r.page, r.asked
	switch {
	case after == headOnly && t.head == nil:
		t.head, t.read, t.end, t.fresh = page, r.id, page.Newest(), asked
	case after == t.end:
		t.head, t.read = page, r.id
		t.lines = append(t.lines, lines(page, r.id)...)
		t.end += int64(page.Len())
		switch {
		case page.Len() < pageSize:
			t.fresh = asked
		case page.Newest()-t.end > t.hub.config.MaxReplay: // all are told a gap anyhow
			t.lines, t.end, t.fresh = nil, page.Newest(), asked
		}
		if excess := len(t.lines) - pageSize; excess > 0 {
			t.lines = slices.Clone(t.lines[excess:])
		}
	}
}

package shared

import (
	"sync"

	"sportello/internal/access"
)

// Key is all that a shared answer depends on.
type Key struct {
	Selection *Selection
	Variables string
	TicketID  int64
	Seq       int64
	HeadRead  uint64
	LineRead  uint64 // 0: a snapshot
	Eyes      access.Eyes
}

// How much is kept: what was told lately, for those who come to tell it too.
const (
	maxKept  = 1024
	maxBytes = 16 << 20
)

// Told keeps what was told lately. It is safe for concurrent use.
type Told struct {
	mu    sync.Mutex
	byKey map[Key]*one
	order []Key // oldest first
	bytes int
	made  int // answers that were executed
	given int // answers that were asked for
}

// one is an answer, which is there once done is closed.
type one struct {
	done    chan struct{}
	data    []byte // nil: it can't be shared
	encoded []byte
}

// NewTold makes a Told.
func NewTold() *Told { return &Told{byKey: map[Key]*one{}} }

// Once answers with the data that execute made for this key, and with the whole response around it; execute is called by
// the first who asks, and all who ask meanwhile wait. False: it made none that can be shared.
func (t *Told) Once(k Key, execute func() ([]byte, bool)) (data, encoded []byte, ok bool) {
	t.mu.Lock()
	t.given++
	kept, known := t.byKey[k]
	if !known {
		kept = &one{done: make(chan struct{})}
		t.byKey[k] = kept
		t.order = append(t.order, k)
		t.made++
	}
	t.mu.Unlock()
	if known {
		<-kept.done
		return kept.data, kept.encoded, kept.data != nil
	}
	defer func() { // also after a panic
		close(kept.done)
		t.keep(kept)
	}()
	if made, ok := execute(); ok {
		kept.data = made
		kept.encoded = append(append([]byte(`{"data":`), made...), '}')
	}
	return kept.data, kept.encoded, kept.data != nil
}

// keep counts an answer and forgets the oldest that are too many.
func (t *Told) keep(added *one) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.bytes += len(added.data) + len(added.encoded)
	for len(t.order) > 1 && (len(t.order) > maxKept || t.bytes > maxBytes) {
		oldest := t.byKey[t.order[0]]
		select {
		case <-oldest.done:
		default:
			return // it is being made: later
		}
		t.bytes -= len(oldest.data) + len(oldest.encoded)
		delete(t.byKey, t.order[0])
		t.order = t.order[1:]
	}
}

// Counts are how many answers were asked for, and how many of them had to be made.
func (t *Told) Counts() (given, made int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.given, t.made
}

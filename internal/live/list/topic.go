package list

import (
	"context"
	"maps"
	"slices"
	"sync"
)

// topic is a list that somebody follows: what has happened there lately, for all who follow it.
type topic[R any] struct {
	list  List[R]
	keep  int
	tally bool // it is followed by counters alone: where something happened, nobody looks what

	// Under the hub's lock.
	followers int
	ready     bool // the members are learnt
	looking   bool // a worker is at it

	learning chan struct{} // holds a token while somebody makes it ready

	mu    sync.Mutex
	start int64 // items holds what happened after start
	pos   int64 // up to pos
	items []item[R]
	wake  chan struct{} // closed when there is something new
	known knowledge
	again map[int64]*replay[R] // by where it starts; of the present pos

	counting  chan struct{} // holds a token while somebody counts
	counts    map[string]int
	countedAt int64
}

// item is what became of a ticket in the list.
type item[R any] struct {
	pos      int64
	kind     Kind
	ticketID int64
	row      R
	act      Act
}

func newTopic[R any](l List[R], pos int64, keep int, tally bool) *topic[R] {
	return &topic[R]{
		learning: make(chan struct{}, 1), counting: make(chan struct{}, 1),
		list: l, keep: keep, tally: tally, start: pos, pos: pos, wake: make(chan struct{}), again: map[int64]*replay[R]{}, known: newKnowledge(nil, false, 0),
	}
}

func (t *topic[R]) position() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.pos
}

// now is up to where it was looked, and what to wait for.
func (t *topic[R]) now() (int64, <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.pos, t.wake
}

// know takes what was learnt of the members.
func (t *topic[R]) know(members map[int64]struct{}, all bool, sure int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.known = newKnowledge(members, all, sure)
}

// skipTo leaves out what happened up to a place.
func (t *topic[R]) skipTo(pos int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.items, t.start = nil, pos
	t.moveTo(pos, true)
}

func (t *topic[R]) moveTo(pos int64, news bool) {
	t.pos = pos
	clear(t.again)
	if news {
		close(t.wake)
		t.wake = make(chan struct{})
	}
}

// touched is a ticket in a batch of changes.
type touched struct {
	changes int
	newest  Happened
	told    bool // something that the list's viewers may know of happened, by:
	act     Act
	pos     int64 // the newest such
}

// touch sorts out which tickets of the list's sight have changed.
func touch[R any](l List[R], changes []Happened) map[int64]*touched {
	found := map[int64]*touched{}
	for _, c := range changes {
		covered, asStaff := l.Covers(c.Change)
		if !covered {
			continue
		}
		one := found[c.TicketID]
		if one == nil {
			one = &touched{}
			found[c.TicketID] = one
		}
		one.changes++
		one.newest = c
		if act := c.act(asStaff); act != nil {
			one.told, one.act, one.pos = true, act, c.Pos
		}
	}
	return found
}

// look finds out what changes have made of the list. Only one worker at a time calls it.
func (t *topic[R]) look(ctx context.Context, changes []Happened, head int64) error {
	found := touch(t.list, changes)
	if t.tally {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.moveTo(max(head, t.pos), len(found) > 0)
		return nil
	}
	var rows map[int64]Row[R]
	var seqs map[int64]int64
	if len(found) > 0 {
		var err error
		if rows, seqs, err = t.list.Among(ctx, slices.Sorted(maps.Keys(found))); err != nil {
			return err
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	var items []item[R]
	for id, one := range found {
		row, in := rows[id]
		kind, tell := t.known.learn(id, one, in, max(row.Seq, seqs[id]))
		if tell {
			i := item[R]{pos: one.newest.Pos, kind: kind, ticketID: id, act: one.act}
			if one.told {
				i.pos = one.pos
			}
			if in {
				i.row = row.Row
			}
			items = append(items, i)
		}
	}
	slices.SortFunc(items, func(a, b item[R]) int { return int(a.pos - b.pos) })
	t.items = append(t.items, items...)
	if over := len(t.items) - t.keep; over > 0 {
		t.start = t.items[over-1].pos
		t.items = append([]item[R](nil), t.items[over:]...)
	}
	if head > t.pos {
		t.known.forget(head)
		t.moveTo(head, len(items) > 0)
	}
	return nil
}

// next is the oldest item after a place, or none with the place up to which there is none and what to wait for. False: items
// after the place are gone.
func (t *topic[R]) next(pos int64) (*item[R], int64, <-chan struct{}, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if pos < t.start {
		return nil, t.pos, nil, false
	}
	i, _ := slices.BinarySearchFunc(t.items, pos+1, func(i item[R], pos int64) int { return int(i.pos - pos) })
	if i < len(t.items) {
		return &t.items[i], 0, nil, true
	}
	return nil, t.pos, t.wake, true
}

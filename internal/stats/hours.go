package stats

import (
	"fmt"
	"sync"
	"time"

	"sportello/internal/calendar"
	"sportello/internal/desk"
)

// hours count a desk's working time in seconds, from a table by the quarter of an hour: with it a question can count the
// working time of every ticket by the hours that the desk has now, and nothing need be counted anew when they change.
type hours struct {
	calendar *calendar.Calendar // nil: the desk has not said when it works, so that all time counts
	base     uint32
	cells    []uint32 // working time from the base to the beginning of a quarter, shifted, and how the quarter goes on
}

// How a quarter of an hour goes on.
const (
	closedQuarter = iota
	openQuarter
	mixedQuarter // is asked of the calendar

	quarterBits = 2
)

// newHours prepares the instants from one to another.
func newHours(c *calendar.Calendar, from, to uint32) *hours {
	h := &hours{calendar: c, base: from / quarter * quarter}
	if c == nil {
		return h
	}
	h.cells = make([]uint32, min((to-h.base)/quarter+1, maxCells))
	var before time.Duration
	for i := range h.cells {
		at := time.Unix(int64(h.base)+int64(i)*quarter, 0)
		worked := c.Working(at, at.Add(quarter*time.Second))
		kind := uint32(mixedQuarter)
		switch worked {
		case 0:
			kind = closedQuarter
		case quarter * time.Second:
			kind = openQuarter
		}
		h.cells[i] = uint32(before/time.Second)<<quarterBits | kind
		before += worked
	}
	return h
}

// between is the working time from one instant to a later one, in seconds.
func (h *hours) between(from, to uint32) uint32 {
	if h.calendar == nil {
		return to - from
	}
	a, known := h.until(from)
	b, knownToo := h.until(to)
	if known && knownToo {
		return b - a
	}
	return uint32(h.calendar.Working(time.Unix(int64(from), 0), time.Unix(int64(to), 0)) / time.Second)
}

// until is the working time from the base to an instant; false: the table does not tell.
func (h *hours) until(at uint32) (uint32, bool) {
	i := (at - h.base) / quarter
	if at < h.base || int(i) >= len(h.cells) {
		return 0, false
	}
	before := h.cells[i] >> quarterBits
	switch h.cells[i] & (1<<quarterBits - 1) {
	case closedQuarter:
		return before, true
	case openQuarter:
		return before + (at-h.base)%quarter, true
	default:
		return 0, false
	}
}

// clocks keep the working time of desks, by the version of their policies.
type clocks struct {
	mu     sync.Mutex
	byDesk map[int64]deskClock
}

type deskClock struct {
	version  int64
	from, to uint32
	hours    *hours
}

// hoursOf are the desks' hours, by desk, good for all that has happened by now.
func (e *Engine) hoursOf(desks []*desk.Desk, now time.Time) (map[int64]*hours, error) {
	e.mu.RLock()
	from, to := e.oldest(), second(now.UnixMicro())
	e.mu.RUnlock()
	e.clocks.mu.Lock()
	defer e.clocks.mu.Unlock()
	byDesk := make(map[int64]*hours, len(desks))
	for _, d := range desks {
		known, there := e.clocks.byDesk[d.ID]
		if !there || known.version != d.PolicyVersion || known.from > from || known.to < to {
			c, err := d.Policy.Hours.Calendar(d.TimeZone)
			if err != nil {
				return nil, fmt.Errorf("working time of desk %d: %w", d.ID, err)
			}
			known = deskClock{version: d.PolicyVersion, from: from, to: to + 31*24*60*60}
			known.hours = newHours(c, known.from, known.to)
			if e.clocks.byDesk == nil {
				e.clocks.byDesk = map[int64]deskClock{}
			}
			e.clocks.byDesk[d.ID] = known
		}
		byDesk[d.ID] = known.hours
	}
	return byDesk, nil
}

package stats

import "sportello/internal/policy"

// add adds the picked rows of a block up.
func (w *worker) add(c *chunk, from int) {
	if w.wanted[ofOpened] {
		w.opened(c, from)
	}
	if w.wanted[ofFirst] {
		w.first(c, from)
	}
	if w.wanted[ofKeptFirst] || w.wanted[ofKeptResolution] {
		w.kept(c, from)
	}
	if w.wanted[ofResolution] && w.hours == nil {
		w.resolution(c, from)
	}
	if w.wanted[ofOneTouch] {
		w.oneTouch(c, from)
	}
	if w.walks {
		w.walk(c, from)
	}
}

func (w *worker) opened(c *chunk, from int) {
	created, counts := c.created[from:from+blockRows], w.counts[ofOpened]
	if w.perGroup == 1 {
		first, last := w.stretches.starts[0], w.stretches.starts[1]
		for _, i := range w.rows {
			if at := created[i]; at >= first && at < last {
				counts[w.slot[i]]++
			}
		}
		return
	}
	for _, i := range w.rows {
		w.count(ofOpened, w.slot[i], created[i])
	}
}

// first: what was merged is measured no more, nor is it below.
func (w *worker) first(c *chunk, from int) {
	for _, i := range w.rows {
		row := from + int(i)
		seconds := c.answered[row]
		if seconds == 0 || c.flags[row]&flagMerged != 0 {
			continue
		}
		opened, at := c.created[row], c.created[row]+seconds-1
		if w.hours != nil {
			w.measure(ofFirst, w.slot[i], at, w.hours[c.tenant[row]].between(opened, at))
		} else {
			w.measure(ofFirst, w.slot[i], at, seconds-1)
		}
	}
}

func (w *worker) resolution(c *chunk, from int) {
	for _, i := range w.rows {
		if row := from + int(i); c.solved[row] != 0 && c.flags[row]&flagMerged == 0 {
			w.measure(ofResolution, w.slot[i], c.solved[row], c.lived[row])
		}
	}
}

func (w *worker) kept(c *chunk, from int) {
	for _, i := range w.rows {
		row := from + int(i)
		if w.wanted[ofKeptFirst] && c.flags[row]&flagFirstKept != 0 {
			w.count(ofKeptFirst, w.slot[i], c.created[row]+c.answered[row]-1)
		}
		if w.wanted[ofKeptResolution] && c.flags[row]&flagResolutionKept != 0 {
			w.count(ofKeptResolution, w.slot[i], c.solved[row])
		}
	}
}

func (w *worker) oneTouch(c *chunk, from int) {
	for _, i := range w.rows {
		row := from + int(i)
		if c.solved[row] == 0 || c.flags[row]&flagMerged != 0 {
			continue
		}
		w.count(ofDone, w.slot[i], c.solved[row])
		if c.flags[row]&flagOneTouch != 0 {
			w.count(ofOneTouch, w.slot[i], c.solved[row])
		}
	}
}

// walk looks at the picked rows' histories.
func (w *worker) walk(c *chunk, from int) {
	var other [256]stream // what counts as soon as it happened, by event
	for what, s := range map[uint8]stream{
		eventReplyIn: ofRepliesIn, eventReplyOut: ofRepliesOut, eventBreachedFirst: ofBreachedFirst,
		eventBreachedNext: ofBreachedNext, eventBreachedResolution: ofBreachedResolution,
	} {
		other[what] = s
	}
	closed, waiting := statusCode(policy.Closed), statusCode(policy.WaitingOnCustomer)
	for _, i := range w.rows {
		row, slot := from+int(i), w.slot[i]
		at, what := c.of(row)
		if len(at) == 0 {
			continue
		}
		was := what[0] & eventStatus
		if w.wanted[ofBacklog] && !w.done[was] {
			w.balance(slot, at[0], 1)
		}
		for k := 1; k < len(what); k++ {
			event := what[k]
			if event >= eventReplyIn {
				if s := other[event]; w.wanted[s] {
					w.count(s, slot, at[k])
				}
				continue
			}
			is, merge := event&eventStatus, event&eventMerge != 0
			w.moved(slot, at[k], was, is, merge, closed)
			was = is
		}
		if w.wanted[ofWaiting] || w.hours != nil && w.wanted[ofResolution] {
			w.stayed(c, row, slot, waiting)
		}
	}
}

// moved counts a change of status.
func (w *worker) moved(slot, at uint32, was, is uint8, merge bool, closed uint8) {
	ended, returned := w.done[is] && !w.done[was], w.done[was] && !w.done[is]
	if w.wanted[ofBacklog] && (ended || returned) {
		if ended {
			w.balance(slot, at, -1)
		} else {
			w.balance(slot, at, 1)
		}
	}
	switch {
	case merge && ended && w.wanted[ofMerged]:
		w.count(ofMerged, slot, at)
	case !merge && ended && w.wanted[ofSolved]:
		w.count(ofSolved, slot, at)
	case !merge && returned && w.wanted[ofReopened]:
		w.count(ofReopened, slot, at)
	}
	if w.wanted[ofClosed] && is == closed && was != closed && !merge {
		w.count(ofClosed, slot, at)
	}
}

// balance adds to the backlog from an instant on; what was before the first stretch counts there.
func (w *worker) balance(slot, at uint32, n int64) {
	if cell, there := w.cell(slot, max(at, w.stretches.starts[0])); there {
		w.counts[ofBacklog][cell] += n
	}
}

// stayed measures how long a ticket that is solved now was in a status, or was not over.
func (w *worker) stayed(c *chunk, row int, slot uint32, waiting uint8) {
	if c.solved[row] == 0 || c.flags[row]&flagMerged != 0 {
		return
	}
	between := func(from, to uint32) uint32 {
		if w.hours == nil {
			return to - from
		}
		return w.hours[c.tenant[row]].between(from, to)
	}
	var waited, lived uint32
	at, what := c.of(row)
	since, was := at[0], what[0]&eventStatus
	for k := 1; k < len(what); k++ {
		if what[k] >= eventReplyIn {
			continue
		}
		if was == waiting {
			waited += between(since, at[k])
		}
		if !w.done[was] {
			lived += between(since, at[k])
		}
		since, was = at[k], what[k]&eventStatus
	}
	if w.wanted[ofWaiting] {
		w.measure(ofWaiting, slot, c.solved[row], waited)
	}
	if w.wanted[ofResolution] && w.hours != nil {
		w.measure(ofResolution, slot, c.solved[row], lived)
	}
}

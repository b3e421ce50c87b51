package stats

import (
	"context"
	"fmt"
	"slices"
)

// auditedAtOnce is how many ids one audit looks at.
const auditedAtOnce = 2000

// Audit reads the next few tickets anew and holds the columns against them, so that over the days all are looked at. What
// differs is put right, and if nobody has told of a change, it is told of as a fault of this program. It answers how many
// such tickets there were.
func (e *Engine) Audit(ctx context.Context) (int, error) {
	if !e.Ready() {
		return 0, nil
	}
	last, err := e.lastID(ctx)
	if err != nil {
		return 0, err
	}
	if e.audited > last {
		e.audited = 0
	}
	from := e.audited
	e.audited += auditedAtOnce
	late, err := e.differing(ctx, span{from: from, to: from + auditedAtOnce})
	if err != nil || len(late) == 0 {
		return 0, err
	}
	// What differs may only be late: whatever was committed when it was read has its place in the journal by the next step.
	if err := e.settle(ctx); err != nil {
		return 0, err
	}
	wrong, err := e.differing(ctx, span{ids: late})
	if err != nil || len(wrong) == 0 {
		return 0, err
	}
	e.log.ErrorContext(ctx, "statistics were wrong, and are put right", "tickets", len(wrong), "first", wrong[0])
	for some := range slices.Chunk(wrong, ticketsAtOnce) {
		e.stepMu.Lock()
		err := e.renew(ctx, some)
		e.stepMu.Unlock()
		if err != nil {
			return 0, err
		}
	}
	return len(wrong), nil
}

// settle waits until all is taken that has its place in the journal now.
func (e *Engine) settle(ctx context.Context) error {
	if e.journal != nil {
		head, err := e.journal.Head(ctx)
		if err != nil {
			return fmt.Errorf("find the end of the journal: %w", err)
		}
		changes, err := e.journal.After(ctx, max(0, head-changesAtOnce), changesAtOnce)
		if err != nil {
			return fmt.Errorf("read the journal: %w", err)
		}
		for _, c := range changes {
			e.Touch(c.TicketID, c.Seq)
		}
	}
	return e.catchUp(ctx)
}

// differing are the tickets of a span that the columns have otherwise than the tables, or not at all.
func (e *Engine) differing(ctx context.Context, s span) ([]int64, error) {
	e.stepMu.Lock()
	defer e.stepMu.Unlock()
	var tickets []ticket
	err := e.inSnapshot(ctx, func(db queries) (err error) {
		tickets, err = e.read(ctx, db, s)
		return err
	})
	if err != nil {
		return nil, err
	}
	e.mu.RLock()
	defer e.mu.RUnlock()
	ids := s.ids
	if ids == nil {
		for id := s.from; id < s.to; id++ {
			ids = append(ids, id)
		}
	}
	var found []int64
	next := 0
	for _, id := range ids {
		for next < len(tickets) && tickets[next].id < id {
			next++
		}
		var t *ticket
		if next < len(tickets) && tickets[next].id == id {
			t = &tickets[next]
		}
		if !e.same(id, t) {
			found = append(found, id)
		}
	}
	return found, nil
}

// same compares a ticket, or nil, with its row.
func (e *Engine) same(id int64, t *ticket) bool {
	at := id >> chunkBits
	if at >= int64(len(e.chunks)) || e.chunks[at] == nil {
		return t == nil
	}
	c, row := e.chunks[at], int(id%chunkRows)
	if t == nil || !c.here.has(row) {
		return t == nil && !c.here.has(row)
	}
	times, what := c.of(row)
	if len(times) != len(t.events) {
		return false
	}
	for i, event := range t.events {
		if event != (happened{times[i], what[i]}) {
			return false
		}
	}
	for _, a := range t.answers {
		if a.slot >= len(c.answers) || c.answers[a.slot] == nil || c.answers[a.slot][row] != a.code {
			return false
		}
	}
	return c.status[row] == t.status && c.priority[row] == t.priority && c.channel[row] == t.channel && c.flags[row] == t.flags &&
		c.tenant[row] == t.tenant && c.requester[row] == t.requester && c.assignee[row] == t.assignee && c.number[row] == t.number &&
		createdAt.of(c, row) == t.created && updatedAt.of(c, row) == t.updated && repliedAt.of(c, row) == t.replied &&
		closedAt.of(c, row) == t.closed && dueAt.of(c, row) == t.due &&
		c.answered[row] == t.answered && c.lived[row] == t.lived && c.solved[row] == t.solved
}

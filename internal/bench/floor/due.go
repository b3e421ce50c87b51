package floor

import (
	"time"

	"sportello/internal/duetime"
	"sportello/internal/event"
	"sportello/internal/moment"
	"sportello/internal/policy"
)

// due is what is kept with a ticket of the desk's promises, and what they depend on.
type due struct {
	priority                                   text
	createdAt, first, next, resolution         number
	noted, waitsSince, runsSince, microseconds number
}

func (d *due) targets() []any {
	return []any{
		&d.priority, &d.createdAt, &d.first, &d.next, &d.resolution, &d.noted, &d.waitsSince, &d.runsSince, &d.microseconds,
	}
}

// retime brings the ticket's due times up to date with the reply. That they follow the rules in force, and that nothing has
// fallen due since, is taken for granted.
func (s *Server) retime(c *change) (duetime.Times, error) {
	d, at := &c.ticket.due, moment.Moment(c.now).Time()
	times := duetime.Times{
		First: d.first.time(), Next: d.next.time(), Resolution: d.resolution.time(),
		Noted: duetime.Noted(d.noted), WaitsSince: d.waitsSince.time(), RunsSince: d.runsSince.time(),
		Used: time.Duration(d.microseconds) * time.Microsecond,
	}
	facts := duetime.Facts{CreatedAt: d.createdAt.time(), Status: c.status, Priority: policy.Priority(d.priority)}
	happened := []duetime.Happening{{Event: event.Event{Kind: event.MessageAdded}, At: at, By: c.viewer.side}}
	if c.to != c.status {
		moved := event.Event{Kind: event.StatusChanged, From: string(c.status), To: string(c.to)}
		happened = append(happened, duetime.Happening{Event: moved, At: at, By: c.viewer.side})
	}
	return s.desk.promises.Follow(times, facts, happened)
}

func (n number) time() time.Time { return moment.Moment(n).Time() }

// dueColumns are the values of first_due_at, next_due_at, resolution_due_at, due_noted, waits_since, runs_since,
// resolution_used, due_at, due_check_at and queue_rank.
func dueColumns(t duetime.Times) []any {
	at := func(t time.Time) any { return int64(moment.Of(t)) }
	return []any{
		at(t.First), at(t.Next), at(t.Resolution), int64(t.Noted), at(t.WaitsSince), at(t.RunsSince), t.Used.Microseconds(),
		at(t.Due), at(t.CheckAt), t.Rank,
	}
}

package desk

import (
	"context"
	"fmt"

	"sportello/internal/duetime"
	"sportello/internal/event"
	"sportello/internal/workflow"
)

// retime brings the due times of a ticket up to date with what was decided: from those that it had, at constant cost. Only
// what times anew from the beginning, and a newer policy, need the whole timeline, by one statement.
func (c *scene) retime(ctx context.Context, after *Ticket, events []event.Event) error {
	happened := make([]duetime.Happening, len(events))
	for i, e := range events {
		happened[i] = duetime.Happening{Event: e, At: c.now, By: c.actor.Kind}
	}
	times, err := c.follow(ctx, after, happened)
	if err != nil {
		return fmt.Errorf("due times: %w", err)
	}
	after.setTimes(times, c.desk.PolicyVersion)
	return nil
}

func (c *scene) follow(ctx context.Context, after *Ticket, happened []duetime.Happening) (duetime.Times, error) {
	rules, facts, times := c.desk.Promises, dueFacts(c.ticket), timesOf(c.ticket)
	switch {
	case c.ticket.Status == "": // it is being opened
		facts.Priority = after.Priority
		return rules.Follow(duetime.Times{}, facts, happened)
	case !rules.Promised():
		return rules.Follow(duetime.Times{}, dueFacts(after), nil)
	case c.ticket.TimedUnder < c.desk.PolicyVersion || duetime.NeedsLife(happened):
		timelines, err := readTimelines(ctx, c.tx, []int64{after.ID})
		if err != nil {
			return duetime.Times{}, err
		}
		life := rules.Read(append(timelines[after.ID], happened...), after.Priority)
		return life.Times(times.Noted, c.now)
	default:
		return rules.Follow(times, facts, happened)
	}
}

// noteOverdue writes what has fallen due before the act by the rules in force, so that the timeline tells it first: the
// system's entries, which only staff see. It answers the ticket as it then is, to be written with the rest; neither its version nor its last change
// move.
func (c *scene) noteOverdue(ctx context.Context) (*Ticket, error) {
	if c.ticket.TimedUnder < c.desk.PolicyVersion {
		anew := *c.ticket
		if err := c.retime(ctx, &anew, nil); err != nil {
			return nil, err
		}
		c.ticket = &anew
	}
	notes, times, err := c.desk.Promises.Overdue(timesOf(c.ticket), dueFacts(c.ticket), c.now)
	if err != nil {
		return nil, fmt.Errorf("due times: %w", err)
	}
	if len(notes) == 0 {
		return c.ticket, nil
	}
	events := make([]event.Event, len(notes))
	for i, n := range notes {
		events[i] = n.Event()
	}
	clock := *c
	clock.actor, clock.key = workflow.Actor{Kind: event.System}, ""
	if err := clock.log(ctx, events, said{}); err != nil {
		return nil, err
	}
	noted := *c.ticket
	noted.LastSeq += int64(len(notes))
	noted.setTimes(times, c.ticket.TimedUnder)
	if err := clock.happened(ctx, &noted, events, said{}); err != nil {
		return nil, err
	}
	return &noted, nil
}

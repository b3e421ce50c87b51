package workflow

import (
	"fmt"
	"strconv"
	"time"

	"sportello/internal/event"
	"sportello/internal/policy"
	"sportello/internal/problem"
)

// Decide answers what becomes of a ticket when somebody wants something at a moment, or refuses with a *problem.Error.
// A change that changes nothing is accepted, without events. The same input gives the same answer; the input is not
// changed.
func Decide(p *policy.Policy, t Ticket, a Actor, c Command, now time.Time) (Decision, error) {
	d := deciding{policy: p, actor: a, now: now, Decision: Decision{After: t}}
	if err := d.decide(c); err != nil {
		return Decision{}, err
	}
	return d.Decision, nil
}

// deciding is a decision in the making.
type deciding struct {
	Decision
	policy *policy.Policy
	actor  Actor
	now    time.Time
}

func (d *deciding) decide(c Command) error {
	if _, clock := c.(AutoClose); clock != (d.actor.Kind == event.System) {
		return problem.New(problem.Forbidden) // the clock does this and nothing else
	}
	if open, ok := c.(Open); ok {
		return d.open(open)
	}
	if d.After.Status == "" || d.After.Status == policy.Draft {
		return problem.New(problem.NotFound) // nothing was sent yet (M0.4)
	}
	if d.After.MergedInto != 0 {
		return d.elsewhere(c)
	}
	switch c := c.(type) {
	case Take:
		return d.take()
	case Assign:
		return d.assign(c)
	case Reply:
		return d.reply(c)
	case AddNote:
		return d.note()
	case ChangeStatus:
		return d.changeStatus(c)
	case ChangePriority:
		return d.changePriority(c.To)
	case ChangePerson:
		return d.changePerson(c.To)
	case Resolve:
		return d.resolve()
	case Close:
		return d.close(c)
	case Reopen:
		return d.reopen()
	case Merge:
		return d.merge(c.Into)
	case Unmerge:
		return d.notMerged()
	case AutoClose:
		return d.autoClose()
	default:
		return fmt.Errorf("workflow: unknown command %T", c)
	}
}

func (d *deciding) happened(kind event.Kind, from, to string) {
	d.Events = append(d.Events, event.Event{Kind: kind, From: from, To: to})
}

// move changes the status, with the times and counts that hang on it.
func (d *deciding) move(to policy.Status, reason string) {
	t := &d.After
	from := t.Status
	if from == to {
		return
	}
	t.Status, t.StatusSince = to, d.now
	switch {
	case to == policy.Closed:
		t.ClosedAt, t.CloseReason = d.now, reason
	case to == policy.Resolved:
		t.ResolvedAt = d.now
	case from.Over():
		t.ClosedAt, t.ResolvedAt, t.CloseReason = time.Time{}, time.Time{}, ""
		t.ReopenCount++
	}
	d.Events = append(d.Events, event.Event{Kind: event.StatusChanged, From: string(from), To: string(to), Reason: reason})
}

// charge puts somebody in charge. Customers learn of it only where the desk names its staff (M2.7, M4.13).
func (d *deciding) charge(to int64) {
	t := &d.After
	if t.AssigneeID == to {
		return
	}
	d.Events = append(d.Events, event.Event{
		Kind: event.AssigneeChanged, From: id(t.AssigneeID), To: id(to), StaffOnly: !d.policy.Visibility.ShowsStaff(),
	})
	t.AssigneeID = to
}

// id is a user or person id as events hold it: empty for nobody.
func id(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// mustBeStaff refuses customers what only staff do.
func (d *deciding) mustBeStaff() error {
	if d.actor.staff() {
		return nil
	}
	return problem.New(problem.StaffOnly)
}

// mustBeLive refuses any change of a closed ticket: it must be reopened first, where that can be.
func (d *deciding) mustBeLive() error {
	if d.After.Status != policy.Closed {
		return nil
	}
	if rule, _ := d.closedRule(); rule == policy.Reopens {
		return problem.ReopenFirst()
	}
	return d.staysClosed()
}

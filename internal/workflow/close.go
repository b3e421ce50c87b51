package workflow

import (
	"time"

	"sportello/internal/policy"
	"sportello/internal/problem"
)

// close ends the ticket; with a message it is a reply that closes.
func (d *deciding) close(c Close) error {
	if c.HasMessage {
		return d.reply(Reply{HasText: true, Close: true})
	}
	return d.end(false)
}

// end closes: staff always, customers as the desk says (M2.8, M4.16).
func (d *deciding) end(hasMessage bool) error {
	if d.After.Status == policy.Closed {
		return nil
	}
	if !d.actor.staff() {
		if err := d.customerMayClose(hasMessage); err != nil {
			return err
		}
	}
	d.move(policy.Closed, "")
	return nil
}

func (d *deciding) customerMayClose(hasMessage bool) error {
	c := d.policy.Closing
	switch {
	case !c.ByCustomer:
		return problem.New(problem.CloseNotAllowed)
	case c.MessageRequired && !hasMessage:
		return problem.New(problem.MessageRequired, "message")
	case d.now.Sub(d.After.CreatedAt) < c.NotBefore.Std():
		return problem.New(problem.TooEarlyToClose).With("minutes", c.NotBefore.Minutes())
	}
	return nil
}

// reopen takes the ticket up again without a message.
func (d *deciding) reopen() error {
	switch d.After.Status {
	case policy.Resolved:
		if !d.actor.staff() && !d.policy.Reopening.ByCustomer {
			return problem.ReopenByReply()
		}
		d.move(d.reopened(), "")
	case policy.Closed:
		return d.reopenTo(d.reopened())
	default:
		return problem.NothingToReopen()
	}
	d.FollowUp, d.Rule = Reopened, "reopening"
	return nil
}

// reopened is where a reopened ticket stands: where the desk says, but OPEN while it is nobody's, for all other working
// statuses say that somebody has it (M1.10, M4.13).
func (d *deciding) reopened() policy.Status {
	if d.After.AssigneeID == 0 {
		return policy.Open
	}
	return d.policy.Reopening.To
}

// reopenTo takes a CLOSED ticket up again where a reply would, too: what the desk never reopens, nobody reopens (M1.11, M3.6).
func (d *deciding) reopenTo(to policy.Status) error {
	rule, key := d.closedRule()
	if rule != policy.Reopens {
		return d.staysClosed()
	}
	if !d.actor.staff() && !d.policy.Reopening.ByCustomer {
		return problem.ReopenByReply()
	}
	if to.Over() || to == policy.Draft {
		return d.notAllowed(to)
	}
	d.FollowUp, d.Rule = Reopened, key
	d.move(to, "")
	return nil
}

// autoClose closes only when due.
func (d *deciding) autoClose() error {
	due, ok := DueAutoClose(d.policy, d.After)
	if !ok || d.now.Before(due) {
		return problem.New(problem.CloseNotAllowed)
	}
	d.move(policy.Closed, AutoClosed)
	return nil
}

// DueAutoClose is when the clock closes the ticket if the customer stays silent; false: it does not. The time runs from
// when the ticket came into the status: a customer's reply takes it out, a note or a further reply of staff changes
// nothing (M1.11, M3.6).
func DueAutoClose(p *policy.Policy, t Ticket) (time.Time, bool) {
	a := p.Closing.Automatic
	if a.After == 0 || t.Status != a.From {
		return time.Time{}, false
	}
	return t.StatusSince.Add(a.After.Std()), true
}

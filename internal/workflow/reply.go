package workflow

import (
	"sportello/internal/event"
	"sportello/internal/policy"
	"sportello/internal/problem"
)

// reply adds a message; what it does to the status is the desk's moves. Priority, person and closing go in the same act,
// all or nothing (M4.15).
func (d *deciding) reply(c Reply) error {
	if !c.HasText && c.Attachments == 0 {
		return problem.New(problem.MessageRequired, "text")
	}
	if c.Attachments > 0 && !d.policy.Attachments.OnReply {
		return problem.New(problem.AttachmentsNotAllowed, "attachments")
	}
	switch d.After.Status {
	case policy.Closed:
		if c.Close {
			return d.mustBeLive() // what is said last is said before closing
		}
		if err := d.replyToClosed(); err != nil {
			return err
		}
		if d.FollowUp == NewLinked {
			return nil
		}
	default:
		d.message()
		d.moveByReply(c.Close)
	}
	return d.alongside(c)
}

func (d *deciding) message() {
	d.happened(event.MessageAdded, "", "")
	if d.actor.staff() && d.After.FirstRespondedAt.IsZero() {
		d.After.FirstRespondedAt = d.now
	}
}

// moveByReply: a reply of staff to a ticket that is nobody's also takes it in charge (M1.10), so that no answered ticket is
// without an operator. What the reply would do to the status is left out when the same act closes.
func (d *deciding) moveByReply(closing bool) {
	moves := d.policy.Moves.CustomerReply
	if d.actor.staff() {
		moves = d.policy.Moves.StaffReply
		if d.After.AssigneeID == 0 {
			d.charge(d.actor.UserID)
		}
	}
	to, found := moves[d.After.Status]
	if !found || closing {
		return
	}
	if d.After.Status == policy.Resolved && !to.Over() {
		d.FollowUp, d.Rule = Reopened, "moves.customer_reply"
	}
	d.move(to, "")
}

// replyToClosed: it reopens, is refused, or becomes a new ticket, as reopening says (M1.11, M2.6, M3.8, M4.17).
func (d *deciding) replyToClosed() error {
	rule, key := d.closedRule()
	switch {
	case rule == policy.Reopens:
		d.message()
		d.FollowUp, d.Rule = Reopened, key
		if d.actor.staff() && d.After.AssigneeID == 0 {
			d.charge(d.actor.UserID)
		}
		to := d.reopened()
		if next, found := d.policy.Moves.StaffReply[to]; found && d.actor.staff() {
			to = next // staff have answered, as with any other reply
		}
		d.move(to, "")
		return nil
	case rule == policy.NewLinked && !d.actor.staff():
		d.FollowUp, d.Rule = NewLinked, key
		return nil
	default:
		return d.staysClosed()
	}
}

// closedRule is the rule for a CLOSED ticket now, and the key that holds it.
func (d *deciding) closedRule() (policy.ReplyRule, string) {
	r := d.policy.Reopening
	if r.Within > 0 && d.now.Sub(d.After.ClosedAt) > r.Within.Std() {
		return r.Afterwards, "reopening.afterwards"
	}
	return r.ByReply, "reopening.by_reply"
}

// staysClosed says why, and the way out.
func (d *deciding) staysClosed() error {
	_, key := d.closedRule()
	if r := d.policy.Reopening; r.ByReply == policy.Reopens && r.Within > 0 {
		return problem.New(problem.ReopenWindowPassed).With("days", r.Within.Days()).With(problem.Rule, key)
	}
	return problem.ClosedForGood().With(problem.Rule, key)
}

// alongside is what else a reply changes.
func (d *deciding) alongside(c Reply) error {
	if c.Priority != nil {
		if err := d.changePriority(*c.Priority); err != nil {
			return err
		}
	}
	if c.PersonID != nil {
		if err := d.changePerson(*c.PersonID); err != nil {
			return err
		}
	}
	if c.Close {
		return d.end(true)
	}
	return nil
}

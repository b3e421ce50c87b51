package workflow

import (
	"slices"

	"sportello/internal/event"
	"sportello/internal/policy"
	"sportello/internal/problem"
)

// open: everyone may; customers choose a priority only where the desk asks them for it (M2.2, M4.10), or by what they choose in
// its form (M0.1, M1.6). A draft is sent by its author alone (M0.4); what was sent already stays one ticket (M0.5).
func (d *deciding) open(c Open) error {
	switch d.After.Status {
	case "":
	case policy.Draft:
		if d.actor.UserID != d.After.RequesterID {
			return problem.New(problem.NotFound)
		}
	default:
		return nil
	}
	priority := d.policy.Priority.Default
	if c.Priority != nil {
		if !d.policy.UsesPriority(*c.Priority) {
			return problem.New(problem.PriorityNotUsed, "priority")
		}
		if !d.actor.staff() && !c.ByForm && !d.policy.Priority.AtOpening && *c.Priority != priority {
			return problem.New(problem.PriorityChangeRefused, "priority")
		}
		priority = *c.Priority
	}
	d.After = Ticket{
		Status: policy.Open, Priority: priority, RequesterID: d.actor.UserID, PersonID: c.PersonID,
		CreatedAt: d.now, StatusSince: d.now,
	}
	d.happened(event.TicketOpened, "", string(policy.Open))
	return nil
}

// take: whoever takes an untouched ticket takes it in charge (M1.10).
func (d *deciding) take() error { return d.assign(Assign{To: d.actor.UserID}) }

func (d *deciding) assign(c Assign) error {
	if err := d.mustBeStaff(); err != nil {
		return err
	}
	if err := d.mustBeLive(); err != nil {
		return err
	}
	d.charge(c.To)
	switch taken := d.policy.Moves.Taken; {
	case c.To != 0 && d.After.Status == policy.Open:
		d.move(taken, "")
	case c.To == 0 && d.After.Status == taken:
		d.move(policy.Open, "") // it is nobody's again, and must not look as if somebody had it (M1.10, M4.13)
	}
	return nil
}

// note: staff may note something down at any time; nothing moves, no clock stops.
func (d *deciding) note() error {
	if err := d.mustBeStaff(); err != nil {
		return err
	}
	d.Events = append(d.Events, event.Event{Kind: event.NoteAdded, StaffOnly: true})
	return nil
}

// changeStatus moves the ticket by hand, as far as the desk's moves.by_hand go. RESOLVED and CLOSED, and the way back
// from CLOSED, have their own rules.
func (d *deciding) changeStatus(c ChangeStatus) error {
	if err := d.mustBeStaff(); err != nil {
		return err
	}
	from := d.After.Status
	switch {
	case !d.policy.Uses(c.To):
		return problem.New(problem.StatusNotUsed, "status")
	case c.To == from:
		return nil
	case c.To == policy.Closed:
		return d.end(false)
	case from == policy.Closed:
		return d.reopenTo(c.To)
	case !slices.Contains(d.policy.Moves.ByHand[from], c.To):
		return d.notAllowed(c.To)
	}
	d.move(c.To, "")
	return nil
}

func (d *deciding) notAllowed(to policy.Status) error {
	return notAllowed(d.policy, d.After.Status, to)
}

// notAllowed names both statuses in the desk's words.
func notAllowed(p *policy.Policy, from, to policy.Status) *problem.Error {
	return problem.New(problem.TransitionNotAllowed, "status").With("from", p.StatusWord(from)).With("to", p.StatusWord(to))
}

// changePriority: staff freely; customers where the desk lets them, and never up to what needs a new ticket (M2.8, M4.14).
func (d *deciding) changePriority(to policy.Priority) error {
	t := &d.After
	u := d.policy.Priority
	if !d.policy.UsesPriority(to) {
		return problem.New(problem.PriorityNotUsed, "priority")
	}
	if err := d.mustBeLive(); err != nil {
		return err
	}
	if to == t.Priority {
		return nil
	}
	if !d.actor.staff() {
		if !u.ByCustomer {
			return problem.New(problem.PriorityChangeRefused, "priority")
		}
		if to.Rank() > t.Priority.Rank() && slices.Contains(u.NeverRaiseTo, to) {
			return problem.New(problem.PriorityRaiseRefused, "priority").With("priority", d.policy.PriorityWord(to))
		}
	}
	d.happened(event.PriorityChanged, string(t.Priority), string(to))
	t.Priority = to
	return nil
}

// changePerson: staff and customers alike, while the ticket lives (M4.14).
func (d *deciding) changePerson(to int64) error {
	if err := d.mustBeLive(); err != nil {
		return err
	}
	if t := &d.After; to != t.PersonID {
		d.happened(event.PersonChanged, id(t.PersonID), id(to))
		t.PersonID = to
	}
	return nil
}

// resolve: only where the desk announces solutions (M3.5).
func (d *deciding) resolve() error {
	if err := d.mustBeStaff(); err != nil {
		return err
	}
	if !d.policy.Uses(policy.Resolved) {
		return problem.New(problem.StatusNotUsed)
	}
	return d.changeStatus(ChangeStatus{To: policy.Resolved})
}

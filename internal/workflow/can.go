package workflow

import (
	"errors"
	"slices"
	"time"

	"sportello/internal/policy"
	"sportello/internal/problem"
)

// Capabilities is what an actor may do with a ticket now: nil where it is open to them, else why not.
type Capabilities struct {
	Reply, AddNote, Take, Assign *problem.Error
	ChangeStatus, ChangePriority *problem.Error
	ChangePerson                 *problem.Error
	Resolve, Close, Reopen       *problem.Error
	Attach                       *problem.Error
	Merge, Unmerge               *problem.Error
	ReplyOpensNewTicket          bool
	StatusChoices                []policy.Status   // what ChangeStatus accepts, but the status it has
	PriorityChoices              []policy.Priority // what ChangePriority accepts, but the priority it has
}

// Can asks Decide for everything. Close is judged with a message at hand, since one can be written. To resolve or close a
// ticket that is so already is accepted, but not offered.
func Can(p *policy.Policy, t Ticket, a Actor, now time.Time) Capabilities {
	ask := func(c Command) (Decision, *problem.Error) {
		d, err := Decide(p, t, a, c, now)
		return d, refusal(err)
	}
	var c Capabilities
	var reply Decision
	reply, c.Reply = ask(Reply{HasText: true})
	c.ReplyOpensNewTicket = reply.FollowUp == NewLinked
	_, c.Attach = ask(Reply{Attachments: 1})
	_, c.AddNote = ask(AddNote{})
	_, c.Take = ask(Take{})
	_, c.Assign = ask(Assign{To: t.AssigneeID})
	_, c.ChangePerson = ask(ChangePerson{To: t.PersonID})
	_, c.Resolve = ask(Resolve{})
	_, c.Close = ask(Close{HasMessage: true})
	_, c.Reopen = ask(Reopen{})
	_, c.Merge = ask(Merge{})
	_, c.Unmerge = ask(Unmerge{})
	for _, s := range p.UsedStatuses() {
		_, why := ask(ChangeStatus{To: s})
		c.StatusChoices, c.ChangeStatus = choice(c.StatusChoices, c.ChangeStatus, s, t.Status, why)
	}
	for _, x := range p.UsedPriorities() {
		_, why := ask(ChangePriority{To: x})
		c.PriorityChoices, c.ChangePriority = choice(c.PriorityChoices, c.ChangePriority, x, t.Priority, why)
	}
	if len(c.StatusChoices) > 0 {
		c.ChangeStatus = nil
	}
	if len(c.PriorityChoices) > 0 {
		c.ChangePriority = nil
	}
	if t.Status == policy.Resolved && c.Resolve == nil {
		c.Resolve = notAllowed(p, t.Status, policy.Resolved)
	}
	return c
}

// choice keeps a value that is accepted, or the first reason why another is not.
func choice[T comparable](choices []T, reason *problem.Error, value, now T, why *problem.Error) ([]T, *problem.Error) {
	switch {
	case value == now:
		return choices, reason
	case why == nil:
		return append(slices.Clone(choices), value), reason
	case reason == nil:
		return choices, why
	default:
		return choices, reason
	}
}

// refusal is the problem that Decide refuses with; a bug would be of another type and must not read as permission.
func refusal(err error) *problem.Error {
	if err == nil {
		return nil
	}
	if refused, ok := errors.AsType[*problem.Error](err); ok {
		return refused
	}
	return problem.New(problem.Internal).Wrap(err)
}

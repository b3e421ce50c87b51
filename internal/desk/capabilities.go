package desk

import (
	"sportello/internal/event"
	"sportello/internal/problem"
	"sportello/internal/workflow"
)

// Capabilities is what the viewer may do with the ticket now, by the rules that decide the use cases.
func (t *Ticket) Capabilities() *workflow.Capabilities {
	v := t.Sight.Viewer
	if !v.CanWrite(t.DeskID, t.TenantID) {
		return nothing()
	}
	actor := workflow.Actor{Kind: event.Customer, UserID: v.UserID}
	if t.StaffSight() {
		actor.Kind = event.Staff
	}
	can := workflow.Can(t.Desk.Policy, t.state(), actor, t.Sight.Now)
	return &can
}

// nothing is what an observer may do.
func nothing() *workflow.Capabilities {
	forbidden := problem.New(problem.Forbidden)
	return &workflow.Capabilities{
		Reply: forbidden, AddNote: forbidden, Take: forbidden, Assign: forbidden,
		ChangeStatus: forbidden, ChangePriority: forbidden, ChangePerson: forbidden,
		Resolve: forbidden, Close: forbidden, Reopen: forbidden, Attach: forbidden,
		Merge: forbidden, Unmerge: forbidden,
	}
}

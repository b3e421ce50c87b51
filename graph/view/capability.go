package view

import (
	"sportello/internal/desk"
	"sportello/internal/problem"
	"sportello/internal/workflow"
)

// Capabilities is what the viewer may do with a ticket.
type Capabilities struct {
	ticket *desk.Ticket
	can    *workflow.Capabilities
}

// Capability is the contract's type of the same name.
type Capability struct {
	Allowed bool
	Code    *problem.Code
	Reason  *string
}

func (c Capabilities) of(refused *problem.Error) *Capability {
	if refused == nil {
		return &Capability{Allowed: true}
	}
	reason := refused.Message(c.ticket.Sight.Viewer.Language)
	return &Capability{Code: &refused.Code, Reason: &reason}
}

// Reply and the methods below are the contract's fields of the same names.
func (c Capabilities) Reply() *Capability { return c.of(c.can.Reply) }

// ReplyOpensNewTicket reports whether a reply becomes a new ticket (M3.8).
func (c Capabilities) ReplyOpensNewTicket() bool { return c.can.ReplyOpensNewTicket }

// AddNote is for staff.
func (c Capabilities) AddNote() *Capability { return c.of(c.can.AddNote) }

// Take is for staff.
func (c Capabilities) Take() *Capability { return c.of(c.can.Take) }

// Assign is for staff.
func (c Capabilities) Assign() *Capability { return c.of(c.can.Assign) }

// ChangeStatus is for staff.
func (c Capabilities) ChangeStatus() *Capability { return c.of(c.can.ChangeStatus) }

// StatusChoices are what ChangeStatus accepts now.
func (c Capabilities) StatusChoices() []*StatusOption {
	return statusOptions(c.ticket.Desk.Policy, c.can.StatusChoices, c.ticket.Sight.Viewer.Language)
}

// ChangePriority is for staff, and for customers where the desk lets them.
func (c Capabilities) ChangePriority() *Capability { return c.of(c.can.ChangePriority) }

// PriorityChoices are what ChangePriority accepts now.
func (c Capabilities) PriorityChoices() []*PriorityOption {
	return priorityOptions(c.ticket.Desk.Policy, c.can.PriorityChoices, c.ticket.Sight.Viewer.Language)
}

// ChangePerson is for all who write.
func (c Capabilities) ChangePerson() *Capability { return c.of(c.can.ChangePerson) }

// Resolve is for staff.
func (c Capabilities) Resolve() *Capability { return c.of(c.can.Resolve) }

// Close is judged with a message at hand where one is demanded.
func (c Capabilities) Close() *Capability { return c.of(c.can.Close) }

// Reopen is judged without a message.
func (c Capabilities) Reopen() *Capability { return c.of(c.can.Reopen) }

// Attach is whether a file may go with a reply.
func (c Capabilities) Attach() *Capability { return c.of(c.can.Attach) }

// Merge is for staff, as is Unmerge: into whichever ticket fits.
func (c Capabilities) Merge() *Capability { return c.of(c.can.Merge) }

// Unmerge is whether there is a merge to undo.
func (c Capabilities) Unmerge() *Capability { return c.of(c.can.Unmerge) }

package workflow

import "sportello/internal/policy"

// Command is what somebody wants to do with a ticket.
type Command interface{ command() }

type (
	// Open makes a ticket of nothing.
	Open struct {
		Priority *policy.Priority // nil: the desk's default
		ByForm   bool             // what was chosen in the form sets the priority (M0.1, M1.6)
		PersonID int64
	}
	// Take puts the actor, of the staff, in charge.
	Take struct{}
	// Assign puts somebody of the staff in charge, or nobody (0).
	Assign struct{ To int64 }
	// Reply adds a message, and in the same act changes priority or person or closes (M4.15).
	Reply struct {
		HasText     bool
		Attachments int
		Priority    *policy.Priority
		PersonID    *int64
		Close       bool
	}
	// AddNote adds a message among staff. It never moves the ticket.
	AddNote struct{}
	// ChangeStatus moves the ticket by hand; to RESOLVED and CLOSED as Resolve and Close do.
	ChangeStatus struct{ To policy.Status }
	// ChangePriority changes the priority.
	ChangePriority struct{ To policy.Priority }
	// ChangePerson changes the reference person: 0 is the requester's account again (M1.7, M4.14).
	ChangePerson struct{ To int64 }
	// Resolve announces a solution.
	Resolve struct{}
	// Close ends the ticket, with a message or without.
	Close struct{ HasMessage bool }
	// Reopen takes a RESOLVED or CLOSED ticket up again, without a message.
	Reopen struct{}
	// Merge moves the ticket's conversation into another one's, and closes the ticket (M1.15).
	Merge struct {
		Into *Ticket // nil: one that fits
	}
	// Unmerge takes it back.
	Unmerge struct {
		Former policy.Status // what it had when it was merged
	}
	// AutoClose is what the clock does when DueAutoClose has come.
	AutoClose struct{}
)

func (Open) command()           {}
func (Take) command()           {}
func (Assign) command()         {}
func (Reply) command()          {}
func (AddNote) command()        {}
func (ChangeStatus) command()   {}
func (ChangePriority) command() {}
func (ChangePerson) command()   {}
func (Resolve) command()        {}
func (Close) command()          {}
func (Reopen) command()         {}
func (Merge) command()          {}
func (Unmerge) command()        {}
func (AutoClose) command()      {}

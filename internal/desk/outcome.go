package desk

import "sportello/internal/workflow"

// Outcome is what a use case that can be repeated answers. It names rows; what a viewer is shown of them is read
// afterwards, through the scope, like anything else.
type Outcome struct {
	TicketID  int64 // the ticket that holds the message: the new one after workflow.NewLinked
	MessageID int64 // 0 where nothing was written
	FollowUp  workflow.FollowUp
	Rule      string // key of the policy that decided the FollowUp; empty where none did
	ViewID    int64  // the saved view, where the use case was about one
	DraftID   int64  // the draft, where the use case was about one
	PersonID  int64  // the collaborator, where the use case was about one
	Replayed  bool   // the same call had been answered before: nothing was done now
}

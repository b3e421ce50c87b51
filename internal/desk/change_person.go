package desk

import (
	"context"

	"sportello/internal/access"
	"sportello/internal/workflow"
)

// ChangePersonInput says to whom a ticket's notifications are to go.
type ChangePersonInput struct {
	TicketID         int64
	PersonID         int64 // 0: the requester's account again
	ExpectedVersion  *int64
	ClientMutationID string
}

// ChangePerson changes the reference person: whoever writes on the ticket may (M1.7, M4.14).
func (s *Service) ChangePerson(ctx context.Context, v *access.Viewer, in ChangePersonInput) (*Outcome, error) {
	return s.change(ctx, v, act{
		operation: "changePerson", ticketID: in.TicketID, expected: in.ExpectedVersion, key: in.ClientMutationID, input: in,
		command: func(ctx context.Context, c *scene) (workflow.Command, error) {
			return workflow.ChangePerson{To: in.PersonID}, c.checkPerson(ctx, c.ticket.TenantID, in.PersonID)
		},
	})
}

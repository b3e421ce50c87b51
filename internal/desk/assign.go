package desk

import (
	"context"

	"sportello/internal/access"
	"sportello/internal/workflow"
)

// AssignInput says who is to work on a ticket.
type AssignInput struct {
	TicketID         int64
	AssigneeID       int64 // 0: nobody
	ExpectedVersion  *int64
	ClientMutationID string
}

// Assign gives a ticket to a member of its desk's staff who works on tickets, or to nobody. A user who has nothing to do
// with the desk is NOT_FOUND, one who does not work on its tickets NOT_ASSIGNABLE.
func (s *Service) Assign(ctx context.Context, v *access.Viewer, in AssignInput) (*Outcome, error) {
	return s.change(ctx, v, act{
		operation: "assignTicket", ticketID: in.TicketID, expected: in.ExpectedVersion, key: in.ClientMutationID, input: in,
		command: func(ctx context.Context, c *scene) (workflow.Command, error) {
			if err := c.checkAssignee(ctx, in.AssigneeID); err != nil {
				return nil, err
			}
			return workflow.Assign{To: in.AssigneeID}, nil
		},
	})
}

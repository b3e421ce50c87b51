package desk

import (
	"context"

	"sportello/internal/access"
	"sportello/internal/policy"
	"sportello/internal/workflow"
)

// ChangePriorityInput says how urgent a ticket is to be.
type ChangePriorityInput struct {
	TicketID         int64
	Priority         policy.Priority
	ExpectedVersion  *int64
	ClientMutationID string
}

// ChangePriority changes how urgent a ticket is: staff may, customers as far as the desk says (M2.8, M4.14).
func (s *Service) ChangePriority(ctx context.Context, v *access.Viewer, in ChangePriorityInput) (*Outcome, error) {
	return s.change(ctx, v, act{
		operation: "changePriority", ticketID: in.TicketID, expected: in.ExpectedVersion, key: in.ClientMutationID, input: in,
		command: always(workflow.ChangePriority{To: in.Priority}),
	})
}

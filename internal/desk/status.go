package desk

import (
	"context"

	"sportello/internal/access"
	"sportello/internal/policy"
	"sportello/internal/workflow"
)

// ChangeStatusInput says where a ticket is to stand.
type ChangeStatusInput struct {
	TicketID         int64
	Status           policy.Status
	ExpectedVersion  *int64
	ClientMutationID string
}

// ChangeStatus moves a ticket to another of the statuses that its desk uses. Staff only (M2.8).
func (s *Service) ChangeStatus(ctx context.Context, v *access.Viewer, in ChangeStatusInput) (*Outcome, error) {
	return s.change(ctx, v, act{
		operation: "changeStatus", ticketID: in.TicketID, expected: in.ExpectedVersion, key: in.ClientMutationID, input: in,
		command: always(workflow.ChangeStatus{To: in.Status}),
	})
}

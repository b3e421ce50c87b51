package desk

import (
	"context"

	"sportello/internal/access"
	"sportello/internal/workflow"
)

// ReopenInput names the ticket to take up again.
type ReopenInput struct {
	TicketID         int64
	ExpectedVersion  *int64
	ClientMutationID string
}

// Reopen takes up a closed or resolved ticket again, as long as the desk allows it (M1.11, M2.6, M3.6, M4.17).
func (s *Service) Reopen(ctx context.Context, v *access.Viewer, in ReopenInput) (*Outcome, error) {
	return s.change(ctx, v, act{
		operation: "reopenTicket", ticketID: in.TicketID, expected: in.ExpectedVersion, key: in.ClientMutationID, input: in,
		command: always(workflow.Reopen{}),
	})
}

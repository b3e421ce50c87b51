package desk

import (
	"context"

	"sportello/internal/access"
	"sportello/internal/workflow"
)

// ResolveInput names the ticket to announce as solved.
type ResolveInput struct {
	TicketID         int64
	ExpectedVersion  *int64
	ClientMutationID string
}

// Resolve announces a solution, where the desk has that status (M3.5). Staff only.
func (s *Service) Resolve(ctx context.Context, v *access.Viewer, in ResolveInput) (*Outcome, error) {
	return s.change(ctx, v, act{
		operation: "resolveTicket", ticketID: in.TicketID, expected: in.ExpectedVersion, key: in.ClientMutationID, input: in,
		command: always(workflow.Resolve{}),
	})
}

package desk

import (
	"context"

	"sportello/internal/access"
	"sportello/internal/workflow"
)

// TakeInput names the ticket to take in charge.
type TakeInput struct {
	TicketID         int64
	ExpectedVersion  *int64
	ClientMutationID string
}

// Take gives a ticket to the viewer, a member of its desk's staff, and sets it in progress as the desk says (M1.10).
func (s *Service) Take(ctx context.Context, v *access.Viewer, in TakeInput) (*Outcome, error) {
	return s.change(ctx, v, act{
		operation: "takeTicket", ticketID: in.TicketID, expected: in.ExpectedVersion, key: in.ClientMutationID, input: in,
		command: always(workflow.Take{}),
	})
}

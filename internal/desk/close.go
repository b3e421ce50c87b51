package desk

import (
	"context"

	"sportello/internal/access"
	"sportello/internal/richtext"
	"sportello/internal/workflow"
)

// CloseInput names the ticket to close, and what is said last.
type CloseInput struct {
	TicketID         int64
	Message          string          // empty: none; some desks demand one of customers (M4.16)
	Format           richtext.Format // empty: plain
	ExpectedVersion  *int64
	ClientMutationID string
}

// Close ends a ticket: staff may, customers where and when the desk lets them (M4.16). The final message and the closing
// are one act.
func (s *Service) Close(ctx context.Context, v *access.Viewer, in CloseInput) (*Outcome, error) {
	a := act{
		operation: "closeTicket", ticketID: in.TicketID, expected: in.ExpectedVersion, key: in.ClientMutationID, input: in,
		command: always(workflow.Close{}),
	}
	if w := s.write(kindReply, "message", in.Format, in.Message, nil); !w.empty() {
		a.writing = w
		a.command = always(workflow.Close{HasMessage: true})
	}
	return s.change(ctx, v, a)
}

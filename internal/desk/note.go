package desk

import (
	"context"

	"sportello/internal/access"
	"sportello/internal/workflow"
)

// AddNoteInput is a message among staff.
type AddNoteInput struct {
	TicketID         int64
	Text             string
	Attachments      []AttachmentInput
	ClientMutationID string
}

// AddNote adds a message that only staff see. It changes nothing that customers can notice, the version included.
func (s *Service) AddNote(ctx context.Context, v *access.Viewer, in AddNoteInput) (*Outcome, error) {
	return s.change(ctx, v, act{
		operation: "addNote", ticketID: in.TicketID, key: in.ClientMutationID, input: in,
		writing: write(kindNote, "text", in.Text, in.Attachments),
		command: always(workflow.AddNote{}),
	})
}

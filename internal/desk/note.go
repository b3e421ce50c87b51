package desk

import (
	"context"

	"sportello/internal/access"
	"sportello/internal/richtext"
	"sportello/internal/workflow"
)

// AddNoteInput is a message among staff.
type AddNoteInput struct {
	TicketID         int64
	Text             string
	Format           richtext.Format // empty: plain
	Attachments      []AttachmentInput
	ClientMutationID string
}

// AddNote adds a message that only staff see. It changes nothing that customers can notice, the version included.
func (s *Service) AddNote(ctx context.Context, v *access.Viewer, in AddNoteInput) (*Outcome, error) {
	return s.change(ctx, v, act{
		operation: "addNote", ticketID: in.TicketID, key: in.ClientMutationID, input: in,
		writing: s.write(kindNote, "text", in.Format, in.Text, in.Attachments),
		command: always(workflow.AddNote{}),
	})
}

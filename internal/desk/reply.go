package desk

import (
	"context"

	"sportello/internal/access"
	"sportello/internal/policy"
	"sportello/internal/richtext"
	"sportello/internal/workflow"
)

// ReplyInput is an answer, and what changes with it in the same act (M4.15).
type ReplyInput struct {
	TicketID         int64
	Text             string
	Format           richtext.Format // empty: plain
	Attachments      []AttachmentInput
	Priority         policy.Priority // empty: stays
	PersonID         *int64          // nil: stays; 0: the requester's account again
	Close            bool
	Original         *Original `json:",omitzero"` // of a mail
	ExpectedVersion  *int64
	ClientMutationID string
}

// Reply adds a message to the conversation, with its attachments, and changes priority or person or closes in the same
// act: all or nothing (M4.15). What it does to a ticket that is closed or resolved is the desk's rule: Outcome.FollowUp
// tells, and Outcome.TicketID is then the ticket that holds the message.
func (s *Service) Reply(ctx context.Context, v *access.Viewer, in ReplyInput) (*Outcome, error) {
	return s.change(ctx, v, act{
		operation: "replyToTicket", ticketID: in.TicketID, expected: in.ExpectedVersion, key: in.ClientMutationID, input: in,
		writing: s.reply(in),
		command: func(ctx context.Context, c *scene) (workflow.Command, error) {
			c.checkPriority(in.Priority)
			if in.PersonID != nil {
				if err := c.checkPerson(ctx, c.ticket.TenantID, *in.PersonID); err != nil {
					return nil, err
				}
			}
			return workflow.Reply{
				HasText: !c.writing.empty(), Attachments: len(in.Attachments),
				Priority: given(in.Priority), PersonID: in.PersonID, Close: in.Close,
			}, nil
		},
	})
}

// reply is the message of a reply.
func (s *Service) reply(in ReplyInput) *writing {
	w := s.write(kindReply, "text", in.Format, in.Text, in.Attachments)
	w.original = in.Original
	return w
}

// given is nil for a priority that stays.
func given(p policy.Priority) *policy.Priority {
	if p == "" {
		return nil
	}
	return &p
}

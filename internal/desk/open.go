package desk

import (
	"context"

	"sportello/internal/access"
	"sportello/internal/policy"
)

// OpenInput is a request to open a ticket.
type OpenInput struct {
	TenantID         int64 // 0: the only one that the viewer writes in
	Subject          string
	Description      string
	Priority         policy.Priority // empty: the desk's default
	PersonID         int64           // 0: none, notifications go to the requester's account (M1.7)
	Follows          *TicketRef      // nil: continues no other ticket
	Attachments      []AttachmentInput
	Channel          Channel // empty: ChannelAPI
	ClientMutationID string
}

// TicketRef names a ticket by its id, or by its number on a desk.
type TicketRef struct {
	ID             int64 // 0: by number
	DeskID, Number int64
}

// Channel is how a ticket came in.
type Channel string

// The channels.
const (
	ChannelWeb         Channel = "WEB"
	ChannelAPI         Channel = "API"
	ChannelMail        Channel = "MAIL"
	ChannelContactForm Channel = "CONTACT_FORM"
)

// Open opens a ticket in a tenant where the viewer can write. Faults of the input come all at once, as a problem.List.
func (s *Service) Open(ctx context.Context, v *access.Viewer, in OpenInput) (*Outcome, error) {

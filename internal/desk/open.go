package desk

import (
	"context"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/form"
	"sportello/internal/policy"
	"sportello/internal/problem"
	"sportello/internal/richtext"
)

// OpenInput is a request to open a ticket.
type OpenInput struct {
	TenantID         int64 // 0: the only one that the viewer writes in
	Subject          string
	Description      string
	Format           richtext.Format // of the description; empty: plain
	Priority         policy.Priority // empty: the desk's default
	PersonID         int64           // 0: none, notifications go to the requester's account (M1.7)
	Follows          *TicketRef      // the closed ticket that this one continues; nil: none
	Attachments      []AttachmentInput
	Fields           []FieldInput `json:",omitzero"` // answers to the form's other fields
	Source           *Source      `json:",omitzero"` // where it was opened (M4.8); nil: not said
	Channel          Channel      // empty: ChannelAPI
	Original         *Original    `json:",omitzero"` // of a mail
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

// asks reports whether who writes has a form before them: a mail and a guest's message answer none, and are as long as they are.
func (c Channel) asks() bool { return c != ChannelMail && c != ChannelContactForm }

// Open opens a ticket in a tenant where the viewer can write, in the viewer's name. Faults of the input come all at once,
// as a problem.List.
func (s *Service) Open(ctx context.Context, v *access.Viewer, in OpenInput) (*Outcome, error) {
	description := s.describe(in)
	c := call{operation: "openTicket", key: in.ClientMutationID, input: in, files: in.Attachments}
	return s.once(ctx, v, c, func(ctx context.Context, tx *ent.Tx) (*result, error) {
		return s.openIn(ctx, tx, v, in, description)
	})
}

// describe is the description of a ticket to be.
func (s *Service) describe(in OpenInput) *writing {
	w := s.write(kindDescription, "description", in.Format, in.Description, in.Attachments)
	w.original, w.unasked = in.Original, !in.Channel.asks()
	return w
}

// openIn opens a ticket in a transaction.
func (s *Service) openIn(
	ctx context.Context, tx *ent.Tx, v *access.Viewer, in OpenInput, description *writing,
) (*result, error) {
	followed, err := s.lockFollowed(ctx, tx, v, in.Follows)
	if err != nil {
		return nil, err
	}
	c, tenantID, err := s.enterTenant(ctx, tx, v, in.TenantID)
	if err != nil {
		return nil, err
	}
	c.writing, c.key = description, in.ClientMutationID
	subject := c.checkSubject(in.Subject, in.Channel)
	if err := c.checkWriting(ctx); err != nil {
		return nil, err
	}
	if err := c.checkPerson(ctx, tenantID, in.PersonID); err != nil {
		return nil, err
	}
	people, err := c.peopleToChoose(ctx, in.PersonID, tenantID)
	if err != nil {
		return nil, err
	}
	checked := c.checkRequest(in, tenantID, followed, people)
	return c.open(ctx, opening{
		tenantID: tenantID, subject: subject, command: in.opens(checked, c.actor), answers: checked.Values,
		channel: in.Channel, follows: followed, source: c.checkSource(in.Source),
	})
}

// checkSubject notes what is wrong with a subject by the desk's rules, and answers it cleaned.
func (c *scene) checkSubject(raw string, by Channel) string {
	subject, length := readLine(raw), c.desk.Policy.Text.Subject
	if !by.asks() {
		length.Min = 1
	}
	if fault := subject.check(max(1, length.Min), length.Max, "subject"); fault != nil {
		c.fault(fault)
	}
	return subject.text
}

// checkRequest notes what is wrong with what is asked beside subject, description and person, for a tenant with so many
// people to choose from, and answers what follows from the form.
func (c *scene) checkRequest(in OpenInput, tenantID int64, followed *Ticket, people int) form.Checked {
	c.checkPriority(in.Priority)
	c.checkFollowed(followed, tenantID)
	if !in.Channel.asks() {
		return form.Checked{}
	}
	return c.checkForm(in, people)
}

// lockFollowed finds the ticket that a new one is to continue, and holds it: both are told of the link.
func (s *Service) lockFollowed(ctx context.Context, tx *ent.Tx, v *access.Viewer, ref *TicketRef) (*Ticket, error) {
	if ref == nil {
		return nil, nil
	}
	t, _, err := s.tickets.lock(ctx, tx, v.Scope(), *ref)
	return t, missing(err, "follows")
}

// checkFollowed notes a ticket that can't be continued: one that goes on, or somebody else's.
func (c *scene) checkFollowed(t *Ticket, tenantID int64) {
	if t != nil && (t.TenantID != tenantID || t.Status != policy.Closed) {
		c.fault(problem.New(problem.InvalidValue, "follows"))
	}
}

// enterTenant loads the tenant through the viewer's scope, and checks that the viewer may write there.
func (s *Service) enterTenant(ctx context.Context, tx *ent.Tx, v *access.Viewer, id int64) (*scene, int64, error) {
	if id == 0 {
		var fault *problem.Error
		if id, fault = onlyTenantOf(v, 0); fault != nil {
			return nil, 0, fault
		}
	}
	p, err := findTenant(ctx, tx, v, id)
	if err != nil {
		return nil, 0, missing(err, "tenant")
	}
	if !v.CanWrite(p.deskID, id) {
		return nil, 0, problem.New(problem.Forbidden)
	}
	c, err := s.scene(ctx, tx, v, p.deskID, p.policyVersion)
	return c, id, err
}

// onlyTenantOf is the one tenant of a desk, or (0) of all desks, that a viewer writes in.
func onlyTenantOf(v *access.Viewer, deskID int64) (int64, *problem.Error) {
	var only []int64
	for id, place := range v.Tenants {
		if v.CanWrite(place.DeskID, id) && (deskID == 0 || deskID == place.DeskID) {
			only = append(only, id)
		}
	}
	switch {
	case len(only) == 1:
		return only[0], nil
	case len(only) == 0 && len(v.Tenants) > 0:
		return 0, problem.New(problem.Forbidden)
	}
	return 0, problem.New(problem.TenantRequired, "tenant")
}

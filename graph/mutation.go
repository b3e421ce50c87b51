package graph

import (
	"context"

	"sportello/graph/model"
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/node"
)

func (r mutationResolver) OpenTicket(ctx context.Context, input model.OpenTicketInput) (*model.OpenTicketPayload, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	in, err := openInput(input)
	if err != nil {
		return nil, err
	}
	return r.opened(ctx, v)(r.desk.Open(ctx, v, in))
}

func openInput(input model.OpenTicketInput) (desk.OpenInput, error) {
	in := desk.OpenInput{
		Subject: input.Subject, Description: input.Description, Format: input.Format, ClientMutationID: text(input.ClientMutationID),
	}
	if input.Priority != nil {
		in.Priority = *input.Priority
	}
	in.Attachments = files(input.Attachments)
	in.Fields, in.Source = answers(input.Fields), source(input.Source)
	in.TenantID = optionalKey(node.Tenant, input.Tenant)
	in.PersonID = optionalKey(node.Person, input.Person)
	var err error
	in.Follows, err = ticketRef(input.Follows, "follows")
	return in, err
}

func (r mutationResolver) ReplyToTicket(ctx context.Context, input model.ReplyToTicketInput) (*model.ReplyToTicketPayload, error) {
	in := desk.ReplyInput{
		Text: input.Text, Format: input.Format, Close: input.Close, Attachments: files(input.Attachments),
		ExpectedVersion: wide(input.ExpectedVersion), ClientMutationID: text(input.ClientMutationID),
	}
	if input.Priority != nil {
		in.Priority = *input.Priority
	}
	if input.Person != nil {
		personID := keyOrNowhere(node.Person, *input.Person)
		in.PersonID = &personID
	}
	return replied(r.change(ctx, input.Ticket, func(v *access.Viewer, ticketID int64) (*desk.Outcome, error) {
		in.TicketID = ticketID
		return r.desk.Reply(ctx, v, in)
	}))
}

func replied(c *changed, err error) (*model.ReplyToTicketPayload, error) {
	if err != nil {
		return nil, err
	}
	return &model.ReplyToTicketPayload{Ticket: c.ticket, Message: c.message, FollowUp: c.followUp, FollowUpRule: c.rule, Errors: c.errors}, nil
}

func (r mutationResolver) AddNote(ctx context.Context, input model.AddNoteInput) (*model.AddNotePayload, error) {
	c, err := r.change(ctx, input.Ticket, func(v *access.Viewer, ticketID int64) (*desk.Outcome, error) {
		return r.desk.AddNote(ctx, v, desk.AddNoteInput{
			TicketID: ticketID, Text: input.Text, Format: input.Format, Attachments: files(input.Attachments),
			ClientMutationID: text(input.ClientMutationID),
		})
	})
	if err != nil {
		return nil, err
	}
	return &model.AddNotePayload{Ticket: c.ticket, Message: c.message, Errors: c.errors}, nil
}

func (r mutationResolver) TakeTicket(ctx context.Context, input model.TakeTicketInput) (*model.TicketPayload, error) {
	c, err := r.change(ctx, input.Ticket, func(v *access.Viewer, ticketID int64) (*desk.Outcome, error) {
		return r.desk.Take(ctx, v, desk.TakeInput{
			TicketID: ticketID, ExpectedVersion: wide(input.ExpectedVersion), ClientMutationID: text(input.ClientMutationID),
		})
	})
	return c.payload(err)
}

func (r mutationResolver) AssignTicket(ctx context.Context, input model.AssignTicketInput) (*model.TicketPayload, error) {
	c, err := r.change(ctx, input.Ticket, func(v *access.Viewer, ticketID int64) (*desk.Outcome, error) {
		return r.desk.Assign(ctx, v, desk.AssignInput{
			TicketID: ticketID, AssigneeID: optionalKey(node.User, input.Assignee),
			ExpectedVersion: wide(input.ExpectedVersion), ClientMutationID: text(input.ClientMutationID),
		})
	})
	return c.payload(err)
}

func (r mutationResolver) ChangeStatus(ctx context.Context, input model.ChangeStatusInput) (*model.TicketPayload, error) {
	c, err := r.change(ctx, input.Ticket, func(v *access.Viewer, ticketID int64) (*desk.Outcome, error) {
		return r.desk.ChangeStatus(ctx, v, desk.ChangeStatusInput{
			TicketID: ticketID, Status: input.Status,
			ExpectedVersion: wide(input.ExpectedVersion), ClientMutationID: text(input.ClientMutationID),
		})
	})
	return c.payload(err)
}

func (r mutationResolver) ChangePriority(ctx context.Context, input model.ChangePriorityInput) (*model.TicketPayload, error) {
	c, err := r.change(ctx, input.Ticket, func(v *access.Viewer, ticketID int64) (*desk.Outcome, error) {
		return r.desk.ChangePriority(ctx, v, desk.ChangePriorityInput{
			TicketID: ticketID, Priority: input.Priority,
			ExpectedVersion: wide(input.ExpectedVersion), ClientMutationID: text(input.ClientMutationID),
		})
	})
	return c.payload(err)
}

func (r mutationResolver) ChangePerson(ctx context.Context, input model.ChangePersonInput) (*model.TicketPayload, error) {
	c, err := r.change(ctx, input.Ticket, func(v *access.Viewer, ticketID int64) (*desk.Outcome, error) {
		return r.desk.ChangePerson(ctx, v, desk.ChangePersonInput{
			TicketID: ticketID, PersonID: optionalKey(node.Person, input.Person),
			ExpectedVersion: wide(input.ExpectedVersion), ClientMutationID: text(input.ClientMutationID),
		})
	})
	return c.payload(err)
}

func (r mutationResolver) ResolveTicket(ctx context.Context, input model.ResolveTicketInput) (*model.TicketPayload, error) {
	c, err := r.change(ctx, input.Ticket, func(v *access.Viewer, ticketID int64) (*desk.Outcome, error) {
		return r.desk.Resolve(ctx, v, desk.ResolveInput{
			TicketID: ticketID, ExpectedVersion: wide(input.ExpectedVersion), ClientMutationID: text(input.ClientMutationID),
		})
	})
	return c.payload(err)
}

func (r mutationResolver) CloseTicket(ctx context.Context, input model.CloseTicketInput) (*model.ReplyToTicketPayload, error) {
	return replied(r.change(ctx, input.Ticket, func(v *access.Viewer, ticketID int64) (*desk.Outcome, error) {
		return r.desk.Close(ctx, v, desk.CloseInput{
			TicketID: ticketID, Message: text(input.Message), Format: input.Format,
			ExpectedVersion: wide(input.ExpectedVersion), ClientMutationID: text(input.ClientMutationID),
		})
	}))
}

func (r mutationResolver) ReopenTicket(ctx context.Context, input model.ReopenTicketInput) (*model.TicketPayload, error) {
	c, err := r.change(ctx, input.Ticket, func(v *access.Viewer, ticketID int64) (*desk.Outcome, error) {
		return r.desk.Reopen(ctx, v, desk.ReopenInput{
			TicketID: ticketID, ExpectedVersion: wide(input.ExpectedVersion), ClientMutationID: text(input.ClientMutationID),
		})
	})
	return c.payload(err)
}

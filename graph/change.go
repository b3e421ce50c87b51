package graph

import (
	"context"
	"slices"

	"sportello/graph/model"
	"sportello/graph/view"
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/node"
	"sportello/internal/problem"
	"sportello/internal/workflow"
)

// changed is what a change of a ticket answers, read after the commit.
type changed struct {
	ticket   *view.Ticket
	message  *view.Message
	followUp *workflow.FollowUp
	rule     *string // key of the policy that decided the followUp
	errors   []*model.UserError
}

// change carries out a use case on a ticket and reads what it answers. After CONFLICT the ticket comes along as it is.
func (r *Resolver) change(
	ctx context.Context, ticket string, act func(v *access.Viewer, ticketID int64) (*desk.Outcome, error),
) (*changed, error) {
	v, err := viewer(ctx)
	if err != nil {
		return nil, err
	}
	ticketID, err := key(node.Ticket, ticket, "ticket")
	if err != nil {
		return nil, err
	}
	outcome, err := act(v, ticketID)
	if err != nil {
		return r.refused(ctx, v, ticketID, err)
	}
	return r.outcome(ctx, v, outcome)
}

func (r *Resolver) refused(ctx context.Context, v *access.Viewer, ticketID int64, cause error) (*changed, error) {
	told, err := userErrors(ctx, cause)
	if err != nil {
		return nil, err
	}
	answer := &changed{errors: told}
	for _, refusal := range problem.Of(cause) {
		if refusal.Code == problem.TicketClosed || refusal.Code == problem.ReopenWindowPassed {
			rejected := workflow.Rejected
			answer.followUp = &rejected
		}
		if rule, named := refusal.Params[problem.Rule].(string); named {
			answer.rule = &rule
		}
	}
	if problem.Is(cause, problem.Conflict) {
		t, err := r.desk.Ticket(ctx, v, ticketID, parts(ctx))
		if err != nil {
			return nil, err
		}
		answer.ticket = view.NewTicket(t)
	}
	return answer, nil
}

// outcome reads what a use case has written.
func (r *Resolver) outcome(ctx context.Context, v *access.Viewer, o *desk.Outcome) (*changed, error) {
	answer := &changed{errors: []*model.UserError{}}
	t, err := r.desk.Ticket(ctx, v, o.TicketID, parts(ctx))
	if err != nil {
		return nil, err
	}
	answer.ticket = view.NewTicket(t)
	if o.MessageID != 0 {
		if answer.message, err = r.written(ctx, t, o.MessageID); err != nil {
			return nil, err
		}
	}
	if o.FollowUp != workflow.NoFollowUp {
		answer.followUp = &o.FollowUp
	}
	if o.Rule != "" {
		answer.rule = &o.Rule
	}
	return answer, nil
}

// written is the message that was written, as far as the payload asks for it: its id is known without reading it.
func (r *Resolver) written(ctx context.Context, t *desk.Ticket, messageID int64) (*view.Message, error) {
	if asked := subfields(ctx, "message"); !slices.ContainsFunc(asked, moreThanID) {
		return view.NewMessage(&desk.Message{ID: messageID}), nil
	}
	m, err := r.desk.MessageOf(ctx, t, messageID)
	return view.NewMessage(m), err
}

func moreThanID(field string) bool { return field != "id" && field != "__typename" }

func (c *changed) payload(err error) (*model.TicketPayload, error) {
	if err != nil {
		return nil, err
	}
	return &model.TicketPayload{Ticket: c.ticket, Errors: c.errors}, nil
}

// files decodes what is to be attached: both kinds of input, never both in one.
func files(list []*model.AttachmentInput) []desk.AttachmentInput {
	inputs := make([]desk.AttachmentInput, len(list))
	for i, a := range list {
		inputs[i] = desk.AttachmentInput{File: a.File, UploadedID: optionalKey(node.Attachment, a.Uploaded)}
	}
	return inputs
}

// text is an optional text: empty when absent.
func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

package desk

import (
	"context"
	"fmt"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
	"sportello/internal/workflow"
)

// act is one use case on one ticket, as its own file describes it.
type act struct {
	operation string // the mutation's name
	ticketID  int64
	expected  *int64 // version
	key       string // the client's id of the act
	input     any    // whole
	writing   *writing
	// command makes what workflow is asked, from the input and the rows that it refers to.
	command func(context.Context, *scene) (workflow.Command, error)
}

// always is the command of an act that needs to look nothing up.
func always(command workflow.Command) func(context.Context, *scene) (workflow.Command, error) {
	return func(context.Context, *scene) (workflow.Command, error) { return command, nil }
}

// change carries out an act: one transaction, all or nothing.
func (s *Service) change(ctx context.Context, v *access.Viewer, a act) (*Outcome, error) {
	enter := s.enter
	return s.once(ctx, v, a.call(), func(ctx context.Context, tx *ent.Tx) (*result, error) {
		c, err := enter(ctx, tx, v, a)
		if err != nil {
			return nil, err
		}
		if err := c.checkWriting(ctx); err != nil {
			return nil, err
		}
		command, err := a.command(ctx, c)
		if err != nil {
			return nil, err
		}
		decision, err := c.decide(stateOf(c.ticket), command)
		if err != nil {
			return nil, err
		}
		if decision.FollowUp == workflow.Merged {
			enter = s.enterConversation
			return nil, errMoved
		}
		done, err := c.carryOut(ctx, decision, command)
		if err == nil && c.ticket.ID != a.ticketID && done.outcome.FollowUp != workflow.NewLinked {
			done.outcome.FollowUp, done.outcome.Rule = workflow.Merged, ""
		}
		return done, err
	})
}

// call is the act as something that can be sent again.
func (a act) call() call {
	c := call{operation: a.operation, key: a.key, input: a.input}
	if a.writing != nil {
		c.files = a.writing.files
	}
	return c
}

// enter loads the ticket through the viewer's scope and holds it until the transaction's end, checks that the viewer may
// write there and that nobody was faster.
func (s *Service) enter(ctx context.Context, tx *ent.Tx, v *access.Viewer, a act) (*scene, error) {
	t, deskVersion, err := s.tickets.lock(ctx, tx, v.Scope(), TicketRef{ID: a.ticketID})
	if err != nil {
		return nil, missing(err, "ticket")
	}
	return s.enterHeld(ctx, tx, v, a, t, deskVersion)
}

// enterHeld enters a ticket that is held already.
func (s *Service) enterHeld(
	ctx context.Context, tx *ent.Tx, v *access.Viewer, a act, t *Ticket, deskVersion int64,
) (*scene, error) {
	c, err := s.scene(ctx, tx, v, t.DeskID, deskVersion)
	if err != nil {
		return nil, err
	}
	c.ticket, c.writing, c.key = t, a.writing, a.key
	c.now = notBefore(c.now, t)
	if !v.CanWrite(t.DeskID, t.TenantID) {
		return nil, problem.New(problem.Forbidden)
	}
	if a.expected != nil && *a.expected != t.Version {
		return nil, problem.TicketChanged()
	}
	return c, nil
}

// carryOut writes what was decided.
func (c *scene) carryOut(ctx context.Context, d workflow.Decision, asked workflow.Command) (*result, error) {
	if d.FollowUp == workflow.NewLinked {
		done, err := c.continueAnew(ctx, asked)
		if err == nil {
			done.outcome.FollowUp, done.outcome.Rule = d.FollowUp, d.Rule
		}
		return done, err
	}
	ctx = store.System(ctx) // all that is referred to was found through the viewer's scope
	message, news, err := c.record(ctx, d)
	if err != nil {
		return nil, err
	}
	done := &result{outcome: Outcome{TicketID: c.ticket.ID, MessageID: message.id, FollowUp: d.FollowUp, Rule: d.Rule}}
	if len(news) > 0 {
		done.news, err = announce(ctx, c.tx, moment.Of(c.now), news...)
	}
	return done, err
}

// continueAnew puts a reply to a closed ticket into a new one that follows it (M3.8), in the name of who replied.
func (c *scene) continueAnew(ctx context.Context, asked workflow.Command) (*result, error) {
	reply, ok := asked.(workflow.Reply)
	if !ok {
		return nil, fmt.Errorf("%T opens no ticket", asked)
	}
	closed := c.ticket
	next := opening{
		tenantID: closed.TenantID, subject: closed.Subject, follows: closed,
		command: workflow.Open{Priority: reply.Priority, PersonID: closed.PersonID},
	}
	if reply.PersonID != nil {
		next.command.PersonID = *reply.PersonID
	}
	var err error
	if next.command.PersonID, err = c.stillThere(ctx, next.command.PersonID); err != nil {
		return nil, err
	}
	description := *c.writing
	description.kind = kindDescription
	c.writing = &description
	return c.open(ctx, next)
}

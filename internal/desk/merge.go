package desk

import (
	"context"
	"fmt"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/search"
	"sportello/internal/store"
	"sportello/internal/workflow"
)

// MergeInput names the ticket whose conversation moves, and the one that holds it from then on.
type MergeInput struct {
	TicketID         int64
	IntoID           int64
	ExpectedVersion  *int64 // of the ticket that is merged
	ClientMutationID string
}

// Merge moves the conversation of a ticket, and what was merged into it before, into another ticket of the same tenant
// (M1.15). Messages keep their authors and times, and stand among the others in order of time; both timelines stay as they
// are and get an entry. STAFF_ONLY, MERGE_REFUSED, TICKET_MERGED.
func (s *Service) Merge(ctx context.Context, v *access.Viewer, in MergeInput) (*Outcome, error) {
	a := act{
		operation: "mergeTickets", ticketID: in.TicketID, expected: in.ExpectedVersion, key: in.ClientMutationID, input: in,
	}
	return s.once(ctx, v, a.call(), func(ctx context.Context, tx *ent.Tx) (*result, error) {
		held, err := s.holdInOrder(ctx, tx, in.TicketID, in.IntoID)
		if err != nil {
			return nil, err
		}
		source, there := held[in.TicketID]
		if !there || !sees(v, source.Ticket) {
			return nil, problem.New(problem.NotFound, "ticket")
		}
		into, there := held[in.IntoID]
		if !there || !sees(v, into.Ticket) {
			return nil, problem.New(problem.NotFound, "into")
		}
		c, err := s.enterHeld(ctx, tx, v, a, source.Ticket, source.policyVersion)
		if err != nil {
			return nil, err
		}
		c.now = notBefore(c.now, into.Ticket)
		state := stateOf(into.Ticket)
		d, err := c.decide(stateOf(source.Ticket), workflow.Merge{Into: &state})
		if err != nil {
			return nil, err
		}
		ctx = store.System(ctx) // both were found through the viewer's scope
		if err := c.join(ctx, into.ID); err != nil {
			return nil, err
		}
		return c.tellAll(ctx, d, into.Ticket)
	})
}

// join moves the conversation.
func (c *scene) join(ctx context.Context, into int64) error {
	for _, move := range []string{
		"UPDATE messages SET conversation_id = ? WHERE conversation_id = ?",
		"UPDATE attachments SET ticket_id = ? WHERE ticket_id = ?",
	} {
		if _, err := c.tx.ExecContext(ctx, move, into, c.ticket.ID); err != nil {
			return fmt.Errorf("move the conversation: %w", err)
		}
	}
	return nil
}

// tellAll writes what was decided for the scene's ticket, and tells the others of its first event: all of them are held.
func (c *scene) tellAll(ctx context.Context, d workflow.Decision, others ...*Ticket) (*result, error) {
	news, err := c.retell(ctx, c.ticket, d)
	if err != nil {
		return nil, err
	}
	stale := []int64{c.ticket.ID}
	for _, other := range others {
		told, err := c.retell(ctx, other, workflow.Decision{After: stateOf(other), Events: d.Events[:1]})
		if err != nil {
			return nil, err
		}
		news, stale = append(news, told...), append(stale, other.ID)
	}
	if err := search.MarkStale(ctx, c.tx, stale...); err != nil {
		return nil, err
	}
	news, err = announce(ctx, c.tx, moment.Of(c.now), news...)
	return &result{outcome: Outcome{TicketID: c.ticket.ID}, news: news}, err
}

// retell writes a decision for a ticket whose conversation has become another.
func (c *scene) retell(ctx context.Context, t *Ticket, d workflow.Decision) ([]Announcement, error) {
	there := *c
	there.ticket, there.writing, there.moved = t, nil, true
	_, news, err := there.record(ctx, d)
	return news, err
}

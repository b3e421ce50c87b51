package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/event"
	"sportello/internal/policy"
	"sportello/internal/problem"
	"sportello/internal/store"
	"sportello/internal/workflow"
)

// UnmergeInput names a ticket that was merged into another one.
type UnmergeInput struct {
	TicketID         int64
	ExpectedVersion  *int64
	ClientMutationID string
}

// Unmerge undoes a merge, at any time (M1.15): the ticket has its own messages back, and those that had been merged into it
// before, and the status that it had. What was written since is the other ticket's, where it was written. STAFF_ONLY,
// MERGE_REFUSED where it is not merged.
func (s *Service) Unmerge(ctx context.Context, v *access.Viewer, in UnmergeInput) (*Outcome, error) {
	a := act{
		operation: "unmergeTicket", ticketID: in.TicketID, expected: in.ExpectedVersion, key: in.ClientMutationID, input: in,
	}
	return s.once(ctx, v, a.call(), func(ctx context.Context, tx *ent.Tx) (*result, error) {
		held, err := s.holdChain(ctx, tx, in.TicketID)
		if err != nil {
			return nil, err
		}
		if len(held) == 0 || !sees(v, held[0].Ticket) {
			return nil, problem.New(problem.NotFound, "ticket")
		}
		c, err := s.enterHeld(ctx, tx, v, a, held[0].Ticket, held[0].policyVersion)
		if err != nil {
			return nil, err
		}
		former, err := c.formerStatus(ctx)
		if err != nil {
			return nil, err
		}
		d, err := c.decide(stateOf(c.ticket), workflow.Unmerge{Former: former})
		if err != nil {
			return nil, err
		}
		var others []*Ticket
		for _, t := range held[1:] {
			others = append(others, t.Ticket)
			c.now = notBefore(c.now, t.Ticket)
		}
		ctx = store.System(ctx) // found through the viewer's scope, and what holds its conversation is of the same tenant
		if err := c.part(ctx, others[len(others)-1].ID); err != nil {
			return nil, err
		}
		return c.tellAll(ctx, d, others...)
	})
}

const lastStatus = "SELECT from_value FROM timeline_entries WHERE ticket_id = ? AND kind = ? ORDER BY seq DESC LIMIT 1"

// formerStatus is the status before the last change: while a ticket is merged, that is the one it had when it was merged.
func (c *scene) formerStatus(ctx context.Context) (policy.Status, error) {
	var former text
	err := queryRow(ctx, c.tx, lastStatus, []any{c.ticket.ID, string(event.StatusChanged)}, []any{&former})
	if err != nil && !errors.Is(err, errNoRow) {
		return "", fmt.Errorf("look for the former status: %w", err)
	}
	return policy.Status(former), nil
}

// part gives the scene's ticket the messages back that were written on it, and on those that were merged into it.
func (c *scene) part(ctx context.Context, from int64) error {
	ids, err := c.mergedInto(ctx)
	if err != nil {
		return err
	}
	messages := "UPDATE messages SET conversation_id = ? WHERE conversation_id = ? AND ticket_id IN (" + marks(len(ids)) + ")"
	args := append([]any{c.ticket.ID, from}, anys(ids)...)
	if _, err := c.tx.ExecContext(ctx, messages, args...); err != nil {
		return fmt.Errorf("part the conversation: %w", err)
	}
	const files = "UPDATE attachments SET ticket_id = ? WHERE ticket_id = ? AND message_id IN (SELECT id FROM messages WHERE conversation_id = ?)"
	if _, err := c.tx.ExecContext(ctx, files, c.ticket.ID, from, c.ticket.ID); err != nil {
		return fmt.Errorf("part the files: %w", err)
	}
	return nil
}

// mergedInto is the scene's ticket with all that were merged into it, however far. Nobody merges or separates them now: for
// that the scene's ticket would have to be held.
func (c *scene) mergedInto(ctx context.Context) ([]int64, error) {
	all := []int64{c.ticket.ID}
	for level := all; len(level) > 0; {
		next, err := c.mergedRightInto(ctx, level)
		if err != nil {
			return nil, fmt.Errorf("look what was merged: %w", err)
		}
		all, level = slices.Concat(all, next), next
	}
	return all, nil
}

// mergedRightInto are the tickets that were merged into some others, and not by way of a third.
func (c *scene) mergedRightInto(ctx context.Context, targets []int64) ([]int64, error) {
	rows, err := c.tx.QueryContext(ctx, "SELECT id FROM tickets WHERE merged_into_id IN ("+marks(len(targets))+")", anys(targets)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var sources []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		sources = append(sources, id)
	}
	return sources, rows.Err()
}

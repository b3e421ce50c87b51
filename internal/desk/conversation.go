package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/moment"
	"sportello/internal/problem"
)

// errMoved says that what was to happen on a ticket belongs to the one that it was merged into. That one is held in a
// transaction of its own: tickets are held in the order of their ids, and this one is held already.
var errMoved = errors.New("the conversation has moved")

// errChainMoved says that somebody has merged or separated tickets between a look at them and holding them.
var errChainMoved = fmt.Errorf("merged or separated meanwhile: %w", errMoved)

// heldTicket is a ticket that is held, with the version of its desk's policy.
type heldTicket struct {
	*Ticket
	policyVersion int64
}

// holdInOrder holds tickets, whatever the scope, in the order of their ids, so that no two who want the same wait for each
// other. Those that are not there are missing.
func (s *Service) holdInOrder(ctx context.Context, tx *ent.Tx, ids ...int64) (map[int64]heldTicket, error) {
	held := make(map[int64]heldTicket, len(ids))
	for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		t, version, err := s.tickets.hold(ctx, tx, TicketRef{ID: id})
		if errors.Is(err, errNoRow) {
			continue
		}
		if err != nil {
			return nil, err
		}
		held[id] = heldTicket{t, version}
	}
	return held, nil
}

// holdChain holds a ticket with all that it was merged into, one into the next; the last one has the conversation. None
// where there is no such ticket.
func (s *Service) holdChain(ctx context.Context, tx *ent.Tx, id int64) ([]heldTicket, error) {
	ids, err := chain(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	held, err := s.holdInOrder(ctx, tx, ids...)
	if err != nil {
		return nil, err
	}
	var found []heldTicket
	for next := id; next != 0; next = found[len(found)-1].MergedIntoID {
		t, isHeld := held[next]
		if !isHeld && next == id {
			return nil, nil
		}
		if !isHeld || len(found) == len(ids) {
			return nil, errChainMoved
		}
		found = append(found, t)
	}
	return found, nil
}

// chain looks where a ticket was merged into, without holding anything.
func chain(ctx context.Context, tx *ent.Tx, id int64) ([]int64, error) {
	var ids []int64
	for id != 0 && !slices.Contains(ids, id) {
		ids = append(ids, id)
		var next number
		err := queryRow(ctx, tx, "SELECT merged_into_id FROM tickets WHERE id = ?", []any{id}, []any{&next})
		if err != nil && !errors.Is(err, errNoRow) {
			return nil, fmt.Errorf("look where ticket %d was merged into: %w", id, err)
		}
		id = int64(next)
	}
	return ids, nil
}

// enterConversation is enter for what follows a merged ticket to where its conversation is. expectedVersion is that of the
// ticket that was named; and whoever does not see the other one is not told of it.
func (s *Service) enterConversation(ctx context.Context, tx *ent.Tx, v *access.Viewer, a act) (*scene, error) {
	tickets, err := s.holdChain(ctx, tx, a.ticketID)
	if err != nil {
		return nil, err
	}
	if len(tickets) == 0 || !sees(v, tickets[0].Ticket) {
		return nil, problem.New(problem.NotFound, "ticket")
	}
	if named := tickets[0]; a.expected != nil && *a.expected != named.Version {
		return nil, problem.TicketChanged()
	}
	a.expected = nil
	holder := tickets[len(tickets)-1]
	if !sees(v, holder.Ticket) {
		return nil, problem.MergedAway()
	}
	return s.enterHeld(ctx, tx, v, a, holder.Ticket, holder.policyVersion)
}

func sees(v *access.Viewer, t *Ticket) bool {
	return v.Scope().Sees(t.DeskID, t.TenantID, t.RequesterID)
}

// notBefore is now, but not before what happened on the ticket already: a conversation stands in order of time, also where
// the clocks of two servers differ.
func notBefore(now time.Time, t *Ticket) time.Time {
	return max(moment.Of(now), t.UpdatedAt, t.LastMessageAt).Time()
}

package desk

import (
	"context"
	"fmt"
	"slices"

	"sportello/internal/access"
	"sportello/internal/event"
	"sportello/internal/policy"
)

// DescribedChange is a change with who did it.
type DescribedChange struct {
	event.Change
	Newest ChangeAct
	Public *ChangeAct // of what customers see; nil: nothing
}

// ChangeAct is an entry of a timeline, as far as it is told beside a list.
type ChangeAct struct {
	Desk             *Desk
	ActorKind        event.ActorKind
	User             User // as stored
	ClientMutationID string
}

// describeChanges reads the entries of changes: those after the ticket's place before.
const describeChanges = `SELECT j.id, e.public_seq, e.actor_kind, e.actor_id, e.client_mutation_id, u.name, u.email
	FROM journal_entries j
	JOIN timeline_entries e ON e.ticket_id = j.ticket_id AND e.seq <= j.seq AND e.seq > COALESCE((
		SELECT p.seq FROM journal_entries p WHERE p.ticket_id = j.ticket_id AND p.id < j.id ORDER BY p.id DESC LIMIT 1), 0)
	LEFT JOIN users u ON u.id = e.actor_id
	WHERE j.id IN (`

// DescribeChanges finds out who did changes of the journal, by one statement for 256 of them.
func (s *Service) DescribeChanges(ctx context.Context, changes []event.Change) ([]DescribedChange, error) {
	desks, err := s.desksOf(ctx, desksIn(changes))
	if err != nil {
		return nil, err
	}
	described := make([]DescribedChange, len(changes))
	places := make(map[int64]*DescribedChange, len(changes))
	ids := make([]int64, len(changes))
	for i, c := range changes {
		described[i].Change = c
		places[c.Pos], ids[i] = &described[i], c.Pos
	}
	var pos, publicSeq int64
	var act ChangeAct
	targets := []any{
		(*number)(&pos), (*number)(&publicSeq), (*word)(&act.ActorKind), (*number)(&act.User.ID), (*text)(&act.ClientMutationID),
		(*text)(&act.User.Name), (*text)(&act.User.Email),
	}
	for some := range slices.Chunk(ids, amongBatch) {
		all := padded(some)
		query := describeChanges + marks(len(all)) + ") ORDER BY j.id, e.seq"
		err := s.each(ctx, query, anys(all), targets, func() {
			one := act
			one.Desk = desks[places[pos].DeskID]
			places[pos].Newest = one
			if publicSeq > 0 {
				places[pos].Public = &one
			}
		})
		if err != nil {
			return nil, fmt.Errorf("describe changes: %w", err)
		}
	}
	return described, nil
}

// For is who did something, as the viewer may know them, and their own mutation's id where that is themselves.
func (a ChangeAct) For(v *access.Viewer) (actor *Actor, clientMutationID string) {
	shown := a.Desk.actor(&Sight{Viewer: v}, a.ActorKind, a.User)
	if shown.IsViewer {
		clientMutationID = a.ClientMutationID
	}
	return &shown, clientMutationID
}

func desksIn(changes []event.Change) []int64 {
	var ids []int64
	for _, c := range changes {
		if !slices.Contains(ids, c.DeskID) {
			ids = append(ids, c.DeskID)
		}
	}
	return ids
}

func statuses(byStatus map[string]int) map[policy.Status]int {
	counts := make(map[policy.Status]int, len(byStatus))
	for status, n := range byStatus {
		counts[policy.Status(status)] = n
	}
	return counts
}

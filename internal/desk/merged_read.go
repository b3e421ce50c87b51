package desk

import (
	"context"
	"fmt"
	"slices"

	"sportello/internal/access"
	"sportello/internal/event"
)

// mostMerged is how many tickets are looked for that were merged into those of a page, all together.
const mostMerged = 1000

// MergedInto reads the tickets that were merged into others, aligned with these, in the order of their ids, as far as the
// viewer sees them (M1.15). A fixed number of statements.
func (s *Service) MergedInto(ctx context.Context, v *access.Viewer, into []*Ticket, parts Parts) ([][]*Ticket, error) {
	read := make([][]*Ticket, len(into))
	ids := make([]any, len(into))
	for i, t := range into {
		ids[i] = t.ID
	}
	type pair struct{ source, target int64 }
	var pairs []pair
	if len(ids) > 0 {
		var source, target number
		query := "SELECT id, merged_into_id FROM tickets WHERE merged_into_id IN (" + marks(len(ids)) + ") ORDER BY merged_into_id, id LIMIT ?"
		err := s.each(ctx, query, slices.Concat(ids, []any{mostMerged}), []any{&source, &target}, func() {
			pairs = append(pairs, pair{int64(source), int64(target)})
		})
		if err != nil {
			return nil, fmt.Errorf("merged tickets: %w", err)
		}
	}
	sources := make([]int64, len(pairs))
	for i, p := range pairs {
		sources[i] = p.source
	}
	found, err := s.TicketsByID(ctx, v, sources, parts)
	if err != nil {
		return nil, err
	}
	for i, t := range into {
		for _, p := range pairs {
			if source := found[p.source]; p.target == t.ID && source != nil {
				read[i] = append(read[i], source)
			}
		}
	}
	return read, nil
}

// SourceID is the ticket whose conversation moved, or came back, by a TICKETS_MERGED or TICKETS_UNMERGED entry, which the
// viewer may not see; 0 on other kinds.
func (e *Entry) SourceID() int64 { return e.mergedID(e.From) }

// IntoID is the other ticket of such an entry: the one that holds it, or has held it.
func (e *Entry) IntoID() int64 { return e.mergedID(e.To) }

func (e *Entry) mergedID(value string) int64 {
	if e.Kind != event.TicketsMerged && e.Kind != event.TicketsUnmerged {
		return 0
	}
	return idIn(value)
}

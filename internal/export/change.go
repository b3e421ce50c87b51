package export

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"sportello/internal/problem"
)

// change is a place of the journal with what is handed out at it.
type change struct {
	before    int64 // the place after which it was looked for
	pos       int64
	id        int64 // of the ticket
	since     int64 // seq of its newest entry at the place before
	seq       int64 // the same at this place
	ticket    Ticket
	intervals []Interval
	messages  []Message
}

// journal is the table of internal/journal; its id is the place.
const journal = "journal_entries"

// reading is what is read at once.
type reading struct {
	after, head int64
	limit       int
	// every place counts, as for what is only added to; else a ticket stands at its newest place up to the head alone.
	every               bool
	intervals, messages bool
}

// headFor is the newest place, for who goes on after one. INVALID_CURSOR where that is yet to come.
func (s *Service) headFor(ctx context.Context, after int64) (int64, error) {
	head, err := s.Head(ctx)
	if err != nil {
		return 0, err
	}
	if after > head {
		return 0, problem.New(problem.InvalidCursor, "after")
	}
	return head, nil
}

// changes reads the next places within a scope, with what is asked for, by a number of statements that does not grow with
// them. What is read is never older than the place it stands at; what has become newer meanwhile comes again at a later one.
func (s *Service) changes(ctx context.Context, scope Scope, r reading) ([]change, error) {
	all, err := s.places(ctx, scope, r)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	for i := range all {
		all[i].before = r.after
		if i > 0 {
			all[i].before = all[i-1].pos
		}
	}
	facts, err := s.tickets(ctx, scope, all)
	if err != nil {
		return nil, err
	}
	for i := range all {
		all[i].ticket = facts[all[i].id]
	}
	if r.intervals {
		if err := s.addIntervals(ctx, all); err != nil {
			return nil, err
		}
	}
	if r.messages {
		if err := s.addMessages(ctx, scope, all); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// places finds the next places. One whose ticket has a newer place up to the head is passed over, unless every place counts.
func (s *Service) places(ctx context.Context, scope Scope, r reading) ([]change, error) {
	within, args := scope.condition("j.")
	args = append([]any{r.after, r.head}, args...)
	query := "SELECT j.id, j.ticket_id, j.seq FROM " + journal + " j WHERE j.id > ? AND j.id <= ? AND " + within
	if !r.every {
		query += " AND NOT EXISTS (SELECT 1 FROM " + journal + " n WHERE n.ticket_id = j.ticket_id AND n.id > j.id AND n.id <= ?)"
		args = append(args, r.head)
	}
	query += " ORDER BY j.id LIMIT ?"
	args = append(args, r.limit)
	var all []change
	var c change
	err := s.each(ctx, query, args, []any{&c.pos, &c.id, &c.seq}, func() { all = append(all, c) })
	if err != nil || !r.every || len(all) == 0 {
		return all, err
	}
	return all, s.addSince(ctx, all)
}

// addSince finds how far each ticket had come at the place before.
func (s *Service) addSince(ctx context.Context, all []change) error {
	var ticket, seq int64
	known := map[int64]int64{}
	in, args := keys(all)
	err := s.each(ctx, "SELECT ticket_id, MAX(seq) FROM "+journal+" WHERE id < ? AND ticket_id IN ("+in+") GROUP BY ticket_id",
		append([]any{all[0].pos}, args...), []any{&ticket, &seq}, func() { known[ticket] = seq })
	for i := range all {
		all[i].since = known[all[i].id]
		known[all[i].id] = max(all[i].seq, all[i].since)
	}
	return err
}

// condition is the scope as a condition on a row with a desk and a tenant.
func (s Scope) condition(prefix string) (string, []any) {
	var terms []string
	var args []any
	for _, of := range []struct {
		column string
		ids    []int64
	}{{"desk_id", s.Desks}, {"tenant_id", s.Tenants}} {
		if len(of.ids) > 0 {
			terms = append(terms, prefix+of.column+" IN ("+marks(len(of.ids))+")")
			for _, id := range of.ids {
				args = append(args, id)
			}
		}
	}
	return "(" + strings.Join(terms, " OR ") + ")", args
}

// keys are the tickets of changes, each once, as parameters.
func keys(all []change) (string, []any) {
	ids := make([]int64, len(all))
	for i := range all {
		ids[i] = all[i].id
	}
	slices.SortFunc(ids, cmp.Compare[int64])
	ids = slices.Compact(ids)
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	return marks(len(ids)), args
}

func marks(n int) string { return strings.Repeat(", ?", n)[2:] }

// each runs a statement and calls take after each row has been read into the targets.
func (s *Service) each(ctx context.Context, query string, args, targets []any, take func()) error {
	rows, err := s.Store.Query(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return fmt.Errorf("read: %w", err)
		}
		take()
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read: %w", err)
	}
	return nil
}

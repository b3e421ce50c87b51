package desk

import (
	"context"
	"fmt"

	"sportello/internal/moment"
)

const (
	// dueBatch is how many due tickets are read at once.
	dueBatch = 100

	findDesks = "SELECT id, policy_version FROM desks ORDER BY id"

	// The condition on the place is spelled so that MySQL and MariaDB read the index from there on; see keyset.
	findDue = `SELECT id, status_since FROM tickets WHERE desk_id = ? AND status = ? AND status_since <= ?
		AND status_since >= ? AND (status_since > ? OR id > ?) ORDER BY status_since, id LIMIT ?`
)

// dueTicket is a ticket's place in the order in which they fall due.
type dueTicket struct {
	id    int64
	since moment.Moment
}

// dueTickets reads the next of a desk's tickets that are due by now, behind a place; the zero place is before all. What it
// finds must be asked again once the ticket is held.
func (s *Service) dueTickets(ctx context.Context, d *Desk, behind dueTicket) (due []dueTicket, err error) {
	query, args := s.dueStatement(d, behind)
	var id, since number
	err = s.each(ctx, query, args, []any{&id, &since}, func() {
		due = append(due, dueTicket{int64(id), moment.Moment(since)})
	})
	return due, err
}

// dueStatement reads along the index on (desk, status, since when), and no more of it than a batch.
func (s *Service) dueStatement(d *Desk, behind dueTicket) (string, []any) {
	rule := d.Policy.Closing.Automatic
	until := moment.Of(s.now().Add(-rule.After.Std()))
	since := int64(behind.since)
	return findDue, []any{d.ID, string(rule.From), int64(until), since, since, behind.id, dueBatch}
}

// ruleOf says which version of its rules a desk has now.
type ruleOf struct{ desk, version int64 }

// rules are the desks with the versions of their rules, in one statement.
func (s *Service) rules(ctx context.Context) (all []ruleOf, err error) {
	var id, version number
	err = s.each(ctx, findDesks, nil, []any{&id, &version}, func() {
		all = append(all, ruleOf{int64(id), int64(version)})
	})
	if err != nil {
		return nil, fmt.Errorf("find the desks: %w", err)
	}
	return all, nil
}

// deskUnder is the desk under these rules or newer ones; it is read only when they are not known yet.
func (s *Service) deskUnder(ctx context.Context, r ruleOf) (*Desk, error) {
	if known := s.desks.at(r.desk, r.version); known != nil {
		return known, nil
	}
	loaded, err := s.loadDesks(ctx, s.store.Read().Desk, []int64{r.desk})
	if err != nil {
		return nil, err
	}
	if len(loaded) == 0 {
		return nil, fmt.Errorf("desk %d is missing", r.desk)
	}
	return loaded[0], nil
}

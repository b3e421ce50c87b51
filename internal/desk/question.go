package desk

import (
	"context"
	"fmt"
	"slices"

	"entgo.io/ent/dialect/sql"

	"sportello/ent/ticket"
	"sportello/internal/access"
	"sportello/internal/moment"
	"sportello/internal/policy"
)

// Question is a checked filter as a viewer asks it, for who answers it from elsewhere than the tables: see stats.
type Question struct {
	Filter *TicketFilter // nil: all
	Scope  access.Scope  // whose tickets are meant
	// Named are the desks whose staff the viewer may know; NamesAll: every desk in their sight is one. It is only looked at
	// where a filter asks for people.
	Named    []int64
	NamesAll bool
	Now      moment.Moment // for what is overdue

	service *Service
	filter  filter
}

// Question checks a filter. INVALID_FILTER.
func (s *Service) Question(ctx context.Context, v *access.Viewer, asked *TicketFilter) (*Question, error) {
	f, err := s.newFilter(ctx, v, asked)
	if err != nil {
		return nil, err
	}
	return s.question(f), nil
}

// Find answers, in order, the ids of the tickets in the viewer's scope that meet a part of the question's filter: by the very
// condition of the list.
func (q *Question) Find(ctx context.Context, part *TicketFilter) ([]int64, error) {
	f := q.filter
	f.asked = part
	f.leadCount()
	from := f.table(q.service.store.Dialect())
	statement := sql.Dialect(q.service.store.Dialect()).Select(from.C(ticket.FieldID)).From(from)
	seenIn(f.scope)(statement)
	f.add(statement)
	query, args := statement.Query()
	var ids []int64
	var id number
	if err := q.service.each(ctx, query, args, []any{&id}, func() { ids = append(ids, int64(id)) }); err != nil {
		return nil, fmt.Errorf("find tickets: %w", err)
	}
	slices.Sort(ids)
	return ids, nil
}

// ShowsStaffTo reports whether the viewer may know who of the desk's staff did something (M2.7).
func (d *Desk) ShowsStaffTo(v *access.Viewer) bool { return d.showsStaffTo(v) }

// Counter counts the tickets of a question without reading them; see stats. What it answers is at least as new as what was
// committed through this process before it was asked.
type Counter interface {
	// CountByStatus answers false where the tables are to be asked.
	CountByStatus(ctx context.Context, q *Question) (map[policy.Status]int, bool, error)
}

// noCounter leaves all to the tables.
type noCounter struct{}

// CountByStatus implements Counter.
func (noCounter) CountByStatus(context.Context, *Question) (map[policy.Status]int, bool, error) {
	return nil, false, nil
}

// CountBy makes the service ask a counter first. It is to be called before the service is used.
func (s *Service) CountBy(c Counter) { s.counter = c }

func (s *Service) question(f filter) *Question {
	return &Question{Filter: f.asked, Scope: f.scope, Named: f.named, NamesAll: f.all, Now: f.now, service: s, filter: f}
}

package stats

import (
	"context"
	"slices"
	"strings"

	"sportello/internal/desk"
	"sportello/internal/policy"
)

// CountByStatus counts the tickets that a list would have, by status; false: that is for the tables to say, since the
// columns are not loaded, or don't hold what the filter asks for. It implements desk.Counter.
func (e *Engine) CountByStatus(ctx context.Context, q *desk.Question) (map[policy.Status]int, bool, error) {
	if !e.Ready() || e.asksTables(q.Filter) {
		return nil, false, nil
	}
	if err := e.catchUp(ctx); err != nil {
		return nil, false, err
	}
	e.mu.RLock()
	defer e.mu.RUnlock()
	r := &reading{engine: e, question: q, places: e.tenants.all()}
	counts, kept := r.kept()
	if !kept {
		counts = r.count()
	}
	found := map[policy.Status]int{}
	for code, n := range counts {
		if status := wordOf(policy.Statuses(), uint8(code)); n > 0 && status != "" {
			found[status] = n
		}
	}
	return found, true, nil
}

// asksTables reports whether a filter asks for what the columns don't hold.
func (e *Engine) asksTables(f *desk.TicketFilter) bool {
	if f == nil {
		return false
	}
	return f.Search != nil && strings.TrimSpace(*f.Search) != "" || e.asksTables(f.Not) ||
		slices.ContainsFunc(slices.Concat(f.And, f.Or), e.asksTables) ||
		slices.ContainsFunc(f.Fields, func(one *desk.FieldFilter) bool {
			_, held := e.forms.of(spelled(one.Key))
			return !held
		})
}

// kept counts without a walk over tickets: where all tickets of some desks and tenants are counted, and no drafts.
func (r *reading) kept() (counts [codes]int, kept bool) {
	scope := r.question.Scope
	if r.question.Filter != nil || len(scope.OwnIn) > 0 {
		return counts, false
	}
	for tenant, byStatus := range r.engine.counts {
		p := r.places[tenant]
		if slices.Contains(scope.Desks, p.desk) || slices.Contains(scope.Tenants, p.tenant) {
			for code, n := range byStatus {
				counts[code] += int(n)
			}
		}
	}
	return counts, counts[statusCode(policy.Draft)] == 0
}

// count walks over the tickets.
func (r *reading) count() (counts [codes]int) {
	which := r.tests(r.question.Scope)
	found := scratch()
	defer free(found)
	for n, c := range r.engine.chunks {
		if c == nil {
			continue
		}
		which(c, n, found)
		found.each(func(row int) { counts[c.status[row]&eventStatus]++ })
	}
	return counts
}

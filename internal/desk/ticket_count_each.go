package desk

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"entgo.io/ent/dialect/sql"

	"sportello/internal/access"
)

// What one statement counts at most: databases bound the parts and the parameters of a statement.
const (
	maxCounts       = 100
	maxCountsValues = 10_000
)

// CountTicketsEach counts, for each filter, the tickets that Tickets would list: by the counter; those that it leaves by one
// statement for up to a hundred filters of ordinary size. INVALID_FILTER.
func (s *Service) CountTicketsEach(ctx context.Context, v *access.Viewer, asked []*TicketFilter) ([]int, error) {
	filters, err := s.newFilters(ctx, v, asked...)
	if err != nil {
		return nil, err
	}
	counts := make([]int, len(asked))
	var parts []string
	var args []any
	for i, f := range filters {
		byStatus, counted, err := s.counter.CountByStatus(ctx, s.question(f))
		if err != nil {
			return nil, fmt.Errorf("count tickets by filters: %w", err)
		}
		if counted {
			for _, n := range byStatus {
				counts[i] += n
			}
			continue
		}
		text, values := s.countStatement(v, f, i)
		if len(parts) > 0 && (len(parts) == maxCounts || len(args)+len(values) > maxCountsValues) {
			if err := s.countInto(ctx, counts, parts, args); err != nil {
				return nil, err
			}
			parts, args = nil, nil
		}
		parts, args = append(parts, text), append(args, values...)
	}
	return counts, s.countInto(ctx, counts, parts, args)
}

// countStatement answers a place and how many tickets a filter finds.
func (s *Service) countStatement(v *access.Viewer, f filter, place int) (string, []any) {
	f.leadCount()
	from := f.table(s.store.Dialect())
	statement := sql.Dialect(s.store.Dialect()).SelectExpr(sql.Raw(strconv.Itoa(place)), sql.Raw(sql.Count("*"))).From(from)
	seen(v)(statement)
	f.add(statement)
	return statement.Query()
}

// countInto runs several such statements as one.
func (s *Service) countInto(ctx context.Context, counts []int, parts []string, args []any) error {
	if len(parts) == 0 {
		return nil
	}
	var place, found int
	err := s.each(ctx, strings.Join(parts, " UNION ALL "), args, []any{(*count)(&place), (*count)(&found)}, func() {
		counts[place] = found
	})
	if err != nil {
		return fmt.Errorf("count tickets by filters: %w", err)
	}
	return nil
}

package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"sportello/ent/ticket"
	"sportello/ent/ticketfield"
	"sportello/internal/access"
)

const (
	// mostLed is how many tickets a list fetches by what was answered, to sort them. Of more it goes along its order and
	// looks each ticket's answer up: among so many a page fills soon.
	mostLed = 2000
	// maxLeads is how many conditions of a filter are tried.
	maxLeads = 4
)

// leading is the condition on a field of the form by whose index a statement finds its tickets, instead of looking the
// answer of each ticket up that it comes across.
type leading struct {
	field  *FieldFilter   // nil: none
	places []access.Scope // in each of which the index finds answers
}

// leads are the conditions that could lead: those that every ticket has to meet. What likely finds fewest comes first.
func (f filter) leads() []leading {
	if f.asked == nil {
		return nil
	}
	each := places(f.scope)
	if len(each) == 1 && len(each[0].Desks)+len(each[0].Tenants)+len(each[0].OwnIn) != 1 {
		return nil // no index finds answers in very many places, or in none
	}
	var found []leading
	for _, field := range required(f.asked) {
		found = append(found, leading{field, each})
	}
	slices.SortStableFunc(found, func(a, b leading) int { return cmp.Compare(a.breadth(), b.breadth()) })
	return found[:min(len(found), maxLeads)]
}

// required are the conditions on fields that hold of every ticket of a filter, and that say what was answered.
func required(asked *TicketFilter) []*FieldFilter {
	var found []*FieldFilter
	for _, field := range asked.Fields {
		if field.answered() {
			found = append(found, field)
		}
	}
	for _, inner := range asked.And {
		found = append(found, required(inner)...)
	}
	return found
}

// breadth puts conditions into an order while nothing is known of the answers.
func (l leading) breadth() int {
	switch field := l.field; {
	case field.Eq != nil:
		return 0
	case field.In != nil:
		return 1
	case field.Under != nil:
		return 2
	}
	return 3 // anything at all
}

// leadList lets a condition lead a list if few tickets meet it, by one statement that reads a bounded part of the index.
func (s *Service) leadList(ctx context.Context, f *filter) error {
	candidates := f.leads()
	if len(candidates) == 0 {
		return nil
	}
	each := candidates[0].places
	most := mostLed / len(each)
	probe := sql.Dialect(s.store.Dialect()).Select()
	counts := make([]count, len(candidates)*len(each))
	var targets []any
	for _, l := range candidates {
		for _, place := range each {
			rows := l.answers(probe.Dialect(), place).Limit(most + 1).As("few")
			probe.AppendSelectExpr(sql.ExprFunc(func(b *sql.Builder) {
				b.Wrap(func(b *sql.Builder) { b.Join(sql.Dialect(b.Dialect()).Select(sql.Count("*")).From(rows)) })
			}))
			targets = append(targets, &counts[len(targets)])
		}
	}
	query, args := probe.Query()
	if err := s.one(ctx, query, args, targets...); err != nil {
		return fmt.Errorf("look how often fields were answered so: %w", err)
	}
	fewest := mostLed + 1
	for i, l := range candidates {
		sum, bounded := 0, true
		for _, n := range counts[i*len(each) : (i+1)*len(each)] {
			sum, bounded = sum+int(n), bounded && int(n) <= most
		}
		if bounded && sum < fewest {
			fewest, f.leading = sum, l
		}
	}
	return nil
}

// leadCount lets a condition lead a count. All that is counted is read in any case, so that it need not find few.
func (f *filter) leadCount() {
	if candidates := f.leads(); len(candidates) > 0 {
		f.leading = candidates[0]
	}
}

// table is the one of tickets: where a condition leads, to be read by the ids that it finds, along no index of its own.
func (f filter) table(of string) *sql.SelectTable {
	switch {
	case f.leading.field == nil:
		return sql.Table(ticket.Table)
	case of == dialect.MySQL:
		return sql.Table(ticket.Table + " FORCE INDEX (PRIMARY)").Unquote().As(ticket.Table)
	default:
		return sql.Table(ticket.Table + " NOT INDEXED").Unquote().As(ticket.Table)
	}
}

// found is true of the tickets that the leading condition finds.
func (l leading) found(s *sql.Selector) *sql.Predicate {
	rows := l.answers(s.Dialect(), l.places[0])
	if len(l.places) > 1 {
		for _, place := range l.places[1:] {
			rows.Union(l.answers(s.Dialect(), place))
		}
		few := rows.As("few")
		rows = sql.Dialect(s.Dialect()).Select(few.C(ticketfield.FieldTicketID)).From(few)
	}
	return sql.In(s.C(ticket.FieldID), rows)
}

// answers are the tickets of a place in the index of its answers.
func (l leading) answers(of string, place access.Scope) *sql.Selector {
	from := sql.Table(ticketfield.Table).As("answer")
	rows := sql.Dialect(of).Select(from.C(ticketfield.FieldTicketID)).From(from)
	c := conditions{s: rows}
	if len(place.Desks) > 0 {
		c.add(sql.EQ(from.C(ticketfield.FieldDeskID), place.Desks[0]))
	} else {
		c.add(sql.EQ(from.C(ticketfield.FieldTenantID), append(place.Tenants, place.OwnIn...)[0]))
	}
	c.add(sql.EQ(from.C(ticketfield.FieldKey), spelled(l.field.Key)))
	c.answer(l.field)
	return rows.Where(c.all())
}

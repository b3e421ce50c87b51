package desk

import (
	"context"
	"fmt"

	"entgo.io/ent/dialect/sql"

	"sportello/ent/ticket"
	"sportello/internal/access"
	"sportello/internal/policy"
)

// TicketCounts says how many tickets stand where (M1.9).
type TicketCounts struct {
	Total, Open, Closed int
	// ByStatus has a row for each status that the viewer's desks use, in the order of a ticket's life, zeroes included.
	ByStatus []StatusCount
	Filter   *TicketFilter // of what is counted
}

// StatusCount is one row of TicketCounts; Label is in the desk's words where the viewer has one desk.
type StatusCount struct {
	Status policy.Status
	Label  string
	Count  int
}

// CountTickets counts the tickets that Tickets would list. INVALID_FILTER.
func (s *Service) CountTickets(ctx context.Context, v *access.Viewer, asked *TicketFilter) (int, error) {
	f, err := s.newFilter(ctx, v, asked)
	if err != nil {
		return 0, err
	}
	f.leadCount()
	from := f.table(s.store.Dialect())
	statement := sql.Dialect(s.store.Dialect()).Select(sql.Count("*")).From(from)
	seen(v)(statement)
	f.add(statement)
	query, args := statement.Query()
	found := 0
	if err := s.one(ctx, query, args, (*count)(&found)); err != nil {
		return 0, fmt.Errorf("count tickets: %w", err)
	}
	return found, nil
}

// TicketCounts counts the tickets that Tickets would list, by status (M1.9): by the counter, else with one statement. INVALID_FILTER.
func (s *Service) TicketCounts(ctx context.Context, v *access.Viewer, asked *TicketFilter) (*TicketCounts, error) {
	f, err := s.newFilter(ctx, v, asked)
	if err != nil {
		return nil, err
	}
	desks, err := s.Desks(ctx, v)
	if err != nil {
		return nil, err
	}
	byStatus, counted, err := s.counter.CountByStatus(ctx, s.question(f))
	if err == nil && !counted {
		byStatus, err = s.countByStatus(ctx, v, f)
	}
	if err != nil {
		return nil, fmt.Errorf("count tickets: %w", err)
	}
	counts := sumUp(byStatus, desks, v.Language)
	counts.Filter = asked
	return counts, nil
}

// countByStatus asks the tables.
func (s *Service) countByStatus(ctx context.Context, v *access.Viewer, f filter) (map[policy.Status]int, error) {
	f.leadCount()
	from := f.table(s.store.Dialect())
	status := from.C(ticket.FieldStatus)
	statement := sql.Dialect(s.store.Dialect()).Select(status, sql.Count("*")).From(from).GroupBy(status)
	seen(v)(statement)
	f.add(statement)
	query, args := statement.Query()
	byStatus := map[policy.Status]int{}
	var one policy.Status
	var found int
	return byStatus, s.each(ctx, query, args, []any{(*word)(&one), (*count)(&found)}, func() { byStatus[one] = found })
}

// sumUp makes the rows of the statuses that the desks use, and of those in which there are tickets all the same: a desk
// may have stopped using one.
func sumUp(byStatus map[policy.Status]int, desks []*Desk, language string) *TicketCounts {
	counts := &TicketCounts{}
	for _, status := range policy.Statuses() {
		found := byStatus[status]
		counts.Total += found
		if status == policy.Closed {
			counts.Closed += found
		} else {
			counts.Open += found
		}
		used := false
		for _, d := range desks {
			used = used || d.Policy.Uses(status)
		}
		if used || found > 0 {
			counts.ByStatus = append(counts.ByStatus, StatusCount{status, StatusLabel(status, desks, language), found})
		}
	}
	return counts
}

// StatusLabel names a status in the words of the desk where there is one, else in plain ones.
func StatusLabel(status policy.Status, desks []*Desk, language string) string {
	if len(desks) == 1 && desks[0].Policy.Uses(status) {
		return desks[0].Policy.StatusLabel(status, language)
	}
	return plainStatus(status).In(language, "en")
}

// plainStatus names a status where no single desk's words fit.
func plainStatus(status policy.Status) policy.Label {
	switch status {
	case policy.Draft:
		return policy.Label{"it": "Bozza", "es": "Borrador", "en": "Draft"}
	case policy.Open:
		return policy.Label{"it": "Aperto", "es": "Abierto", "en": "Open"}
	case policy.InProgress:
		return policy.Label{"it": "In lavorazione", "es": "En curso", "en": "In progress"}
	case policy.WaitingOnCustomer:
		return policy.Label{"it": "In attesa del cliente", "es": "En espera del cliente", "en": "Waiting on customer"}
	case policy.InDevelopment:
		return policy.Label{"it": "In sviluppo", "es": "En desarrollo", "en": "In development"}
	case policy.Resolved:
		return policy.Label{"it": "Risolto", "es": "Resuelto", "en": "Resolved"}
	case policy.Closed:
		return policy.Label{"it": "Chiuso", "es": "Cerrado", "en": "Closed"}
	}
	return policy.Label{"en": string(status)}
}

// PriorityLabel names a priority in the words of the desk where there is one, else in plain ones.
func PriorityLabel(priority policy.Priority, desks []*Desk, language string) string {
	if len(desks) == 1 && desks[0].Policy.UsesPriority(priority) {
		return desks[0].Policy.PriorityLabel(priority, language)
	}
	return plainPriority(priority).In(language, "en")
}

func plainPriority(priority policy.Priority) policy.Label {
	switch priority {
	case policy.Low:
		return policy.Label{"it": "Bassa", "es": "Baja", "en": "Low"}
	case policy.Normal:
		return policy.Label{"it": "Normale", "es": "Normal", "en": "Normal"}
	case policy.High:
		return policy.Label{"it": "Alta", "es": "Alta", "en": "High"}
	case policy.Urgent:
		return policy.Label{"it": "Urgente", "es": "Urgente", "en": "Urgent"}
	}
	return policy.Label{"en": string(priority)}
}

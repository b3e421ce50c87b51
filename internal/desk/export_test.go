package desk

import (
	"context"

	"sportello/internal/access"
	"sportello/internal/moment"
	"sportello/internal/problem"
)

// TicketStatement is the statement that Tickets would run, for tests that ask the database how it would.
func (s *Service) TicketStatement(ctx context.Context, v *access.Viewer, q TicketQuery) (string, []any, error) {
	list, err := s.ticketList(ctx, v, q)
	if err != nil {
		return "", nil, err
	}
	statement, _ := list.statement(q.Columns, q.Parts, &TicketPage{})
	query, args := statement.Query()
	return query + " LIMIT ?", append(args, list.size+1), nil
}

// LogStatements are the statements by which the logs of tickets are read: messages, timeline entries, attachments.
func LogStatements(tickets []*Ticket, most int, backward bool) map[string][]any {
	statements := map[string][]any{}
	for _, log := range []ticketLog{messageLog(), timelineLog(), attachmentLog()} {
		ids := make([]int64, len(tickets))
		for i, t := range tickets {
			ids[i] = t.ID
		}
		query, args := log.statement(log.view(tickets[0]), ids, logRange{most: most, backward: backward})
		statements[query] = args
	}
	return statements
}

// DueStatement is the statement by which a desk's due tickets are found, behind one that fell due at a moment.
func (s *Service) DueStatement(d *Desk, id int64, since moment.Moment) (string, []any) {
	return s.dueStatement(d, dueTicket{id, since})
}

// CheckGrid is what is wrong with places on a dashboard.
func CheckGrid(places []Place) problem.List { return checkGrid(places) }

// Alike reports whether two answers count as one.
func Alike(a, b string) bool { return newWording(a).alike(newWording(b)) }

// The statements by which the clock finds due times.
const (
	FindOverdue = findOverdue
	FindUntimed = findUntimed
)

package desk

import (
	"context"
	"slices"
	"strings"
)

// ticketLog is a table of rows that belong to tickets and stand in an order there: messages, timeline entries,
// attachments. Staff and customers have a view of it each.
type ticketLog struct {
	table   string
	holder  string // column of r: the ticket in whose log the row stands
	columns string // of r, the row, and of what is joined to it
	joins   string
	staff   logView
	public  logView
}

// logView is what an audience sees: the rows that hold the condition, in the order of a column, and where that has ties
// of their ids. (Where it has none, naming the id would make MariaDB sort.)
type logView struct {
	position, condition string
	ties                bool
}

// logRange asks for rows beside each ticket: those that the bound lets through, the first so many or the last.
type logRange struct {
	bound    string // on r, or empty
	args     []any
	most     int // of each ticket
	backward bool
}

// view is what the ticket's viewer sees of the log.
func (l ticketLog) view(t *Ticket) logView {
	if t.StaffSight() {
		return l.staff
	}
	return l.public
}

// readLog reads the rows of several tickets and hands each over with the place of its ticket. It takes one statement,
// and a second one where the viewer is staff for some of the tickets and a customer for others. Backward, the rows of
// each ticket come in reverse.
func (s *Service) readLog(
	ctx context.Context, l ticketLog, tickets []*Ticket, r logRange, targets []any, take func(ticket int),
) error {
	var ticketID int64
	targets = append([]any{(*number)(&ticketID)}, targets...)
	for _, view := range []logView{l.staff, l.public} {
		places := map[int64][]int{} // the same ticket may stand in the list more than once
		var ids []int64
		for i, t := range tickets {
			if l.view(t) != view {
				continue
			}
			if places[t.ID] == nil {
				ids = append(ids, t.ID)
			}
			places[t.ID] = append(places[t.ID], i)
		}
		if len(ids) == 0 {
			continue
		}
		query, args := l.statement(view, ids, r)
		err := s.each(ctx, query, args, targets, func() {
			for _, place := range places[ticketID] {
				take(place)
			}
		})
		if err != nil {
			return err
		}
		if l.staff == l.public {
			break
		}
	}
	return nil
}

func (l ticketLog) statement(view logView, ids []int64, r logRange) (string, []any) {
	if len(ids) == 1 {
		return l.statementForOne(view, ids[0], r)
	}
	return l.statementForSeveral(view, ids, r)
}

// statementForOne reads along the index.
func (l ticketLog) statementForOne(view logView, id int64, r logRange) (string, []any) {
	var b strings.Builder
	b.WriteString("SELECT r." + l.holder + ", " + l.columns + " FROM " + l.table + " r" + l.joins)
	b.WriteString(" WHERE r." + l.holder + " = ?" + and("r", view.condition) + and("", r.bound))
	b.WriteString(order("r", view, r) + " LIMIT ?")
	return b.String(), append(append([]any{id}, r.args...), r.most)
}

// statementForSeveral numbers the rows of each ticket in an index, and fetches only those that are wanted.
func (l ticketLog) statementForSeveral(view logView, ids []int64, r logRange) (string, []any) {
	var b strings.Builder
	b.WriteString("SELECT r." + l.holder + ", " + l.columns + " FROM (SELECT r.id, ROW_NUMBER() OVER (PARTITION BY r." + l.holder)
	b.WriteString(order("r", view, r) + ") AS place FROM " + l.table + " r WHERE r." + l.holder + " IN (" + marks(len(ids)) + ")")
	b.WriteString(and("r", view.condition) + and("", r.bound) + ") wanted JOIN " + l.table + " r ON r.id = wanted.id" + l.joins)
	b.WriteString(" WHERE wanted.place <= ? ORDER BY r." + l.holder + ", wanted.place")
	return b.String(), append(append(anys(ids), r.args...), r.most)
}

func and(alias, condition string) string {
	switch {
	case condition == "":
		return ""
	case alias == "":
		return " AND " + condition
	}
	return " AND " + alias + "." + condition
}

func order(alias string, view logView, r logRange) string {
	direction := ""
	if r.backward {
		direction = " DESC"
	}
	by := " ORDER BY " + alias + "." + view.position + direction
	if view.ties {
		by += ", " + alias + ".id" + direction
	}
	return by
}

// logPage is a page of a ticket's log.
type logPage[T any] struct {
	Rows                 []T
	HasNext, HasPrevious bool
}

// cut makes a page of what was read for one more row than wanted. Rows of a log are not taken away, so that behind a
// cursor there is always the row that gave it.
func cut[T any](rows []T, w window, after, before bool) logPage[T] {
	page := logPage[T]{Rows: rows[:min(len(rows), w.size)], HasNext: before, HasPrevious: after}
	more := len(rows) > w.size
	if w.backward {
		page.HasPrevious = more || page.HasPrevious
		slices.Reverse(page.Rows)
	} else {
		page.HasNext = more || page.HasNext
	}
	return page
}

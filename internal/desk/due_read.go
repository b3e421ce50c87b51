package desk

import (
	"context"
	stdsql "database/sql"
	"errors"
	"fmt"

	"sportello/ent"
	"sportello/internal/duetime"
	"sportello/internal/event"
	"sportello/internal/moment"
)

// timelinesOf reads, of several tickets, what their promises depend on.
func timelinesOf(ids []int64) (string, []any) {
	query := "SELECT ticket_id, kind, actor_kind, from_value, to_value, created_at FROM timeline_entries WHERE ticket_id IN (" +
		marks(len(ids)) + ") AND kind IN (?, ?, ?, ?) ORDER BY ticket_id, seq"
	return query, append(anys(ids), string(event.TicketOpened), string(event.MessageAdded), string(event.StatusChanged),
		string(event.PriorityChanged))
}

// timelines gathers them row by row.
type timelines struct {
	byTicket map[int64][]duetime.Happening
	ticket   int64
	at       int64
	row      duetime.Happening
}

func (t *timelines) targets() []any {
	return []any{
		(*number)(&t.ticket), (*word)(&t.row.Kind), (*word)(&t.row.By), (*text)(&t.row.From), (*text)(&t.row.To), (*number)(&t.at),
	}
}

func (t *timelines) take() {
	row := t.row
	row.At = moment.Moment(t.at).Time()
	t.byTicket[t.ticket] = append(t.byTicket[t.ticket], row)
}

// readTimelines reads them in a transaction.
func readTimelines(ctx context.Context, tx *ent.Tx, ids []int64) (_ map[int64][]duetime.Happening, err error) {
	all := timelines{byTicket: make(map[int64][]duetime.Happening, len(ids))}
	query, args := timelinesOf(ids)
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read the timeline: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	return all.byTicket, all.read(rows)
}

func (t *timelines) read(rows *stdsql.Rows) error {
	targets := t.targets()
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return fmt.Errorf("read the timeline: %w", err)
		}
		t.take()
	}
	return rows.Err()
}

// Standings reads how the desks' promises stand for tickets, now and why, aligned with them, by one statement. All by the
// rules that each desk has now.
func (s *Service) Standings(ctx context.Context, tickets []*Ticket) ([][]duetime.Standing, error) {
	var ids []int64
	for _, t := range tickets {
		if t.Desk.Promises.Promised() {
			ids = append(ids, t.ID)
		}
	}
	standings := make([][]duetime.Standing, len(tickets))
	if len(ids) == 0 {
		return standings, nil
	}
	all := timelines{byTicket: make(map[int64][]duetime.Happening, len(ids))}
	query, args := timelinesOf(ids)
	if err := s.each(ctx, query, args, all.targets(), all.take); err != nil {
		return nil, fmt.Errorf("due times: %w", err)
	}
	for i, t := range tickets {
		var err error
		if standings[i], err = t.Desk.Promises.Read(all.byTicket[t.ID], t.Priority).Standings(t.Sight.Now); err != nil {
			return nil, fmt.Errorf("due times of ticket %d: %w", t.ID, err)
		}
	}
	return standings, nil
}

// Note is what a DUE_WARNED or DUE_BREACHED entry tells.
func (e *Entry) Note() duetime.Note {
	return duetime.NoteOf(event.Event{Kind: e.Kind, From: e.From, To: e.To}, e.CreatedAt.Time())
}

package floor

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"entgo.io/ent/dialect"

	"sportello/ent"
	"sportello/internal/node"
	"sportello/internal/policy"
	"sportello/internal/search"
)

// maxText bounds a reply's body, in bytes.
const maxText = 1 << 20

// reply writes a message, what it does to the ticket, the lines of the timeline and the announcement in one transaction,
// and tells the ticket's followers.
func (s *Server) reply(out []byte, r *http.Request, v *viewer) ([]byte, error) {
	id, err := ticketID(r)
	if err != nil {
		return out, err
	}
	text, err := io.ReadAll(io.LimitReader(r.Body, maxText))
	if err != nil {
		return out, fmt.Errorf("read the reply: %w", err)
	}
	var said said
	err = s.store.Tx(r.Context(), func(ctx context.Context, tx *ent.Tx) (err error) {
		said, err = s.say(ctx, tx, v, id, string(text))
		return err
	})
	if err != nil {
		return out, fmt.Errorf("reply: %w", err)
	}
	s.outbox.add(said.announcement)
	if err := s.crowd.tell(id, said.message, said.text); err != nil {
		return out, fmt.Errorf("tell of the reply: %w", err)
	}
	out = appendID(append(out, `{"data":{"replyToTicket":{"ticket":{"id":`...), node.Ticket, number(id))
	out = appendNumber(append(out, `,"version":`...), said.version)
	out = appendText(append(out, `,"status":`...), said.status)
	out = appendID(append(out, `},"message":{"id":`...), node.Message, said.message)
	return append(out, `}}}}`...), nil
}

// said is what a reply has done.
type said struct {
	version, message number
	status           policy.Status
	text             string
	announcement     int64
}

const lockTicket = `SELECT t.status, t.version, t.last_seq, t.last_public_seq, t.assignee_id, t.first_responded_at,
t.priority, t.created_at, t.first_due_at, t.next_due_at, t.resolution_due_at, t.due_noted, t.waits_since, t.runs_since, t.resolution_used
FROM tickets t WHERE t.id = ? AND t.status <> 'DRAFT' AND `

// held is a ticket that the transaction holds.
type held struct {
	id                                                        int64
	status                                                    text
	version, lastSeq, lastPublicSeq, assignee, firstResponded number
	due                                                       due
}

func (s *Server) lock(ctx context.Context, tx *ent.Tx, v *viewer, id int64) (*held, error) {
	scope, value := s.scope(v)
	query := lockTicket + scope
	if s.store.Dialect() == dialect.MySQL {
		query += " FOR UPDATE"
	}
	rows, err := tx.QueryContext(ctx, query, id, value)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	if !rows.Next() {
		return nil, errors.Join(rows.Err(), errMissing)
	}
	t := &held{id: id}
	targets := []any{&t.status, &t.version, &t.lastSeq, &t.lastPublicSeq, &t.assignee, &t.firstResponded}
	return t, rows.Scan(append(targets, t.due.targets()...)...)
}

func (s *Server) say(ctx context.Context, tx *ent.Tx, v *viewer, id int64, text string) (said, error) {
	t, err := s.lock(ctx, tx, v, id)
	if err != nil {
		return said{}, fmt.Errorf("hold the ticket: %w", err)
	}
	c := s.newChange(v, t, strings.TrimSpace(text))
	if c.status == policy.Closed || c.status == policy.Resolved {
		return said{}, errOver
	}
	times, err := s.retime(c)
	if err != nil {
		return said{}, fmt.Errorf("due times: %w", err)
	}
	message, err := insert(ctx, tx, `INSERT INTO messages
(ticket_id, conversation_id, seq, kind, staff_only, author_kind, author_id, text, created_at) VALUES (?, ?, ?, 'REPLY', FALSE, ?, ?, ?, ?)`,
		id, id, c.seq, string(v.side), v.id, c.text, c.now)
	if err != nil {
		return said{}, fmt.Errorf("write the message: %w", err)
	}
	if err := search.MarkStale(ctx, tx, id); err != nil {
		return said{}, err
	}
	if err := c.update(ctx, tx, times); err != nil {
		return said{}, fmt.Errorf("write the ticket: %w", err)
	}
	lastSeq, err := c.log(ctx, tx, message)
	if err != nil {
		return said{}, fmt.Errorf("write the timeline: %w", err)
	}
	announcement, err := insert(ctx, tx, `INSERT INTO outbox_entries (desk_id, ticket_id, seq, created_at) VALUES (?, ?, ?, ?)`,
		s.desk.id, id, lastSeq, c.now)
	if err != nil {
		return said{}, fmt.Errorf("write the outbox: %w", err)
	}
	return said{t.version + 1, number(message), c.to, c.text, announcement}, nil
}

// insert runs an INSERT of one row and answers its key.
func insert(ctx context.Context, tx *ent.Tx, query string, args ...any) (int64, error) {
	var result sql.Result
	result, err := tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

package floor

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"

	"sportello/internal/event"
	"sportello/internal/node"
)

// detailSize is how many messages come with a ticket.
const detailSize = 30

const (
	detailColumns = `SELECT t.number, t.version, t.subject, t.status, t.priority, t.created_at, t.updated_at,
t.requester_id, r.name, r.email, t.assignee_id, a.name, a.email
FROM tickets t LEFT JOIN users r ON r.id = t.requester_id LEFT JOIN users a ON a.id = t.assignee_id
WHERE t.id = ? AND (t.status <> 'DRAFT' OR t.requester_id = ?) AND `

	// Messages come with their authors and files by one statement: a row for each file, or one without. It is read along
	// indexes alone, the files of a message in the order of theirs; sorted, or from a subquery, MariaDB would put the texts
	// into a temporary table. The bound is when the last message of the page was written: those of the same moment behind it
	// come too, and are left out.
	messagesOf = `SELECT m.id, m.kind, m.text, m.created_at, m.author_kind, m.author_id, u.name, u.email, f.id, f.name, f.size
FROM messages m LEFT JOIN users u ON u.id = m.author_id LEFT JOIN attachments f ON f.message_id = m.id
WHERE m.conversation_id = ? AND m.created_at <= COALESCE((SELECT l.created_at FROM messages l WHERE l.conversation_id = ?`
	messagesLast  = ` ORDER BY l.created_at, l.id LIMIT 1 OFFSET ?), 9223372036854775807)`
	messagesOrder = ` ORDER BY m.created_at, m.id`
)

// detailRow is a ticket on its own.
type detailRow struct {
	number, version, createdAt, updatedAt number
	subject, status, priority             text
	requester, assignee                   person
}

func (s *Server) detail(out []byte, r *http.Request, v *viewer) ([]byte, error) {
	id, err := ticketID(r)
	if err != nil {
		return out, err
	}
	var t detailRow
	if err := s.readDetail(r.Context(), v, id, &t); err != nil {
		return out, fmt.Errorf("read the ticket: %w", err)
	}
	out = appendID(append(out, `{"data":{"ticket":{"id":`...), node.Ticket, number(id))
	out = appendNumber(append(out, `,"number":`...), t.number)
	out = appendNumber(append(out, `,"version":`...), t.version)
	out = appendText(append(out, `,"subject":`...), t.subject)
	out = appendText(append(out, `,"status":`...), t.status)
	out = appendText(append(out, `,"priority":`...), t.priority)
	out = appendTime(append(out, `,"createdAt":`...), t.createdAt)
	out = appendTime(append(out, `,"updatedAt":`...), t.updatedAt)
	out = appendUser(append(out, `,"requester":`...), &t.requester)
	out = s.appendAssignee(append(out, `,"assignee":`...), v, &t.assignee)
	out, err = s.appendMessages(r.Context(), append(out, `,"messages":{"nodes":[`...), v, id)
	return append(out, `]}}}}`...), err
}

func (s *Server) readDetail(ctx context.Context, v *viewer, id int64, t *detailRow) error {
	scope, value := s.scope(v)
	rows, err := s.store.Query(ctx, detailColumns+scope, id, v.id, value)
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		return errors.Join(rows.Err(), errMissing)
	}
	return rows.Scan(&t.number, &t.version, &t.subject, &t.status, &t.priority, &t.createdAt, &t.updatedAt,
		&t.requester.id, &t.requester.name, &t.requester.email, &t.assignee.id, &t.assignee.name, &t.assignee.email)
}

// messageRow is a message with one of its files.
type messageRow struct {
	id, createdAt    number
	kind, side, text text
	author           person
	fileID, fileSize number
	fileName         text
}

func (s *Server) appendMessages(ctx context.Context, out []byte, v *viewer, ticket int64) ([]byte, error) {
	rows, err := s.queryMessages(ctx, v, ticket)
	if err != nil {
		return out, fmt.Errorf("read messages: %w", err)
	}
	defer rows.Close()
	var m messageRow
	targets := []any{
		&m.id, &m.kind, &m.text, &m.createdAt, &m.side, &m.author.id, &m.author.name, &m.author.email,
		&m.fileID, &m.fileName, &m.fileSize,
	}
	var open number // the message whose files are being written
	n := 0
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return out, fmt.Errorf("read a message: %w", err)
		}
		if m.id == open {
			out = append(out, ',')
		} else {
			if n++; n > detailSize {
				break
			}
			if open != 0 {
				out = append(out, `]},`...)
			}
			out = s.appendMessage(out, v, &m)
			open = m.id
		}
		out = appendFile(out, &m)
	}
	if open != 0 {
		out = append(out, `]}`...)
	}
	return out, rows.Err()
}

func (s *Server) queryMessages(ctx context.Context, v *viewer, ticket int64) (*sql.Rows, error) {
	if v.staff() {
		return s.store.Query(ctx, messagesOf+messagesLast+messagesOrder, ticket, ticket, detailSize-1)
	}
	return s.store.Query(ctx, messagesOf+" AND l.staff_only = FALSE"+messagesLast+" AND m.staff_only = FALSE"+messagesOrder,
		ticket, ticket, detailSize-1)
}

// appendMessage appends a message up to its files.
func (s *Server) appendMessage(out []byte, v *viewer, m *messageRow) []byte {
	out = appendID(append(out, `{"id":`...), node.Message, m.id)
	out = appendText(append(out, `,"kind":`...), m.kind)
	out = appendText(append(out, `,"text":`...), m.text)
	out = appendTime(append(out, `,"createdAt":`...), m.createdAt)
	out = s.appendAuthor(append(out, `,"author":`...), v, event.ActorKind(m.side), &m.author)
	return append(out, `,"attachments":[`...)
}

func appendFile(out []byte, m *messageRow) []byte {
	if m.fileID == 0 {
		return out
	}
	out = appendID(append(out, `{"id":`...), node.Attachment, m.fileID)
	out = appendText(append(out, `,"name":`...), m.fileName)
	out = appendNumber(append(out, `,"size":`...), m.fileSize)
	return append(out, '}')
}

package floor

import (
	"fmt"
	"net/http"

	"sportello/internal/moment"
	"sportello/internal/node"
	"sportello/internal/store/keyset"
)

// listSize is how many tickets a page has.
const listSize = 50

// listColumns and what follows are one statement: what a row shows of messages is kept on the ticket. The joins are outer
// ones, since MariaDB would begin an inner one at the people.
const (
	listColumns = `SELECT t.id, t.number, t.subject, t.status, t.priority, t.created_at, t.updated_at, t.last_reply_at,
t.message_count, t.attachment_count, t.last_message_excerpt, t.last_message_by, t.last_message_at,
t.requester_id, r.name, r.email, t.assignee_id, a.name, a.email
FROM tickets t LEFT JOIN users r ON r.id = t.requester_id LEFT JOIN users a ON a.id = t.assignee_id
WHERE `
	listOrder = ` AND (t.status <> 'DRAFT' OR t.requester_id = ?) ORDER BY t.updated_at DESC, t.id DESC LIMIT ?`
)

// listRow is a ticket of the list.
type listRow struct {
	id, number, createdAt, updatedAt, lastReplyAt number
	messages, attachments, lastMessageAt          number
	subject, status, priority                     text
	excerpt, by                                   text
	requester, assignee                           person
}

func (t *listRow) targets() []any {
	return []any{
		&t.id, &t.number, &t.subject, &t.status, &t.priority, &t.createdAt, &t.updatedAt, &t.lastReplyAt,
		&t.messages, &t.attachments, &t.excerpt, &t.by, &t.lastMessageAt,
		&t.requester.id, &t.requester.name, &t.requester.email, &t.assignee.id, &t.assignee.name, &t.assignee.email,
	}
}

func (s *Server) list(out []byte, r *http.Request, v *viewer) ([]byte, error) {
	scope, value := s.scope(v)
	rows, err := s.store.Query(r.Context(), listColumns+scope+listOrder, value, v.id, listSize+1)
	if err != nil {
		return out, fmt.Errorf("read tickets: %w", err)
	}
	defer rows.Close()
	var row listRow
	var last listRow // of the page
	targets := row.targets()
	n := 0
	out = append(out, `{"data":{"tickets":{"nodes":[`...)
	for ; rows.Next(); n++ {
		if n == listSize {
			continue // there is a next page
		}
		if err := rows.Scan(targets...); err != nil {
			return out, fmt.Errorf("read a ticket: %w", err)
		}
		if n > 0 {
			out = append(out, ',')
		}
		out = s.appendListRow(out, v, &row)
		last.id, last.updatedAt = row.id, row.updatedAt
	}
	out = appendBool(append(out, `],"pageInfo":{"hasNextPage":`...), n > listSize)
	out = append(out, `,"endCursor":`...)
	out = append(appendCursor(out, n, &last), `}}}}`...)
	return out, rows.Err()
}

func (s *Server) appendListRow(out []byte, v *viewer, t *listRow) []byte {
	out = appendID(append(out, `{"id":`...), node.Ticket, t.id)
	out = appendNumber(append(out, `,"number":`...), t.number)
	out = appendText(append(out, `,"subject":`...), t.subject)
	out = appendText(append(out, `,"status":`...), t.status)
	out = appendText(append(out, `,"priority":`...), t.priority)
	out = appendTime(append(out, `,"createdAt":`...), t.createdAt)
	out = appendTime(append(out, `,"updatedAt":`...), t.updatedAt)
	out = appendTime(append(out, `,"lastReplyAt":`...), t.lastReplyAt)
	out = appendNumber(append(out, `,"messageCount":`...), t.messages)
	out = appendNumber(append(out, `,"attachmentCount":`...), t.attachments)
	out = appendUser(append(out, `,"requester":`...), &t.requester)
	out = s.appendAssignee(append(out, `,"assignee":`...), v, &t.assignee)
	out = append(out, `,"lastMessage":`...)
	if t.lastMessageAt == 0 {
		return append(out, `null}`...)
	}
	out = appendText(append(out, `{"excerpt":`...), t.excerpt)
	out = appendText(append(out, `,"authorKind":`...), t.by)
	out = appendTime(append(out, `,"createdAt":`...), t.lastMessageAt)
	return append(out, `}}`...)
}

// appendCursor appends the place of the last row, as the server's lists give it out.
func appendCursor(out []byte, n int, last *listRow) []byte {
	if n == 0 {
		return append(out, "null"...)
	}
	order := keyset.Order{{Name: "updated_at", Desc: true}}
	place := order.At(int64(last.id), int64(moment.Moment(last.updatedAt)))
	return appendText(out, order.Encode(place))
}

package desk

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"sportello/internal/access"
	"sportello/internal/problem"
)

// messageLog is the conversation: what was written on the ticket and on those merged into it, in order of time (M1.15).
func messageLog() ticketLog {
	return ticketLog{
		table:   "messages",
		holder:  "conversation_id",
		columns: "r.id, r.seq, r.kind, r.staff_only, r.author_kind, r.author_id, r.format, r.text, r.pictures, r.created_at, u.name, u.email",
		joins:   " LEFT JOIN users u ON u.id = r.author_id",
		staff:   logView{position: "created_at", ties: true},
		public:  logView{position: "created_at", ties: true, condition: "staff_only = FALSE"},
	}
}

// messageScan is where a message is read into.
type messageScan struct {
	message Message
	author  User
}

func (s *Service) scanMessage() messageScan { return messageScan{message: Message{rich: s.rich}} }

func (m *messageScan) targets() []any {
	return []any{
		(*number)(&m.message.ID), (*number)(&m.message.Seq), (*word)(&m.message.Kind), (*flag)(&m.message.StaffOnly),
		(*word)(&m.message.Author.Kind), (*number)(&m.author.ID), (*word)(&m.message.Format), (*text)(&m.message.Text), (*text)(&m.message.pictures),
		(*number)(&m.message.CreatedAt), (*text)(&m.author.Name), (*text)(&m.author.Email),
	}
}

// of is the message that was read, for the ticket's viewer.
func (m *messageScan) of(t *Ticket) *Message {
	message := m.message
	message.TicketID, message.deskID, message.authorID = t.ID, t.DeskID, m.author.ID
	message.Author = t.Desk.actor(t.Sight, m.message.Author.Kind, m.author)
	return &message
}

// MessagePage is a page of a conversation, oldest first.
type MessagePage struct {
	Messages             []*Message
	HasNext, HasPrevious bool
}

// Messages reads a page of each ticket's conversation, aligned with the tickets, by one statement for all. Customers see
// no notes. INVALID_PAGE; INVALID_CURSOR, also for a cursor of another ticket.
func (s *Service) Messages(ctx context.Context, tickets []*Ticket, p Page) ([]*MessagePage, error) {
	w, err := p.window()
	if err != nil {
		return nil, err
	}
	r := logRange{most: w.size + 1, backward: w.backward}
	if err := r.boundMessages(tickets, p); err != nil {
		return nil, err
	}
	read, err := s.readMessages(ctx, tickets, r)
	if err != nil {
		return nil, err
	}
	pages := make([]*MessagePage, len(tickets))
	for i, rows := range read {
		page := cut(rows, w, p.After != "", p.Before != "")
		pages[i] = &MessagePage{Messages: page.Rows, HasNext: page.HasNext, HasPrevious: page.HasPrevious}
	}
	return pages, nil
}

func (s *Service) readMessages(ctx context.Context, tickets []*Ticket, r logRange) ([][]*Message, error) {
	read := make([][]*Message, len(tickets))
	scan := s.scanMessage()
	err := s.readLog(ctx, messageLog(), tickets, r, scan.targets(), func(i int) {
		read[i] = append(read[i], scan.of(tickets[i]))
	})
	if err != nil {
		return nil, fmt.Errorf("messages: %w", err)
	}
	return read, nil
}

// boundMessages reads the cursors. They name a message: that is where it stands, whatever was merged in between. One that
// the viewer does not see is as one that is not there, or has left the conversation: behind it and before it is nothing.
func (r *logRange) boundMessages(tickets []*Ticket, p Page) error {
	for _, one := range []struct{ argument, cursor, compare string }{{"after", p.After, ">"}, {"before", p.Before, "<"}} {
		if one.cursor == "" {
			continue
		}
		ticketID, messageID, err := readMessageCursor(one.cursor)
		if err != nil {
			return problem.New(problem.InvalidCursor, one.argument).Wrap(err)
		}
		seen := ""
		for _, t := range tickets {
			if t.ID != ticketID {
				return problem.New(problem.InvalidCursor, one.argument)
			}
			seen = and("c", messageLog().view(t).condition)
		}
		if r.bound != "" {
			r.bound += " AND "
		}
		// Spelled so that the index is read from there on; see keyset.
		at := "(SELECT c.created_at FROM messages c WHERE c.id = ? AND c.conversation_id = ?" + seen + ")"
		r.bound += "r.created_at " + one.compare + "= " + at + " AND (r.created_at " + one.compare + " " + at +
			" OR r.id " + one.compare + " ?)"
		r.args = append(r.args, messageID, ticketID, messageID, ticketID, messageID)
	}
	return nil
}

// Cursor is the message's place in its conversation.
func (m *Message) Cursor() string { return messageCursor(m.TicketID, m.ID) }

// MessagesUpTo reads the last so many messages of the ticket's conversation, oldest first, up to the entry that the
// viewer counts as seq: what stood there when that entry was the newest. What was merged in is there as it is now; entries
// that come after seq say so.
func (s *Service) MessagesUpTo(ctx context.Context, t *Ticket, seq int64, last int) ([]*Message, error) {
	if last < 0 || last > maxPage {
		return nil, problem.New(problem.InvalidPage, "last")
	}
	newest, args := "?", []any{t.ID, seq}
	if !t.StaffSight() {
		newest = "(SELECT e.seq FROM timeline_entries e WHERE e.ticket_id = ? AND e.public_seq = ?)"
		args = []any{t.ID, t.ID, seq}
	}
	r := logRange{most: last, backward: true, bound: "(r.ticket_id <> ? OR r.seq <= " + newest + ")", args: args}
	read, err := s.readMessages(ctx, []*Ticket{t}, r)
	if err != nil {
		return nil, err
	}
	return cut(read[0], window{size: last, backward: true}, false, false).Rows, nil
}

// Message reads one message. NOT_FOUND where there is none or the viewer does not see it.
func (s *Service) Message(ctx context.Context, v *access.Viewer, id int64) (*Message, error) {
	found, err := s.MessagesByID(ctx, v, []int64{id})
	if err != nil {
		return nil, err
	}
	if found[id] == nil {
		return nil, problem.New(problem.NotFound)
	}
	return found[id], nil
}

// MessageOf reads one message of a ticket that was read for its viewer. NOT_FOUND where it has none of that id for them.
func (s *Service) MessageOf(ctx context.Context, t *Ticket, id int64) (*Message, error) {
	read, err := s.readMessages(ctx, []*Ticket{t}, logRange{most: 1, bound: "r.id = ?", args: []any{id}})
	if err != nil {
		return nil, err
	}
	if len(read[0]) == 0 {
		return nil, problem.New(problem.NotFound)
	}
	return read[0][0], nil
}

// MessagesByID reads messages that are the viewer's to see; the others are missing. A fixed number of statements.
func (s *Service) MessagesByID(ctx context.Context, v *access.Viewer, ids []int64) (map[int64]*Message, error) {
	found := make(map[int64]*Message, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	var ticketIDs []int64
	var ticketID int64
	query := "SELECT DISTINCT conversation_id FROM messages WHERE id IN (" + marks(len(ids)) + ")"
	err := s.each(ctx, query, anys(ids), []any{(*number)(&ticketID)}, func() { ticketIDs = append(ticketIDs, ticketID) })
	if err != nil {
		return nil, fmt.Errorf("tickets of messages: %w", err)
	}
	byID, err := s.TicketsByID(ctx, v, ticketIDs, 0)
	if err != nil {
		return nil, err
	}
	tickets := slices.Collect(maps.Values(byID))
	read, err := s.readMessages(ctx, tickets, logRange{most: len(ids), bound: "r.id IN (" + marks(len(ids)) + ")", args: anys(ids)})
	if err != nil {
		return nil, err
	}
	for _, messages := range read {
		for _, m := range messages {
			found[m.ID] = m
		}
	}
	return found, nil
}
